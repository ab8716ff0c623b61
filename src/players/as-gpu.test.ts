import { afterAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../gpu/gpu.ts';
import { openTestGpu, testAdapter } from '../gpu/testing.ts';
import { checkKernels } from '../kernels/check.ts';
import { Rng } from '../kernels/philox.ts';
import { type DecoderConfig, elements, tensorSpecs } from '../model/config.ts';
import type { Objective, Pair, UpdateRule } from '../model/trainer.ts';
import { drain } from './player.ts';
import { WebGpuPlayer } from './webgpu.ts';

// What a GPU is given (its kernels, commands handed over while the next are recorded) on the adapter of the tests, beside what that is given.

const [own, asGpu] = [await openTestGpu(), await openTestGpu('gpu')];
afterAll(() => {
  own.destroy();
  asGpu.destroy();
});

/** A vocabulary whose gradient is summed in parts, and more dispatches a step than are handed over at once. */
const config: DecoderConfig = {
  ...{ vocabSize: 2100, hiddenSize: 16, intermediateSize: 20, layers: 3, heads: 2, kvHeads: 1, headDim: 8 },
  ...{ contextLength: 128, rmsNormEps: 1e-5, ropeTheta: 10_000, tieWordEmbeddings: true },
  ropeScaling: { type: 'default' },
};
const rng = new Rng(4);
const weights = new Map(
  tensorSpecs(config).map(({ name, shape }) => {
    const [center, spread] = shape.length === 1 ? [1, 0.2] : [0, 1.7 / Math.sqrt(shape[1])];
    return [name, Float32Array.from({ length: elements(shape) }, () => center + spread * (2 * rng.next() - 1))];
  }),
);
const ids = (length: number) => Array.from({ length }, () => rng.int(3, config.vocabSize - 1));
const pairs = [4, 9, 1, 30, 12].map(
  (length): Pair => ({
    ...{ prompt: ids(5), chosen: ids(length), rejected: ids(7) },
    ...{ referenceChosen: -8 * length, referenceRejected: -56 },
  }),
);
const objective: Objective = { type: 'pair', pairs, loss: 'sigmoid', beta: 0.1, labelSmoothing: 0 };
const rule: UpdateRule = {
  ...{ optimizer: 'adamw', learningRate: 1e-3, beta1: 0.9, beta2: 0.99, epsilon: 1e-8 },
  ...{ weightDecay: 0.01, maxGradNorm: 1 },
};

async function played(gpu: Gpu) {
  const player = new WebGpuPlayer(gpu, config, weights, [2]);
  player.gradient(objective, 2); // three micro-batches
  const gradient = await player.measure(1);
  await player.update(rule);
  player.gradient(objective, 2);
  const { loss } = await player.update(rule);
  const prompts = pairs.map(({ prompt }) => prompt);
  const answers = await drain(player.generate(prompts, { temperature: 0, topK: 0, topP: 1, maxNewTokens: 9, seed: 0 }));
  return { gradient, loss, answers };
}

// SwiftShader takes a minute to compile them, and would show nothing new.
describe.skipIf(testAdapter === 'swiftshader')('taken for a GPU', () => {
  it('its kernels pass the check', async () => {
    for (const use of ['training', 'inference'] as const) expect(await checkKernels(asGpu, config, use)).toEqual([]);
  });

  it('two steps in micro-batches and greedy answers are those of this adapter', async () => {
    const [expected, actual] = [await played(own), await played(asGpu)];
    expect(actual.gradient.loss / expected.gradient.loss).toBeCloseTo(1, 5);
    expected.gradient.tensors.forEach(({ name, norm }, i) => {
      expect(actual.gradient.tensors[i].norm / norm, name).toBeCloseTo(1, 4);
    });
    expect(actual.loss / expected.loss).toBeCloseTo(1, 4);
    expect(actual.answers.map(({ tokens }) => tokens)).toEqual(expected.answers.map(({ tokens }) => tokens));
  });
});
