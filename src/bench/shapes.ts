import { type DecoderConfig, elements, tensorSpecs } from '../model/config.ts';
import type { Pair } from '../model/trainer.ts';

/** A model to be measured, with its weights by Hugging Face name. */
export interface Model {
  name: string;
  config: DecoderConfig;
  /** Made when asked for, and not kept: those of the largest take half a gigabyte. */
  tensors(): Map<string, Float32Array>;
}

const common = {
  ...{ contextLength: 2048, rmsNormEps: 1e-5, ropeTheta: 10_000, tieWordEmbeddings: true },
  ropeScaling: { type: 'default' },
} as const;

const shapes: readonly { name: string; config: DecoderConfig }[] = [
  {
    name: '5 M',
    config: {
      ...{ ...common, vocabSize: 2048, hiddenSize: 256, intermediateSize: 688 },
      ...{ layers: 6, heads: 4, kvHeads: 4, headDim: 64 },
    },
  },
  {
    name: '25 M',
    config: {
      ...{ ...common, vocabSize: 4096, hiddenSize: 512, intermediateSize: 1376 },
      ...{ layers: 7, heads: 8, kvHeads: 8, headDim: 64 },
    },
  },
  {
    name: 'SmolLM2-135M',
    config: {
      ...{ ...common, vocabSize: 49_152, hiddenSize: 576, intermediateSize: 1536 },
      ...{ layers: 30, heads: 9, kvHeads: 3, headDim: 64 },
    },
  },
];

/** The shapes that come with random weights, smallest first. */
export const randomModels: readonly Model[] = shapes.map(({ name, config }, seed) => ({
  ...{ name, config },
  tensors: () => randomWeights(config, seed + 1),
}));

/** As a fresh model has them: matrices of standard deviation 0.02, norms of ones. */
export function randomWeights(config: DecoderConfig, seed: number): Map<string, Float32Array> {
  return new Map(
    tensorSpecs(config).map(({ name, shape }, i) => [
      name,
      shape.length === 1
        ? new Float32Array(shape[0]).fill(1)
        : randomFloats(elements(shape), 1000 * seed + i, 0.02 * Math.sqrt(3)),
    ]),
  );
}

/** Uniform in [−scale, scale), by a 32-bit mix of a counter (mulberry32): quick enough for 135 million of them. */
export function randomFloats(length: number, seed: number, scale = 1): Float32Array {
  const values = new Float32Array(length);
  let state = Math.imul(seed + 1, 0x9e3779b9);
  for (let i = 0; i < length; i++) {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    values[i] = scale * ((t ^ (t >>> 14)) / 2 ** 31);
  }
  return values;
}

/** Seeded token ids. */
export const randomIds = (length: number, seed: number, vocabulary: number): number[] =>
  [...randomFloats(length, seed)].map((value) => Math.floor(((value + 1) / 2) * vocabulary) % vocabulary);

/** How long every row of a batch is. */
export interface Lengths {
  prompt: number;
  response: number;
}

/**
 * Pairs of random responses, no two prompts alike. A reference that finds every token equally likely stands in for a
 * scored one: what a step costs does not depend on it.
 */
export function randomPairs(count: number, { prompt, response }: Lengths, vocabulary: number): Pair[] {
  const reference = -response * Math.log(vocabulary);
  return Array.from({ length: count }, (_, i) => ({
    prompt: randomIds(prompt, 3 * i, vocabulary),
    chosen: randomIds(response, 3 * i + 1, vocabulary),
    rejected: randomIds(response, 3 * i + 2, vocabulary),
    referenceChosen: reference,
    referenceRejected: reference,
  }));
}
