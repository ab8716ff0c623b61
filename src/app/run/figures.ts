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
import type charts from '../texts/en/charts.ts';
import type { RunTexts } from '../texts/useRunTexts.ts';
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

type Texts = typeof charts;

/** One chart of a method; the catalogue has its title and its axes in words. */
export interface FigureSpec {
  id: keyof Texts['figures'];
  x: keyof Texts['x'];
  /** Whether x is the run's training steps. */
  bySteps: boolean;
  /** A hook: what is drawn, made again when the chart's own part of the run has changed. */
  useRows(scene: Scene, t: RunTexts): ChartRow[];
  series(scene: Scene, t: RunTexts): Series[];
  digits: number;
  bars?: boolean;
  fromZero?: boolean;
  level?(scene: Scene, t: RunTexts): { value: number; label: string } | undefined;
  empty: keyof Texts['empty'];
}

/** A figure over one slice of the run. */
const figure = <Of extends keyof Slices>(
  of: Of,
  rows: (slice: Slices[Of], scene: Scene, t: RunTexts) => ChartRow[],
  rest: Omit<FigureSpec, 'bySteps' | 'useRows'>,
): FigureSpec => ({
  ...rest,
  bySteps: of !== 'rows',
  useRows(scene, t) {
    const slice = usePage((page) => page.run[of]);
    return useMemo(() => rows(slice, scene, t), [slice, scene, t, rows]);
  },
});

const step = { x: 'step', digits: 3, empty: 'step' } as const;
const each = { x: 'iteration', digits: 1, empty: 'measure' } as const;

const players = (t: RunTexts, { method, planned }: Scene): string[] =>
  Array.from({ length: planned + 1 }, (_, place) => playerMark(t, method, place === 0 ? null : place - 1));

/** A line for each player, the iterations' colours taken again after the fourth. */
function lines(
  t: RunTexts,
  { method, planned }: Pick<Scene, 'method' | 'planned'>,
  first: 'start' | 'iterations',
): Series[] {
  const start = { key: 'start', label: t('charts:series.start'), color: 'var(--data)', dashed: true };
  const iterations = Array.from({ length: Math.min(planned, hues) }, (_, iteration) => {
    const player = playerName(t, method, iteration);
    const label = iteration + hues < planned ? t('charts:series.andLater', { player }) : player;
    return { key: hueKey(iteration), label, color: `var(--hue-${iteration})` };
  });
  return first === 'start' ? [start, ...iterations] : iterations;
}

const colors = { data: 'var(--hue-1)', compute: 'var(--hue-2)' };

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
  t: RunTexts,
  { controls }: Scene,
  keys: readonly { key: string; how: 'sampled' | 'greedy'; dashed?: boolean; unlisted?: boolean }[],
): Series[] =>
  controls.flatMap((control) =>
    keys.map(({ key, how, ...style }) => ({
      key: `${control}-${key}`,
      label: t(`charts:series.control.${control}.${how}`),
      color: colors[control],
      ...style,
    })),
  );

const margins = figure('steps', marginRows, {
  ...step,
  id: 'margins',
  // Self-Rewarding has no pairs before M2.
  series: (scene, t) => lines(t, scene, 'iterations').slice(scene.method === 'self-rewarding' ? 1 : 0),
});

/** The responses of a pair, as lines. */
const chosen = (t: RunTexts, method: Method): Series => ({
  key: 'chosen',
  label: t(`sides.${views[method].chosen}`),
  color: 'var(--data)',
});
function rejected(t: RunTexts, method: Method): Series[] {
  const side = views[method].rejected;
  return side ? [{ key: 'rejected', label: t(`sides.${side}`), color: 'var(--opponent)', dashed: true }] : [];
}

const rewards = figure('steps', rewardRows, {
  ...step,
  id: 'rewards',
  series: ({ method }, t) => [chosen(t, method), ...rejected(t, method)],
});

const accuracy = figure('steps', accuracyRows, {
  ...step,
  id: 'accuracy',
  digits: 1,
  fromZero: true,
  series: (_, t) => [{ key: 'accuracies', label: t('charts:series.ordered'), color: 'var(--main)' }],
});

const logps = figure('looks', lookRows, {
  ...step,
  id: 'logps',
  digits: 2,
  empty: 'look',
  series: ({ method }, t) => {
    const side = chosen(t, method);
    return [{ ...side, label: t('charts:series.followed', { side: side.label }) }, ...rejected(t, method)];
  },
});

/** What a loss is when both players are alike. */
function atZero(t: RunTexts, name: string | undefined) {
  const known = losses.find(({ value }) => value === name)?.atZero;
  return known && { value: known.value, label: t('charts:alike', { loss: known.label }) };
}

const loss = figure('steps', lossRows, {
  ...step,
  id: 'loss',
  digits: 4,
  fromZero: true,
  level: (scene, t) => atZero(t, scene.loss),
  series: ({ method }, t) => [
    { key: 'loss', label: t('charts:series.pairLoss'), color: 'var(--main)' },
    ...(method === 'self-rewarding'
      ? [{ key: 'nll', label: t('charts:series.singleLoss'), color: 'var(--data)', dashed: true }]
      : []),
  ],
});

const nllLoss = figure('steps', lossRows, {
  ...step,
  id: 'nllLoss',
  digits: 4,
  fromZero: true,
  series: (_, t) => [{ key: 'nll', label: t('charts:series.nll'), color: 'var(--main)' }],
});

const answers = [
  { key: 'mean', how: 'sampled' },
  { key: 'greedy', how: 'greedy', dashed: true, unlisted: true },
] as const;

const benchmark = figure(
  'rows',
  (rows, scene, t) =>
    playerRows(rows, players(t, scene), (row) =>
      withControls(scene, row, ({ mean, greedy }) => ({ mean: 100 * mean, greedy: 100 * greedy })),
    ),
  {
    ...each,
    id: 'benchmark',
    series: (scene, t) => [
      { key: 'mean', label: t('charts:series.sampled'), color: 'var(--main)' },
      { key: 'greedy', label: t('charts:series.greedy'), color: 'var(--main)', dashed: true },
      ...controlSeries(t, scene, answers),
    ],
  },
);

const nll = figure(
  'rows',
  (rows, scene, t) =>
    playerRows(rows, players(t, scene), (row) =>
      withControls(scene, row, ({ nll: held, train }) => ({ held, train: train?.nll })),
    ),
  {
    ...each,
    id: 'nll',
    digits: 3,
    series: (scene, t) => [
      { key: 'held', label: t('charts:series.held'), color: 'var(--main)' },
      { key: 'train', label: t('charts:series.training'), color: 'var(--data)', dashed: true },
      ...controlSeries(t, scene, [{ key: 'held', how: 'sampled' }]),
    ],
  },
);

const generalization = figure(
  'rows',
  (rows, scene, t) =>
    playerRows(rows, players(t, scene), ({ benchmark }) => {
      const domain = domainOf(benchmark);
      return domain ? { held: 100 * domain.pass_at_k['1'], train: domain.train && 100 * domain.train.mean } : {};
    }),
  {
    ...each,
    id: 'generalization',
    series: (_, t) => [
      { key: 'train', label: t('charts:series.trainingPrompts'), color: 'var(--data)', dashed: true },
      { key: 'held', label: t('charts:series.heldPrompts'), color: 'var(--main)' },
    ],
  },
);

const divergence = figure(
  'rows',
  (rows, scene, t) =>
    playerRows(rows, players(t, scene), ({ benchmark }) => {
      const domain = domainOf(benchmark);
      return domain ? { previous: domain.kl, start: domain.kl_start } : {};
    }),
  {
    ...each,
    id: 'divergence',
    digits: 3,
    fromZero: true,
    series: (_, t) => [
      { key: 'previous', label: t('charts:series.fromPrevious'), color: 'var(--opponent)' },
      { key: 'start', label: t('charts:series.fromStart'), color: 'var(--data)', dashed: true },
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

const atK = (id: 'pass' | 'majority', measure: 'pass_at_k' | 'maj_at_k'): FigureSpec =>
  figure('rows', (rows) => categoryRows(rows, byPlayer, ({ benchmark }) => perCent(domainOf(benchmark)?.[measure])), {
    ...each,
    id,
    x: 'samples',
    series: (scene, t) => lines(t, scene, 'start'),
  });

const kept = figure('rows', (rows) => categoryRows(rows, byPlayer, ({ kept }) => kept && shares(kept.perProblem)), {
  ...each,
  id: 'kept',
  x: 'kept',
  bars: true,
  fromZero: true,
  empty: 'grades',
  series: (scene, t) => lines(t, scene, 'iterations'),
});

const judgeScores = figure(
  'rows',
  (rows) => categoryRows(rows, byPlayer, ({ judged }) => judged && shares(judged.histogram)),
  {
    ...each,
    id: 'judgeScores',
    x: 'score',
    bars: true,
    fromZero: true,
    empty: 'judgement',
    // What leads to the player after an iteration is judged by the one before.
    series: ({ method, planned }, t) =>
      lines(t, { method, planned: planned - 1 }, 'iterations').map((series, place) => ({
        ...series,
        key: hueKey(place + 1),
        label: t('charts:series.by', { player: series.label }),
      })),
  },
);

const yields = figure(
  'rows',
  (rows, scene, t) =>
    playerRows(rows, players(t, scene), ({ prompts, pairs }) => ({
      valid: prompts && (100 * prompts.valid) / prompts.asked,
      pairs: pairs && (100 * pairs.pairs) / Math.max(1, pairs.prompts),
      right: pairs && pairs.right !== null ? 100 * pairs.right : null,
      wrong: pairs && pairs.wrong !== null ? 100 * pairs.wrong : null,
    })).slice(2),
  {
    ...each,
    id: 'yields',
    x: 'next',
    bars: true,
    fromZero: true,
    empty: 'prompts',
    series: (_, t) => [
      { key: 'valid', label: t('charts:series.valid'), color: 'var(--data)' },
      { key: 'pairs', label: t('charts:series.pairs'), color: 'var(--main)' },
      { key: 'right', label: t('charts:series.right'), color: 'var(--right)' },
      { key: 'wrong', label: t('charts:series.wrong'), color: 'var(--wrong)' },
    ],
  },
);

const judge = (
  id: 'judgeAccuracy' | 'judgeCorrelation',
  measure: 'pairwise_accuracy' | 'spearman',
  scale: number,
): FigureSpec =>
  figure(
    'rows',
    (rows, scene, t) =>
      playerRows(rows, players(t, scene), ({ benchmark }) => {
        const quality = domainOf(benchmark)?.judge;
        const scaled = (value: number | null | undefined) => (value == null ? null : scale * value);
        return { fixed: scaled(quality?.fixed[measure]), own: scaled(quality?.own[measure]) };
      }),
    {
      ...each,
      id,
      digits: scale === 100 ? 1 : 3,
      empty: 'judge',
      series: (_, t) => [
        { key: 'fixed', label: t('charts:series.fixed'), color: 'var(--main)' },
        { key: 'own', label: t('charts:series.own'), color: 'var(--main)', dashed: true },
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
    atK('pass', 'pass_at_k'),
    atK('majority', 'maj_at_k'),
    nllLoss,
    benchmark,
    nll,
    divergence,
  ],
  'self-rewarding': [
    judgeScores,
    yields,
    judge('judgeAccuracy', 'pairwise_accuracy', 100),
    judge('judgeCorrelation', 'spearman', 1),
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
