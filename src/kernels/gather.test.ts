import { expect, test } from 'vitest';
import { gather } from './gather.ts';
import { blank, floats, random, run, sizes, words } from './testing.ts';

test.each([
  [[2], 1],
  [[0, 3, 4, 5, 6], 27],
  [Array.from({ length: 67 }, (_, i) => 2 * i), 66],
])('tokens %j, width %i', async (at, width) => {
  const tokens = at.at(-1)! + 1;
  const [residual, delta] = [random(tokens * width, 1), random(tokens * width, 2)];
  const targets = words(at.flatMap((t, i) => [t, 99, i, 0]));
  const count = at.length;
  const out = blank(count * width);
  const inputs = { size: sizes(count), targets, residual: floats(residual), delta: floats(delta) };
  const [actual] = await run((r) => gather(r, { ...inputs, out, count, width }), out);
  const sum = residual.map((value, i) => value + delta[i]);
  expect(actual).toEqual(Float32Array.from(at.flatMap((t) => [...sum.subarray(t * width, (t + 1) * width)])));
});
