import { expect, test } from 'vitest';
import { scatter } from './scatter.ts';
import { floats, random, run, sizes, words } from './testing.ts';

test.each([
  [[2], 1],
  [[0, 3, 4, 5, 6], 27],
  [Array.from({ length: 67 }, (_, i) => 2 * i), 66],
])('tokens %j, width %i', async (at, width) => {
  const tokens = at.at(-1)! + 3;
  const count = at.length;
  const x = random(count * width, 1);
  const targets = words(at.flatMap((t, i) => [t, 99, i, 0]));
  const out = floats(new Float32Array(tokens * width));
  const [actual] = await run((r) => scatter(r, { size: sizes(count), targets, x: floats(x), out, count, width }), out);
  const expected = new Float32Array(tokens * width);
  at.forEach((t, i) => {
    expected.set(x.subarray(i * width, (i + 1) * width), t * width);
  });
  expect(actual).toEqual(expected);
});
