import { fixed, signed } from '../format.ts';

/** A number of the walk: 0 stands for exactly 0 alone, so that it can be told from what only rounds to it. */
export const amount = (value: number | null | undefined, digits: number): string =>
  value === 0 ? '0' : fixed(value, digits);

/** A difference, with its sign. */
export const difference = (value: number | null | undefined, digits: number): string =>
  value === 0 ? '0' : signed(value, digits);
