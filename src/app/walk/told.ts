import type { ParseKeys } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Method } from '../../lab/config.ts';

export type WalkKey = ParseKeys<['walk', 'story', 'terms']>;

/** Whose words an iteration is told in: Self-Rewarding's first one is plain SFT. */
export const taleOf = (method: Method, iteration: number): Method =>
  method === 'self-rewarding' && iteration === 0 ? 'sft' : method;

/** Gives a text of the walk: the method's own where it has one, else the one for all. */
export function useTold(tale: Method): (key: WalkKey, values?: Record<string, unknown>) => string {
  const { t } = useTranslation(['walk', 'story', 'terms']);
  // Its types know a context only for keys that have a text for every one.
  const told = t as unknown as (key: string, options: Record<string, unknown>) => string;
  return (key, values) => told(key, { ...values, context: tale });
}
