import { describe, expect, test } from 'vitest';
import { floats, logSumExp, random, range, run, sizes } from './testing.ts';
import { topTokens } from './top_tokens.ts';

/** [rows][top] of (id, log-prob), after `first` rows that must be left alone. */
async function onGpu(logits: Float32Array, vocabulary: number, top: number, first = 0) {
  const count = logits.length / vocabulary;
  const totals = range(count, (i) => logSumExp([...logits.subarray(i * vocabulary, (i + 1) * vocabulary)]));
  const likeliest = floats(new Float32Array(2 * top * (first + count)).fill(7));
  const inputs = {
    size: sizes(count, first),
    logits: floats(logits),
    distribution: floats([...range(first, () => 0), ...totals].flatMap((total) => [total, Number.NaN])),
  };
  const [all] = await run((r) => topTokens(r, { ...inputs, likeliest, count, vocabulary, top }), likeliest);
  expect(all.subarray(0, 2 * top * first).every((value) => value === 7)).toBe(true);
  const words = new Uint32Array(all.buffer, all.byteOffset, all.length);
  return range(count, (i) =>
    range(top, (k) => {
      const at = 2 * ((first + i) * top + k);
      return { id: words[at], logp: all[at + 1] };
    }),
  );
}

/** The likeliest of each row in float64, the lower id of equals first. */
const reference = (logits: Float32Array, vocabulary: number, top: number) =>
  range(logits.length / vocabulary, (i) => {
    const row = [...logits.subarray(i * vocabulary, (i + 1) * vocabulary)];
    const total = logSumExp(row);
    const order = range(vocabulary, (id) => id).sort((a, b) => row[b] - row[a] || a - b);
    return order.slice(0, top).map((id) => ({ id, logp: row[id] - total }));
  });

function expectSame(actual: Awaited<ReturnType<typeof onGpu>>, expected: ReturnType<typeof reference>): void {
  expect(actual.map((row) => row.map(({ id }) => id))).toEqual(expected.map((row) => row.map(({ id }) => id)));
  actual.forEach((row, i) => {
    row.forEach(({ logp }, k) => {
      // logit and logsumexp are below 32, each rounded to float32.
      expect(Math.abs(logp - expected[i][k].logp)).toBeLessThanOrEqual(32 * 2 ** -23);
    });
  });
}

describe.each([5, 40, 64, 66, 1000, 50_000])('vocabulary %i', (vocabulary) => {
  test.each([1, 3, 67])('%i rows, from the fifth on', async (rows) => {
    if (vocabulary === 50_000 && rows > 3) return; // 13 MB more show nothing new
    const logits = random(rows * vocabulary, 1, 8);
    expectSame(await onGpu(logits, vocabulary, 5, 5), reference(logits, vocabulary, 5));
  });

  test('of equals the lower id comes first, in one lane and across lanes', async () => {
    const flat = new Float32Array(vocabulary).fill(-2.5);
    const few = random(vocabulary, 3, 1).map((x) => Math.round(2 * x));
    const logits = Float32Array.from([...flat, ...few]);
    expectSame(await onGpu(logits, vocabulary, 5), reference(logits, vocabulary, 5));
  });
});

test('the whole of a vocabulary that has no more, in order', async () => {
  for (const vocabulary of [1, 2, 4]) {
    const logits = random(7 * vocabulary, 2, 8);
    expectSame(await onGpu(logits, vocabulary, vocabulary), reference(logits, vocabulary, vocabulary));
  }
});

test('more workgroups than one dimension has', async () => {
  const logits = random(70_000 * 2, 4, 8);
  expectSame(await onGpu(logits, 2, 1), reference(logits, 2, 1));
});
