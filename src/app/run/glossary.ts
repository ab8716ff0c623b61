import type { Setting } from '../fields.ts';
import type { RunTexts } from '../texts/useRunTexts.ts';

/** A setting in the words of the page. */
export interface Entry {
  label: string;
  unit?: string;
  /** One or two plain sentences. */
  text: string;
  source?: string;
  /** What choices are called, where their own names do not say it. */
  choices?: Readonly<Record<string, string>>;
}

export const entryOf = (t: RunTexts, name: Setting): Entry => t(`glossary:${name}`, { returnObjects: true });
