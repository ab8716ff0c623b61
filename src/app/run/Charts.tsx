import { type ComponentType, memo, startTransition, useEffect, useMemo, useState } from 'react';
import { stepTicks } from '../series.ts';
import { usePage } from '../store.ts';
import { useRunTexts } from '../texts/useRunTexts.ts';
import { Chart, type ChartProps } from './Chart.tsx';
import { type FigureSpec, figures, type Scene } from './figures.ts';
import { HeadToHead } from './HeadToHead.tsx';
import { useMethod, usePlanned, useSetting } from './planned.ts';

/** Recharts is a third of the page's code, so it comes when a run begins, and is there before there is something to draw. */
function usePlot(): ComponentType<ChartProps> | null {
  const begun = usePage((page) => page.run.started !== null);
  const [plot, setPlot] = useState<{ Plot: ComponentType<ChartProps> | null }>({ Plot: null });
  useEffect(() => {
    if (begun) import('./Plot.tsx').then((loaded) => startTransition(() => setPlot(loaded)));
  }, [begun]);
  return begun ? plot.Plot : null;
}

interface FigureProps {
  spec: FigureSpec;
  scene: Scene;
  /** Of the training steps, where the chart goes by them. */
  ticks: readonly number[] | undefined;
  Plot: ComponentType<ChartProps> | null;
}

const Figure = memo(function Figure({ spec, scene, ticks, Plot }: FigureProps) {
  const { t } = useRunTexts();
  const rows = spec.useRows(scene, t);
  const series = useMemo(() => spec.series(scene, t), [spec, scene, t]);
  const level = useMemo(() => spec.level?.(scene, t), [spec, scene, t]);
  return (
    <Chart
      title={t(`charts:figures.${spec.id}.title`)}
      Plot={Plot}
      y={t(`charts:figures.${spec.id}.y`)}
      x={t(`charts:x.${spec.x}`)}
      rows={rows}
      series={series}
      ticks={ticks}
      level={level}
      dots={!spec.bySteps}
      bars={spec.bars}
      fromZero={spec.fromZero}
      digits={spec.digits}
      empty={t(`charts:empty.${spec.empty}`)}
    />
  );
});

const controls = ['data', 'compute'] as const;
type Control = (typeof controls)[number];

/** Which of the run's controls its charts show: all, until the person says otherwise. */
function useControls(): { offered: readonly Control[]; hidden: ReadonlySet<Control>; toggle(control: Control): void } {
  const asked = useSetting('control');
  const [hidden, setHidden] = useState<ReadonlySet<Control>>(new Set());
  const toggle = (control: Control) => {
    const next = new Set(hidden);
    if (!next.delete(control)) next.add(control);
    setHidden(next);
  };
  return { offered: controls.filter((control) => asked === control || asked === 'both'), hidden, toggle };
}

/** Figures of the run on show. `shown`: the controls in them, with commas between. */
export function FigureList({ specs, shown = '' }: { specs: readonly FigureSpec[]; shown?: string }) {
  const method = useMethod();
  const planned = usePlanned();
  const loss = useSetting('loss_type');
  const steps = usePage((page) => page.run.steps);
  const ticks = useMemo(() => stepTicks(steps, planned), [steps, planned]);
  const scene = useMemo(
    (): Scene => ({ method, planned, loss, controls: controls.filter((control) => shown.includes(control)) }),
    [method, planned, loss, shown],
  );
  const Plot = usePlot();
  return specs.map((spec) => (
    <Figure
      key={`${method} ${spec.id}`}
      spec={spec}
      scene={scene}
      ticks={spec.bySteps ? ticks : undefined}
      Plot={Plot}
    />
  ));
}

/** The run in numbers, step by step and player by player. */
export function Charts() {
  const { t } = useRunTexts();
  const method = useMethod();
  const { offered, hidden, toggle } = useControls();
  const shown = offered.filter((control) => !hidden.has(control)).join();
  return (
    <section className="charts" aria-labelledby="charts-title">
      <h2 id="charts-title" className="sr-only">
        {t('charts:title')}
      </h2>
      {offered.length > 0 && (
        <fieldset className="beside">
          <legend>{t('charts:beside')}</legend>
          {offered.map((control) => (
            <label key={control}>
              <input type="checkbox" checked={!hidden.has(control)} onChange={() => toggle(control)} />{' '}
              {t(`charts:controls.${control}`)}
            </label>
          ))}
        </fieldset>
      )}
      <FigureList specs={figures[method]} shown={shown} />
      <HeadToHead method={method} />
    </section>
  );
}
