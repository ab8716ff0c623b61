import { memo, type SVGProps, useDeferredValue } from 'react';
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  type XAxisTickContentProps,
  YAxis,
  type YAxisTickContentProps,
} from 'recharts';
import { fixed } from '../format.ts';
import { axisMarks, type ChartRow } from '../series.ts';
import { useRunTexts } from '../texts/useRunTexts.ts';
import type { ChartProps } from './Chart.tsx';

const mostLabels = 7;
const label = { fill: 'var(--soft)', fontSize: 11 };
const tooltip = { background: 'var(--panel)', border: '1px solid var(--faint)', borderRadius: 5, fontSize: 12 };

// Plain text: recharts' own is measured in the page's layout every time it is drawn.
const below = ({ x, y, payload }: XAxisTickContentProps) => (
  <text {...label} x={x} y={Number(y) + 9} textAnchor="middle">
    {payload.value}
  </text>
);
const beside = ({ x, y, payload }: YAxisTickContentProps, digits: number) => (
  <text {...label} x={x} y={Number(y) + 4} textAnchor="end">
    {Math.abs(payload.value) >= 1e5 ? payload.value.toExponential(0) : fixed(payload.value, digits)}
  </text>
);

type Ends = Pick<SVGProps<SVGLineElement>, 'x1' | 'x2' | 'y1' | 'y2'>;
/** Where one iteration gives way to the next. */
const separator = ({ x1, x2, y1, y2 }: Ends) => (
  <line {...{ x1, x2, y1, y2 }} stroke="var(--faint)" strokeDasharray="2 3" />
);

const none: readonly ChartRow[] = [];

/** The lines or bars of a chart. It is drawn empty first: numbers that are there already are the work of another task. */
export function Plot(props: ChartProps) {
  const rows = useDeferredValue(props.rows, none);
  return <Lines {...props} rows={rows} />;
}

const Lines = memo(function Lines(props: ChartProps) {
  const { t } = useRunTexts();
  const { title, x, rows, series, ticks, level, dots = false, bars = false, fromZero = false, digits } = props;
  const values = rows.flatMap((row) => series.map(({ key }) => row[key]).filter(Number.isFinite)) as number[];
  const marks = axisMarks([...values, ...(level ? [level.value] : []), ...(fromZero ? [0] : [])]);
  const places = ticks?.length ?? rows.length;
  const inner = ticks?.slice(1, -1) ?? [];
  const every = Math.ceil(places / mostLabels);
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={rows as ChartRow[]} margin={{ top: 6, right: 12, bottom: 0, left: 0 }} title={title}>
        <CartesianGrid stroke="var(--line)" vertical={inner.length > 0 && separator} verticalValues={inner} />
        <XAxis
          dataKey="x"
          type={ticks ? 'number' : 'category'}
          niceTicks="none"
          domain={ticks ? [ticks[0], ticks[ticks.length - 1]] : undefined}
          ticks={ticks?.filter((_, place) => (places - 1 - place) % every === 0)}
          interval={ticks ? 0 : every - 1}
          padding={ticks || bars ? undefined : { left: 24, right: 24 }}
          stroke="var(--faint)"
          tick={below}
          tickMargin={4}
          height={22}
        />
        <YAxis
          niceTicks="none"
          domain={[marks.values[0], marks.values[marks.values.length - 1]]}
          ticks={rows.length > 0 ? marks.values : []}
          interval={0}
          width={40}
          stroke="var(--faint)"
          tick={(mark: YAxisTickContentProps) => beside(mark, marks.digits)}
        />
        <Tooltip
          isAnimationActive={false}
          formatter={(value) => fixed(Number(value), digits)}
          labelFormatter={(place) => t('charts:place', { x, place: String(place) })}
          contentStyle={tooltip}
        />
        {level && <ReferenceLine y={level.value} stroke="var(--soft)" strokeDasharray="2 3" />}
        {series.map(({ key, label: name, color, dashed }) =>
          bars ? (
            <Bar key={key} dataKey={key} name={name} fill={color} isAnimationActive={false} />
          ) : (
            <Line
              key={key}
              dataKey={key}
              name={name}
              stroke={color}
              strokeWidth={2}
              strokeDasharray={dashed ? '5 3' : undefined}
              dot={dots || rows.length === 1 ? { r: 3, fill: color, strokeDasharray: 'none' } : false}
              isAnimationActive={false}
            />
          ),
        )}
      </ComposedChart>
    </ResponsiveContainer>
  );
});
