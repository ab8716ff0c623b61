import { expect, test } from 'vitest';
import { type GradedResponse, grade, summarize } from './benchmark.ts';

const response = (task: string, correct: boolean, rest: Partial<GradedResponse> = {}): GradedResponse => ({
  task,
  correct,
  length: 4,
  truncated: false,
  entropies: [0, 0, 0, 0],
  ...rest,
});

test('grade needs the right answer and a stop', () => {
  const tokens = [34, 25, 25, 23, 2];
  const entropies = [0.1, 0.2, 0.3, 0.4, 0.5];
  expect(grade('rev cee:', '→eec', { tokens, entropies, finish: 'eos' })).toEqual({
    task: 'rev',
    correct: true,
    length: 5,
    truncated: false,
    entropies,
  });
  expect(grade('rev cee:', '→eec', { tokens, entropies, finish: 'length' })).toMatchObject({
    correct: false,
    truncated: true,
  });
  expect(grade('rev cee:', '→cee', { tokens, entropies, finish: 'eos' }).correct).toBe(false);
});

test('accuracies are means over sub-tasks, whatever the number of prompts in each', () => {
  const greedy = [response('add', true), response('rev', true), response('rev', false), response('rev', false)];
  const sampled = [
    ...[true, false].map((correct) => response('add', correct)),
    ...[true, true, true, false, false, false].map((correct, i) => response('rev', correct || i === 3)),
  ];
  const { mean, greedy: greedyMean, tasks } = summarize(greedy, sampled);
  expect(tasks.add).toEqual({ mean: 1 / 2, greedy: 1 });
  expect(tasks.rev).toEqual({ mean: 4 / 6, greedy: 1 / 3 });
  expect(mean).toBeCloseTo((1 / 2 + 4 / 6) / 2, 12);
  expect(greedyMean).toBeCloseTo((1 + 1 / 3) / 2, 12);
});

test('entropy is the mean over tokens, length and truncation over samples, of the samples alone', () => {
  const greedy = [response('add', true, { length: 24, truncated: true, entropies: [9] })];
  const sampled = [
    response('add', true, { length: 1, entropies: [0.5] }),
    response('add', false, { length: 3, truncated: true, entropies: [0.1, 0.2, 0.3] }),
  ];
  expect(summarize(greedy, sampled)).toMatchObject({ length: 2, truncated: 0.5 });
  expect(summarize(greedy, sampled).entropy).toBeCloseTo(1.1 / 4, 12);
});
