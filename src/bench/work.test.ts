import { expect, test } from 'vitest';
import { pack } from '../model/batch.ts';
import type { DecoderConfig } from '../model/config.ts';
import { randomPairs } from './shapes.ts';
import { rowsOf, sharedRowsOf } from './steps.ts';
import {
  attentionBackwardFlops,
  attentionFlops,
  causalPairs,
  forwardFlops,
  matmulFlops,
  rolloutFlops,
  trainingFlops,
} from './work.ts';

const common = { contextLength: 128, rmsNormEps: 1e-5, ropeTheta: 1e4, tieWordEmbeddings: true } as const;
const tiny: DecoderConfig = {
  ...{ ...common, vocabSize: 7, hiddenSize: 4, intermediateSize: 6, layers: 2 },
  ...{ heads: 2, kvHeads: 1, headDim: 3, ropeScaling: { type: 'default' } },
};
const embedded: DecoderConfig = {
  ...{ ...common, vocabSize: 40, hiddenSize: 64, intermediateSize: 176, layers: 3 },
  ...{ heads: 4, kvHeads: 4, headDim: 16, ropeScaling: { type: 'default' } },
};

test('a product', () => {
  expect(matmulFlops(2, 3, 5)).toBe(60);
});

test('causal attention', () => {
  expect(causalPairs(4)).toBe(1 + 2 + 3 + 4);
  // 10 pairs, 2 heads of 3: 60 products for the scores, 60 for the values.
  expect(attentionFlops(10, tiny)).toBe(2 * (60 + 60));
  expect(attentionBackwardFlops(10, tiny)).toBe(2 * 2 * (60 + 60));
});

test('a forward pass by hand', () => {
  // Of each token and layer: q 4·6, k and v 4·3, o 6·4, gate, up and down 4·6; the head 4·7 of each target.
  const perToken = 2 * (24 + 12 + 12 + 24 + 3 * 24);
  const row = (tokens: number, pairs: number, targets: number) =>
    2 * tokens * perToken + 2 * 28 * targets + 2 * 2 * 2 * 6 * pairs;
  expect(forwardFlops(tiny, [{ tokens: 3, targets: 2 }])).toBe(row(3, 6, 2));
  const rows = [3, 1].map((tokens) => ({ tokens, targets: 1 }));
  expect(forwardFlops(tiny, rows)).toBe(row(3, 6, 1) + row(1, 1, 1));
  expect(trainingFlops(tiny, rows)).toBe(3 * forwardFlops(tiny, rows));
});

test('tokens that another row computed are attended to, and cost nothing else', () => {
  const [whole, rest] = [
    { tokens: 5, targets: 2 },
    { tokens: 3, targets: 2, before: 2 },
  ];
  const saved = forwardFlops(tiny, [{ tokens: 2, targets: 0 }]);
  expect(forwardFlops(tiny, [rest])).toBe(forwardFlops(tiny, [whole]) - saved);
});

test('the rejected row of a pair begins with the last token of the prompt', () => {
  const pairs = randomPairs(2, { prompt: 10, response: 18 }, 40);
  const [chosen, rejected] = sharedRowsOf(pairs);
  expect(chosen).toEqual({ tokens: 27, targets: 18, before: 0 });
  expect(rejected).toEqual({ tokens: 18, targets: 18, before: 9 });
  const { tokens } = pack(
    pairs.flatMap(({ prompt, chosen: a, rejected: b }) => [a, b].map((response) => ({ prompt, response }))),
  );
  expect(sharedRowsOf(pairs).reduce((sum, row) => sum + row.tokens, 0)).toBe(tokens.length / 4);
});

test('a rollout is a forward pass over all but its last token', () => {
  expect(rolloutFlops(tiny, 3, 4)).toBe(forwardFlops(tiny, [{ tokens: 6, targets: 4 }]));
  expect(rolloutFlops(tiny, 3, 0)).toBe(0);
});

test('a step of the embedded model over 32 pairs of 28 tokens is about 1.65 GFLOP', () => {
  const rows = rowsOf(randomPairs(32, { prompt: 10, response: 18 }, 40));
  expect(rows).toHaveLength(64);
  expect(rows[0]).toEqual({ tokens: 27, targets: 18 });
  expect(Math.abs(trainingFlops(embedded, rows) / 1.65e9 - 1)).toBeLessThan(0.02);
});
