import type { Unit } from '../../lab/claims/texts.ts';
import { type Claim, effectsOf, type Quantity, runsOf, seedsOf } from '../../lab/claims.ts';
import type { Outcome } from '../../lab/outcome.ts';
import { fewestSeeds, type Judgement, judge, type Verdict } from '../../lab/verdict.ts';
import { meanOf, tInterval } from '../../tasks/statistics.ts';

/** A verdict, or why there is none: a run ended before it had the number, or too few seeds have run. */
export type Standing = Verdict | 'none' | 'unrun';

export const standings: readonly Standing[] = ['holds', 'fails', 'open', 'none', 'unrun'];

interface Broken {
  experiment: string;
  seed: number;
  fault: string;
}

export type Found =
  | ({ standing: Verdict } & Judgement)
  /** The runs that ended early. */
  | { standing: 'none'; broken: readonly Broken[] }
  /** So many seeds are complete. */
  | { standing: 'unrun'; complete: number };

/** Where a claim stands, and what decided. */
export function standingOf(claim: Claim, outcomes: readonly Outcome[]): Found {
  const seeds = seedsOf(claim, outcomes);
  if (seeds.length < fewestSeeds) return { standing: 'unrun', complete: seeds.length };
  const judgement = judge(effectsOf(claim, outcomes));
  if (judgement) return { standing: judgement.verdict, ...judgement };
  const broken = outcomes.flatMap(({ experiment, seed, fault }) =>
    fault !== null && claim.experiments.includes(experiment) ? [{ experiment, seed, fault }] : [],
  );
  return { standing: 'none', broken };
}

/** An effect as a row of figures: null where a seed has no number, or there are too few for an interval. */
export interface Figures {
  values: (number | null)[];
  mean: number | null;
  interval: readonly [number, number] | null;
}

export function figuresOf({ value }: Quantity, seeds: readonly number[], outcomes: readonly Outcome[]): Figures {
  const values = seeds.map((seed) => value(runsOf(outcomes, seed)));
  const known = values.filter((one) => one !== null);
  return { values, mean: meanOf(known), interval: tInterval(known) };
}

/** Decimals that a unit is shown with. */
export const digitsOf = (unit: Unit): number => (unit === 'natsPerToken' ? 4 : unit === 'percent' ? 1 : 2);
