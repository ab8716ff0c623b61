import { createInstance } from 'i18next';
import charts from './en/charts.ts';
import common from './en/common.ts';
import glossary from './en/glossary.ts';
import health from './en/health.ts';
import run from './en/run.ts';
import settings from './en/settings.ts';
import { runTexts } from './useRunTexts.ts';

const i18n = createInstance();
i18n.init({
  lng: 'en',
  initAsync: false,
  resources: { en: { charts, common, glossary, health, run, settings } },
  defaultNS: 'common',
  interpolation: { escapeValue: false },
});

/** English texts, for tests of what is worked out outside React: the shell's and the run view's. */
export const english = i18n.getFixedT('en', 'common');
export const runEnglish = i18n.getFixedT('en', runTexts);
