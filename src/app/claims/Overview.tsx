import { Trans, useTranslation } from 'react-i18next';
import { experiments } from '../../lab/experiments.ts';
import type { Outcome } from '../../lab/outcome.ts';
import { fewestSeeds } from '../../lab/verdict.ts';
import { deviceName } from '../format.ts';
import { Control } from './Control.tsx';
import { type Standing, standings } from './standing.ts';
import { VerdictBadge } from './VerdictBadge.tsx';

/** What made the outcomes: each version and adapter with its count of runs. */
function makersOf(outcomes: readonly Outcome[]): { version: string; device: string; runs: number }[] {
  const makers = new Map<string, ReturnType<typeof makersOf>[number]>();
  for (const { version, adapter } of outcomes) {
    const device = deviceName(adapter);
    const key = `${version} ${device}`;
    makers.set(key, { version, device, runs: (makers.get(key)?.runs ?? 0) + 1 });
  }
  return [...makers.values()];
}

function Made({ outcomes }: { outcomes: readonly Outcome[] }) {
  const { t } = useTranslation('claims');
  if (outcomes.length === 0) return <p className="note">{t('overview.none')}</p>;
  const comma = t('list.comma');
  const seeds = [...new Set(outcomes.map(({ seed }) => seed))].sort((a, b) => a - b);
  return (
    <p className="note">
      <Trans
        t={t}
        i18nKey="overview.made"
        values={{
          makers: makersOf(outcomes)
            .map((maker) => t('overview.maker', maker))
            .join(comma),
          experiments: experiments.length,
          seeds: seeds.join(comma),
        }}
        components={{ code: <code /> }}
      />
    </p>
  );
}

/** The lines of the rule that `judge` follows, in their order. */
const rule = ['effects', 'interval', 'holds', 'fails', 'open', 'seeds'] as const;

interface Props {
  outcomes: readonly Outcome[];
  found: readonly Standing[];
}

/** How many claims hold, how that is decided, and what the control says. */
export function Overview({ outcomes, found }: Props) {
  const { t } = useTranslation('claims');
  return (
    <section className="panel claims-overview" aria-labelledby="claims-title">
      <div>
        <h2 id="claims-title">{t('overview.title')}</h2>
        <ul className="claims-count" aria-label={t('overview.verdicts')}>
          {standings
            .map((standing) => ({ standing, count: found.filter((one) => one === standing).length }))
            .filter(({ count }) => count > 0)
            .map(({ standing, count }) => (
              <li key={standing}>
                <b>{count}</b> <VerdictBadge standing={standing} />
              </li>
            ))}
        </ul>
        <Made outcomes={outcomes} />
        <Control outcomes={outcomes} />
      </div>
      <div>
        <h3>{t('overview.rule')}</h3>
        <p>{t('overview.committed')}</p>
        <ol className="claims-rule">
          {rule.map((line) => (
            <li key={line}>{t(`rule.${line}`, { seeds: fewestSeeds })}</li>
          ))}
        </ol>
        <p className="note">{t('overview.charts')}</p>
      </div>
    </section>
  );
}
