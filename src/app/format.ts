import type { RunTexts } from './texts/useRunTexts.ts';

const minus = (text: string) => text.replace('-', '−');

/** A number with a true minus sign, or a dash where there is none. */
export const fixed = (value: number | null | undefined, digits = 2): string =>
  value == null ? '–' : minus(value.toFixed(digits));

/** A difference: its sign is always shown. */
export const signed = (value: number | null | undefined, digits = 2): string =>
  (value != null && value >= 0 ? '+' : '') + fixed(value, digits);

/** A share of 0 to 1 as a percentage. */
export const percent = (share: number | null | undefined): string =>
  share == null ? '–' : `${(100 * share).toFixed(1)}\u00a0%`;

/** Seconds as a person says them. */
export function duration(t: RunTexts, seconds: number): string {
  if (seconds < 60) return t('common:duration.seconds', { seconds: Math.ceil(seconds) });
  return t('common:duration.minutes', { minutes: Math.floor(seconds / 60), seconds: Math.round(seconds % 60) });
}

/** A sequence's log-probability from its tokens'. */
export const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** A token's own text, with what cannot be seen made visible. */
export function tokenText(token: number, vocabulary: readonly string[]): string {
  const text = vocabulary[token] ?? '';
  if (text === ' ') return '␣';
  if (text === '') return '∅';
  return text;
}

/** Tokens such as <eos> mark something and stand for no text. */
export const isMark = (text: string): boolean => /^<\w.*>$/.test(text);

/** The device in an adapter's long name, which may be wrapped in ANGLE's and followed by drivers and versions. */
export function deviceName(name: string): string {
  const software = /llvmpipe|swiftshader|softpipe|lavapipe/i.exec(name);
  if (software) return software[0];
  const inner = /^ANGLE \([^,]*, ([^,]*)/.exec(name)?.[1] ?? name;
  return inner.replace(/^ANGLE Metal Renderer: |( \(.*| Direct3D.*)$/g, '');
}
