import 'i18next';
import type claims from './en/claims.ts';
import type common from './en/common.ts';
import type run from './en/run.ts';
import type story from './en/story.ts';
import type terms from './en/terms.ts';
import type theory from './en/theory.ts';
import type tour from './en/tour.ts';
import type walk from './en/walk.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      claims: typeof claims;
      common: typeof common;
      run: typeof run;
      story: typeof story;
      terms: typeof terms;
      theory: typeof theory;
      tour: typeof tour;
      walk: typeof walk;
    };
  }
}
