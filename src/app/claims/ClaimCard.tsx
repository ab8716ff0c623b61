import { Trans, useTranslation } from 'react-i18next';
import { type Claim, papers, seedsOf } from '../../lab/claims.ts';
import { type Experiment, experiments } from '../../lab/experiments.ts';
import type { Outcome } from '../../lab/outcome.ts';
import { addressOfRun, commandOf, describe } from './experiment.ts';
import { ChartTable, EffectTable } from './Figures.tsx';
import { SpreadChart } from './SpreadChart.tsx';
import { spreadsOf } from './spread.ts';
import { standingOf } from './standing.ts';
import { VerdictBadge } from './VerdictBadge.tsx';
import { becauseOf, quantity } from './words.ts';

/** What a sentence of a card may hold; what is quiet is for those who hear the page. */
const marks = { b: <b />, code: <code />, quiet: <span className="sr-only" /> };

/** Where a claim stands, with the paper's arXiv number as a link. */
function Source({ number, paper }: Claim) {
  const { t } = useTranslation('claims');
  const arxiv = papers[paper];
  return (
    <p className="note">
      <Trans
        t={t}
        i18nKey={`claims.${number}.source`}
        values={{ arxiv }}
        components={{
          // biome-ignore lint/a11y/useAnchorContent: its words come from the text
          paper: <a href={`https://arxiv.org/abs/${arxiv}`} />,
        }}
      />
    </p>
  );
}

/** The language that the page's address names, if it names one. */
function spoken(): URLSearchParams {
  const language = new URLSearchParams(location.search).get('lang');
  return new URLSearchParams(language === null ? {} : { lang: language });
}

function HowRun({ experiment, seed }: { experiment: Experiment; seed: number }) {
  const { t } = useTranslation('claims');
  const address = addressOfRun(experiment, spoken());
  const { id, from } = experiment;
  const settings = describe(experiment);
  return (
    <li>
      {from === undefined ? (
        <Trans t={t} i18nKey="card.experiment" values={{ id, settings }} components={marks} />
      ) : (
        <Trans t={t} i18nKey="card.experimentFrom" values={{ id, settings, from }} components={marks} />
      )}
      {address && (
        <>
          {' '}
          <a href={address}>
            <Trans t={t} i18nKey="card.load" values={{ id }} components={marks} />
          </a>
        </>
      )}
      <br />
      <code>{commandOf(experiment, seed)}</code>
    </li>
  );
}

/** One claim: what it says, how it is tested, what came out, and the verdict. */
export function ClaimCard({ claim, outcomes }: { claim: Claim; outcomes: readonly Outcome[] }) {
  const { t } = useTranslation('claims');
  const { number, paper, chart } = claim;
  const found = standingOf(claim, outcomes);
  const seeds = seedsOf(claim, outcomes);
  const spreads = spreadsOf(claim, outcomes);
  const used = claim.experiments.map((id) => experiments.find((experiment) => experiment.id === id)!);
  const [main] = used;
  const next = Math.max(-1, ...outcomes.map(({ seed }) => seed)) + 1;
  const title = `claim-${number}`;
  return (
    <article className="claim panel" aria-labelledby={title}>
      <div className="claim-words">
        <p className="claim-paper">{t('card.paper', { number, paper })}</p>
        <h3 id={title}>{t(`claims.${number}.statement`)}</h3>
        <Source {...claim} />
        <p>
          <Trans t={t} i18nKey="card.tested" values={{ test: t(`claims.${number}.test`) }} components={marks} />
        </p>
        <p className="claim-verdict">
          <VerdictBadge standing={found.standing} /> {becauseOf(t, claim, found)}
        </p>
        <p className="claim-run">
          <a className="control" href={addressOfRun(main, spoken())!}>
            <Trans t={t} i18nKey="card.run" values={{ number }} components={marks} />
          </a>
          <span className="note">
            <Trans
              t={t}
              i18nKey="card.loads"
              values={{ id: main.id, seed: next, command: commandOf(main, next) }}
              components={marks}
            />
          </span>
        </p>
        <details className="data">
          <summary>
            <Trans t={t} i18nKey="card.how" values={{ number }} components={marks} />
          </summary>
          <ul className="claim-experiments">
            {used.map((experiment) => (
              <HowRun key={experiment.id} experiment={experiment} seed={next} />
            ))}
          </ul>
        </details>
        <details className="data">
          <summary>
            <Trans t={t} i18nKey="card.numbers" values={{ number }} components={marks} />
          </summary>
          <EffectTable effects={claim.effects} seeds={seeds} outcomes={outcomes} />
          {seeds.length > 0 && <ChartTable chart={chart} spreads={spreads} />}
        </details>
      </div>
      <figure className="claim-figure">
        <figcaption>{quantity(t, chart.title, chart.unit)}</figcaption>
        {seeds.length > 0 ? (
          <SpreadChart chart={chart} spreads={spreads} />
        ) : (
          <p className="empty claim-empty">{t('card.empty')}</p>
        )}
      </figure>
    </article>
  );
}
