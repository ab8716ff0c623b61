import { type ComponentType, memo, useState } from 'react';
import { fixed } from '../format.ts';
import { type ChartRow, thin } from '../series.ts';
import { useRunTexts } from '../texts/useRunTexts.ts';
import { useInTurn } from './turns.ts';

export interface Series {
  key: string;
  label: string;
  color: string;
  dashed?: boolean;
  /** Not in the legend, where another of its colour stands for both. */
  unlisted?: boolean;
}

export interface ChartProps {
  title: string;
  /** Draws the lines; null before a run and while it is being loaded. */
  Plot: ComponentType<ChartProps> | null;
  /** What the y axis shows with its unit, and the x axis. */
  y: string;
  x: string;
  rows: readonly ChartRow[];
  series: readonly Series[];
  /** Ends and inner marks of a numeric x axis. */
  ticks?: readonly number[];
  /** A value on the y axis to compare with. */
  level?: { value: number; label: string };
  dots?: boolean;
  /** Bars beside one another instead of lines. */
  bars?: boolean;
  fromZero?: boolean;
  digits: number;
  empty: string;
}

function Swatch({ color, dashes }: { color: string; dashes: string }) {
  return (
    <svg width="18" height="8" aria-hidden="true">
      <line x1="0" y1="4" x2="18" y2="4" stroke={color} strokeWidth="2.5" strokeDasharray={dashes} />
    </svg>
  );
}

/** The chart's numbers as text: rows without values are gaps of the picture and left out. */
function DataTable({ title, x, rows, series, digits }: Pick<ChartProps, 'title' | 'x' | 'rows' | 'series' | 'digits'>) {
  const { t } = useRunTexts();
  const [open, setOpen] = useState(false);
  return (
    <details className="data" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('charts:table')}
        <span className="sr-only">{t('charts:tableOf', { title })}</span>
      </summary>
      {open && (
        <table>
          <thead>
            <tr>
              <th scope="col">{x}</th>
              {series.map(({ key, label }) => (
                <th scope="col" key={key}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {thin(
              rows.filter((row) => Object.keys(row).length > 1),
              40,
            ).map((row) => (
              <tr key={row.x}>
                <th scope="row">{row.x}</th>
                {series.map(({ key }) => (
                  <td key={key}>{typeof row[key] === 'number' ? fixed(row[key], digits) : ''}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}

const Figure = memo(function Figure({ behind, ...chart }: ChartProps & { behind: boolean }) {
  const { title, Plot, y, x, rows, series, level, digits, empty } = chart;
  return (
    <figure className="chart" aria-busy={behind}>
      <figcaption>
        <h3>{title}</h3>
        <p className="axis">{y}</p>
        <ul className="series">
          {series
            .filter(({ unlisted }) => !unlisted)
            .map(({ key, label, color, dashed }) => (
              <li key={key}>
                <Swatch color={color} dashes={dashed ? '5 3' : ''} />
                {label}
              </li>
            ))}
          {level && (
            <li>
              <Swatch color="var(--soft)" dashes="2 3" />
              {level.label}
            </li>
          )}
        </ul>
      </figcaption>
      <div className="plot">
        {rows.length === 0 && <p className="empty">{empty}</p>}
        {Plot && <Plot {...chart} />}
      </div>
      <p className="axis axis-x">{x}</p>
      <DataTable title={title} x={x} rows={rows} series={series} digits={digits} />
    </figure>
  );
});

/** A chart with its axes in words, what it shows while it is empty, and its numbers as a table. */
export const Chart = memo(function Chart(props: ChartProps) {
  const shown = useInTurn(props);
  return <Figure {...shown} behind={shown !== props} />;
});
