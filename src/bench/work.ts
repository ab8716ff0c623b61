import type { DecoderConfig } from '../model/config.ts';

// What a line has to do, counted from its shapes: a fused multiply-add is two operations (FLOP). What a kernel computes
// twice to save memory (logits, attention's scores) is counted once: a rate is that of the useful work.

/** [m, k] · [k, n]. */
export const matmulFlops = (m: number, n: number, k: number): number => 2 * m * n * k;

/** Keys that the queries of a row of so many tokens look at, together. */
export const causalPairs = (tokens: number): number => (tokens * (tokens + 1)) / 2;

/** Scores and mixing of values for so many pairs of query and key. */
export const attentionFlops = (pairs: number, { heads, headDim }: Pick<DecoderConfig, 'heads' | 'headDim'>): number =>
  4 * pairs * heads * headDim;

/** Gradients of values, of probabilities, of queries and of keys. */
export const attentionBackwardFlops = (pairs: number, shape: Pick<DecoderConfig, 'heads' | 'headDim'>): number =>
  2 * attentionFlops(pairs, shape);

/** The projections of every layer, for one token. */
function projectionFlops(c: DecoderConfig): number {
  const [q, kv] = [c.heads * c.headDim, c.kvHeads * c.headDim];
  const perLayer = 2 * c.hiddenSize * q + 2 * c.hiddenSize * kv + 3 * c.hiddenSize * c.intermediateSize;
  return 2 * c.layers * perLayer;
}

const headFlops = (c: DecoderConfig): number => 2 * c.hiddenSize * c.vocabSize;

/** A row of a batch: its input tokens, how many of them predict something, and how many before them were computed with another row. */
export interface RowLength {
  tokens: number;
  targets: number;
  before?: number;
}

/** Matmuls and attention of a forward pass over rows. */
export const forwardFlops = (c: DecoderConfig, rows: readonly RowLength[]): number =>
  rows.reduce(
    (sum, { tokens, targets, before = 0 }) =>
      sum +
      tokens * projectionFlops(c) +
      targets * headFlops(c) +
      c.layers * attentionFlops(causalPairs(before + tokens) - causalPairs(before), c),
    0,
  );

/** Forward and backward: every product comes with the gradients of both its sides. */
export const trainingFlops = (c: DecoderConfig, rows: readonly RowLength[]): number => 3 * forwardFlops(c, rows);

/** Drawing `drawn` tokens after a prompt with a cache: the last of them is no input, and each takes the head. */
export const rolloutFlops = (c: DecoderConfig, prompt: number, drawn: number): number =>
  drawn === 0 ? 0 : forwardFlops(c, [{ tokens: prompt + drawn - 1, targets: drawn }]);
