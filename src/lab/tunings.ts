import { type Family, knownOnly, parseTunings, type Tunings } from '../kernels/variants.ts';
import type { AdapterInfo } from './protocol.ts';

/** A kernel that has several variants. */
export type KernelName = Family;

/** The stored tunings, as JSON, with the kernels in use on an adapter as its tuned ones, or with none for it; null where none are left. */
export function withTuning(stored: string | null, { name, kernels }: AdapterInfo, tuned: boolean): string | null {
  const { [name]: _, ...others } = parseTunings(stored ?? '') ?? {};
  const tunings: Tunings = tuned ? { ...others, [name]: knownOnly(kernels) } : others;
  return Object.keys(tunings).length > 0 ? JSON.stringify(tunings) : null;
}
