import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fixed } from '../format.ts';
import { axisMarks } from '../series.ts';

/** Something that a chart shows: its name and how it is drawn. */
export interface Look {
  name: string;
  color: string;
  /** Bars that are outlines, lines that are dashed: colour alone tells nothing apart. */
  hollow?: boolean;
}

/** A text with its indices and exponents set as such: p_data, p_t, p_data^T. */
export const Indexed = ({ text }: { text: string }) =>
  text.split(/(_data|_t\b|_\d+|\^T)/).map((part, i) => {
    // biome-ignore-start lint/suspicious/noArrayIndexKey: the parts of one text, in their order
    if (/^_/.test(part)) return <sub key={i}>{part.slice(1)}</sub>;
    if (/^\^/.test(part)) return <sup key={i}>{part.slice(1)}</sup>;
    return part;
    // biome-ignore-end lint/suspicious/noArrayIndexKey: as above
  });

export interface Table {
  /** Of the rows' names. */
  rows: string;
  columns: readonly string[];
  values: readonly { name: string; values: readonly (number | null)[] }[];
  digits: number;
}

function Numbers({ title, table: { rows, columns, values, digits } }: { title: string; table: Table }) {
  const { t } = useTranslation('theory');
  const [open, setOpen] = useState(false);
  return (
    <details className="data" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('chart.table')}
        <span className="sr-only">{t('chart.tableOf', { title })}</span>
      </summary>
      {open && (
        <table>
          <thead>
            <tr>
              <th scope="col">{rows}</th>
              {columns.map((column) => (
                <th scope="col" key={column}>
                  <Indexed text={column} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {values.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                {columns.map((column, i) => (
                  <td key={column}>{row.values[i] === null ? '' : fixed(row.values[i], digits)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}

interface FrameProps {
  title: string;
  /** What the axes show, with units. */
  y: string;
  x: string;
  looks: readonly Look[];
  /** One line on what the chart cannot show. */
  note?: string;
  table: Table;
  /** It shows what was set before. */
  behind: boolean;
  children: ReactNode;
}

/** A figure: its title, what is what, the plot, its axes in words and its numbers as a table. */
export function Frame({ title, y, x, looks, note, table, behind, children }: FrameProps) {
  return (
    <figure className="chart theory-chart" aria-busy={behind}>
      <figcaption>
        <h3>{title}</h3>
        <ul className="series">
          {looks.map(({ name, color, hollow }) => (
            <li key={name}>
              <svg width="14" height="10" aria-hidden="true">
                <rect
                  {...{ x: 1, y: 1, width: 12, height: 8, stroke: color, strokeWidth: 2 }}
                  fill={hollow ? 'none' : color}
                  strokeDasharray={hollow ? '3 2' : undefined}
                />
              </svg>
              <Indexed text={name} />
            </li>
          ))}
        </ul>
        <p className="axis">
          <Indexed text={y} />
        </p>
      </figcaption>
      {children}
      <div className="theory-foot">
        <p className="note">{note}</p>
        <p className="axis axis-x">{x}</p>
      </div>
      <Numbers title={title} table={table} />
    </figure>
  );
}

/** Round marks that enclose the values; beyond `most` from 0 the axis ends. */
export function axisOf(values: readonly number[], most: number) {
  const marks = axisMarks(values.filter(Number.isFinite).map((value) => Math.max(-most, Math.min(most, value))));
  const [low, high] = [marks.values[0], marks.values[marks.values.length - 1]];
  return { ...marks, low, high };
}
export type Axis = ReturnType<typeof axisOf>;

/** Pixels from the top of a plot of some height; at most a few plots away from it. */
export const heightOf = ({ low, high }: Axis, height: number, value: number): number =>
  Math.max(-3 * height, Math.min(4 * height, height * (1 - (value - low) / (high - low))));

/** The same, kept within the plot. */
export const placeOf = (axis: Axis, height: number, value: number): number =>
  Math.max(0, Math.min(height, heightOf(axis, height, value)));

interface PlotProps {
  height: number;
  axis: Axis;
  /** What the drawing says, in words. */
  label: string;
  /** Names along the x axis, at percentages of the width. */
  places: readonly { at: number; name: string; strong?: boolean }[];
  children: ReactNode;
}

/** The drawing: widths in percent, heights in pixels, so that it fits any column and letters keep their size. */
export function Plot({ height, axis, label, places, children }: PlotProps) {
  return (
    <div className="theory-plot">
      <div className="theory-marks" style={{ height }} aria-hidden="true">
        {axis.values.map((value) => (
          <span key={value} style={{ top: placeOf(axis, height, value) }}>
            {fixed(value, axis.digits)}
          </span>
        ))}
      </div>
      <svg width="100%" height={height + (places.length > 0 ? 20 : 2)} role="img" aria-label={label}>
        {axis.values.map((value) => (
          <line
            key={value}
            {...{ x1: '0%', x2: '100%', y1: placeOf(axis, height, value), y2: placeOf(axis, height, value) }}
            stroke={value === 0 ? 'var(--faint)' : 'var(--line)'}
          />
        ))}
        {children}
        {places.map(({ at, name, strong }) => (
          <text
            key={name}
            x={`${at}%`}
            y={height + 16}
            textAnchor="middle"
            className={strong ? 'theory-now' : undefined}
          >
            {name}
          </text>
        ))}
      </svg>
    </div>
  );
}
