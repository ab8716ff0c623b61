import { describe, expect, test } from 'vitest';
import { logsumexp } from './logsumexp.ts';
import { expectClose, floats, logSumExp, random, range, run, sizes } from './testing.ts';

async function distributions(logits: ArrayLike<number>, vocabulary: number, first = 0): Promise<Float32Array> {
  const count = logits.length / vocabulary;
  const distribution = floats(new Float32Array(2 * (first + count)).fill(Number.NaN));
  const inputs = { size: sizes(count, first), logits: floats(logits), distribution };
  const [all] = await run((r) => logsumexp(r, { ...inputs, count, vocabulary }), distribution);
  expect(all.subarray(0, 2 * first).every(Number.isNaN)).toBe(true);
  return all.subarray(2 * first);
}

/** (logsumexp, −Σ p log p) of every row */
const reference = (logits: Float32Array, vocabulary: number) =>
  range(logits.length / vocabulary, (i) => {
    const row = [...logits.subarray(i * vocabulary, (i + 1) * vocabulary)];
    const total = logSumExp(row);
    return [total, -row.reduce((sum, x) => sum + Math.exp(x - total) * (x - total), 0)];
  });

describe.each([1, 40, 66, 513, 1000, 5003])('vocabulary %i', (vocabulary) => {
  test.each([1, 3, 67])('%i rows, from the fifth on', async (rows) => {
    const logits = random(rows * vocabulary, 1, 8);
    const actual = await distributions(logits, vocabulary, 5);
    const expected = reference(logits, vocabulary);
    for (const part of [0, 1])
      expectClose(
        actual.filter((_, i) => i % 2 === part),
        expected.map((row) => row[part]),
        vocabulary / 8 + 16,
      );
  });

  test('logits of ±10,000: one token has all, or two share, or all share', async () => {
    const one = new Float32Array(vocabulary).fill(-1e4);
    one[vocabulary - 1] = 1e4;
    const two = one.slice();
    two[0] = 1e4;
    const all = new Float32Array(vocabulary).fill(-1e4);
    const logits = Float32Array.from([...one, ...two, ...all]);
    const actual = await distributions(logits, vocabulary);
    reference(logits, vocabulary).forEach(([total, entropy], i) => {
      expect(Math.abs(actual[2 * i] - total)).toBeLessThanOrEqual(1e-3); // one step of float32 at 10,000
      expect(Math.abs(actual[2 * i + 1] - entropy)).toBeLessThanOrEqual(1e-5);
    });
  });
});
