import { useMemo } from 'react';
import type { Method } from '../../lab/config.ts';
import { losses } from '../losses.ts';
import type { IterationRow, RunState } from '../reduce.ts';
import {
  accuracyRows,
  type ChartRow,
  categoryRows,
  domainOf,
  hueKey,
  hues,
  lookRows,
  lossRows,
  marginRows,
  playerRows,
  rewardRows,
} from '../series.ts';
import { usePage } from '../store.ts';
import type { Series } from './Chart.tsx';
import { playerMark, playerName, views } from './views.ts';

/** What a figure depends on beside the run: kept the same for as long as it is. */
export interface Scene {
  method: Method;
  /** Iterations the run has or will have. */
  planned: number;
  loss: string;
  /** The controls on show. */
  controls: readonly ('data' | 'compute')[];
}

type Slices = Pick<RunState, 'steps' | 'looks' | 'rows'>;

/** One chart of a method. */
export interface FigureSpec {
  title: string;
  /** What the axes show, with units. */
  y: string;
  x: string;
  /** Whether x is the run's training steps. */
  bySteps: boolean;
  /** A hook: what is drawn, made again when the chart's own part of the run has changed. */
  useRows(scene: Scene): ChartRow[];
  series(scene: Scene): Series[];
  digits: number;
  bars?: boolean;
  fromZero?: boolean;
  level?(scene: Scene): { value: number; label: string } | undefined;
  empty: string;
}

const later = 'Appears with the first training step.';
const bench = 'Appears when the start model has been measured.';

/** A figure over one slice of the run. */
const figure = <Of extends keyof Slices>(
  of: Of,
  rows: (slice: Slices[Of], scene: Scene) => ChartRow[],
  rest: Omit<FigureSpec, 'bySteps' | 'useRows'>,
): FigureSpec => ({
  ...rest,
  bySteps: of !== 'rows',
  useRows(scene) {
    const slice = usePage((page) => page.run[of]);
    return useMemo(() => rows(slice, scene), [slice, scene, rows]);
  },
});

const step = { x: 'training step', digits: 3, empty: later };
const each = { x: 'after iteration', digits: 1, empty: bench };

const players = ({ method, planned }: Scene): string[] =>
  Array.from({ length: planned + 1 }, (_, place) => playerMark(method, place === 0 ? null : place - 1));

/** A line for each player, the iterations' colours taken again after the fourth. */
function lines({ method, planned }: Pick<Scene, 'method' | 'planned'>, first: 'start' | 'iterations'): Series[] {
  const start = { key: 'start', label: 'start', color: 'var(--data)', dashed: true };
  const iterations = Array.from({ length: Math.min(planned, hues) }, (_, t) => ({
    key: hueKey(t),
    label: `${playerName(method, t)}${t + hues < planned ? ' …' : ''}`,
    color: `var(--hue-${t})`,
  }));
  return first === 'start' ? [start, ...iterations] : iterations;
}

const colors = { data: 'var(--hue-1)', compute: 'var(--hue-2)' };
const controlNames = { data: 'continued SFT, equal data', compute: 'continued SFT, equal compute' };

/** The same measures of the run and of the controls on show, which begin where it does; their keys begin with a control's name. */
const withControls = (
  { controls }: Scene,
  row: IterationRow,
  measures: (benchmark: NonNullable<ReturnType<typeof domainOf>>) => Record<string, number | undefined>,
): Record<string, number | undefined> => {
  const found: Record<string, number | undefined> = {};
  for (const source of ['run', ...controls] as const) {
    const domain = domainOf(source === 'run' || row.iteration === null ? row.benchmark : row.controls[source]);
    for (const [key, value] of Object.entries(domain ? measures(domain) : {})) {
      found[source === 'run' ? key : `${source}-${key}`] = value;
    }
  }
  return found;
};

const controlSeries = (
  { controls }: Scene,
  keys: readonly { key: string; label: string; dashed?: boolean; unlisted?: boolean }[],
): Series[] =>
  controls.flatMap((control) =>
    keys.map(({ key, label, ...style }) => ({
      key: `${control}-${key}`,
      label: `${controlNames[control]}${label}`,
      color: colors[control],
      ...style,
    })),
  );

const margins = figure('steps', marginRows, {
  ...step,
  title: 'Reward margins',
  y: 'reward of one response − of the other, nats',
  // Self-Rewarding has no pairs before M2.
  series: (scene) => lines(scene, 'iterations').slice(scene.method === 'self-rewarding' ? 1 : 0),
});

const rewards = figure('steps', rewardRows, {
  ...step,
  title: 'Rewards',
  y: 'β · log-ratio to the other model, nats',
  series: ({ method }) => [
    { key: 'chosen', label: views[method].chosen, color: 'var(--data)' },
    { key: 'rejected', label: views[method].rejected, color: 'var(--opponent)', dashed: true },
  ],
});

const accuracy = figure('steps', accuracyRows, {
  ...step,
  title: 'Reward accuracy',
  y: 'pairs of the batch with a margin above 0, %',
  digits: 1,
  fromZero: true,
  series: () => [{ key: 'accuracies', label: 'in the right order', color: 'var(--main)' }],
});

const logps = figure('looks', lookRows, {
  ...step,
  title: 'Log-probs',
  y: 'log p of the main player, nats a response',
  digits: 2,
  empty: 'Appears with the first look at the followed pairs, if the run takes any.',
  series: ({ method }) => [
    { key: 'chosen', label: `${views[method].chosen}, followed pairs`, color: 'var(--data)' },
    { key: 'rejected', label: views[method].rejected, color: 'var(--opponent)', dashed: true },
  ],
});

/** What a loss is when both players are alike. */
function atZero(name: string | undefined) {
  const known = losses.find(({ value }) => value === name)?.atZero;
  return known && { value: known.value, label: `${known.label}: both alike` };
}

const loss = figure('steps', lossRows, {
  ...step,
  title: 'Loss',
  y: 'mean of a batch, to be minimised',
  digits: 4,
  fromZero: true,
  level: (scene) => atZero(scene.loss),
  series: ({ method }) => [
    { key: 'loss', label: 'pair loss', color: 'var(--main)' },
    ...(method === 'self-rewarding'
      ? [{ key: 'nll', label: 'of single responses, nats a token', color: 'var(--data)', dashed: true }]
      : []),
  ],
});

const nllLoss = figure('steps', lossRows, {
  ...step,
  title: 'Loss',
  y: 'NLL of a batch, nats a token',
  digits: 4,
  fromZero: true,
  series: () => [{ key: 'nll', label: 'negative log-likelihood', color: 'var(--main)' }],
});

const answers = [
  { key: 'mean', label: '' },
  { key: 'greedy', label: ', greedy', dashed: true, unlisted: true },
];

const benchmark = figure(
  'rows',
  (rows, scene) =>
    playerRows(rows, players(scene), (row) =>
      withControls(scene, row, ({ mean, greedy }) => ({ mean: 100 * mean, greedy: 100 * greedy })),
    ),
  {
    ...each,
    title: 'Benchmark',
    y: 'right answers to held-out prompts, %',
    series: (scene) => [
      { key: 'mean', label: 'temperature 1', color: 'var(--main)' },
      { key: 'greedy', label: 'greedy', color: 'var(--main)', dashed: true },
      ...controlSeries(scene, answers),
    ],
  },
);

const nll = figure(
  'rows',
  (rows, scene) =>
    playerRows(rows, players(scene), (row) =>
      withControls(scene, row, ({ nll: held, train }) => ({ held, train: train?.nll })),
    ),
  {
    ...each,
    title: 'NLL of the data',
    y: 'held-out and training responses, nats a token',
    digits: 3,
    series: (scene) => [
      { key: 'held', label: 'held-out', color: 'var(--main)' },
      { key: 'train', label: 'training', color: 'var(--data)', dashed: true },
      ...controlSeries(scene, [{ key: 'held', label: '' }]),
    ],
  },
);

const generalization = figure(
  'rows',
  (rows, scene) =>
    playerRows(rows, players(scene), ({ benchmark }) => {
      const domain = domainOf(benchmark);
      return domain ? { held: 100 * domain.pass_at_k['1'], train: domain.train && 100 * domain.train.mean } : {};
    }),
  {
    ...each,
    title: 'Training against held-out',
    y: 'right answers at temperature 1, %',
    series: () => [
      { key: 'train', label: 'training prompts', color: 'var(--data)', dashed: true },
      { key: 'held', label: 'held-out prompts', color: 'var(--main)' },
    ],
  },
);

const divergence = figure(
  'rows',
  (rows, scene) =>
    playerRows(rows, players(scene), ({ benchmark }) => {
      const domain = domainOf(benchmark);
      return domain ? { previous: domain.kl, start: domain.kl_start } : {};
    }),
  {
    ...each,
    title: 'Distance travelled',
    y: 'KL from other players, nats a response',
    digits: 3,
    fromZero: true,
    series: () => [
      { key: 'previous', label: 'from the player before', color: 'var(--opponent)' },
      { key: 'start', label: 'from the start', color: 'var(--data)', dashed: true },
    ],
  },
);

const byPlayer = (iteration: number | null) => (iteration === null ? 'start' : hueKey(iteration));
const shares = (counts: readonly number[]) => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (100 * count) / Math.max(1, total));
};
const perCent = (values: Readonly<Record<string, number>> | undefined) =>
  values && Object.fromEntries(Object.entries(values).map(([key, value]) => [key, 100 * value]));

const atK = (title: string, y: string, measure: 'pass_at_k' | 'maj_at_k'): FigureSpec =>
  figure('rows', (rows) => categoryRows(rows, byPlayer, ({ benchmark }) => perCent(domainOf(benchmark)?.[measure])), {
    ...each,
    title,
    y,
    x: 'k samples a prompt',
    series: (scene) => lines(scene, 'start'),
  });

const kept = figure('rows', (rows) => categoryRows(rows, byPlayer, ({ kept }) => kept && shares(kept.perProblem)), {
  ...each,
  title: 'Kept per problem',
  y: 'problems, %',
  x: 'right responses kept',
  bars: true,
  fromZero: true,
  empty: 'Appears when the samples have been graded.',
  series: (scene) => lines(scene, 'iterations'),
});

const judgeScores = figure(
  'rows',
  (rows) => categoryRows(rows, byPlayer, ({ judged }) => judged && shares(judged.histogram)),
  {
    ...each,
    title: 'Judge’s scores',
    y: 'responses, %',
    x: 'score, to the nearest point',
    bars: true,
    fromZero: true,
    empty: 'Appears when M1 has judged its own responses.',
    // What leads to the player after an iteration is judged by the one before.
    series: ({ method, planned }) =>
      lines({ method, planned: planned - 1 }, 'iterations').map((series, t) => ({
        ...series,
        key: hueKey(t + 1),
        label: `by ${series.label}`,
      })),
  },
);

const yields = figure(
  'rows',
  (rows, scene) =>
    playerRows(rows, players(scene), ({ prompts, pairs }) => ({
      valid: prompts && (100 * prompts.valid) / prompts.asked,
      pairs: pairs && (100 * pairs.pairs) / Math.max(1, pairs.prompts),
      right: pairs && pairs.right !== null ? 100 * pairs.right : null,
      wrong: pairs && pairs.wrong !== null ? 100 * pairs.wrong : null,
    })).slice(2),
  {
    ...each,
    title: 'Prompts and pairs',
    y: 'share, %',
    x: 'on the way to',
    bars: true,
    fromZero: true,
    empty: 'Appears when M1 has made its own prompts.',
    series: () => [
      { key: 'valid', label: 'valid of the prompts it made', color: 'var(--data)' },
      { key: 'pairs', label: 'prompts that gave a pair', color: 'var(--main)' },
      { key: 'right', label: 'pairs in the right order', color: 'var(--right)' },
      { key: 'wrong', label: 'in the wrong order', color: 'var(--wrong)' },
    ],
  },
);

const judge = (title: string, y: string, measure: 'pairwise_accuracy' | 'spearman', scale: number): FigureSpec =>
  figure(
    'rows',
    (rows, scene) =>
      playerRows(rows, players(scene), ({ benchmark }) => {
        const quality = domainOf(benchmark)?.judge;
        const scaled = (value: number | null | undefined) => (value == null ? null : scale * value);
        return { fixed: scaled(quality?.fixed[measure]), own: scaled(quality?.own[measure]) };
      }),
    {
      ...each,
      title,
      y,
      digits: scale === 100 ? 1 : 3,
      empty: 'Appears when M1 has been measured as a judge.',
      series: () => [
        { key: 'fixed', label: 'one fixed set of samples', color: 'var(--main)' },
        { key: 'own', label: 'its own samples', color: 'var(--main)', dashed: true },
      ],
    },
  );

const duel = [margins, rewards, logps, accuracy, loss, benchmark, nll, divergence];

/** The charts of each method in their order. */
export const figures: Record<Method, readonly FigureSpec[]> = {
  sft: [nllLoss, nll, benchmark, generalization],
  spin: duel,
  dpo: duel,
  'rest-em': [
    kept,
    generalization,
    atK('pass@k', 'held-out prompts with a right answer in k, %', 'pass_at_k'),
    atK('maj@k', 'held-out prompts whose majority is right, %', 'maj_at_k'),
    nllLoss,
    benchmark,
    nll,
    divergence,
  ],
  'self-rewarding': [
    judgeScores,
    yields,
    judge('Judge’s accuracy', 'pairs in the grader’s order, %', 'pairwise_accuracy', 100),
    judge('Judge’s rank correlation', 'Spearman’s ρ with the grader', 'spearman', 1),
    margins,
    rewards,
    logps,
    loss,
    benchmark,
    nll,
    generalization,
    divergence,
  ],
};

const learning = [margins, rewards, loss];

/** The charts that the walk shows beside the inner steps. */
export const walkFigures: Record<Method, readonly FigureSpec[]> = {
  sft: [nllLoss],
  spin: learning,
  dpo: learning,
  'rest-em': [nllLoss],
  'self-rewarding': learning,
};
