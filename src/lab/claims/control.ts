import { meanOf, tInterval } from '../../tasks/statistics.ts';
import type { Outcome } from '../outcome.ts';
import { measure, points } from './measures.ts';

/** SPIN's last player against continued SFT from the same start, by one measure: means over run seeds. */
export interface Comparison {
  measure: 'accuracy' | 'greedy' | 'nll';
  unit: 'percent' | 'natsPerToken';
  equal: 'data' | 'compute';
  seeds: number;
  iterations: number;
  start: number;
  spin: number;
  sft: number;
  /** How much better SPIN is; negative where continued SFT is. */
  lead: number;
  /** 95 % confidence interval of `lead`; null of one seed. */
  interval: readonly [low: number, high: number] | null;
}

type Benchmark = NonNullable<ReturnType<typeof measure>>;

interface Measured extends Pick<Comparison, 'measure' | 'unit'> {
  better: 1 | -1;
  of(benchmark: Benchmark): number;
}

const measures: readonly Measured[] = [
  { measure: 'accuracy', unit: 'percent', better: 1, of: ({ mean }) => points(mean)! },
  { measure: 'greedy', unit: 'percent', better: 1, of: ({ greedy }) => points(greedy)! },
  { measure: 'nll', unit: 'natsPerToken', better: -1, of: ({ nll }) => nll },
];

/** Claim 2 by more than one measure: all runs of an experiment with both controls that came to their end. */
export function comparisons(outcomes: readonly Outcome[], experiment: 'spin' | 'spin-30'): Comparison[] {
  const runs = outcomes.filter((one) => one.experiment === experiment && one.fault === null);
  if (runs.length === 0) return [];
  return measures.flatMap(({ measure: name, unit, better, of }) =>
    (['data', 'compute'] as const).map((equal) => {
      const ends = runs.map(({ measures }) => measures.at(-1)!);
      const start = runs.map((run) => of(measure(run, 0)!));
      const spin = ends.map(({ benchmark }) => of(benchmark));
      const sft = ends.map(({ control }) => of(control[equal]!));
      const leads = spin.map((value, seed) => better * (value - sft[seed]));
      return {
        ...{ measure: name, unit, equal, seeds: runs.length, iterations: ends[0].iteration! + 1 },
        ...{ start: meanOf(start)!, spin: meanOf(spin)!, sft: meanOf(sft)!, lead: meanOf(leads)! },
        interval: tInterval(leads),
      };
    }),
  );
}
