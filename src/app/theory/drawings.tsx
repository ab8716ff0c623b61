import { fixed } from '../format.ts';
import { type Axis, Frame, heightOf, type Look, Plot, placeOf, type Table } from './Frame.tsx';

interface Shared {
  title: string;
  y: string;
  x: string;
  note?: string;
  behind: boolean;
}

export interface BarSet extends Look {
  values: readonly number[];
}

interface BarsProps extends Shared {
  height: number;
  axis: Axis;
  digits: number;
  sets: readonly BarSet[];
}

/** Bars beside one another, a group for each outcome 1, 2, … */
export function Bars({ height, axis, digits, sets, ...frame }: BarsProps) {
  const groups = sets[0]?.values.map((_, i) => String(i + 1)) ?? [];
  const room = 100 / groups.length;
  const wide = (0.78 * room) / sets.length;
  const zero = placeOf(axis, height, 0);
  const table: Table = {
    rows: frame.x,
    columns: sets.map(({ name }) => name),
    values: groups.map((name, i) => ({ name, values: sets.map(({ values }) => values[i]) })),
    digits,
  };
  const label = `${frame.title}. ${sets
    .map(({ name, values }) => `${name}: ${values.map((value) => fixed(value, digits)).join(', ')}`)
    .join('; ')}.`;
  const places = groups.map((name, i) => ({ at: room * (i + 0.5), name }));
  return (
    <Frame {...frame} looks={sets} table={table}>
      <Plot {...{ height, axis, label, places }}>
        {sets.map(({ name, color, hollow, values }, set) =>
          values.map((value, group) => {
            const top = Math.min(zero, placeOf(axis, height, value));
            return (
              <rect
                key={`${name} ${groups[group]}`}
                className="theory-bar"
                x={`${room * group + 0.11 * room + wide * set}%`}
                width={`${0.88 * wide}%`}
                y={top}
                height={Math.max(1, Math.abs(placeOf(axis, height, value) - zero))}
                {...(hollow
                  ? { fill: 'none', stroke: color, strokeWidth: 2, strokeDasharray: '4 2' }
                  : { fill: color })}
              />
            );
          }),
        )}
      </Plot>
    </Frame>
  );
}

export interface Line extends Look {
  /** One for each place from the first; shorter where it ends early. */
  values: readonly number[];
  /** A value to compare with: without dots. */
  level?: boolean;
}

interface PanelProps {
  height: number;
  axis: Axis;
  label: string;
  lines: readonly Line[];
  /** Number of places along the x axis. */
  count: number;
  /** The place that is marked. */
  marked: number | null;
  dots: boolean;
  places: readonly { at: number; name: string; strong?: boolean }[];
}

/** Where a place stands, in percent of the width, a little in from both ends. */
export const along = (place: number, count: number): number => 2 + (96 * place) / Math.max(1, count - 1);

/** Stands for a dot above the axis. */
const beyond = '▲';

/** Room above and below a plot, px, in which lines keep their width. */
const brim = 4;

/** Lines over the places 0, 1, … They leave the plot where they leave its axis, and an arrow stands for a dot out there. */
export function Lines({ height, axis, label, lines, count, marked, dots, places }: PanelProps) {
  return (
    <Plot {...{ height, axis, label, places }}>
      {marked !== null && (
        <line
          {...{ x1: `${along(marked, count)}%`, x2: `${along(marked, count)}%`, y1: 0, y2: height }}
          stroke="var(--soft)"
          strokeDasharray="2 3"
        />
      )}
      {lines.map(({ name, color, hollow, values, level }) => (
        <g key={name}>
          <svg
            className="theory-lines"
            y={-brim}
            width="100%"
            height={height + 2 * brim}
            viewBox={`0 ${-brim} 100 ${height + 2 * brim}`}
            preserveAspectRatio="none"
          >
            <title>{name}</title>
            <polyline
              points={values.map((value, i) => `${along(i, count)},${heightOf(axis, height, value)}`).join(' ')}
              vectorEffect="non-scaling-stroke"
              fill="none"
              stroke={color}
              strokeWidth="2.5"
              strokeDasharray={hollow ? '6 4' : undefined}
              strokeLinejoin="round"
            />
          </svg>
          {dots &&
            !level &&
            values.map((value, i) => {
              const look = hollow ? { fill: 'var(--panel)', stroke: color, strokeWidth: 2 } : { fill: color };
              // biome-ignore-start lint/suspicious/noArrayIndexKey: places are what they are by their index
              return value > axis.high ? (
                <text key={i} x={`${along(i, count)}%`} y={8} textAnchor="middle" style={{ fill: color }}>
                  {beyond}
                </text>
              ) : (
                <circle
                  key={i}
                  cx={`${along(i, count)}%`}
                  cy={placeOf(axis, height, value)}
                  r={i === marked ? 5.5 : 3.5}
                  {...look}
                />
              );
              // biome-ignore-end lint/suspicious/noArrayIndexKey: as above
            })}
        </g>
      ))}
    </Plot>
  );
}
