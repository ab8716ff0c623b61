import type { TFunction } from 'i18next';

export type Remedy =
  | { key: 'insecure' | 'firefox' | 'android' | 'safari' | 'other' }
  | { key: 'chromium'; name: string; scheme: string };

/** Why there is no live run here (null: no WebGPU at all, else the engine's own sentence), and what to do about it. */
export interface Advice {
  fault: string | null;
  remedy: Remedy;
}

/** What to do where WebGPU is missing, for the browser that says this of itself. */
export function webgpuRemedy(userAgent: string, secure: boolean): Remedy {
  if (!secure) return { key: 'insecure' };
  if (/Firefox\//.test(userAgent)) return { key: 'firefox' };
  if (/Edg\//.test(userAgent)) return { key: 'chromium', name: 'Edge', scheme: 'edge' };
  if (/Chrome\/|Chromium\//.test(userAgent))
    return /Android/.test(userAgent) ? { key: 'android' } : { key: 'chromium', name: 'Chrome', scheme: 'chrome' };
  return { key: /Safari\//.test(userAgent) ? 'safari' : 'other' };
}

export const remedyText = (t: TFunction, remedy: Remedy): string =>
  remedy.key === 'chromium' ? t('advice.chromium', remedy) : t(`advice.${remedy.key}`);
