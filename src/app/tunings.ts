import type { AdapterInfo } from '../lab/protocol.ts';

const key = 'kernels';

/** What the browser would not store: it lasts for this page. */
let unstored: string | null = null;

/** Tuned kernels by adapter, as JSON. */
export function storedTunings(): string | null {
  try {
    return unstored ?? localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps the kernels in use as an adapter's tuned ones, or no longer keeps any for it. */
export async function keepTuning(adapter: AdapterInfo, tuned: boolean): Promise<void> {
  // Loaded when first needed: it is no part of the first load.
  const { withTuning } = await import('../lab/tunings.ts');
  const text = withTuning(storedTunings(), adapter, tuned);
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
    unstored = null;
  } catch {
    unstored = text;
  }
}
