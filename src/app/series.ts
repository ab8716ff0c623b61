import type { DomainBenchmark } from '../tasks/benchmark.ts';
import type { IterationRow, StepPoint } from './reduce.ts';

/** A row of a chart: its place on the x axis and a value for each series that has one there. */
export interface ChartRow {
  x: number | string;
  [series: string]: number | string | undefined;
}

export const mostPoints = 300;

/** At most about `most` of the items, evenly spaced, the first and the last always among them. */
export function thin<T>(items: readonly T[], most = mostPoints): readonly T[] {
  if (items.length <= most) return items;
  const stride = Math.ceil(items.length / most);
  return items.filter((_, index) => index % stride === 0 || index === items.length - 1);
}

/** As many colours as theme.css has for iterations; later ones take them again. */
export const hues = 4;
export const marginKey = (iteration: number) => `iteration-${iteration % hues}`;

/** Margins over the whole run, each iteration a line of its own. Nats. */
export const marginRows = (steps: readonly StepPoint[]): ChartRow[] =>
  thin(steps).map(({ step, iteration, margins }) => ({ x: step, [marginKey(iteration)]: margins }));

/** One value set a step, with a gap where an iteration ends: the opponent changes there, and so does what the numbers mean. */
function gapped(steps: readonly StepPoint[], values: (point: StepPoint) => Record<string, number>): ChartRow[] {
  const rows: ChartRow[] = [];
  let last: StepPoint | null = null;
  for (const point of thin(steps)) {
    if (last && last.iteration !== point.iteration) rows.push({ x: (last.step + point.step) / 2 });
    rows.push({ x: point.step, ...values(point) });
    last = point;
  }
  return rows;
}

export const rewardRows = (steps: readonly StepPoint[]) =>
  gapped(steps, ({ real, generated }) => ({ real, generated }));
export const lossRows = (steps: readonly StepPoint[]) => gapped(steps, ({ loss }) => ({ loss }));

/** The benchmark of the teaching domain; own data has none. */
export const domainOf = (row: IterationRow | undefined): DomainBenchmark | null =>
  row?.benchmark && 'mean' in row.benchmark ? row.benchmark : null;

/** Accuracy in per cent: the start model first, then a place for each of the iterations. Empty until there is a benchmark. */
export function benchmarkRows(rows: readonly IterationRow[], iterations: number): ChartRow[] {
  if (!rows.some(domainOf)) return [];
  return Array.from({ length: iterations + 1 }, (_, place) => {
    const iteration = place === 0 ? null : place - 1;
    const benchmark = domainOf(rows.find((row) => row.iteration === iteration));
    const x = iteration === null ? 'start' : `${iteration}`;
    return benchmark ? { x, mean: 100 * benchmark.mean, greedy: 100 * benchmark.greedy } : { x };
  });
}

/** Where iterations begin and end on the axis of training steps, as far as can be told: 0, …, the end of the run. */
export function stepTicks(steps: readonly StepPoint[], iterations: number): number[] {
  const ticks = [0];
  for (const [index, point] of steps.entries()) {
    if (index > 0 && steps[index - 1].iteration !== point.iteration) ticks.push(point.step - 1);
  }
  const last = steps.at(-1);
  if (!last) return ticks;
  for (let t = last.iteration; t < iterations; t++) ticks.push(ticks.at(-1)! + last.steps);
  return ticks;
}

/** Round marks of an axis that enclose the values, about four steps of 1, 2 or 5 times a power of ten, and their decimals. */
export function axisMarks(values: readonly number[]): { values: number[]; digits: number } {
  const low = values.reduce((least, value) => Math.min(least, value), values[0] ?? 0);
  const high = values.reduce((most, value) => Math.max(most, value), values[0] ?? 0);
  const rough = (Math.max(high - low, 1e-6 * Math.abs(high)) || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const stride = power * [1, 2, 5, 10].find((times) => times * power >= rough * (1 - 1e-9))!;
  const first = Math.floor(low / stride);
  const last = Math.max(first + 1, Math.ceil(high / stride));
  return {
    values: Array.from({ length: last - first + 1 }, (_, i) => (first + i) * stride),
    digits: Math.max(0, -Math.floor(Math.log10(stride) + 1e-9)),
  };
}
