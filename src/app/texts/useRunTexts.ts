import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

/** The catalogues that the run view cannot do without; a key without a name before it is of the first. */
export const runTexts = ['run', 'common', 'charts', 'settings', 'glossary', 'health'] as const;

export type RunTexts = TFunction<typeof runTexts>;

/** Texts of the run view, and of what is worked out for it outside React. */
export const useRunTexts = () => useTranslation(runTexts);
