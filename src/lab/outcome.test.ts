import { expect, test } from 'vitest';
import type { LabEvent } from '../methods/events.ts';
import { benchmark } from './fixtures/outcomes.ts';
import { outcomeOf } from './outcome.ts';

const started: LabEvent = {
  ...{ type: 'run-started', config: { method: 'spin', seed: 3 }, version: '1.2.3', iterations: 1 },
  model: { name: 'embedded', parameters: 1, vocabulary: ['a'] },
  adapter: { name: 'llvmpipe', software: true, kernels: {} },
};
const rewards = { chosen: 1, rejected: -1, margins: 2, accuracies: 1 };
const first = benchmark({ mean: 0.4 });
const then = benchmark({ mean: 0.5 });
const beside = benchmark({ mean: 0.6 });
const events: LabEvent[] = [
  started,
  { type: 'benchmark', iteration: null, benchmark: first, seconds: 1 },
  { type: 'iteration-started', iteration: 0, prompts: [[1]] },
  { type: 'judged', iteration: 0, responses: 4, mean: 3, histogram: [0, 0, 0, 4, 0, 0], seconds: 1 },
  { type: 'pairs-built', iteration: 0, prompts: 4, pairs: 2, right: 1, wrong: 0 },
  { type: 'kept', iteration: 0, problems: 2, samples: 8, right: 4, kept: 4, perProblem: [0, 0, 2] },
  { type: 'benchmark', iteration: 0, benchmark: then, seconds: 1 },
  { type: 'control', iteration: 0, equal: 'data', benchmark: beside, steps: 2, flops: 1, seconds: 1 },
  { type: 'iteration-ended', iteration: 0, loss: 0.1, rewards, benchmark: then, steps: 7, flops: 9, seconds: 1 },
  { type: 'run-ended', stopped: false, seconds: 2 },
];

test('what a run leaves: each player measured, its control beside it, and no time of the clock', () => {
  const { measures, ...rest } = outcomeOf('spin', 3, events, null)!;
  expect(measures).toEqual([
    { iteration: null, benchmark: first, rewards: null, control: {}, steps: 0, flops: 0 },
    { iteration: 0, benchmark: then, rewards, control: { data: beside }, steps: 7, flops: 9 },
  ]);
  expect(rest).toEqual({
    ...{ experiment: 'spin', seed: 3, version: '1.2.3', adapter: 'llvmpipe', fault: null },
    config: { method: 'spin', seed: 3 },
    judged: [{ iteration: 0, responses: 4, mean: 3, histogram: [0, 0, 0, 4, 0, 0] }],
    pairs: [{ iteration: 0, prompts: 4, pairs: 2, right: 1, wrong: 0 }],
    kept: [{ iteration: 0, problems: 2, samples: 8, right: 4, kept: 4, perProblem: [0, 0, 2] }],
  });
});

test('a run that broke off keeps what it has and why; one that never began is none', () => {
  const broken = outcomeOf('spin', 3, events.slice(0, 4), 'The device was lost.')!;
  expect(broken.fault).toBe('The device was lost.');
  expect(broken.measures).toHaveLength(1);
  expect(outcomeOf('spin', 3, [started], 'The device was lost.')).toBeNull();
});

test('own data has no outcome', () => {
  const own = { nll: 1, pair_accuracy: 0.5, accuracy: null };
  const run: LabEvent[] = [started, { type: 'benchmark', iteration: null, benchmark: own, seconds: 1 }];
  expect(() => outcomeOf('spin', 3, run, null)).toThrow('teaching domain');
});
