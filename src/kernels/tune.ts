import type { Gpu } from '../gpu/gpu.ts';
import { deviates, type ModelWidths } from './check.ts';
import { problem } from './problems.ts';
import { choose, type Family, families, type Variants, variantsOf } from './variants.ts';

/**
 * Median time of one run of a family's problem, in ms, by variant: of a slow one its only time; a variant that is wrong or not
 * available here has none.
 */
export type Timings = Record<Family, Record<string, number>>;

export interface Tuning {
  variants: Variants;
  timings: Timings;
}

/** After a first run of each variant. */
const ROUNDS = 6;
/** A variant whose first run takes this many times the fastest's, or more, is not timed again. */
const SLOW = 4;
/** Timer resolution and the cost of a submit are small beside this many ms. */
const LONG_ENOUGH = 20;
/** Another variant has to be faster by this factor than what is in use. */
const WORTHWHILE = 1.05;

/** Tokens of the timed batch: enough to fill the device, and short on software. */
const rowsOf = (gpu: Gpu): number => (gpu.kind === 'gpu' ? 64 : 16);

/**
 * Times every variant of every kernel in interleaved rounds, in the shapes of a model, and puts the fastest of those that agree
 * with the plain one to use. Yields the family it is at. A run that is to be repeated to the bit must not be tuned in between.
 */
export async function* tune(gpu: Gpu, widths: ModelWidths): AsyncGenerator<Family, Tuning> {
  const timings = {} as Timings;
  for (const family of Object.keys(families) as Family[]) {
    yield family;
    timings[family] = await timeFamily(gpu, family, widths);
    const used = variantsOf(gpu)[family];
    const [fastest, time] = Object.entries(timings[family]).reduce((a, b) => (b[1] < a[1] ? b : a));
    const isBetter = !(timings[family][used] < time * WORTHWHILE);
    choose(gpu, { [family]: isBetter ? fastest : used });
  }
  return { variants: variantsOf(gpu), timings };
}

async function timeFamily(gpu: Gpu, family: Family, widths: ModelWidths): Promise<Record<string, number>> {
  const before = gpu.choices;
  const used = variantsOf(gpu)[family];
  const work = problem(gpu, family, { ...widths, lengths: new Array(rowsOf(gpu)).fill(64) });
  const time = async (variant: string, times: number): Promise<number> => {
    choose(gpu, { [family]: variant });
    // A GPU works on what is recorded before it is all submitted.
    const from = performance.now();
    const r = gpu.record();
    for (let i = 0; i < times; i++) work.record(r);
    r.submit();
    await gpu.device.queue.onSubmittedWorkDone();
    return (performance.now() - from) / times;
  };
  try {
    const times = new Map<string, number[]>();
    for (const variant of families[family]) {
      if ((await deviates(gpu, family, variant, widths)) !== null) continue;
      await time(variant, 1); // compiles
      times.set(variant, [await time(variant, 1)]);
    }
    const slow = SLOW * Math.min(...[...times.values()].flat());
    for (let round = 0; round < ROUNDS; round++)
      for (const [variant, all] of times)
        if (variant === used || all[0] < slow)
          all.push(await time(variant, Math.ceil(LONG_ENOUGH / Math.max(0.01, all[0]))));
    gpu.check();
    return Object.fromEntries([...times].map(([variant, all]) => [variant, median(all)]));
  } finally {
    gpu.choices = before;
    gpu.release(work.buffers);
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
