import { useTranslation } from 'react-i18next';
import type { DomainBenchmark } from '../../tasks/benchmark.ts';
import { percent, signed } from '../format.ts';
import type { RunState } from '../reduce.ts';
import { domainOf } from '../series.ts';
import type { Batch } from './batch.ts';
import { sumsAt } from './lanes.ts';
import { difference } from './numbers.ts';

interface BenchmarkProps {
  run: RunState;
  iteration: number;
}

/** The benchmark of the player that began the iteration and of the one that ends it. */
export function Benchmarks({ run, iteration }: BenchmarkProps) {
  const { t } = useTranslation('walk');
  const row = (t: number) => run.rows.find((one) => (one.iteration ?? -1) === t);
  const [before, after] = [domainOf(row(iteration - 1)?.benchmark), domainOf(row(iteration)?.benchmark)];
  if (!before) return <p className="empty">{t('notYet')}</p>;
  const rows: { name: string; of(benchmark: DomainBenchmark): number }[] = [
    { name: t('benchmarks.mean'), of: ({ mean }) => mean },
    ...Object.keys(before.tasks).map((task) => ({
      name: t('benchmarks.skill', { task }),
      of: ({ tasks }: DomainBenchmark) => tasks[task].mean,
    })),
    { name: t('benchmarks.greedy'), of: ({ greedy }) => greedy },
  ];
  return (
    <figure className="benchmarks">
      <figcaption>
        <h4>{t('benchmarks.title')}</h4>
        <p className="axis">{t('benchmarks.axis')}</p>
      </figcaption>
      <table className="sums">
        <thead>
          <tr>
            <th scope="col">{t('benchmarks.answers')}</th>
            <th scope="col">{t('benchmarks.before')}</th>
            <th scope="col">{t('benchmarks.after')}</th>
            <th scope="col">{t('benchmarks.points')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, of }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{percent(of(before))}</td>
              <td>{percent(after && of(after))}</td>
              <td>{after ? signed(100 * (of(after) - of(before)), 1) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

interface SwapProps extends BenchmarkProps {
  batch: Batch;
  index: number;
  beta: number;
}

/** The new opponent is a copy of the main player: what the game has won is the start of the next one. */
export function Swap({ batch, index, beta, run, iteration }: SwapProps) {
  const { t } = useTranslation('walk');
  const margin = (moment: 'end' | 'swapped', i: number) => {
    const sums = sumsAt(batch, moment, i);
    return sums && beta * (sums.r - sums.r2);
  };
  const mean = (moment: 'end' | 'swapped') => {
    const all = batch.items.map((_, i) => margin(moment, i));
    return all.every((one) => one !== null) ? all.reduce((sum, one) => sum + one, 0) / all.length : null;
  };
  const swapped = batch.scores.swapped?.main && batch.scores.swapped.opponent;
  return (
    <div className="loss">
      <div className="loss-numbers">
        <table className="sums">
          <caption className="note">{t('swap.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('swap.against')}</th>
              <th scope="col">{t('swap.old')}</th>
              <th scope="col">{t('swap.new')}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t('swap.pair')}</th>
              <td>{difference(margin('end', index), 4)}</td>
              <td>{swapped ? difference(margin('swapped', index), 4) : '–'}</td>
            </tr>
            <tr>
              <th scope="row">{t('swap.mean', { count: batch.items.length })}</th>
              <td>{difference(mean('end'), 4)}</td>
              <td>{swapped ? difference(mean('swapped'), 4) : '–'}</td>
            </tr>
          </tbody>
        </table>
      </div>
      <Benchmarks run={run} iteration={iteration} />
    </div>
  );
}
