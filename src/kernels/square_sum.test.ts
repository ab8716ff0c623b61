import { expect, test } from 'vitest';
import { squarePartials, squareSum } from './square_sum.ts';
import { dot, expectClose, floats, random, run, sizes } from './testing.ts';

test.each([1, 65, 5000, 200_001])('%i elements', async (elements) => {
  const gradient = random(elements, 1);
  const [offset, count] = [3, squarePartials(elements)];
  const partials = floats(new Float32Array(offset + count).fill(7));
  const tensor = sizes(elements, offset, count);
  const [all] = await run((r) => squareSum(r, { tensor, gradient: floats(gradient), partials, elements }), partials);
  expect([...all.subarray(0, offset)]).toEqual([7, 7, 7]);
  const sum = all.subarray(offset).reduce((total, value) => total + value, 0);
  expectClose([sum], [dot(gradient, gradient)], elements / count);
});
