import { memo } from 'react';
import type { Method } from '../../lab/config.ts';
import type { IterationRow } from '../reduce.ts';
import { lookBack, usePage } from '../store.ts';
import { useRunTexts } from '../texts/useRunTexts.ts';
import { measures, namesOf } from './measures.ts';
import { useMethod, usePlanned } from './planned.ts';
import { playerName } from './views.ts';

interface Column {
  name: string;
  iteration: number | null;
  row: IterationRow | undefined;
}

/** Shows the page as it was when this player had been measured. */
function lookAt(iteration: number | null): void {
  const at = usePage
    .getState()
    .log.findIndex(
      (event) =>
        (event.type === 'iteration-ended' || (event.type === 'benchmark' && iteration === null)) &&
        event.iteration === iteration,
    );
  if (at >= 0) lookBack(at + 1);
}

const Table = memo(function Table({ method, columns }: { method: Method; columns: readonly Column[] }) {
  const { t } = useRunTexts();
  return (
    <table className="iterations">
      <thead>
        <tr>
          <th scope="col">{t('charts:players.measure')}</th>
          {columns.map(({ name, iteration }) => (
            <th scope="col" key={name}>
              <button
                type="button"
                className="look"
                title={t('charts:players.lookBack', { player: name })}
                onClick={() => lookAt(iteration)}
              >
                {name}
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {measures[method].map(({ id, of }) => {
          const { name, unit } = namesOf(t, id);
          return (
            <tr key={id}>
              <th scope="row">
                {name} {unit && <span className="unit">{unit}</span>}
              </th>
              {columns.map((column) => (
                <td key={column.name}>{column.row ? of(column.row, t) : '–'}</td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
});

/** Every player in numbers: what its iteration learned from, scored again at its end, and the benchmark. */
export function IterationTable() {
  const { t } = useRunTexts();
  const rows = usePage((page) => page.run.rows);
  const method = useMethod();
  const planned = usePlanned();
  const columns = Array.from({ length: planned + 1 }, (_, place) => {
    const iteration = place === 0 ? null : place - 1;
    return {
      name: playerName(t, method, iteration),
      iteration,
      row: rows.find((row) => row.iteration === iteration),
    };
  });
  return (
    <section className="panel" aria-labelledby="iterations-title">
      <h2 id="iterations-title">{t('charts:players.title')}</h2>
      <div className="wide">
        <Table method={method} columns={columns} />
      </div>
    </section>
  );
}
