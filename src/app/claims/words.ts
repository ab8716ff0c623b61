import type { TFunction } from 'i18next';
import type { Text, Unit } from '../../lab/claims/texts.ts';
import type { Claim } from '../../lab/claims.ts';
import { fewestSeeds, type Weighed } from '../../lab/verdict.ts';
import type { Found } from './standing.ts';

export type Words = TFunction<'claims'>;

export const worded = (t: Words, { key, numbers }: Text): string => t(`labels.${key}`, { ...numbers });

/** What a number is, with its unit. */
export const quantity = (t: Words, what: Text, unit: Unit): string =>
  t('quantity', { what: worded(t, what), unit: t(`units.${unit}`) });

/** Sentences one after another. */
export const sentences = (t: Words, all: readonly string[]): string =>
  all.reduce((first, next) => t('list.sentences', { first, next }));

/** Why a claim stands where it stands: a sentence, with the numbers that decided. */
export function becauseOf(t: Words, { experiments }: Claim, found: Found): string {
  const seeds = fewestSeeds;
  if (found.standing === 'unrun')
    return t('because.unrun', { seeds, experiments: experiments.join(t('list.comma')), complete: found.complete });
  if (found.standing !== 'none') return t(`because.${found.reason}`, { effect: weighed(t, found.decisive) });
  if (found.broken.length === 0) return t('because.none', { seeds });
  const faults = found.broken.map(({ experiment, seed, fault }) => t('because.fault', { experiment, seed, fault }));
  return t('because.broken', { seeds, faults: faults.join(t('list.semicolon')) });
}

const weighed = (t: Words, { label, unit, mean, low, high, values }: Weighed): string =>
  t('because.effect', {
    label: worded(t, label),
    mean: t(`figures.${unit}`, { value: signed(Math.abs(mean) < (high - low) / 1000 ? 0 : mean) }),
    ...{ low: signed(low), high: signed(high), seeds: values.length },
  });

/** Three significant digits, with a sign. */
function signed(value: number): string {
  const digits = Math.abs(value).toPrecision(3).replace(/e.*/, '');
  const text =
    Math.abs(value) >= 1000 || (value !== 0 && Math.abs(value) < 1e-4) ? Math.abs(value).toExponential(1) : digits;
  return `${value < 0 ? '−' : value > 0 ? '+' : ''}${text}`;
}
