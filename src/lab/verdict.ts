import { meanOf, tInterval } from '../tasks/statistics.ts';
import type { Text, Unit } from './claims/texts.ts';

/** One thing a claim says, as a number of each run seed that is positive where the claim is right. */
export interface Effect {
  label: Text;
  unit: Unit;
  /** One a seed. */
  values: readonly number[];
}

export interface Weighed extends Effect {
  mean: number;
  /** 95 % confidence interval of the mean over seeds. */
  low: number;
  high: number;
}

/** Holds here, does not hold here, or too small to say. */
export type Verdict = 'holds' | 'fails' | 'open';

export interface Judgement {
  verdict: Verdict;
  /** Why: an effect goes the other way, or could be either; else the only one, or even the weakest, is above 0. */
  reason: 'against' | 'either' | 'only' | 'weakest';
  /** The effect that decided. */
  decisive: Weighed;
}

/** Fewer run seeds say nothing. */
export const fewestSeeds = 3;

/**
 * The verdict by the rule that stood before the runs were made, and that the page shows: it holds where every effect's
 * interval lies above 0, it does not where at least one lies below; anything else is too small to say.
 * Null where a seed is missing.
 */
export function judge(effects: readonly Effect[]): Judgement | null {
  if (effects.some(({ values }) => values.length < fewestSeeds)) return null;
  const weighed = effects.map((effect): Weighed => {
    const [low, high] = tInterval(effect.values)!;
    return { ...effect, mean: meanOf(effect.values)!, low, high };
  });
  const against = weighed.filter(({ high }) => high < 0).sort((a, b) => a.high - b.high);
  const open = weighed.filter(({ low, high }) => low <= 0 && high >= 0).sort((a, b) => a.low - b.low);
  if (against.length > 0) return { verdict: 'fails', reason: 'against', decisive: against[0] };
  if (open.length > 0) return { verdict: 'open', reason: 'either', decisive: open[0] };
  const weakest = weighed.reduce((a, b) => (b.low < a.low ? b : a));
  const reason = weighed.length > 1 ? 'weakest' : 'only';
  return { verdict: 'holds', reason, decisive: weakest };
}
