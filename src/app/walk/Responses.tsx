import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Method } from '../../lab/config.ts';
import type { WalkPhase } from '../../lab/walk.ts';
import { isMark, tokenText } from '../format.ts';
import { Verdict } from '../run/Response.tsx';
import { tint } from '../run/tint.ts';
import type { Batch } from './batch.ts';
import { type Lane, lanesOf, type Side } from './lanes.ts';
import { amount, difference } from './numbers.ts';
import { useTold } from './told.ts';

/** A token that somebody points at. */
export interface Pointed {
  side: Side;
  place: number;
}

interface RowProps {
  tale: Method;
  lane: Lane;
  /** What a full bar stands for. */
  scale: number;
}

/** How a lane's numbers are written: a push in thousandths. */
const forms: Record<Lane['id'], (value: number) => string> = {
  played: (value) => amount(value, 3),
  main: (value) => amount(value, 3),
  opponent: (value) => amount(value, 3),
  difference: (value) => difference(value, 3),
  push: (value) => difference(1000 * value, 1),
  change: (value) => difference(value, 3),
};

/** One lane: a bar and its number under each token; differences colour their cells by the player they favour. */
function LaneRow({ tale, lane, scale }: RowProps) {
  const told = useTold(tale);
  const { id, values, total } = lane;
  const cells = values.map((value, place) => ({ value, place }));
  return (
    <tr className={`lane lane-${id}`}>
      <th scope="row">{told(`lanes.${id}`)}</th>
      <td className="lane-total">{total !== null && forms[id](total)}</td>
      {cells.map(({ value, place }) => {
        const share = Math.min(1, Math.abs(value) / scale);
        return (
          <td
            key={place}
            className={
              id === 'difference'
                ? `token-${tint(value).player}`
                : value < 0
                  ? 'falls'
                  : value > 0
                    ? 'rises'
                    : undefined
            }
            style={{ '--strength': id === 'difference' ? tint(value).strength.toFixed(3) : share.toFixed(3) }}
          >
            {id !== 'difference' && <span className="lane-bar" aria-hidden="true" />}
            <span className="lane-number">{forms[id](value)}</span>
          </td>
        );
      })}
    </tr>
  );
}

interface ResponseProps {
  tale: Method;
  side: Side;
  tokens: readonly number[] | null;
  right: boolean | null;
  lanes: readonly Lane[];
  scales: Readonly<Record<Lane['id'], number>>;
  vocabulary: readonly string[];
  title: string;
  note: string;
  pointed: number | null;
  point(place: number | null): void;
}

/** A response as a table: a column a token, a row a lane. */
function ResponseTable(props: ResponseProps) {
  const { tale, side, tokens, right, lanes, scales, vocabulary, title, note, pointed, point } = props;
  const { t } = useTranslation('walk');
  const row = useRef<HTMLTableRowElement>(null);
  const ratios = lanes.find(({ id }) => id === 'difference');
  const places = (tokens ?? []).map((token, place) => ({ token, place }));

  function move(event: KeyboardEvent) {
    const here = pointed ?? 0;
    const moves: Record<string, number> = {
      ...{ ArrowRight: here + 1, ArrowLeft: here - 1 },
      ...{ Home: 0, End: places.length - 1 },
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    row.current?.querySelectorAll('button')[next]?.focus();
  }

  return (
    <article className={`line line-${side}`}>
      <div className="line-head">
        <h3>{title}</h3>
        <span className="note">{note}</span>
        <Verdict correct={right} />
      </div>
      {places.length === 0 ? (
        <p className="empty">{t('nothingYet')}</p>
      ) : (
        <section className="lanes-box" aria-label={title}>
          <table
            className="lanes"
            onMouseLeave={({ currentTarget }) => currentTarget.contains(document.activeElement) || point(null)}
          >
            <thead>
              <tr ref={row} onKeyDown={move}>
                <th scope="col">{t('lanes.token')}</th>
                {lanes.some(({ total }) => total !== null) ? (
                  <th scope="col" className="lane-total">
                    {t('lanes.sum')}
                  </th>
                ) : (
                  <td className="lane-total" />
                )}
                {places.map(({ token, place }) => {
                  const word = tokenText(token, vocabulary);
                  const shade = ratios ? tint(ratios.values[place]) : { player: 'none', strength: 0 };
                  return (
                    <th key={place} scope="col">
                      <button
                        type="button"
                        className={`token token-${shade.player} ${isMark(word) ? 'mark' : ''}`}
                        style={{ '--strength': shade.strength.toFixed(3) }}
                        tabIndex={place === (pointed ?? 0) ? 0 : -1}
                        aria-pressed={place === pointed}
                        onFocus={() => point(place)}
                        onMouseEnter={() => point(place)}
                        onClick={() => point(place)}
                      >
                        {isMark(word) ? word.slice(1, -1) : word}
                      </button>
                    </th>
                  );
                })}
              </tr>
            </thead>
            <tbody>
              {lanes.map((lane) => (
                <LaneRow key={lane.id} tale={tale} lane={lane} scale={scales[lane.id]} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </article>
  );
}

/** Nats that a full bar of log-probs stands for, at least; probabilities end at 1. */
const leastScale = 1;

const scaleOf = (lanes: readonly Lane[], id: Lane['id']): number =>
  Math.max(...lanes.filter((lane) => lane.id === id).flatMap(({ values }) => values.map(Math.abs)), 0);

/** One scale for all bars of a kind on the stage, so that they can be compared. */
function scalesOf(lanes: readonly Lane[]): Record<Lane['id'], number> {
  const logps = Math.max(leastScale, scaleOf(lanes, 'main'), scaleOf(lanes, 'opponent'));
  return {
    ...{ played: 1, main: logps, opponent: logps, difference: 1 },
    ...{ push: scaleOf(lanes, 'push') || 1, change: scaleOf(lanes, 'change') || 1 },
  };
}

interface ResponsesProps {
  phase: WalkPhase;
  batch: Batch;
  index: number;
  tale: Method;
  vocabulary: readonly string[];
  pointed: Pointed | null;
  point(pointed: Pointed | null): void;
}

/** Both responses to the prompt in focus, with what the phase has found out about each token. */
export function Responses({ phase, batch, index, tale, vocabulary, pointed, point }: ResponsesProps) {
  const told = useTold(tale);
  const item = batch.items[index];
  const sides = (['chosen', 'rejected'] as const).filter(
    (side) => side === 'chosen' || batch.items.some(hasRejected(tale)),
  );
  const lanes = { chosen: lanesOf(phase, batch, index, 'chosen'), rejected: lanesOf(phase, batch, index, 'rejected') };
  // Mixed in from the iteration before: the opponent of this one has not played it.
  const older = tale === 'spin' && item.rejected !== null && item.played === null;
  const scales = scalesOf([...lanes.chosen, ...lanes.rejected]);
  return (
    <div className="lines">
      {sides.map((side) => (
        <ResponseTable
          key={side}
          tale={tale}
          side={side}
          title={told(`responses.${side}.title`)}
          note={told(side === 'rejected' && older ? 'responses.rejected.older' : `responses.${side}.note`)}
          tokens={item[side]}
          right={item.right[side]}
          lanes={lanes[side]}
          scales={scales}
          vocabulary={vocabulary}
          pointed={pointed?.side === side ? pointed.place : null}
          point={(place) => point(place === null ? null : { side, place })}
        />
      ))}
    </div>
  );
}

/** SPIN's pairs are drawn before the opponent has played. */
const hasRejected =
  (tale: Method) =>
  ({ rejected }: { rejected: readonly number[] | null }): boolean =>
    rejected !== null || tale === 'spin';
