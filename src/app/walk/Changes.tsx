import { useTranslation } from 'react-i18next';
import { pairTerm } from '../../players/tabular-loss.ts';
import { percent, total } from '../format.ts';
import type { Batch } from './batch.ts';
import type { PairLoss } from './curve.ts';
import { alike, sumsAt } from './lanes.ts';
import { amount, difference } from './numbers.ts';

/** What a pair's loss is made of beside its log-probs. */
export interface LossSettings {
  loss: PairLoss;
  beta: number;
  smoothing: number;
}

interface ChangesProps {
  batch: Batch;
  index: number;
  /** null where the run learns from single responses. */
  settings: LossSettings | null;
  learningRate: string;
  moment: 'after' | 'later' | 'end';
}

const mean = (values: readonly number[]): number => total(values) / Math.max(1, values.length);

/** The pair in focus and its batch before the update and after it. */
export function Changes({ batch, index, settings, learningRate, moment }: ChangesProps) {
  const { t } = useTranslation('walk');
  if (!batch.scores[moment]?.main) return <p className="empty">{t('notYet')}</p>;
  const rows = settings ? pairRows(batch, index, settings, moment) : singleRows(batch, index, moment);
  return (
    <>
      <table className="sums changes">
        <thead>
          <tr>
            <th scope="col">{t('changes.title')}</th>
            <th scope="col">{t(moment === 'after' ? 'changes.before' : 'changes.start')}</th>
            <th scope="col">{t(`changes.${moment}`)}</th>
            <th scope="col">{t('changes.change')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, before, after, share, count = batch.items.length }) => (
            <tr key={name}>
              <th scope="row">{t(`changes.rows.${name}`, { count })}</th>
              <td>{share ? percent(before) : amount(before, 4)}</td>
              <td>{share ? percent(after) : amount(after, 4)}</td>
              <td>{share ? difference(100 * (after - before), 1) : difference(after - before, 4)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {moment === 'after' && <p className="note">{t('changes.rate', { rate: learningRate })}</p>}
    </>
  );
}

interface Row {
  name: 'chosen' | 'rejected' | 'margin' | 'loss' | 'meanMargin' | 'won' | 'meanLoss' | 'response' | 'meanNll';
  before: number;
  after: number;
  share?: true;
  /** Of how many items; all of the batch where it is left out. */
  count?: number;
}

function pairRows(
  batch: Batch,
  index: number,
  { loss, beta, smoothing }: LossSettings,
  moment: 'after' | 'later' | 'end',
): Row[] {
  const at = (when: 'before' | typeof moment, i: number) => sumsAt(batch, when, i)!;
  const margin = (sums: { r: number; r2: number }) => beta * (sums.r - sums.r2);
  const cost = (sums: { r: number; r2: number }, i: number) => {
    const { chosen, rejected } = batch.items[i];
    // IPO divides by the lengths.
    const [n, n2] = loss === 'ipo' ? [chosen.length, rejected!.length] : [1, 1];
    return pairTerm(loss, sums.r / n, sums.r2 / n2, beta, smoothing).value;
  };
  const all = (when: 'before' | typeof moment, of: (sums: { r: number; r2: number }, i: number) => number) =>
    mean(batch.items.map((_, i) => of(at(when, i), i)));
  const apart = [...batch.items.keys()].filter((i) => !alike(batch.items[i]));
  const row = (name: Row['name'], of: (when: 'before' | typeof moment) => number): Row => ({
    name,
    before: of('before'),
    after: of(moment),
  });
  return [
    row('chosen', (when) => at(when, index).chosen),
    row('rejected', (when) => at(when, index).rejected),
    row('margin', (when) => margin(at(when, index))),
    row('loss', (when) => cost(at(when, index), index)),
    row('meanMargin', (when) => all(when, margin)),
    row('meanLoss', (when) => all(when, cost)),
    {
      ...row('won', (when) => mean(apart.map((i) => Number(margin(at(when, i)) > 0)))),
      share: true,
      count: apart.length,
    },
  ];
}

function singleRows(batch: Batch, index: number, moment: 'after' | 'later' | 'end'): Row[] {
  const scores = (when: 'before' | typeof moment) => batch.scores[when]!.main!.map(({ chosen }) => chosen.logps);
  const nll = (when: 'before' | typeof moment) => -mean(scores(when).flat());
  return [
    { name: 'response', before: total(scores('before')[index]), after: total(scores(moment)[index]) },
    { name: 'meanNll', before: nll('before'), after: nll(moment) },
  ];
}
