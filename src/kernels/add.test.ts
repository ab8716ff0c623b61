import { expect, test } from 'vitest';
import { add } from './add.ts';
import { floats, random, run, sizes } from './testing.ts';

test.each([
  [1, 1],
  [3, 5],
  [67, 12],
])('%i rows of width %i', async (count, width) => {
  const [x, before] = [random(count * width, 1), random(count * width, 2)];
  const out = floats(before);
  const [after] = await run((r) => add(r, { size: sizes(count), x: floats(x), out, count, width }), out);
  expect(after).toEqual(before.map((value, i) => value + x[i]));
});
