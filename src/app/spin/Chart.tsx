import { memo, useState } from 'react';
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { fixed } from '../format.ts';
import { type ChartRow, thin } from '../series.ts';
import { useInTurn } from './turns.ts';

export interface Series {
  key: string;
  label: string;
  color: string;
  dashed?: boolean;
}

interface ChartProps {
  title: string;
  /** Label of the y axis with its unit, and of the x axis. */
  y: string;
  x: string;
  rows: readonly ChartRow[];
  series: readonly Series[];
  /** Ends and inner marks of a numeric x axis. */
  ticks?: readonly number[];
  /** A value on the y axis to compare with. */
  level?: { value: number; label: string };
  dots?: boolean;
  fromZero?: boolean;
  digits: number;
  empty: string;
}

/** The chart's numbers as text: rows without values are gaps of the picture and left out. */
function DataTable({ title, x, rows, series, digits }: Pick<ChartProps, 'title' | 'x' | 'rows' | 'series' | 'digits'>) {
  const [open, setOpen] = useState(false);
  return (
    <details className="data" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Data table<span className="sr-only">: {title}</span>
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

const Figure = memo(function Figure(props: ChartProps) {
  const { title, y, x, rows, series, ticks, level, dots = false, fromZero = false, digits, empty } = props;
  return (
    <figure className="chart">
      <figcaption>
        <h3>{title}</h3>
        <ul className="series">
          {series.map(({ key, label, color, dashed }) => (
            <li key={key}>
              <svg width="18" height="8" aria-hidden="true">
                <line
                  x1="0"
                  y1="4"
                  x2="18"
                  y2="4"
                  stroke={color}
                  strokeWidth="2.5"
                  strokeDasharray={dashed ? '5 3' : ''}
                />
              </svg>
              {label}
            </li>
          ))}
        </ul>
      </figcaption>
      <div className="axis-y">{y}</div>
      <div className="plot">
        {rows.length === 0 && <p className="empty">{empty}</p>}
        <ResponsiveContainer width="100%" height="100%">
          <LineChart data={rows as ChartRow[]} margin={{ top: 6, right: 10, bottom: 0, left: 0 }} title={title}>
            <CartesianGrid stroke="var(--line)" vertical={false} />
            <XAxis
              dataKey="x"
              type={ticks ? 'number' : 'category'}
              domain={ticks ? [ticks[0], ticks[ticks.length - 1]] : undefined}
              ticks={ticks}
              padding={ticks ? undefined : { left: 24, right: 24 }}
              stroke="var(--faint)"
              tick={{ fill: 'var(--soft)', fontSize: 11 }}
              tickMargin={4}
              height={22}
            />
            <YAxis
              domain={[fromZero ? 0 : 'auto', 'auto']}
              width={42}
              stroke="var(--faint)"
              tick={{ fill: 'var(--soft)', fontSize: 11 }}
              tickFormatter={(value: number) => fixed(value, Number.isInteger(value) ? 0 : 2)}
            />
            <Tooltip
              isAnimationActive={false}
              formatter={(value) => fixed(Number(value), digits)}
              labelFormatter={(label) => `${x} ${label}`}
              contentStyle={{ background: 'var(--panel)', border: '1px solid var(--faint)', fontSize: 12 }}
            />
            {ticks?.slice(1, -1).map((mark) => (
              <ReferenceLine key={mark} x={mark} stroke="var(--faint)" strokeDasharray="2 3" />
            ))}
            {level && (
              <ReferenceLine
                y={level.value}
                ifOverflow="extendDomain"
                stroke="var(--faint)"
                strokeDasharray="4 3"
                label={{ value: level.label, position: 'insideTopRight', fill: 'var(--soft)', fontSize: 11 }}
              />
            )}
            {series.map(({ key, label, color, dashed }) => (
              <Line
                key={key}
                dataKey={key}
                name={label}
                stroke={color}
                strokeWidth={2}
                strokeDasharray={dashed ? '5 3' : undefined}
                dot={dots || rows.length === 1 ? { r: 3, fill: color, strokeDasharray: 'none' } : false}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        </ResponsiveContainer>
      </div>
      <div className="axis-x">{x}</div>
      <DataTable title={title} x={x} rows={rows} series={series} digits={digits} />
    </figure>
  );
});

/** A line chart with its axes in words, what it shows while it is empty, and its numbers as a table. */
export const Chart = memo(function Chart(props: ChartProps) {
  return <Figure {...useInTurn(props)} />;
});
