import { expect, test } from 'vitest';
import type { LabEvent } from '../methods/events.ts';
import type { DomainBenchmark } from '../tasks/benchmark.ts';
import { emptyRun, reduceAll } from './reduce.ts';

const rewards = { real: 0.2, generated: -0.3, margins: 0.5, accuracies: 0.75 };
const benchmark: DomainBenchmark = {
  mean: 0.5,
  greedy: 0.7,
  tasks: {},
  length: 12,
  entropy: 0.3,
  truncated: 0,
  kl: null,
  nll: 0.2,
};
const started: LabEvent = {
  type: 'run-started',
  config: {},
  model: { name: 'm', parameters: 1, vocabulary: [] },
  adapter: { name: 'a', software: true },
  version: '0',
  iterations: 2,
};
const iteration = (t: number): LabEvent => ({
  type: 'iteration-started',
  iteration: t,
  prompts: [{ prompt: [1], real: [2, 3] }],
});
const step = (t: number, n: number): LabEvent => ({
  type: 'step',
  iteration: t,
  step: n,
  steps: 2,
  learningRate: 1e-4,
  loss: 0.6,
  rewards,
  gradNorm: 1,
  seconds: 1,
});

test('responses grow, and are scored when the exhibits come', () => {
  const growing = reduceAll([
    started,
    iteration(0),
    { type: 'tokens-sampled', iteration: 0, player: 'opponent', responses: [{ exhibit: 0, tokens: [5] }] },
  ]);
  expect(growing.exhibits).toEqual([
    {
      prompt: [1],
      real: { tokens: [2, 3], scores: null, correct: null },
      generated: { tokens: [5], scores: null, correct: null },
      main: null,
    },
  ]);
  const real = { tokens: [2, 3], main: [-1, -2], opponent: [-3, -4], correct: true };
  const generated = { ...real, correct: false };
  const shown = reduceAll(
    [
      {
        type: 'exhibits',
        iteration: 0,
        step: 1,
        exhibits: [{ prompt: [1], real, generated, main: null }],
      },
    ],
    growing,
  );
  expect(shown.exhibits[0].real.scores).toEqual({ main: [-1, -2], opponent: [-3, -4] });
  expect([shown.exhibits[0].real.correct, shown.exhibits[0].generated?.correct]).toEqual([true, false]);
});

test('steps are counted over the whole run', () => {
  const { steps, progress } = reduceAll([started, iteration(0), step(0, 1), step(0, 2), iteration(1), step(1, 1)]);
  expect(steps.map((point) => [point.iteration, point.step])).toEqual([
    [0, 1],
    [0, 2],
    [1, 3],
  ]);
  expect(progress).toEqual({ iteration: 1, phase: 'training', done: 1, total: 2 });
});

test('a row gathers what several events say of its iteration, the start model first', () => {
  const { rows } = reduceAll([
    started,
    { type: 'benchmark', iteration: null, benchmark, seconds: 1 },
    iteration(0),
    {
      type: 'rollouts-ended',
      iteration: 0,
      pairs: 4,
      identical: 0.25,
      truncated: 0,
      meanLength: 12,
      seconds: 1,
    },
    { type: 'benchmark', iteration: 0, benchmark, seconds: 1 },
    { type: 'iteration-ended', iteration: 0, loss: 0.4, rewards, benchmark, steps: 2, seconds: 3 },
  ]);
  expect(rows).toEqual([
    { iteration: null, loss: null, rewards: null, benchmark, identical: null },
    { iteration: 0, loss: 0.4, rewards, benchmark, identical: 0.25 },
  ]);
});

test('a log reduced in pieces gives the same state, and a new run forgets the old one', () => {
  const log = [started, iteration(0), step(0, 1), iteration(1), step(1, 1)];
  expect(reduceAll(log.slice(2), reduceAll(log.slice(0, 2)))).toEqual(reduceAll(log));
  expect(reduceAll([started], reduceAll(log))).toEqual({ ...emptyRun, started });
});
