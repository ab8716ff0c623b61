import { useDeferredValue, useState } from 'react';
import { Trans } from 'react-i18next';
import { fixed, signed, total } from '../format.ts';
import { betaOf, type ShownExhibit, type ShownResponse } from '../reduce.ts';
import { usePage } from '../store.ts';
import { useRunTexts } from '../texts/useRunTexts.ts';
import { useMethod } from './planned.ts';
import { Response } from './Response.tsx';
import { Tabs } from './Tabs.tsx';
import { scaleEnd, tint } from './tint.ts';
import { type Column, promptText, type View, views } from './views.ts';

const noWords: readonly string[] = [];

const marks = {
  main: <b className="is-main" />,
  opponent: <b className="is-opponent" />,
};

function Legend({ other }: { other: View['other'] }) {
  const { t } = useRunTexts();
  const ratios = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1].map((share) => share * scaleEnd);
  return (
    <div className="legend">
      <span>
        <Trans t={t} i18nKey={`legend.${other}`} components={marks} />
      </span>
      <span className="legend-scale">
        <span>−{scaleEnd}</span>
        {ratios.map((ratio) => {
          const { player, strength } = tint(ratio);
          return <span key={ratio} className={`swatch token-${player}`} style={{ '--strength': strength }} />;
        })}
        <span>{t('legend.end', { end: scaleEnd })}</span>
      </span>
      <span>
        <Trans t={t} i18nKey="legend.main" components={marks} />
      </span>
    </div>
  );
}

interface MarginProps {
  exhibit: ShownExhibit | null;
  chosen: View['chosen'];
  rejected: NonNullable<View['rejected']>;
  beta: number | null;
}

const marginMarks = { data: <span className="is-data" />, opponent: <span className="is-opponent" />, b: <b /> };

/** What the main player has learned about this pair, from the sums above: s = β (difference of y − difference of y′). */
function Margin({ exhibit, chosen, rejected, beta }: MarginProps) {
  const { t } = useRunTexts();
  const gained = difference(exhibit?.chosen?.scores);
  const lost = difference(exhibit?.rejected?.scores);
  const same = exhibit?.rejected?.tokens.join() === exhibit?.chosen?.tokens.join();
  return (
    <p className="margin">
      <b>{t('margin.title')}</b>{' '}
      {beta !== null && gained !== null && lost !== null ? (
        <>
          <Trans
            t={t}
            i18nKey="margin.sum"
            values={{
              chosen: t(`sides.${chosen}`),
              rejected: t(`sides.${rejected}`),
              beta,
              gained: fixed(gained, 3),
              lost: bracketed(lost),
              margin: signed(beta * (gained - lost), 3),
            }}
            components={marginMarks}
          />
          {same && t('margin.same')}
        </>
      ) : (
        <span className="note">{t('margin.empty')}</span>
      )}
    </p>
  );
}

const difference = (scores: ShownResponse['scores'] | undefined): number | null =>
  scores ? total(scores.main) - total(scores.opponent) : null;

const bracketed = (value: number): string => (value < 0 ? `(${fixed(value, 3)})` : fixed(value, 3));

interface SideProps {
  column: Column;
  view: View;
  exhibit: ShownExhibit | null;
  vocabulary: readonly string[];
}

interface ColumnWords {
  title: string;
  note: string;
  /** What a response is while it is being sampled; it is not shown then where it is a candidate among others. */
  growing?: string;
  /** Said where both models have been asked and there is none. */
  none?: string;
}

/** One response to the prompt, named as far as it is known what it is. */
function Side({ column, view, exhibit, vocabulary }: SideProps) {
  const { t } = useRunTexts();
  const { id, of, side, symbol } = column;
  const { title, note, growing, none }: ColumnWords = t(`columns.${id}`, { returnObjects: true });
  const response = exhibit?.[of] ?? null;
  const sampling = of === 'rejected' && response !== null && response.scores === null;
  return (
    <Response
      title={title}
      symbol={symbol}
      side={side}
      note={(sampling && growing) || note}
      other={t(`others.${view.other}`)}
      empty={(exhibit?.main?.scores && none) || t('players.empty')}
      response={sampling && view.candidates !== 'none' ? null : response}
      vocabulary={vocabulary}
    />
  );
}

/** The main player and what it learns from, on one prompt. */
export function Players() {
  const { t } = useRunTexts();
  const [selected, setSelected] = useState(0);
  const method = useMethod();
  const view = views[method];
  // Deferred as a whole, so that React draws the many tokens in slices and never an old run's with a new one's vocabulary.
  const run = useDeferredValue(usePage((page) => page.run));
  const { exhibits, started, iteration } = run;
  const vocabulary = started?.model.vocabulary ?? noWords;
  const at = Math.min(selected, exhibits.length - 1);
  const exhibit = exhibits.length > 0 ? exhibits[at] : null;
  return (
    <section className="panel" aria-labelledby="players-title">
      <div className="panel-head">
        <h2 id="players-title">{t('players.title')}</h2>
        <Legend other={view.other} />
      </div>
      {exhibits.length > 0 ? (
        <Tabs labels={exhibits.map((one) => promptText(one, vocabulary))} selected={at} select={setSelected} />
      ) : (
        <p className="tabs empty">{t('players.followed')}</p>
      )}
      <div
        id="exhibit"
        className="responses"
        data-columns={view.columns.length}
        role="tabpanel"
        aria-label={t('players.responses')}
      >
        {view.columns.map((column) => (
          <Side key={column.of} column={column} view={view} exhibit={exhibit} vocabulary={vocabulary} />
        ))}
      </div>
      {view.rejected && (
        <Margin
          exhibit={exhibit}
          chosen={view.chosen}
          rejected={view.rejected}
          beta={iteration === null ? null : betaOf(run, iteration)}
        />
      )}
      <p className="note other-note">{t(`otherNotes.${method}`)}</p>
    </section>
  );
}
