import { fixed, percent, signed } from '../format.ts';

/** A number of the walk: 0 stands for exactly 0 alone, so that it can be told from what only rounds to it. */
export const amount = (value: number | null | undefined, digits: number): string =>
  value === 0 ? '0' : fixed(value, digits);

/** Probabilities are told to four decimals: one below half of the last digit shown is not 0. */
export const share = (probability: number): string =>
  probability < 0.0005 ? `< ${percent(0.001)}` : percent(probability);

/** A difference, with its sign. */
export const difference = (value: number | null | undefined, digits: number): string =>
  value === 0 ? '0' : signed(value, digits);
