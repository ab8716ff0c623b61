import 'i18next';
import type claims from './en/claims.ts';
import type common from './en/common.ts';
import type run from './en/run.ts';
import type theory from './en/theory.ts';
import type walk from './en/walk.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      claims: typeof claims;
      common: typeof common;
      run: typeof run;
      theory: typeof theory;
      walk: typeof walk;
    };
  }
}
