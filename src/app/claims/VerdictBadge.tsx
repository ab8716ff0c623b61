import { useTranslation } from 'react-i18next';
import type { Standing } from './standing.ts';

const signs: Record<Standing, string> = { holds: '✓', fails: '✗', open: '?', none: '!', unrun: '…' };

/** A verdict in words, with a sign and a colour beside them. */
export function VerdictBadge({ standing }: { standing: Standing }) {
  const { t } = useTranslation('claims');
  return (
    <strong className={`verdict verdict-${standing}`}>
      <span aria-hidden="true">{signs[standing]} </span>
      {t(`standings.${standing}`)}
    </strong>
  );
}
