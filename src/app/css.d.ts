import 'react';

declare module 'react' {
  interface CSSProperties {
    /** 0 to 1: how strongly a token takes its player's colour. */
    '--strength'?: number | string;
  }
}
