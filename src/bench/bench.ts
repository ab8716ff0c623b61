import type { Gpu } from '../gpu/gpu.ts';
import { variantsOf } from '../kernels/variants.ts';
import type { DecoderConfig } from '../model/config.ts';
import { bestCases, kernelFamilies, timed } from './kernels.ts';
import { growth, memoryOf, spinTimes } from './memory.ts';
import type { Peers } from './peers/peer.ts';
import { bestOf, type Group, type Measured, type Report, rated } from './report.ts';
import { timedRollouts } from './rollouts.ts';
import { type Model, randomModels } from './shapes.ts';
import { type StepCase, timedStep } from './steps.ts';

export interface BenchOptions {
  adapter: Omit<Report['adapter'], 'kernels'>;
  /** A device that has compiled nothing. */
  openGpu(): Promise<Gpu>;
  /** The model that ships, and prompts that it knows. */
  embedded: {
    config: DecoderConfig;
    tensors: Map<string, Float32Array>;
    eosIds: readonly number[];
    prompts: readonly (readonly number[])[];
  };
  peers: Peers;
  only: readonly Group[];
  /** Of each line at most; those that take long have fewer. */
  rounds: number;
  /** Small models, short rows and small vocabularies alone. */
  quick: boolean;
}

const NEW_TOKENS = 32;

/** Measures everything asked for; yields what is being measured. */
export async function* bench(options: BenchOptions): AsyncGenerator<string, Report> {
  const { adapter, openGpu, embedded, peers, only, rounds, quick } = options;
  const began = performance.now();
  const lines: Measured[] = [];
  const report: Pick<Report, 'memory' | 'spinTime' | 'growth'> = { memory: [], spinTime: null, growth: [] };
  const own: Model = { name: 'embedded', config: embedded.config, tensors: () => embedded.tensors };
  const models = quick ? [own] : [own, ...randomModels];

  // Before anything else: the first step of this process is a cold one.
  if (only.includes('steps'))
    for (const one of stepCases(models, adapter.software))
      lines.push(...(yield* withGpu(openGpu, (gpu) => timedStep(gpu, one, { peers, rounds }))));

  let kernels = {};
  lines.push(
    ...(yield* withGpu(openGpu, (gpu) => {
      kernels = variantsOf(gpu);
      return timed(gpu, 'best', bestCases(adapter.software), rounds);
    })),
  );
  if (only.includes('kernels')) {
    const sized = models.map(({ name, config }, i) => ({ name, config, rows: [1728, 512, 256, 128][i] }));
    for (const family of kernelFamilies(sized, quick))
      lines.push(...(yield* withGpu(openGpu, (gpu) => timed(gpu, 'kernels', family, rounds))));
  }
  if (only.includes('rollouts')) {
    const { prompts: all, ...model } = embedded;
    // Of one length, as a batch of the other library's has to be.
    const prompts = all.filter(({ length }) => length === all[0].length);
    const batches = quick ? [1, 8] : [1, 8, 32, 128];
    const tasks = { model, prompts, maxNewTokens: NEW_TOKENS };
    const settings = { peers, rounds, batches };
    lines.push(...(yield* withGpu(openGpu, (gpu) => timedRollouts(gpu, openGpu, tasks, settings))));
  }
  if (only.includes('memory')) {
    for (const model of models.slice(0, 2)) report.memory.push(yield* memoryOf(openGpu, model));
    const times = yield* withGpu(openGpu, (gpu) => spinTimes(gpu, own, rounds));
    const grown = yield* withGpu(openGpu, (gpu) => growth(gpu, own, { rounds, quick }));
    lines.push(...times.lines, ...grown.lines);
    report.spinTime = times.spinTime;
    report.growth = grown.growth;
  }

  const best = bestOf(lines, ({ group, name }) => group === 'best' || /^(NT|NN|TN) /.test(name));
  const seconds = (performance.now() - began) / 1000;
  return { adapter: { ...adapter, kernels }, quick, rounds, best, lines: rated(lines, best), ...report, seconds };
}

/** What fills an adapter of each kind and still fits it. */
function stepCases([embedded, small, middle, large]: readonly Model[], software: boolean): StepCase[] {
  const cases: StepCase[] = [{ model: embedded, pairs: 32, lengths: { prompt: 10, response: 18 }, beside: true }];
  const short = { prompt: 24, response: 40 };
  if (small) cases.push({ model: small, pairs: 4, lengths: short, beside: true });
  if (middle) cases.push({ model: middle, pairs: 2, lengths: short, beside: !software });
  if (large) cases.push({ model: large, pairs: 1, lengths: short, beside: false });
  if (large && !software)
    cases.push({ model: large, pairs: 4, lengths: { prompt: 128, response: 384 }, beside: false });
  return cases;
}

async function* withGpu<T>(
  openGpu: () => Promise<Gpu>,
  act: (gpu: Gpu) => AsyncGenerator<string, T>,
): AsyncGenerator<string, T> {
  const gpu = await openGpu();
  try {
    return yield* act(gpu);
  } finally {
    gpu.destroy();
  }
}
