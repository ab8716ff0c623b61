import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Course,
  cases,
  fixedPointKl,
  lastIteration,
  logisticLambda,
  minimises,
  type Side,
  type Stage,
  stepsOf,
  type Theory,
} from '../../lab/theory.ts';
import { fixed } from '../format.ts';
import type { Courses } from './courses.ts';
import { along, type BarSet, Bars, type Line, Lines } from './drawings.tsx';
import { type Axis, axisOf, Frame, Indexed } from './Frame.tsx';
import { presetOf, type Settings } from './settings.ts';
import { exp, nearest, stageAt } from './stage.ts';

const color = { data: 'var(--data)', opponent: 'var(--opponent)', main: 'var(--main)', other: 'var(--soft)' };
const sides = ['exact', 'sampled'] as const;
/** Heights of the plots, px. */
const height = { bars: 150, course: 150, loss: 64, kl: 92 };
/** Ends of axes: what runs away shall not make all else small. */
const most = { ratio: 4, kl: 4, loss: 4 };

interface Axes {
  share: Axis;
  ratio: Axis;
  course: Axis;
  loss: Axis;
  kl: Axis;
}

const ratiosOf = (data: readonly number[], logps: Float64Array): number[] => data.map((p, k) => Math.log(p) - logps[k]);

/** The same scales for both sides, and for every iteration where the chart shows one at a time. */
function axesOf(settings: Settings, courses: readonly Course[]): Axes {
  const { data } = cases[settings.case];
  const policies = courses.flatMap(({ stages }) =>
    stages.flatMap(({ logps, optimum }) => (optimum ? [logps, optimum] : [logps])),
  );
  const paths = courses.flatMap((course) => stageAt(course, settings.t)?.path ?? []);
  const losses = paths.map(({ loss }) => loss);
  // What samples do to the sampled side shall not hide the exact one's course.
  const mostKl = Math.min(most.kl, 2 * Math.max(...(courses[0]?.stages ?? []).map(({ kl }) => kl)));
  return {
    share: axisOf([0, ...data, ...policies.flatMap(exp)], 1),
    ratio: axisOf([0, ...policies.flatMap((logps) => ratiosOf(data, logps))], most.ratio),
    course: axisOf([0, ...courses.flatMap(({ stages }) => stages.map(({ kl }) => kl))], mostKl),
    loss: closeTo(losses),
    kl: axisOf([0, ...paths.map(({ kl }) => kl)], most.kl),
  };
}

/** An axis that need not hold 0: of a loss the change is what counts. Only its ends are marked. */
function closeTo(values: readonly number[]): Axis {
  if (values.length === 0) return axisOf([0, 1], 1);
  const kept = values.filter((value) => Math.abs(value) <= 100 * most.loss);
  const [low, high] = [Math.min(...kept), Math.max(...kept)];
  const spare = Math.max(0.06 * (high - low), 0.002);
  return { low: low - spare, high: high + spare, values: [low, high], digits: 3 };
}

interface SideProps {
  settings: Settings;
  course: Course;
  axes: Axes;
  side: Side;
  behind: boolean;
}

function sets(
  stage: Stage,
  names: { opponent: string; optimum: string },
  of: (logps: Float64Array) => number[],
): BarSet[] {
  const shown: BarSet[] = [{ name: names.opponent, color: color.opponent, values: of(stage.logps) }];
  if (stage.optimum) shown.push({ name: names.optimum, color: color.main, hollow: true, values: of(stage.optimum) });
  return shown;
}

function Shares({ settings, course, axes, side, behind }: SideProps) {
  const { t } = useTranslation('theory');
  const stage = stageAt(course, settings.t)!;
  const at = course.stages.indexOf(stage);
  const names = { opponent: t('chart.opponent', { t: at }), optimum: t('chart.optimum') };
  return (
    <Bars
      title={t('chart.shares', { side: t(`sideIn.${side}`) })}
      y={t('chart.sharesY')}
      x={t('chart.outcome')}
      sets={[
        { name: t('chart.data'), color: color.data, values: cases[settings.case].data },
        ...sets(stage, names, exp),
      ]}
      height={height.bars}
      axis={axes.share}
      digits={3}
      behind={behind}
    />
  );
}

function Ratios({ settings, course, axes, side, behind }: SideProps) {
  const { t } = useTranslation('theory');
  const stage = stageAt(course, settings.t)!;
  const at = course.stages.indexOf(stage);
  const names = { opponent: t('chart.ofOpponent', { t: at }), optimum: t('chart.ofOptimum') };
  const shown = sets(stage, names, (logps) => ratiosOf(cases[settings.case].data, logps));
  const beyond = shown.some(({ values }) => values.some((value) => value > axes.ratio.high || value < axes.ratio.low));
  return (
    <Bars
      title={t('chart.ratios', { side: t(`sideIn.${side}`) })}
      y={t('chart.ratiosY')}
      x={t('chart.outcome')}
      sets={shown}
      height={height.bars}
      axis={axes.ratio}
      digits={3}
      note={beyond ? t('chart.beyond') : undefined}
      behind={behind}
    />
  );
}

function Distances({ settings, course, exact, axes, side, behind }: SideProps & { exact: Course | null }) {
  const { t } = useTranslation('theory');
  const kls = ({ stages }: Course) => stages.map(({ kl }) => kl);
  const count = lastIteration + 1;
  const lines: Line[] = [
    ...(exact ? [{ name: t('chart.exactKl'), color: color.other, hollow: true, values: kls(exact) }] : []),
    { name: t('chart.kl'), color: color.main, values: kls(course) },
    ...(settings.temperature === 1
      ? []
      : [
          {
            name: t('chart.fixed'),
            color: 'var(--hue-1)',
            hollow: true,
            level: true,
            values: Array.from({ length: count }, () => fixedPointKl(settings)),
          },
        ]),
  ];
  const title = t('chart.course', { side: t(`sideIn.${side}`) });
  const now = Math.min(settings.t, course.stages.length - 1);
  const ts = Array.from({ length: count }, (_, at) => at);
  const last = course.stages.at(-1)!;
  const ended = course.diverged
    ? t('ended', { t: course.stages.length - 1, kl: fixed(last.kl, 1) })
    : lines.some(({ values }) => values.some((value) => value > axes.course.high))
      ? t('chart.beyond')
      : undefined;
  return (
    <Frame
      title={title}
      y={t('chart.courseY')}
      x={t('chart.iteration')}
      looks={lines}
      note={ended}
      behind={behind}
      table={{
        rows: t('chart.iteration'),
        columns: lines.map(({ name }) => name),
        values: ts.map((at) => ({ name: String(at), values: lines.map(({ values }) => values[at] ?? null) })),
        digits: 4,
      }}
    >
      <Lines
        height={height.course}
        axis={axes.course}
        label={`${title}: ${kls(course)
          .map((kl) => fixed(kl, 3))
          .join(', ')}.`}
        lines={lines}
        count={count}
        marked={now}
        dots
        places={ts.map((at) => ({ at: along(at, count), name: String(at), strong: at === now }))}
      />
    </Frame>
  );
}

/** Round numbers of steps, at most about six. */
function stepMarks(steps: number): number[] {
  const stride = [1, 2, 5, 10, 20, 50, 100].find((one) => steps / one <= 6)!;
  return Array.from({ length: Math.floor(steps / stride) + 1 }, (_, i) => i * stride);
}

function Inside({ settings, course, axes, side, behind }: SideProps) {
  const { t } = useTranslation('theory');
  const { path } = stageAt(course, settings.t)!;
  const at = Math.min(settings.t, course.stages.length - 1);
  const title = t('chart.inside', { t: at, side: t(`sideIn.${side}`) });
  const lossY = settings.loss === 'sigmoid' ? t('chart.lossYNats') : t('chart.lossY');
  const least = path.length > 0 ? nearest(path) : null;
  const end = path.length - 1;
  const said = least === 0 && end > 0 ? 'rising' : least === end ? 'falling' : 'least';
  const note =
    least === null ? t('chart.notPlayed') : t(`chart.${said}`, { step: least, kl: fixed(path[least].kl, 3) });
  const marks = stepMarks(end).map((step) => ({ at: along(step, path.length), name: String(step) }));
  const shared = { count: path.length, dots: false, marked: said === 'least' ? least : null };
  const stride = Math.ceil(path.length / 50);
  return (
    <Frame
      title={title}
      y={lossY}
      x={t('chart.insideX')}
      looks={[
        { name: t('chart.loss'), color: 'var(--hue-0)' },
        { name: t('chart.kl'), color: color.main },
      ]}
      note={note}
      behind={behind}
      table={{
        rows: t('chart.insideX'),
        columns: [lossY, t('chart.klY')],
        values: path.flatMap(({ loss, kl }, step) =>
          step % stride === 0 || step === end || step === least ? [{ name: String(step), values: [loss, kl] }] : [],
        ),
        digits: 4,
      }}
    >
      <Lines
        {...shared}
        height={height.loss}
        axis={axes.loss}
        label={`${lossY}: ${fixed(path[0]?.loss, 3)} … ${fixed(path[end]?.loss, 3)}`}
        lines={[{ name: t('chart.loss'), color: 'var(--hue-0)', values: path.map(({ loss }) => loss) }]}
        places={[]}
      />
      <p className="axis theory-second">
        <Indexed text={t('chart.klY')} />
      </p>
      <Lines
        {...shared}
        height={height.kl}
        axis={axes.kl}
        label={`${t('chart.klY')}: ${fixed(path[0]?.kl, 3)} … ${fixed(path[end]?.kl, 3)}`}
        lines={[{ name: t('chart.kl'), color: color.main, values: path.map(({ kl }) => kl) }]}
        places={marks}
      />
    </Frame>
  );
}

/** Where an iteration ends. */
function howOf(settings: Settings, side: Side) {
  if (!minimises(settings)) return 'steps';
  return side === 'exact' && logisticLambda(settings) !== null ? 'closed' : 'searched';
}

interface ChartsProps {
  settings: Settings;
  /** What is to be played; courses of another are shown as those from before. */
  theory: Theory;
  courses: Courses;
}

/** Exact and sampled side by side, on the same scales. */
export const Charts = memo(function Charts({ settings, theory, courses }: ChartsProps) {
  const { t } = useTranslation('theory');
  const played = sides.flatMap((side) => courses[side]?.course ?? []);
  const axes = axesOf(settings, played);
  const propsOf = (side: Side): SideProps | null => {
    const shown = courses[side];
    return shown && { settings, course: shown.course, axes, side, behind: shown.theory !== theory };
  };
  const row = (draw: (props: SideProps) => ReactNode) =>
    sides.map((side) => {
      const props = propsOf(side);
      return props ? draw(props) : <figure key={side} className="chart theory-chart" aria-busy />;
    });
  const rows = {
    distances: row((props) => (
      <Distances
        key={`distances ${props.side}`}
        {...props}
        exact={props.side === 'sampled' ? (courses.exact?.course ?? null) : null}
      />
    )),
    shares: row((props) => <Shares key={`shares ${props.side}`} {...props} />),
    ratios: row((props) => <Ratios key={`ratios ${props.side}`} {...props} />),
    inside: row((props) => <Inside key={`inside ${props.side}`} {...props} />),
  };
  // What a phenomenon is about comes first.
  const order =
    presetOf(settings) === 'overtrain'
      ? (['inside', 'distances', 'shares', 'ratios'] as const)
      : (['distances', 'shares', 'ratios', 'inside'] as const);
  return (
    <div className="theory-charts">
      {sides.map((side) => (
        <header key={side} className="theory-side">
          <h2>{t(`side.${side}`)}</h2>
          <p className="note">
            {t(`sideNote.${side}`, {
              samples: settings.samples,
              how: t(`how.${howOf(settings, side)}`, { steps: stepsOf(settings) }),
            })}
          </p>
        </header>
      ))}
      {order.map((name) => rows[name])}
    </div>
  );
});
