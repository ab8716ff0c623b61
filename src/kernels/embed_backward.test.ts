import { expect, test } from 'vitest';
import { bucketTokens, embedBackward } from './embed_backward.ts';
import { dot, expectClose, floats, numericalGradient, random, run, sizes, words } from './testing.ts';

const vocabulary = 11;

test.each([
  [[10], 1],
  [[3, 3, 3], 5],
  [[7, 0, 7, 2, 10, 0, 7], 27],
  [Array.from({ length: 129 }, (_, t) => (t * t) % vocabulary), 6],
])('ids %j, width %i: added to the rows of the gradient', async (ids, width) => {
  const dOut = random(ids.length * width, 1);
  const before = random(vocabulary * width, 2);
  const gradient = floats(before);
  const { buckets, members, count } = bucketTokens(ids);
  const inputs = { size: sizes(count), buckets: words(buckets), members: words(members), dOut: floats(dOut) };
  const [after] = await run((r) => embedBackward(r, { ...inputs, gradient, count, width }), gradient);
  const embedded = (table: number[]) => ids.flatMap((id) => table.slice(id * width, (id + 1) * width));
  const expected = numericalGradient((table) => dot(dOut, embedded(table)), new Float32Array(vocabulary * width));
  expectClose(
    after,
    expected.map((value, i) => before[i] + value),
    ids.length,
  );
});

test('buckets hold each token once, by ascending id, in order', () => {
  const { buckets, members, count } = bucketTokens([5, 2, 5, 9, 2, 5]);
  expect(count).toBe(3);
  expect([...buckets]).toEqual([2, 0, 2, 0, 5, 2, 5, 0, 9, 5, 6, 0]);
  expect([...members]).toEqual([1, 4, 0, 2, 5, 3]);
  expect(bucketTokens([]).count).toBe(0);
});
