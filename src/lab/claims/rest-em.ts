import type { Claim, Quantity, Runs } from '../claims.ts';
import { untrained } from '../experiments.ts';
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

/** Mean accuracy over the skills that the `related` experiments leave out. */
const untrainedAccuracy = (runs: Runs, experiment: string, after: number): number | null => {
  const tasks = measure(runs(experiment), after)?.tasks;
  return tasks ? points(untrained.reduce((sum, task) => sum + tasks[task].mean, 0) / untrained.length) : null;
};

const ks = [1, 2, 4, 8];

const passAt = (runs: Runs, after: number, k: number) => points(measure(runs('rest-em'), after)?.pass_at_k[k]);

const passGain = (runs: Runs, k: number) => minus(passAt(runs, 3, k), passAt(runs, 0, k));

export const restEmClaims: readonly Claim[] = [
  {
    number: 7,
    paper: 'ReST-EM',
    experiments: ['rest-em'],
    effects: [
      ...[1, 2, 3].map(
        (t): Quantity => ({
          label: { key: 'gainOfTrain', numbers: { t: t - 1 } },
          unit: 'points',
          value: (runs) =>
            minus(
              points(measure(runs('rest-em'), t)?.train?.mean),
              points(measure(runs('rest-em'), t - 1)?.train?.mean),
            ),
        }),
      ),
      {
        label: { key: 'halfFirstLessLast' },
        unit: 'points',
        value: (runs) => minus(times(0.5, gain(runs, 'rest-em', 0, 1)), gain(runs, 'rest-em', 2, 3)),
      },
    ],
    chart: {
      title: { key: 'accuracyTitle' },
      unit: 'percent',
      labels: iterationsOf(3),
      lines: [
        {
          name: { key: 'train' },
          values: (runs) => upTo(3).map((t) => points(measure(runs('rest-em'), t)?.train?.mean)),
        },
        accuracyLine({ key: 'test' }, 'rest-em', 3),
      ],
    },
  },
  {
    number: 8,
    paper: 'ReST-EM',
    experiments: ['rest-em'],
    effects: [
      ...ks.map(
        (k): Quantity => ({
          label: { key: 'gainOfPass', numbers: { k } },
          unit: 'points',
          value: (runs) => passGain(runs, k),
        }),
      ),
      {
        label: { key: 'passGainOver' },
        unit: 'points',
        value: (runs) => minus(passGain(runs, 1), passGain(runs, 8)),
      },
    ],
    chart: {
      title: { key: 'passTitle' },
      unit: 'percent',
      labels: ks.map((k) => ({ key: 'k', numbers: { k } })),
      lines: [
        { name: start, values: (runs) => ks.map((k) => passAt(runs, 0, k)) },
        { name: iteration(2), values: (runs) => ks.map((k) => passAt(runs, 3, k)) },
      ],
    },
  },
  {
    number: 9,
    paper: 'ReST-EM',
    experiments: ['rest-em'],
    effects: [
      {
        label: { key: 'gainOfMajority' },
        unit: 'points',
        value: (runs) =>
          minus(points(measure(runs('rest-em'), 3)?.maj_at_k[8]), points(measure(runs('rest-em'), 0)?.maj_at_k[8])),
      },
    ],
    chart: {
      title: { key: 'majorityTitle' },
      unit: 'percent',
      labels: iterationsOf(3),
      lines: [
        {
          name: { key: 'majority' },
          values: (runs) => upTo(3).map((t) => points(measure(runs('rest-em'), t)?.maj_at_k[8])),
        },
        accuracyLine({ key: 'oneSample' }, 'rest-em', 3),
      ],
    },
  },
  {
    number: 10,
    paper: 'ReST-EM',
    experiments: ['rest-em', 'rest-em-triple'],
    effects: [2, 3].map((t) => ({
      label: { key: t === 2 ? 'twoOverTriple' : 'threeOverTriple' },
      unit: 'points',
      value: (runs) => minus(accuracy(runs, 'rest-em', t), accuracy(runs, 'rest-em-triple', 1)),
    })),
    chart: {
      title: { key: 'accuracyTitle' },
      unit: 'percent',
      labels: iterationsOf(3),
      lines: [
        accuracyLine({ key: 'samples', numbers: { n: 4 } }, 'rest-em', 3),
        accuracyLine({ key: 'samples', numbers: { n: 12 } }, 'rest-em-triple', 1),
      ],
    },
  },
  {
    number: 11,
    paper: 'ReST-EM',
    experiments: ['rest-em-one', 'sft-human'],
    effects: [
      {
        label: { key: 'ownOverData' },
        unit: 'points',
        value: (runs) => minus(accuracy(runs, 'rest-em-one', 1), accuracy(runs, 'sft-human', 1)),
      },
    ],
    chart: {
      apart: true,
      title: { key: 'accuracyTitle' },
      unit: 'percent',
      labels: [{ key: 'base' }, { key: 'ownResponses' }, { key: 'dataResponses' }],
      lines: [
        {
          name: { key: 'afterMStep' },
          values: (runs) => [
            accuracy(runs, 'sft-human', 0),
            accuracy(runs, 'rest-em-one', 1),
            accuracy(runs, 'sft-human', 1),
          ],
        },
      ],
    },
  },
  {
    number: 12,
    paper: 'ReST-EM',
    experiments: ['rest-em-related', 'rest-em-related-continue'],
    effects: [
      {
        label: { key: 'restartingOverContinuing' },
        unit: 'points',
        value: (runs) =>
          minus(untrainedAccuracy(runs, 'rest-em-related', 2), untrainedAccuracy(runs, 'rest-em-related-continue', 2)),
      },
    ],
    chart: {
      title: { key: 'untrainedAccuracy' },
      unit: 'percent',
      labels: iterationsOf(2),
      lines: [
        {
          name: { key: 'restarting' },
          values: (runs) => upTo(2).map((t) => untrainedAccuracy(runs, 'rest-em-related', t)),
        },
        {
          name: { key: 'continuing' },
          values: (runs) => upTo(2).map((t) => untrainedAccuracy(runs, 'rest-em-related-continue', t)),
        },
      ],
    },
  },
  {
    number: 21,
    paper: 'ReST-EM',
    experiments: ['rest-em-related'],
    effects: [
      {
        label: { key: 'gainUntrained' },
        unit: 'points',
        value: (runs) =>
          minus(untrainedAccuracy(runs, 'rest-em-related', 2), untrainedAccuracy(runs, 'rest-em-related', 0)),
      },
    ],
    chart: {
      title: { key: 'accuracyTitle' },
      unit: 'percent',
      labels: iterationsOf(2),
      lines: [
        {
          name: { key: 'untrainedTasks' },
          values: (runs) => upTo(2).map((t) => untrainedAccuracy(runs, 'rest-em-related', t)),
        },
        accuracyLine({ key: 'allTasks' }, 'rest-em-related', 2),
      ],
    },
  },
  {
    number: 22,
    paper: 'ReST-EM',
    experiments: ['rest-em', 'rest-em-150', 'rest-em-300'],
    effects: [
      { label: { key: 'gainAll' }, unit: 'points', value: (runs) => gain(runs, 'rest-em', 0, 1) },
      {
        label: { key: 'gainHalfOverHalf' },
        unit: 'points',
        value: (runs) => minus(gain(runs, 'rest-em-300', 0, 1), times(0.5, gain(runs, 'rest-em', 0, 1))),
      },
    ],
    chart: {
      title: { key: 'accuracyTitle' },
      unit: 'percent',
      labels: [{ key: 'problems', numbers: { n: 0 } }, ...numbers(150, 300, 600)],
      lines: [
        {
          name: iteration(0),
          values: (runs) => [
            accuracy(runs, 'rest-em', 0),
            accuracy(runs, 'rest-em-150', 1),
            accuracy(runs, 'rest-em-300', 1),
            accuracy(runs, 'rest-em', 1),
          ],
        },
      ],
    },
  },
];
