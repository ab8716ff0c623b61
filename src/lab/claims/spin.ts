import type { Claim, Quantity, Runs } from '../claims.ts';
import {
  accuracy,
  accuracyLine,
  gain,
  iteration,
  iterationsOf,
  measure,
  minus,
  numbers,
  points,
  start,
  times,
  upTo,
} from './measures.ts';

const control = (runs: Runs, equal: 'data' | 'compute', after: number) =>
  points(runs('spin').measures[after]?.control[equal]?.mean);

const controlled = (runs: Runs, equal: 'data' | 'compute') =>
  upTo(4).map((t) => (t === 0 ? accuracy(runs, 'spin', 0) : control(runs, equal, t)));

export const spinClaims: readonly Claim[] = [
  {
    number: 1,
    paper: 'SPIN',
    experiments: ['spin'],
    effects: [
      ...[1, 2, 3, 4].map(
        (t): Quantity => ({
          label: { key: 'gainOfIteration', numbers: { t: t - 1 } },
          unit: 'points',
          value: (runs) => gain(runs, 'spin', t - 1, t),
        }),
      ),
      {
        label: { key: 'firstGainOverLater' },
        unit: 'points',
        value: (runs) => minus(gain(runs, 'spin', 0, 1), times(1 / 3, gain(runs, 'spin', 1, 4))),
      },
    ],
    chart: {
      title: { key: 'accuracyTitle' },
      unit: 'percent',
      labels: iterationsOf(4),
      lines: [accuracyLine({ key: 'spin' }, 'spin', 4)],
    },
  },
  {
    number: 2,
    paper: 'SPIN',
    experiments: ['spin'],
    effects: [
      {
        label: { key: 'spinOverSftData' },
        unit: 'points',
        value: (runs) => minus(accuracy(runs, 'spin', 4), control(runs, 'data', 4)),
      },
      {
        label: { key: 'spinOverSftCompute' },
        unit: 'points',
        value: (runs) => minus(accuracy(runs, 'spin', 4), control(runs, 'compute', 4)),
      },
    ],
    chart: {
      title: { key: 'accuracyTitle' },
      unit: 'percent',
      labels: iterationsOf(4),
      lines: [
        accuracyLine({ key: 'spin' }, 'spin', 4),
        { name: { key: 'sftEqualData' }, values: (runs) => controlled(runs, 'data') },
        { name: { key: 'sftEqualCompute' }, values: (runs) => controlled(runs, 'compute') },
      ],
    },
  },
  {
    number: 3,
    paper: 'SPIN',
    experiments: ['spin', 'spin-4-epochs', 'spin-8-epochs'],
    effects: [
      ...[4, 8].map(
        (epochs): Quantity => ({
          label: { key: 'iterationOverEpochs', numbers: { epochs } },
          unit: 'points',
          value: (runs) => minus(accuracy(runs, 'spin', 2), accuracy(runs, `spin-${epochs}-epochs`, 1)),
        }),
      ),
      {
        label: { key: 'epochsGainUnderOne' },
        unit: 'points',
        value: (runs) => minus(1, minus(accuracy(runs, 'spin-8-epochs', 1), accuracy(runs, 'spin-4-epochs', 1))),
      },
    ],
    chart: {
      title: { key: 'accuracyTitle' },
      unit: 'percent',
      labels: [start, ...[2, 4, 8].map((n) => ({ key: 'epochs', numbers: { n } }) as const)],
      lines: [
        {
          name: iteration(0),
          values: (runs) => [
            accuracy(runs, 'spin', 0),
            accuracy(runs, 'spin', 1),
            accuracy(runs, 'spin-4-epochs', 1),
            accuracy(runs, 'spin-8-epochs', 1),
          ],
        },
        { name: iteration(1), values: (runs) => [null, accuracy(runs, 'spin', 2), null, null] },
      ],
    },
  },
  {
    number: 4,
    paper: 'SPIN',
    experiments: ['spin', 'dpo', 'dpo-after-spin'],
    effects: [
      {
        label: { key: 'dpoDistanceUnderTwo' },
        unit: 'points',
        value: (runs) => {
          const distance = minus(accuracy(runs, 'spin', 1), accuracy(runs, 'dpo', 1));
          return distance === null ? null : 2 - Math.abs(distance);
        },
      },
      {
        label: { key: 'iterationOverDpo' },
        unit: 'points',
        value: (runs) => minus(accuracy(runs, 'spin', 2), accuracy(runs, 'dpo', 1)),
      },
      { label: { key: 'gainOfDpo' }, unit: 'points', value: (runs) => gain(runs, 'dpo-after-spin', 0, 1) },
    ],
    chart: {
      apart: true,
      title: { key: 'accuracyTitle' },
      unit: 'percent',
      labels: [start, iteration(0), iteration(1), { key: 'dpo' }, { key: 'spinFour' }, { key: 'thenDpo' }],
      lines: [
        {
          name: { key: 'accuracy' },
          values: (runs) => [
            ...[0, 1, 2].map((t) => accuracy(runs, 'spin', t)),
            accuracy(runs, 'dpo', 1),
            accuracy(runs, 'spin', 4),
            accuracy(runs, 'dpo-after-spin', 1),
          ],
        },
      ],
    },
  },
  {
    number: 5,
    paper: 'SPIN',
    experiments: ['spin', 'spin-150-pairs', 'spin-300-pairs'],
    effects: [
      {
        label: { key: 'pairsOver', numbers: { more: 300, fewer: 150 } },
        unit: 'points',
        value: (runs) => minus(accuracy(runs, 'spin-300-pairs', 1), accuracy(runs, 'spin-150-pairs', 1)),
      },
      {
        label: { key: 'pairsOver', numbers: { more: 600, fewer: 300 } },
        unit: 'points',
        value: (runs) => minus(accuracy(runs, 'spin', 1), accuracy(runs, 'spin-300-pairs', 1)),
      },
    ],
    chart: {
      title: { key: 'accuracyTitle' },
      unit: 'percent',
      labels: [{ key: 'pairs', numbers: { n: 0 } }, ...numbers(150, 300, 600)],
      lines: [
        {
          name: iteration(0),
          values: (runs) => [
            accuracy(runs, 'spin', 0),
            accuracy(runs, 'spin-150-pairs', 1),
            accuracy(runs, 'spin-300-pairs', 1),
            accuracy(runs, 'spin', 1),
          ],
        },
      ],
    },
  },
  {
    number: 6,
    paper: 'SPIN',
    experiments: ['spin'],
    effects: [1, 2, 3, 4].map((t) => ({
      label: { key: 'nllFall', numbers: { t: t - 1 } },
      unit: 'natsPerToken',
      value: (runs) => minus(measure(runs('spin'), t - 1)?.nll ?? null, measure(runs('spin'), t)?.nll ?? null),
    })),
    chart: {
      title: { key: 'heldOutNll' },
      unit: 'natsPerToken',
      labels: iterationsOf(4),
      lines: [{ name: { key: 'spin' }, values: (runs) => upTo(4).map((t) => measure(runs('spin'), t)?.nll ?? null) }],
    },
  },
];
