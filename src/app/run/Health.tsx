import { memo, useMemo } from 'react';
import { Trans } from 'react-i18next';
import { healthOf, type Warning } from '../health.ts';
import { usePage } from '../store.ts';
import { useRunTexts } from '../texts/useRunTexts.ts';

const List = memo(function List({ warnings }: { warnings: readonly Warning[] }) {
  const { t } = useRunTexts();
  return (
    <ul className="warnings">
      {warnings.map(({ id, numbers }) => (
        <li key={id}>
          <p>
            <Trans
              t={t}
              i18nKey="health:warning"
              values={{ symptom: t(`health:rules.${id}.symptom`), numbers: numbers(t) }}
              components={{ b: <b /> }}
            />
          </p>
          <p className="note">{t(`health:rules.${id}.knob`)}</p>
        </li>
      ))}
    </ul>
  );
});

/** What goes wrong in the run, with its numbers and the knob to turn. */
export function Health() {
  const { t } = useRunTexts();
  const run = usePage((page) => page.run);
  const warnings = useMemo(() => healthOf(run), [run]);
  const measured = run.rows.length > 0;
  return (
    <section className="panel health" aria-labelledby="health-title">
      <h2 id="health-title">{t('health:title')}</h2>
      {warnings.length > 0 ? (
        <List warnings={warnings} />
      ) : (
        <p className="note">{t(measured ? 'health:healthy' : 'health:empty')}</p>
      )}
    </section>
  );
}
