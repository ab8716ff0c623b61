import type { Text } from '../../lab/claims/texts.ts';
import { type Chart, type Claim, runsOf, seedsOf } from '../../lab/claims.ts';
import type { Outcome } from '../../lab/outcome.ts';
import { meanOf } from '../../tasks/statistics.ts';
import { fixed } from '../format.ts';
import { digitsOf } from './standing.ts';
import { sentences, type Words, worded } from './words.ts';

/** A line's values at one place of a chart, over the seeds that have one. */
export interface Summary {
  mean: number;
  least: number;
  most: number;
}

export interface Spread {
  name: Text;
  /** One value a place; null where the run, or the line, has none. */
  seeds: { seed: number; values: (number | null)[] }[];
  /** One a place; null where no seed has a value. */
  summaries: (Summary | null)[];
}

/** What a claim's chart shows: the lines of all its complete seeds. */
export function spreadsOf(claim: Claim, outcomes: readonly Outcome[]): Spread[] {
  const { labels, lines } = claim.chart;
  return lines.map(({ name, values }) => {
    const seeds = seedsOf(claim, outcomes).map((seed) => {
      const line = values(runsOf(outcomes, seed));
      return { seed, values: labels.map((_, place) => line[place] ?? null) };
    });
    const summaries = labels.map((_, place) => summary(seeds.map(({ values }) => values[place])));
    return { name, seeds, summaries };
  });
}

function summary(values: readonly (number | null)[]): Summary | null {
  const known = values.filter((value) => value !== null);
  const mean = meanOf(known);
  return mean === null ? null : { mean, least: Math.min(...known), most: Math.max(...known) };
}

/** Places that follow one another with a value at each: what a line can be drawn through. */
export type Stretch<T> = readonly { place: number; item: T }[];

export function stretches<T>(items: readonly (T | null)[]): Stretch<T>[] {
  const found: { place: number; item: T }[][] = [];
  items.forEach((item, place) => {
    if (item === null) return;
    const last = found.at(-1);
    if (last?.at(-1)?.place === place - 1) last.push({ place, item });
    else found.push([{ place, item }]);
  });
  return found;
}

/** The chart in words. */
export function told(t: Words, { title, unit, labels }: Chart, spreads: readonly Spread[]): string {
  const digits = digitsOf(unit);
  const lines = spreads.map(({ name, summaries }) => {
    const places = summaries.flatMap((one, place) =>
      one ? [t('chart.place', { place: worded(t, labels[place]), value: fixed(one.mean, digits) })] : [],
    );
    return t('chart.line', { name: worded(t, name), places: places.join(t('list.comma')) });
  });
  return t('chart.told', { title: worded(t, title), unit: t(`units.${unit}`), lines: sentences(t, lines) });
}
