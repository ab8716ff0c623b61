import { expect, test } from 'vitest';
import type { LabEvent } from '../methods/events.ts';
import type { DomainBenchmark } from '../tasks/benchmark.ts';
import { healthOf } from './health.ts';
import { benchmark, iteration, rewards, started, step } from './log.ts';
import { reduceAll } from './reduce.ts';
import { runEnglish } from './texts/testing.ts';

const start: LabEvent = { type: 'benchmark', iteration: null, benchmark, seconds: 1 };
/** A head-to-head of 1440 samples. */
const versus = (wins: number, losses: number): DomainBenchmark['versus_previous'] => ({
  ...{ wins, losses, ties: 1440 - wins - losses, interval: [0, 1] },
  ...{ win: wins / 1440, loss: losses / 1440, tie: (1440 - wins - losses) / 1440 },
});
const better: DomainBenchmark = {
  ...benchmark,
  mean: 0.53,
  greedy: 0.75,
  nll: 0.18,
  versus_previous: versus(250, 180),
};
const ended = (change: Partial<DomainBenchmark> = {}, its = rewards): LabEvent => ({
  ...{ type: 'iteration-ended', iteration: 0, loss: 0.5, rewards: its, steps: 40, flops: 1, seconds: 1 },
  benchmark: { ...better, ...change },
});
const judged = (histogram: number[]): LabEvent => ({
  ...{ type: 'judged', iteration: 0, responses: 100, mean: 3, histogram, seconds: 1 },
});
const pairs = (count: number, right: number, wrong: number): LabEvent => ({
  ...{ type: 'pairs-built', iteration: 0, prompts: 100, pairs: count, right, wrong },
});
const steps = (count: number, loss: number, its = rewards): LabEvent[] =>
  Array.from(
    { length: count },
    (_, i) => ({ ...step(0, i + 1, i === 0 ? Math.LN2 : loss, 40), rewards: its }) as LabEvent,
  );
const identical = (share: number): LabEvent => ({
  ...{ type: 'rollouts-ended', iteration: 0, responses: 4, identical: share },
  ...{ truncated: 0, meanLength: 12, seconds: 1 },
});

const found = (config: object, ...events: LabEvent[]) =>
  healthOf(
    reduceAll([
      { ...started, config: { method: 'spin', loss_type: 'sigmoid', beta: 1, ...config } },
      start,
      iteration(0),
      ...events,
    ]),
  );

test('a run like the defaults has no warning at any of its events', () => {
  const log = [identical(0.43), ...steps(40, 0.5), judged([2, 10, 10, 30, 48, 0]), pairs(60, 0.85, 0.03), ended()];
  for (const [at] of log.entries()) expect(found({}, ...log.slice(0, at + 1))).toEqual([]);
});

const apart = { ...rewards, chosen: -0.9, margins: 2 };

test.each<[string, string, LabEvent[]]>([
  ['loss', '0.050 after 20 of 40 steps', steps(20, 0.05)],
  ['margins', 'log-ratios 2.00 nats apart, that of the response to learn −0.90 nats', steps(8, 0.6, apart)],
  ['margins', '2.00 nats apart', [ended({}, apart)]],
  ['entropy', '0.150 nats a token, 0.300 at the start', [ended({ entropy: 0.15 })]],
  ['length', '15.0 tokens, 12.0 at the start', [ended({ length: 15 })]],
  ['truncated', '3.0\u00a0% cut at the limit', [ended({ truncated: 0.03 })]],
  ['memorising', 'NLL 0.250 held-out', [ended({ nll: 0.25, train: { mean: 0.6, nll: 0.05 } })]],
  ['memorising', '90.0\u00a0% right in training', [ended({ train: { mean: 0.9, nll: 0.05 } })]],
  ['forgetting', 'held-out NLL 0.250 nats a token', [ended({ nll: 0.25, train: { mean: 0.5, nll: 0.2 } })]],
  [
    'benchmark',
    '180 samples lost to the player before, 100 won',
    [ended({ mean: 0.45, versus_previous: versus(100, 180) })],
  ],
  ['judge', '95.0\u00a0% of the responses score 4', [judged([0, 0, 5, 0, 95, 0])]],
  ['judge', '10 pairs of 100 prompts are left', [judged([20, 20, 20, 20, 20, 0]), pairs(10, 1, 0)]],
  ['order', '50.0\u00a0% of the pairs in the wrong order', [pairs(50, 0.4, 0.5)]],
  ['identical', '63.0\u00a0% of the samples are the data’s', [identical(0.63)]],
  [
    'still',
    '50.0\u00a0% right, 50.0\u00a0% at the start',
    [ended({ ...benchmark, versus_previous: versus(200, 200) })],
  ],
])('%s: %s', (id, numbers, events) => {
  const warnings = found({}, ...events);
  expect(warnings.map((warning) => warning.id)).toEqual([id]);
  expect(warnings[0].numbers(runEnglish)).toContain(numbers);
});

test('margins are compared free of β', () => {
  const weak = { chosen: -0.09, rejected: -0.29, margins: 0.2, accuracies: 0.5 };
  expect(found({ beta: 0.1 }, ended({}, weak)).map(({ id }) => id)).toEqual(['margins']);
  expect(found({ beta: 1 }, ended({}, weak))).toEqual([]);
});

test('a fall within noise is none, and a loss that is low at the end is where it should be', () => {
  expect(found({}, ended({ mean: 0.45, versus_previous: versus(180, 182) }))).toEqual([]);
  expect(found({}, ...steps(40, 0.05))).toEqual([]);
});
