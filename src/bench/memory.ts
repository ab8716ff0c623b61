import type { Gpu } from '../gpu/gpu.ts';
import { inputLength, type Sequence } from '../model/batch.ts';
import { freely } from '../model/sampler.ts';
import type { Pair } from '../model/trainer.ts';
import { drain } from '../players/player.ts';
import type { WebGpuPlayer } from '../players/webgpu.ts';
import { type Bytes, type Growth, type Measured, type MemoryReport, measured, type SpinTime } from './report.ts';
import { type Lengths, type Model, randomPairs } from './shapes.ts';
import { checkOrRefuse, gentle, openPlayer, pairObjective, rowsOf, sharedRowsOf, step } from './steps.ts';
import { interleaved } from './timing.ts';
import { forwardFlops, rolloutFlops, trainingFlops } from './work.ts';

/** What a device has been asked for since it is counted. */
export interface Allocation {
  /** Bytes of buffers that stand, and the most there ever were. */
  bytes: number;
  peak: number;
  /** Buffers ever created. */
  created: number;
}

/** Counts every buffer of a device from here on. */
export function countBuffers(device: GPUDevice): Allocation {
  const count: Allocation = { bytes: 0, peak: 0, created: 0 };
  const create = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    let stands = true;
    buffer.destroy = () => {
      if (stands) count.bytes -= descriptor.size;
      stands = false;
      return destroy();
    };
    count.created++;
    count.bytes += descriptor.size;
    count.peak = Math.max(count.peak, count.bytes);
    return buffer;
  };
  return count;
}

const LENGTHS: Lengths = { prompt: 10, response: 18 };
const PAIRS = 16;

/** As many rows as the pairs make, and of the same lengths. */
const sequencesOf = (pairs: readonly Pair[]): Sequence[] =>
  pairs.flatMap(({ prompt, chosen, rejected }) => [
    { prompt, response: chosen },
    { prompt, response: rejected },
  ]);

const rollOut = (player: WebGpuPlayer, pairs: readonly Pair[]) =>
  drain(
    player.generate(
      pairs.map(({ prompt }) => prompt),
      freely(LENGTHS.response, 1),
    ),
  );

const bytesOf = (player: WebGpuPlayer, { bytes, peak }: Allocation): Bytes => ({
  planned: [...new Set(player.buffers)].reduce((sum, buffer) => sum + buffer.size, 0),
  ...{ allocated: bytes, peak },
});

/** GPU bytes of SFT's and of SPIN's training at equal rows per micro-batch, with every prompt to itself in training, each on a device of its own. */
export async function* memoryOf(openGpu: () => Promise<Gpu>, model: Model): AsyncGenerator<string, MemoryReport> {
  const { config } = model;
  const pairs = randomPairs(PAIRS, LENGTHS, config.vocabSize);
  const sequences = sequencesOf(pairs);
  const count = async <T>(act: (player: WebGpuPlayer, allocation: Allocation) => Promise<T>): Promise<T> => {
    const gpu = await openGpu();
    // What comparing kernels takes is no part of a player.
    for (const use of ['training', 'inference'] as const) await checkOrRefuse(gpu, config, use);
    const allocation = countBuffers(gpu.device);
    try {
      return await act(await openPlayer(gpu, { config, tensors: model.tensors(), eosIds: [] }), allocation);
    } finally {
      gpu.destroy();
    }
  };

  yield `memory of ${model.name}, SFT`;
  const sft = await count(async (player, allocation) => {
    for (let i = 0; i < 2; i++) await step(player, { type: 'nll', sequences }, false);
    return bytesOf(player, allocation);
  });
  yield `memory of ${model.name}, SPIN's step`;
  const stepBytes = await count(async (player, allocation) => {
    for (let i = 0; i < 2; i++) await step(player, pairObjective(pairs), false);
    return bytesOf(player, allocation);
  });
  yield `memory of ${model.name}, SPIN with rollouts and reference`;
  const [spin, createdLater] = await count(async (player, allocation) => {
    for (let i = 0; i < 2; i++) {
      await rollOut(player, pairs);
      await drain(player.score(sequences));
      await step(player, pairObjective(pairs), false);
    }
    await step(player, pairObjective(pairs), false);
    const before = allocation.created;
    await step(player, pairObjective(pairs), false);
    return [bytesOf(player, allocation), allocation.created - before] as const;
  });
  return {
    ...{ model: model.name, rows: sequences.length, tokensPerRow: inputLength(sequences[0]) },
    ...{ sft, pairs: stepBytes, spin },
    pairsOverSft: stepBytes.peak / sft.peak,
    spinOverSft: spin.peak / sft.peak,
    createdLater,
  };
}

/** Times of what an iteration of SPIN does beside an epoch of SFT over as many prompts. */
export async function* spinTimes(
  gpu: Gpu,
  model: Model,
  rounds: number,
): AsyncGenerator<string, { lines: Measured[]; spinTime: SpinTime | null }> {
  const { config } = model;
  const pairs = randomPairs(2 * PAIRS, LENGTHS, config.vocabSize);
  const sequences = sequencesOf(pairs);
  const data = sequences.filter((_, i) => i % 2 === 0);
  const player = await openPlayer(gpu, { config, tensors: model.tensors(), eosIds: [] });
  const rows = sharedRowsOf(pairs);
  const half = rowsOf(pairs).slice(0, data.length);
  const drawn = pairs.length * rolloutFlops(config, LENGTHS.prompt, LENGTHS.response);
  const repeated = (name: string, flops: number, act: () => Promise<unknown>) => ({
    ...{ name, flops },
    async run(times: number) {
      for (let i = 0; i < times; i++) await act();
    },
  });
  const subjects = [
    repeated(`SFT, ${data.length} rows`, trainingFlops(config, half), () =>
      step(player, { type: 'nll', sequences: data }),
    ),
    repeated(`SPIN, ${pairs.length} pairs`, trainingFlops(config, rows), async () => {
      // Two micro-batches of as many rows as SFT's one.
      player.gradient(pairObjective(pairs), data.length / 2);
      await player.update(gentle);
    }),
    repeated(`reference, ${sequences.length} rows`, forwardFlops(config, rows), () => drain(player.score(sequences))),
    repeated(`rollouts, ${pairs.length} rows of ${LENGTHS.response} tokens`, drawn, () => rollOut(player, pairs)),
  ];
  const outcomes = yield* interleaved(subjects, { rounds });
  const lines = subjects.map(({ flops }, i) => measured('memory', outcomes[i], { flops }));
  const [sftMs, pairsMs, referenceMs, rolloutsMs] = outcomes.map(({ timing }) => timing?.ms ?? Number.NaN);
  const spinTime = {
    ...{ sftMs, pairsMs, referenceMs, rolloutsMs },
    ofAllowed: (rolloutsMs + referenceMs + pairsMs) / (2 * sftMs + referenceMs + rolloutsMs),
  };
  return { lines, spinTime: Number.isNaN(spinTime.ofAllowed) ? null : spinTime };
}

const GROWN: Lengths = { prompt: 13, response: 20 }; // 32 input tokens a row

/** Time per token of a training step as its batch grows from 128 tokens to 2048 (512 when quick). */
export async function* growth(
  gpu: Gpu,
  model: Model,
  { rounds, quick }: { rounds: number; quick: boolean },
): AsyncGenerator<string, { lines: Measured[]; growth: Growth[] }> {
  const { config } = model;
  const player = await openPlayer(gpu, { config, tensors: model.tensors(), eosIds: [] });
  const cases = (quick ? [128, 512] : [128, 256, 512, 1024, 2048]).map((tokens) => {
    const pairs = randomPairs(tokens / 64, GROWN, config.vocabSize);
    return { tokens, pairs, flops: trainingFlops(config, rowsOf(pairs)) };
  });
  const outcomes = yield* interleaved(
    cases.map(({ tokens, pairs }) => ({
      name: `step of ${tokens} tokens`,
      async run(times) {
        for (let i = 0; i < times; i++) await step(player, pairObjective(pairs), false);
      },
    })),
    { rounds },
  );
  return {
    lines: cases.map(({ flops }, i) => measured('memory', outcomes[i], { flops })),
    growth: cases.flatMap(({ tokens }, i) => {
      const ms = outcomes[i].timing?.ms;
      return ms === undefined ? [] : [{ tokens, ms, microsecondsPerToken: (1000 * ms) / tokens }];
    }),
  };
}
