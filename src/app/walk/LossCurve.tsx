import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { fixed } from '../format.ts';
import { curvesOf, type PairLoss, type Point } from './curve.ts';

const size = { width: 560, height: 300 };
const inner = { left: 48, right: 548, top: 12, bottom: 262 };

interface CurveProps {
  /** The run's loss first. */
  losses: readonly PairLoss[];
  points: readonly Point[];
  focus: number;
  smoothing: number;
  /** The curve in words. */
  told: string;
}

/** Loss curves over the margin, with the batch's pairs on the run's own. */
export function LossCurve({ losses, points, focus, smoothing, told }: CurveProps) {
  const { t } = useTranslation('walk');
  const clip = useId();
  const { x, y, curves } = curvesOf(losses, points, smoothing);
  const [left, right] = [x.values[0], x.values[x.values.length - 1]];
  const [bottom, top] = [y.values[0], y.values[y.values.length - 1]];
  const atX = (s: number) => inner.left + ((s - left) / (right - left)) * (inner.right - inner.left);
  const atY = (loss: number) => inner.bottom - ((loss - bottom) / (top - bottom)) * (inner.bottom - inner.top);
  const path = (course: readonly Point[]) =>
    course.map(({ s, loss }, i) => `${i === 0 ? 'M' : 'L'}${atX(s).toFixed(1)} ${atY(loss).toFixed(1)}`).join('');
  const here = points[focus];
  return (
    <svg className="curve" viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={told}>
      <clipPath id={clip}>
        <rect x={inner.left} y={inner.top} width={inner.right - inner.left} height={inner.bottom - inner.top} />
      </clipPath>
      {y.values.map((value) => (
        <g key={value}>
          <line className="grid" x1={inner.left} x2={inner.right} y1={atY(value)} y2={atY(value)} />
          <text x={inner.left - 6} y={atY(value) + 4} textAnchor="end">
            {fixed(value, y.digits)}
          </text>
        </g>
      ))}
      {x.values.map((value) => (
        <text key={value} x={atX(value)} y={inner.bottom + 16} textAnchor="middle">
          {fixed(value, x.digits)}
        </text>
      ))}
      <line className="zero" x1={atX(0)} x2={atX(0)} y1={inner.top} y2={inner.bottom} />
      <g clipPath={`url(#${clip})`}>
        {[...curves].reverse().map(({ loss, points: course }) => (
          <path key={loss} d={path(course)} className={`curve-${loss} ${loss === losses[0] ? 'curve-own' : ''}`} />
        ))}
        {points.map(({ s, loss }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the batch never changes its order
          <circle key={i} className="curve-point" cx={atX(s)} cy={atY(loss)} r={4} />
        ))}
        {here && <circle className="curve-here" cx={atX(here.s)} cy={atY(here.loss)} r={8} />}
      </g>
      <text className="curve-axis" x={inner.right} y={size.height - 4} textAnchor="end">
        {t('curve.x')}
      </text>
    </svg>
  );
}
