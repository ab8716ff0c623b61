import { Trans } from 'react-i18next';
import type { Method } from '../../lab/config.ts';
import type { HeadToHead as Counts } from '../../tasks/statistics.ts';
import { percent } from '../format.ts';
import { domainOf } from '../series.ts';
import { usePage } from '../store.ts';
import { useRunTexts } from '../texts/useRunTexts.ts';
import { playerName } from './views.ts';

interface Match {
  name: string;
  counts: Counts;
}

const marks = {
  main: <b className="is-main" />,
  opponent: <b className="is-opponent" />,
  note: <span className="note" />,
};

/** Wins, ties and losses as shares of a bar, and the interval of the wins as a whisker on it. */
function Bar({ name, counts: { win, tie, loss, interval } }: Match) {
  const { t } = useRunTexts();
  const [low, high] = interval;
  const width = (share: number) => ({ width: `${100 * share}%` });
  return (
    <li>
      <p className="match">
        <span>{name}</span>
        <span>
          <Trans
            t={t}
            i18nKey="charts:match.counts"
            values={{ won: percent(win), low: percent(low), high: percent(high), lost: percent(loss) }}
            components={marks}
          />
        </span>
      </p>
      <div className="match-bar" aria-hidden="true">
        <span className="match-win" style={width(win)} />
        <span className="match-tie" style={width(tie)} />
        <span className="match-loss" style={width(loss)} />
        <span className="whisker" style={{ left: `${100 * low}%`, width: `${100 * (high - low)}%` }} />
      </div>
    </li>
  );
}

/** Every player against the first and the one before, sample against sample by the grader's rubric. */
export function HeadToHead({ method }: { method: Method }) {
  const { t } = useRunTexts();
  const rows = usePage((page) => page.run.rows);
  const first = method === 'self-rewarding' ? 0 : null;
  const matches = rows.flatMap(({ iteration, benchmark }): Match[] => {
    const domain = domainOf(benchmark);
    if (iteration === null || !domain) return [];
    const against = (one: number | null) =>
      t('charts:match.name', { player: playerName(t, method, iteration), other: playerName(t, method, one) });
    const before = iteration === 0 ? null : iteration - 1;
    const { versus_previous: previous, versus_start: start } = domain;
    return [
      ...(previous ? [{ name: against(before), counts: previous }] : []),
      ...(start && before !== first ? [{ name: against(first), counts: start }] : []),
    ];
  });
  return (
    <figure className="chart chart-wide">
      <figcaption>
        <h3>{t('charts:figures.headToHead.title')}</h3>
        <p className="axis">{t('charts:figures.headToHead.y')}</p>
      </figcaption>
      {matches.length === 0 ? (
        <p className="empty">{t('charts:empty.match')}</p>
      ) : (
        <ol className="matches">
          {matches.map((match) => (
            <Bar key={match.name} {...match} />
          ))}
        </ol>
      )}
    </figure>
  );
}
