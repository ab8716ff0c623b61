import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../gpu/gpu.ts';
import { openTestGpu } from '../gpu/testing.ts';
import { Rng } from '../kernels/philox.ts';
import { deviation } from '../kernels/problems.ts';
import { choose, families, table } from '../kernels/variants.ts';
import type { Sequence } from '../model/batch.ts';
import { chunkRows } from '../model/buffers.ts';
import { type DecoderConfig, elements, tensorSpecs } from '../model/config.ts';
import type { Objective } from '../model/trainer.ts';
import { drain } from './player.ts';
import { WebGpuPlayer } from './webgpu.ts';

// Sizes that the fixtures do not have: many layers, wide vocabularies, more rows than one pass holds.

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const tiny: DecoderConfig = {
  vocabSize: 29,
  hiddenSize: 8,
  intermediateSize: 12,
  layers: 1,
  heads: 2,
  kvHeads: 1,
  headDim: 4,
  contextLength: 512,
  rmsNormEps: 1e-5,
  ropeTheta: 10_000,
  ropeScaling: { type: 'default' },
  tieWordEmbeddings: true,
};

/** Uniform in [−1, 1): weights of the spread a trained model has. */
function randomWeights(config: DecoderConfig): Map<string, Float32Array> {
  const rng = new Rng(1);
  return new Map(
    tensorSpecs(config).map(({ name, shape }) => {
      const [center, spread] = shape.length === 1 ? [1, 0.2] : [0, 1.7 / Math.sqrt(shape[1])];
      return [name, Float32Array.from({ length: elements(shape) }, () => center + spread * (2 * rng.next() - 1))];
    }),
  );
}

const ids = (rng: Rng, length: number, { vocabSize }: DecoderConfig) =>
  Array.from({ length }, () => rng.int(0, vocabSize - 1));

/** Prompts and responses of these lengths in tokens. */
function randomSequences(config: DecoderConfig, lengths: readonly (readonly [number, number])[]): Sequence[] {
  const rng = new Rng(2);
  return lengths.map(([prompt, response]) => ({
    prompt: ids(rng, prompt, config),
    response: ids(rng, response, config),
  }));
}

const newPlayer = (config: DecoderConfig, weights = randomWeights(config), eosIds: readonly number[] = [2]) =>
  new WebGpuPlayer(gpu, config, weights, eosIds);

const sampling = { temperature: 1, topK: 0, topP: 1, maxNewTokens: 12, seed: 7 };
const rule = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 1 };

describe.each([8, 30])('%i layers', (layers) => {
  const config = { ...tiny, layers };
  const sequences = randomSequences(config, [
    [3, 9],
    [1, 14],
    [6, 2],
  ]);
  const objective = { type: 'nll', sequences } as const;

  it("every layer's gradient is the slope of the loss along a random direction of its weights", async () => {
    const weights = randomWeights(config);
    const player = newPlayer(config, weights);
    player.gradient(objective);
    await player.measure();
    const gradients = await player.gradients();
    const rng = new Rng(3);
    for (let layer = 0; layer < layers; layer++) {
      const own = [...weights.keys()].filter((name) => name.startsWith(`model.layers.${layer}.`));
      // Half along the gradient's signs, so that the slope stands out of float32's rounding.
      const direction = new Map(
        own.map((name) => [name, gradients.get(name)!.map((g) => Math.sign(g) + 2 * rng.next() - 1)]),
      );
      const slope = own.reduce(
        (sum, name) => sum + gradients.get(name)!.reduce((dot, g, i) => dot + g * direction.get(name)![i], 0),
        0,
      );
      const step = 5e-3 / slope; // nats either way
      const lossAt = async (way: number) => {
        const moved = own.map(
          (name) => [name, weights.get(name)!.map((w, i) => w + way * direction.get(name)![i])] as const,
        );
        player.load(new Map([...weights, ...moved]));
        return (await player.evaluate(objective)).loss;
      };
      const difference = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
      expect(Math.abs(difference - slope) / slope, `layer ${layer}`).toBeLessThan(5e-3);
    }
    player.release();
  });

  it('a few steps lower the loss', async () => {
    const player = newPlayer(config);
    const losses: number[] = [];
    for (let step = 0; step < 4; step++) {
      player.gradient(objective);
      losses.push((await player.update({ ...rule, optimizer: 'adamw', learningRate: 3e-3 })).loss);
    }
    expect([...losses].sort((a, b) => b - a)).toEqual(losses);
    expect(losses[0] - losses[3]).toBeGreaterThan(0.1);
    player.release();
  });
});

it.each([777, 2_049])('a vocabulary of %i: what is sampled has the log-probs the scorer gives', async (vocabSize) => {
  const config = { ...tiny, vocabSize, tieWordEmbeddings: false };
  const player = newPlayer(config);
  const prompts = randomSequences(config, [
    [5, 0],
    [1, 0],
    [9, 0],
    [2, 0],
  ]).map(({ prompt }) => prompt);
  let highest = 0;
  for (const filter of [{}, { temperature: 1.5, topK: 600 }, { topP: 0.7 }, { temperature: 0 }]) {
    const completions = await drain(player.generate(prompts, { ...sampling, ...filter }));
    highest = Math.max(highest, ...completions.flatMap(({ tokens }) => tokens));
    const scored = await drain(
      player.score(completions.map(({ tokens }, i) => ({ prompt: prompts[i], response: tokens }))),
    );
    expect(scored.map((row) => [...row])).toEqual(completions.map(({ logps }) => logps));
  }
  expect(highest).toBeGreaterThan(512);
  player.release();
});

it('a batch whose logits need several chunks is the sum of its rows', async () => {
  const config = { ...tiny, vocabSize: 70_001 };
  expect(chunkRows(config.vocabSize)).toBe(64);
  const sequences = randomSequences(config, [
    [4, 50],
    [2, 33],
    [7, 61],
    [1, 1],
  ]);
  const player = newPlayer(config);
  const together = await drain(player.score(sequences));
  for (const [i, sequence] of sequences.entries()) expect(await drain(player.score([sequence]))).toEqual([together[i]]);

  const measured: { loss: number; gradients: Map<string, Float32Array> }[] = [];
  for (const rows of [sequences.length, 1]) {
    player.gradient({ type: 'nll', sequences }, rows);
    measured.push({ loss: (await player.measure()).loss, gradients: await player.gradients() });
  }
  const [whole, apart] = measured;
  expect(apart.loss).toBe(whole.loss);
  for (const [name, gradient] of whole.gradients) {
    const other = apart.gradients.get(name)!;
    const off = Math.sqrt(gradient.reduce((sum, x, i) => sum + (x - other[i]) ** 2, 0));
    const size = Math.sqrt(gradient.reduce((sum, x) => sum + x * x, 0));
    expect(off / size, name).toBeLessThan(1e-6);
  }
  player.release();
});

describe.each(families.attention)('rows that share a prompt, attention: %s', (variant) => {
  const rng = new Rng(3);
  const config = { ...tiny, heads: 4, kvHeads: 2 };
  const prompts = [70, 1, 9].map((length) => ids(rng, length, config));
  const pairs = [0, 1, 2, 0, 2, 2, 2, 2].map((of) => ({
    prompt: prompts[of],
    chosen: ids(rng, 4 + rng.int(0, 20), config),
    rejected: ids(rng, 1 + rng.int(0, 40), config),
    ...{ referenceChosen: -30, referenceRejected: -35 },
  }));
  const objective: Objective = { type: 'pair', pairs, loss: 'sigmoid', beta: 0.3, labelSmoothing: 0 };
  const sequences = pairs.flatMap(({ prompt, chosen, rejected }) =>
    [chosen, rejected].map((response) => ({ prompt, response })),
  );
  beforeAll(() => choose(gpu, { attention: variant }));
  afterAll(() => choose(gpu, { attention: table[gpu.kind].attention }));

  it('are scored as each alone, to the bit', async () => {
    const player = newPlayer(config);
    const together = await drain(player.score(sequences));
    for (const [i, sequence] of sequences.entries())
      expect(await drain(player.score([sequence]))).toEqual([together[i]]);
    player.release();
  });

  it('send back the gradient of rows that do not', async () => {
    const player = newPlayer(config);
    const gradients: Float32Array[] = [];
    const reports = [];
    for (const sharing of [false, true]) {
      player.gradient(objective, undefined, sharing);
      reports.push(await player.measure());
      gradients.push(Float32Array.from([...(await player.gradients()).values()].flatMap((tensor) => [...tensor])));
    }
    expect(reports[1].loss).toBe(reports[0].loss);
    expect(reports[1].sequenceLogps).toEqual(reports[0].sequenceLogps);
    expect(deviation([gradients[1]], [gradients[0]])).toBeLessThan(1e-6);
    player.release();
  });
});

describe('many rows at once', () => {
  // Most tokens end a response, so that rows with room for many stay short.
  const eosIds = Array.from({ length: 20 }, (_, id) => id);
  const short = (rng: Rng) => ids(rng, 3, tiny);

  it('more than one pass of the sampler gives the rows of one', async () => {
    const player = newPlayer(tiny, randomWeights(tiny), eosIds);
    const rng = new Rng(4);
    const prompts = Array.from({ length: 80 }, () => short(rng));
    // 80 rows with room for 500 tokens are 40,560 slots; a pass has 32,768.
    const passes = await drain(player.generate(prompts, { ...sampling, maxNewTokens: 500 }));
    expect(passes.map(({ finish }) => finish)).not.toContain('length');
    expect(await drain(player.generate(prompts, { ...sampling, maxNewTokens: 60 }))).toEqual(passes);
    expect(await drain(player.generate(prompts.slice(0, 9), { ...sampling, maxNewTokens: 500 }))).toEqual(
      passes.slice(0, 9),
    );
    player.release();
  });

  it('one long prompt among two hundred short ones', async () => {
    const player = newPlayer(tiny);
    const rng = new Rng(5);
    const prompts = Array.from({ length: 201 }, (_, i) => (i === 90 ? ids(rng, 300, tiny) : short(rng)));
    const completions = await drain(player.generate(prompts, sampling));
    const scored = await drain(
      player.score(completions.map(({ tokens }, i) => ({ prompt: prompts[i], response: tokens }))),
    );
    expect(scored.map((row) => [...row])).toEqual(completions.map(({ logps }) => logps));
    expect(await drain(player.generate(prompts.slice(0, 90), sampling))).toEqual(completions.slice(0, 90));
    player.release();
  });
});
