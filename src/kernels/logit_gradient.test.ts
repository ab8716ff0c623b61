import { expect, test } from 'vitest';
import { logitGradient } from './logit_gradient.ts';
import {
  expectClose,
  floats,
  logSumExp,
  numericalGradient,
  random,
  range,
  run,
  sizes,
  targetWords,
} from './testing.ts';

const rowOf = (x: ArrayLike<number>, i: number, width: number) => range(width, (v) => x[i * width + v]);

test.each([
  [1, 1, 40],
  [3, 5, 27],
  [5, 67, 66],
  [2, 3, 1000],
])('%i sequences, %i targets, vocabulary %i, of the second chunk', async (sequences, count, vocabulary) => {
  const first = 7;
  const logits = random(count * vocabulary, 1, 5);
  const weight = random(sequences, 2);
  const ids = range(first + count, (i) => (i * 13) % vocabulary);
  const rows = range(first + count, (i) => i % sequences);
  const totals = range(first + count, (i) =>
    i < first ? Number.NaN : logSumExp(rowOf(logits, i - first, vocabulary)),
  );
  const buffer = floats(logits);
  const inputs = {
    size: sizes(count, first),
    targets: targetWords(ids, rows),
    distribution: floats(totals.flatMap((total) => [total, Number.NaN])),
    weight: floats(weight),
  };
  const [actual] = await run((r) => logitGradient(r, { ...inputs, logits: buffer, count, vocabulary }), buffer);
  // Each target's log-prob depends on its own logits alone.
  const expected = range(count, (i) => {
    const [id, row] = [ids[first + i], rows[first + i]];
    return numericalGradient((x) => weight[row] * (x[id] - logSumExp(x)), rowOf(logits, i, vocabulary));
  }).flat();
  expectClose(actual, expected, 16);
});

test('logits of ±10,000', async () => {
  const logits = floats([1e4, -1e4, 0, -1e4, 1e4, 0]);
  const distribution = floats([1e4, 0, 1e4, 0]);
  const inputs = { size: sizes(2, 0), targets: targetWords([0, 0], [0, 0]), distribution, weight: floats([-2]) };
  const [actual] = await run((r) => logitGradient(r, { ...inputs, logits, count: 2, vocabulary: 3 }), logits);
  expect([...actual].map((value) => value + 0)).toEqual([0, 0, 0, -2, 2, 0]);
});
