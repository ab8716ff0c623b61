import type { DomainBenchmark } from '../../tasks/benchmark.ts';
import type { Runs } from '../claims.ts';
import type { Outcome } from '../outcome.ts';
import type { Text } from './texts.ts';

/** The measure of a run's start (0) or after so many iterations; a run that broke off has fewer. */
export const measure = (outcome: Outcome, after: number): DomainBenchmark | null =>
  outcome.measures[after]?.benchmark ?? null;

/** Percentage points. */
export const points = (share: number | null | undefined): number | null => (share == null ? null : 100 * share);

export const accuracy = (runs: Runs, experiment: string, after: number) =>
  points(measure(runs(experiment), after)?.mean);

export const minus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a - b);

export const times = (factor: number, a: number | null): number | null => (a === null ? null : factor * a);

/** How much accuracy an experiment gains from one measure to a later one. */
export const gain = (runs: Runs, experiment: string, from: number, to: number) =>
  minus(accuracy(runs, experiment, to), accuracy(runs, experiment, from));

export const start: Text = { key: 'start' };

export const iteration = (t: number): Text => ({ key: 'iteration', numbers: { t } });

export const iterationsOf = (count: number): Text[] => [
  start,
  ...Array.from({ length: count }, (_, t) => iteration(t)),
];

export const numbers = (...all: number[]): Text[] => all.map((n) => ({ key: 'number', numbers: { n } }));

export const upTo = (count: number): number[] => Array.from({ length: count + 1 }, (_, i) => i);

export const accuracyLine = (name: Text, experiment: string, count: number) => ({
  name,
  values: (runs: Runs) => upTo(count).map((after) => accuracy(runs, experiment, after)),
});
