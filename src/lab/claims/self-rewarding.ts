import type { Claim, Quantity, Runs } from '../claims.ts';
import { accuracy, gain, measure, minus, points } from './measures.ts';
import type { Text } from './texts.ts';

const pairsShare = (runs: Runs, experiment: string): number | null => {
  const [first] = runs(experiment).pairs;
  return first ? (100 * first.pairs) / first.prompts : null;
};

const commonest = (runs: Runs, experiment: string): number | null => {
  const [first] = runs(experiment).judged;
  return first ? (100 * Math.max(...first.histogram)) / first.responses : null;
};

const judge = (runs: Runs, experiment: string, after: number, set: 'own' | 'fixed') =>
  measure(runs(experiment), after)?.judge?.[set] ?? null;

const pairwise = (runs: Runs, experiment: string, after: number, set: 'own' | 'fixed') =>
  points(judge(runs, experiment, after, set)?.pairwise_accuracy);

/** Wins minus losses, in points of all comparisons. */
const lead = (runs: Runs, after: number, against: 'versus_previous' | 'versus_start') => {
  const result = measure(runs('self-rewarding'), after)?.[against];
  return result ? 100 * (result.win - result.loss) : null;
};

const M = [1, 2, 3].map((i): Text => ({ key: 'model', numbers: { i } }));

const against = (i: number, before: number): Text => ({ key: 'modelAgainst', numbers: { i, before } });

const models = (of: (after: number) => number | null) => [1, 2, 3].map(of);

export const selfRewardingClaims: readonly Claim[] = [
  {
    number: 13,
    paper: 'Self-Rewarding',
    experiments: ['self-rewarding'],
    effects: [2, 3].map((i) => ({
      label: { key: 'modelOver', numbers: { i, before: i - 1 } },
      unit: 'points',
      value: (runs) =>
        minus(
          points(measure(runs('self-rewarding'), i)?.perfect),
          points(measure(runs('self-rewarding'), i - 1)?.perfect),
        ),
    })),
    chart: {
      title: { key: 'draws' },
      unit: 'percent',
      labels: M,
      lines: [
        {
          name: { key: 'selfRewarding' },
          values: (runs) => models((i) => points(measure(runs('self-rewarding'), i)?.perfect)),
        },
      ],
    },
  },
  {
    number: 14,
    paper: 'Self-Rewarding',
    experiments: ['self-rewarding'],
    effects: [
      {
        label: { key: 'modelMeets', numbers: { i: 2, before: 1 } },
        unit: 'points',
        value: (runs) => lead(runs, 2, 'versus_previous'),
      },
      {
        label: { key: 'modelMeets', numbers: { i: 3, before: 2 } },
        unit: 'points',
        value: (runs) => lead(runs, 3, 'versus_previous'),
      },
    ],
    chart: {
      apart: true,
      title: { key: 'winsMinusLosses' },
      unit: 'points',
      labels: [against(2, 1), against(3, 2), against(3, 1)],
      lines: [
        {
          name: { key: 'lead' },
          values: (runs) => [
            lead(runs, 2, 'versus_previous'),
            lead(runs, 3, 'versus_previous'),
            lead(runs, 3, 'versus_start'),
          ],
        },
      ],
    },
  },
  {
    number: 15,
    paper: 'Self-Rewarding',
    experiments: ['self-rewarding', 'self-rewarding-no-eft'],
    effects: [
      ...[2, 3].map(
        (i): Quantity => ({
          label: { key: 'modelJudges', numbers: { i, before: i - 1 } },
          unit: 'points',
          value: (runs) =>
            minus(pairwise(runs, 'self-rewarding', i, 'fixed'), pairwise(runs, 'self-rewarding', i - 1, 'fixed')),
        }),
      ),
      {
        label: { key: 'overNoEvaluation' },
        unit: 'points',
        value: (runs) =>
          minus(pairwise(runs, 'self-rewarding', 1, 'own'), pairwise(runs, 'self-rewarding-no-eft', 1, 'own')),
      },
    ],
    chart: {
      title: { key: 'judgeAccuracy' },
      unit: 'percent',
      labels: M,
      lines: [
        { name: { key: 'fixedSet' }, values: (runs) => models((i) => pairwise(runs, 'self-rewarding', i, 'fixed')) },
        { name: { key: 'ownSamples' }, values: (runs) => models((i) => pairwise(runs, 'self-rewarding', i, 'own')) },
        {
          name: { key: 'withoutEvaluation' },
          values: (runs) => [pairwise(runs, 'self-rewarding-no-eft', 1, 'own'), null, null],
        },
      ],
    },
  },
  {
    number: 16,
    paper: 'Self-Rewarding',
    experiments: ['self-rewarding', 'self-rewarding-positives'],
    effects: [
      {
        label: { key: 'pairsOverPositives' },
        unit: 'points',
        value: (runs) => minus(accuracy(runs, 'self-rewarding', 3), accuracy(runs, 'self-rewarding-positives', 3)),
      },
      {
        label: { key: 'positivesGainUnderOne' },
        unit: 'points',
        value: (runs) => minus(1, gain(runs, 'self-rewarding-positives', 1, 3)),
      },
    ],
    chart: {
      title: { key: 'accuracyTitle' },
      unit: 'percent',
      labels: M,
      lines: [
        { name: { key: 'pairsLearned' }, values: (runs) => models((i) => accuracy(runs, 'self-rewarding', i)) },
        { name: { key: 'positives' }, values: (runs) => models((i) => accuracy(runs, 'self-rewarding-positives', i)) },
      ],
    },
  },
  {
    number: 17,
    paper: 'Self-Rewarding',
    experiments: ['self-rewarding'],
    effects: [2, 3].map((i) => ({
      label: { key: 'modelLonger', numbers: { i, before: i - 1 } },
      unit: 'tokens',
      value: (runs) =>
        minus(
          measure(runs('self-rewarding'), i)?.length ?? null,
          measure(runs('self-rewarding'), i - 1)?.length ?? null,
        ),
    })),
    chart: {
      title: { key: 'responseLength' },
      unit: 'tokens',
      labels: M,
      lines: [
        {
          name: { key: 'selfRewarding' },
          values: (runs) => models((i) => measure(runs('self-rewarding'), i)?.length ?? null),
        },
      ],
    },
  },
  {
    number: 18,
    paper: 'Self-Rewarding',
    experiments: ['self-rewarding'],
    effects: [
      {
        label: { key: 'nllRise' },
        unit: 'natsPerToken',
        value: (runs) =>
          minus(measure(runs('self-rewarding'), 3)?.nll ?? null, measure(runs('self-rewarding'), 1)?.nll ?? null),
      },
    ],
    chart: {
      title: { key: 'heldOutNll' },
      unit: 'natsPerToken',
      labels: M,
      lines: [
        {
          name: { key: 'selfRewarding' },
          values: (runs) => models((i) => measure(runs('self-rewarding'), i)?.nll ?? null),
        },
      ],
    },
  },
  {
    number: 20,
    paper: 'Self-Rewarding',
    experiments: ['self-rewarding', 'self-rewarding-no-eft'],
    effects: [
      {
        label: { key: 'commonestOverWith' },
        unit: 'points',
        value: (runs) => minus(commonest(runs, 'self-rewarding-no-eft'), commonest(runs, 'self-rewarding')),
      },
      {
        label: { key: 'promptsWithOverWithout' },
        unit: 'points',
        value: (runs) => minus(pairsShare(runs, 'self-rewarding'), pairsShare(runs, 'self-rewarding-no-eft')),
      },
      {
        label: { key: 'promptsUnderQuarter' },
        unit: 'points',
        value: (runs) => minus(25, pairsShare(runs, 'self-rewarding-no-eft')),
      },
    ],
    chart: {
      apart: true,
      title: { key: 'firstJudging' },
      unit: 'percent',
      labels: [{ key: 'commonestScore' }, { key: 'promptsWithPair' }],
      lines: [
        {
          name: { key: 'withEvaluation' },
          values: (runs) => [commonest(runs, 'self-rewarding'), pairsShare(runs, 'self-rewarding')],
        },
        {
          name: { key: 'without' },
          values: (runs) => [commonest(runs, 'self-rewarding-no-eft'), pairsShare(runs, 'self-rewarding-no-eft')],
        },
      ],
    },
  },
];
