import { Trans, useTranslation } from 'react-i18next';
import type { Method } from '../../lab/config.ts';
import { usePage } from '../store.ts';

const papers: Partial<Record<Method, string>> = {
  spin: 'https://arxiv.org/abs/2401.01335',
  dpo: 'https://arxiv.org/abs/2305.18290',
  'rest-em': 'https://arxiv.org/abs/2312.06585',
  'self-rewarding': 'https://arxiv.org/abs/2401.10020',
};

const marks = {
  main: <b className="is-main" />,
  opponent: <b className="is-opponent" />,
  p: <p />,
  b: <b />,
  i: <i />,
  sub: <sub />,
};

/** The chosen method in a few sentences: what happens in an iteration, and what to make of it. */
export function Explanation() {
  const { t } = useTranslation('explanation');
  const method = usePage((page) => page.draft.method);
  return (
    <section className="prose" aria-labelledby="explanation-title">
      <h2 id="explanation-title">{t('title')}</h2>
      <Trans
        t={t}
        i18nKey={`methods.${method}`}
        // Trans gives the link its words.
        // biome-ignore lint/a11y/useAnchorContent: see above
        components={{ ...marks, paper: <a href={papers[method]} /> }}
      />
    </section>
  );
}
