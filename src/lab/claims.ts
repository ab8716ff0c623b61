import { restEmClaims } from './claims/rest-em.ts';
import { selfRewardingClaims } from './claims/self-rewarding.ts';
import { spinClaims } from './claims/spin.ts';
import type { Text, Unit } from './claims/texts.ts';
import type { Outcome } from './outcome.ts';
import type { Effect } from './verdict.ts';

/** The outcome of an experiment with the seed at hand. */
export type Runs = (experiment: string) => Outcome;

/** A number of each seed: null where the run has none. */
export interface Quantity {
  label: Text;
  unit: Unit;
  value(runs: Runs): number | null;
}

export interface Chart {
  /** What the values are, with their unit. */
  title: Text;
  unit: Unit;
  /** Places on the horizontal axis. */
  labels: readonly Text[];
  /** The places are no course: nothing leads from one to the next. */
  apart?: true;
  /** The values of a seed at those places. */
  lines: readonly { name: Text; values(runs: Runs): (number | null)[] }[];
}

/** Each paper's number on arXiv. */
export const papers = { SPIN: '2401.01335', 'ReST-EM': '2312.06585', 'Self-Rewarding': '2401.10020' } as const;

// biome-ignore format: one line
export type ClaimNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 20 | 21 | 22;

/** What computes: the page has the paper's statement, its own figures and the test in words, by the claim's number. */
export interface Claim {
  number: ClaimNumber;
  paper: keyof typeof papers;
  experiments: readonly string[];
  /** Positive where the claim is right. */
  effects: readonly Quantity[];
  chart: Chart;
}

/** The seeds that have an outcome of every experiment a claim needs. */
export const seedsOf = ({ experiments }: Claim, outcomes: readonly Outcome[]): number[] =>
  [...new Set(outcomes.map(({ seed }) => seed))]
    .filter((seed) => experiments.every((id) => outcomes.some((one) => one.seed === seed && one.experiment === id)))
    .sort((a, b) => a - b);

/** The outcomes of one seed by experiment. */
export const runsOf =
  (outcomes: readonly Outcome[], seed: number): Runs =>
  (experiment) =>
    outcomes.find((one) => one.seed === seed && one.experiment === experiment)!;

/** The effects of a claim over all its seeds; one that a seed cannot show, because its run broke off, has no values. */
export const effectsOf = (claim: Claim, outcomes: readonly Outcome[]): Effect[] =>
  claim.effects.map(({ label, unit, value }) => {
    const values = seedsOf(claim, outcomes).map((seed) => value(runsOf(outcomes, seed)));
    return { label, unit, values: values.every((one) => one !== null) ? values : [] };
  });

/** The papers' statements, each with the numbers that would show it. Number 19 compares judge prompts a tiny model cannot read. */
export const claims: readonly Claim[] = [...spinClaims, ...restEmClaims, ...selfRewardingClaims].sort(
  (a, b) => a.number - b.number,
);
