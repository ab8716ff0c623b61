import { useMemo } from 'react';
import { benchmarkRows, lossRows, marginKey, marginRows, rewardRows, stepTicks } from '../series.ts';
import { usePage } from '../store.ts';
import { Chart, type Series } from './Chart.tsx';

const hues = 6;

const rewardSeries: Series[] = [
  { key: 'real', label: 'real', color: 'var(--data)' },
  { key: 'generated', label: 'generated', color: 'var(--opponent)', dashed: true },
];
const lossSeries: Series[] = [{ key: 'loss', label: 'loss', color: 'var(--main)' }];
const benchmarkSeries: Series[] = [
  { key: 'mean', label: 'temperature 1', color: 'var(--main)' },
  { key: 'greedy', label: 'greedy', color: 'var(--data)', dashed: true },
];
/** Every loss at margin 0, where both players are the same. */
const levels: Record<string, { value: number; label: string }> = {
  sigmoid: { value: Math.LN2, label: 'ln 2' },
};
const one = { value: 1, label: '1' };

/** The run in numbers, step by step and iteration by iteration. */
export function Charts() {
  const steps = usePage((page) => page.run.steps);
  const rows = usePage((page) => page.run.rows);
  const loss = usePage((page) => page.run.started?.config.loss_type);
  const iterations = steps.at(-1)?.iteration ?? 0;
  const margins = useMemo(() => marginRows(steps), [steps]);
  const rewards = useMemo(() => rewardRows(steps), [steps]);
  const losses = useMemo(() => lossRows(steps), [steps]);
  const length = usePage((page) => page.run.started?.iterations ?? 0);
  const ticks = useMemo(() => stepTicks(steps, length), [steps, length]);
  const benchmark = useMemo(() => benchmarkRows(rows, length), [rows, length]);
  const marginSeries = useMemo(
    () =>
      Array.from({ length: iterations + 1 }, (_, t) => ({
        key: marginKey(t),
        label: `iteration ${t}`,
        color: `var(--hue-${t % hues})`,
      })),
    [iterations],
  );
  const later = 'Appears with the first training step.';
  return (
    <section className="charts" aria-label="Charts">
      <Chart
        title="Reward margins"
        y="margin, nats"
        x="training step"
        rows={margins}
        series={marginSeries}
        ticks={ticks}
        digits={3}
        empty={later}
      />
      <Chart
        title="Rewards"
        y="β · log-ratio, nats"
        x="training step"
        rows={rewards}
        series={rewardSeries}
        ticks={ticks}
        digits={3}
        empty={later}
      />
      <Chart
        title="Loss"
        y="mean over the batch’s pairs"
        x="training step"
        rows={losses}
        series={lossSeries}
        ticks={ticks}
        level={typeof loss === 'string' ? (levels[loss] ?? one) : undefined}
        digits={4}
        fromZero
        empty={later}
      />
      <Chart
        title="Benchmark"
        y="right answers, %"
        x="iteration"
        rows={benchmark}
        series={benchmarkSeries}
        dots
        digits={1}
        empty="Appears when the start model has been measured."
      />
    </section>
  );
}
