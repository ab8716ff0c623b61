import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { fixed } from '../format.ts';
import { axisMarks, type ChartRow } from '../series.ts';
import type { ChartProps } from './Chart.tsx';

const tick = { fill: 'var(--soft)', fontSize: 11 };
const tooltip = { background: 'var(--panel)', border: '1px solid var(--faint)', borderRadius: 5, fontSize: 12 };

/** The lines of a chart. Empty it is drawn too, so that a run does not begin with the cost of the first drawing. */
export function Plot({ title, x, rows, series, ticks, level, dots = false, fromZero = false, digits }: ChartProps) {
  const values = rows.flatMap((row) => series.map(({ key }) => row[key]).filter(Number.isFinite)) as number[];
  const marks = axisMarks([...values, ...(level ? [level.value] : []), ...(fromZero ? [0] : [])]);
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={rows as ChartRow[]} margin={{ top: 6, right: 12, bottom: 0, left: 0 }} title={title}>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis
          dataKey="x"
          type={ticks ? 'number' : 'category'}
          domain={ticks ? [ticks[0], ticks[ticks.length - 1]] : undefined}
          ticks={ticks}
          padding={ticks ? undefined : { left: 24, right: 24 }}
          stroke="var(--faint)"
          tick={tick}
          tickMargin={4}
          height={22}
        />
        <YAxis
          domain={[marks.values[0], marks.values[marks.values.length - 1]]}
          ticks={rows.length > 0 ? marks.values : []}
          interval={0}
          width={40}
          stroke="var(--faint)"
          tick={tick}
          tickFormatter={(value: number) =>
            Math.abs(value) >= 1e5 ? value.toExponential(0) : fixed(value, marks.digits)
          }
        />
        <Tooltip
          isAnimationActive={false}
          formatter={(value) => fixed(Number(value), digits)}
          labelFormatter={(label) => `${x} ${label}`}
          contentStyle={tooltip}
        />
        {ticks?.slice(1, -1).map((mark) => (
          <ReferenceLine key={mark} x={mark} stroke="var(--faint)" strokeDasharray="2 3" />
        ))}
        {level && <ReferenceLine y={level.value} stroke="var(--soft)" strokeDasharray="2 3" />}
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
  );
}
