import { expect, test } from 'vitest';
import { embed } from './embed.ts';
import { blank, floats, random, run, sizes, words } from './testing.ts';

test.each([
  [1, 1],
  [3, 27],
  [129, 66],
])('%i tokens of width %i', async (count, width) => {
  const vocabulary = 41;
  const table = random(vocabulary * width, 1);
  const ids = Array.from({ length: count }, (_, t) => (t * 17 + 40) % vocabulary);
  const tokens = words(ids.flatMap((id, t) => [id, t, 5, 6]));
  const out = blank(count * width);
  const inputs = { size: sizes(count), tokens, table: floats(table) };
  const [actual] = await run((r) => embed(r, { ...inputs, out, count, width }), out);
  expect(actual).toEqual(Float32Array.from(ids.flatMap((id) => [...table.subarray(id * width, (id + 1) * width)])));
});
