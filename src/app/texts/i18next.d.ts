import 'i18next';
import type about from './en/about.ts';
import type charts from './en/charts.ts';
import type claims from './en/claims.ts';
import type common from './en/common.ts';
import type explanation from './en/explanation.ts';
import type glossary from './en/glossary.ts';
import type health from './en/health.ts';
import type kernels from './en/kernels.ts';
import type run from './en/run.ts';
import type settings from './en/settings.ts';
import type story from './en/story.ts';
import type terms from './en/terms.ts';
import type theory from './en/theory.ts';
import type tour from './en/tour.ts';
import type walk from './en/walk.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      about: typeof about;
      charts: typeof charts;
      claims: typeof claims;
      common: typeof common;
      explanation: typeof explanation;
      glossary: typeof glossary;
      health: typeof health;
      kernels: typeof kernels;
      run: typeof run;
      settings: typeof settings;
      story: typeof story;
      terms: typeof terms;
      theory: typeof theory;
      tour: typeof tour;
      walk: typeof walk;
    };
  }
}
