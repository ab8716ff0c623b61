import { useTranslation } from 'react-i18next';
import type { Chart } from '../../lab/claims.ts';
import { fixed } from '../format.ts';
import { axisMarks } from '../series.ts';
import { type Spread, type Stretch, type Summary, stretches, told } from './spread.ts';
import { worded } from './words.ts';

const width = 350;
const height = 190;
const inner = { left: 44, right: width - 10, top: 8, bottom: height - 34 };

/** Lines are told apart by colour, dashes and marks. */
const styles = [
  { color: 'var(--hue-0)', dashes: undefined },
  { color: 'var(--hue-1)', dashes: '6 3' },
  { color: 'var(--hue-2)', dashes: '2 3' },
];

function Mark({ line, x, y }: { line: number; x: number; y: number }) {
  const fill = styles[line].color;
  if (line === 0) return <circle cx={x} cy={y} r="3.5" fill={fill} />;
  const turned = line === 2 ? `rotate(45 ${x} ${y})` : undefined;
  return <rect x={x - 3.2} y={y - 3.2} width="6.4" height="6.4" transform={turned} fill={fill} />;
}

/** A label in at most two rows. */
function rowsOf(label: string): string[] {
  const words = label.split(' ');
  if (label.length < 6 || words.length === 1) return [label];
  const rest = (count: number) => words.slice(count).join(' ').length;
  const taken = (count: number) => words.slice(0, count).join(' ').length;
  const cuts = words.slice(1).map((_, i) => i + 1);
  const cut = cuts.reduce((a, b) => (Math.max(taken(b), rest(b)) < Math.max(taken(a), rest(a)) ? b : a));
  return [words.slice(0, cut).join(' '), words.slice(cut).join(' ')];
}

interface Places {
  x(place: number, line: number): number;
  y(value: number): number;
}

const path = (points: readonly (readonly [number, number])[]) => points.map((point) => point.join(',')).join(' ');

/** One line: the seeds faint, their mean strong, a band from the least to the most. */
function Course({ spread, line, x, y }: { spread: Spread; line: number } & Places) {
  const { color, dashes } = styles[line];
  const over = (value: (item: Summary) => number) => (stretch: Stretch<Summary>) =>
    stretch.map(({ place, item }) => [x(place, line), y(value(item))] as const);
  const least = over((item) => item.least);
  const most = over((item) => item.most);
  const mean = over((item) => item.mean);
  return stretches(spread.summaries).map((stretch) => (
    <g key={stretch[0].place} fill="none" stroke={color}>
      <polygon
        points={path([...most(stretch), ...least(stretch).toReversed()])}
        fill={color}
        stroke="none"
        opacity="0.13"
      />
      {spread.seeds.map(({ seed, values }) => (
        <polyline
          key={seed}
          points={path(
            stretch.flatMap(({ place }) =>
              values[place] === null ? [] : [[x(place, line), y(values[place])] as const],
            ),
          )}
          opacity="0.45"
        />
      ))}
      <polyline points={path(mean(stretch))} strokeWidth="2.5" strokeDasharray={dashes} />
    </g>
  ));
}

/** What is at one place: each seed a faint dot on the stretch from the least to the most, the mean a mark. */
function Spot({ spread, place, line, x, y }: { spread: Spread; place: number; line: number } & Places) {
  const summary = spread.summaries[place];
  if (!summary) return null;
  const at = x(place, line);
  return (
    <g fill={styles[line].color}>
      <rect x={at - 3.5} y={y(summary.most)} width="7" height={y(summary.least) - y(summary.most)} opacity="0.2" />
      {spread.seeds.map(
        ({ seed, values }) =>
          values[place] !== null && <circle key={seed} cx={at} cy={y(values[place])} r="2" opacity="0.5" />,
      )}
      <Mark line={line} x={at} y={y(summary.mean)} />
    </g>
  );
}

export function SpreadChart({ chart, spreads }: { chart: Chart; spreads: readonly Spread[] }) {
  const { t } = useTranslation('claims');
  const { apart } = chart;
  const labels = chart.labels.map((label) => worded(t, label));
  const names = spreads.map(({ name }) => worded(t, name));
  const known = spreads.flatMap(({ summaries }) => summaries.filter((one) => one !== null));
  const marks = axisMarks(known.flatMap(({ least, most }) => [least, most]));
  const [low, high] = [marks.values[0], marks.values[marks.values.length - 1]];
  const room = (inner.right - inner.left) / labels.length;
  const x = (place: number, line: number) =>
    inner.left + room * (place + 0.5) + (apart ? 14 * (line - (spreads.length - 1) / 2) : 0);
  const y = (value: number) => inner.bottom - ((value - low) / (high - low)) * (inner.bottom - inner.top);
  return (
    <>
      <ul className="claim-lines">
        {names.map((name, line) => (
          <li key={name}>
            <svg width="26" height="10" aria-hidden="true">
              {!apart && (
                <line
                  {...{ x1: 0, x2: 26, y1: 5, y2: 5, stroke: styles[line].color, strokeWidth: 2.5 }}
                  strokeDasharray={styles[line].dashes}
                />
              )}
              <Mark line={line} x={13} y={5} />
            </svg>
            {name}
          </li>
        ))}
      </ul>
      <svg className="claim-plot" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={told(t, chart, spreads)}>
        {marks.values.map((value) => (
          <g key={value}>
            <line x1={inner.left} x2={inner.right} y1={y(value)} y2={y(value)} stroke="var(--line)" />
            <text x={inner.left - 6} y={y(value) + 4} textAnchor="end">
              {fixed(value, marks.digits)}
            </text>
          </g>
        ))}
        {labels.map((label, place) => (
          <text key={label} x={inner.left + room * (place + 0.5)} y={inner.bottom + 15} textAnchor="middle">
            {rowsOf(label).map((row, i) => (
              <tspan key={row} x={inner.left + room * (place + 0.5)} dy={i * 13}>
                {row}
              </tspan>
            ))}
          </text>
        ))}
        {spreads.map((spread, line) => (
          <g key={names[line]}>
            {!apart && <Course {...{ spread, line, x, y }} />}
            {labels.map((label, place) => (
              <Spot key={label} {...{ spread, place, line, x, y }} />
            ))}
          </g>
        ))}
      </svg>
    </>
  );
}
