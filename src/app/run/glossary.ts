import type { Setting } from '../fields.ts';
import type { RunTexts } from '../texts/useRunTexts.ts';

/** What the page calls a setting. */
interface Entry {
  label: string;
  unit?: string;
  /** What choices are called, where their own names do not say it. */
  choices?: Readonly<Record<string, string>>;
}

export const entryOf = (t: RunTexts, name: Setting): Entry => t(`glossary:${name}`, { returnObjects: true });
