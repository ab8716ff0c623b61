import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { diskFolder } from '../checkpoint/disk.ts';
import { Fault } from '../gpu/fault.ts';
import type { Gpu } from '../gpu/gpu.ts';
import { openTestGpu } from '../gpu/testing.ts';
import { Rng } from '../kernels/philox.ts';
import type { LabEvent } from '../methods/events.ts';
import { digest } from '../methods/testing.ts';
import { drain, type Player } from '../players/player.ts';
import { WebGpuPlayer } from '../players/webgpu.ts';
import type { DomainBenchmark } from '../tasks/benchmark.ts';
import { teachingData } from '../tasks/data.ts';
import { rubric, taskOf } from '../tasks/domain.ts';
import { validPrompt } from '../tasks/judge.ts';
import { type ConfigOf, parseRunConfig } from './config.ts';
import { Domain } from './domain.ts';
import { run } from './run.ts';
import { selfRewardingGame } from './self-rewarding.ts';

const PROMPTS = 6;
/** Six new prompts are all followed, so that the events tell all. */
const tiny = {
  ...{ method: 'self-rewarding', iterations: 2, exhibit_steps: 0, inspected_steps: 0 },
  ...{ instruction_examples: 12, evaluation_examples: 12, num_prompts: PROMPTS },
  ...{ max_train_samples: 12, max_eval_samples: 6, eval_samples: 1, per_device_train_batch_size: 4 },
};

let gpu: Gpu;
let checkpoint: Checkpoint;
beforeAll(async () => {
  gpu = await openTestGpu();
  checkpoint = await loadCheckpoint(diskFolder('public/models/embedded-judge'));
});
afterAll(() => gpu.destroy());

async function play(settings: object = {}, judge?: Player) {
  const player = new WebGpuPlayer(gpu, checkpoint.config, checkpoint.tensors, checkpoint.eosIds);
  const config = parseRunConfig({ ...tiny, ...settings });
  const events: LabEvent[] = [];
  const adapter = { name: 'test', software: true, kernels: {} };
  for await (const event of run(config, { checkpoint, player, adapter, judge })) events.push(event);
  const weights = await player.tensors();
  player.release();
  const only = <T extends LabEvent['type']>(type: T) =>
    events.filter((event): event is Extract<LabEvent, { type: T }> => event.type === type);
  return { events, weights, only };
}

type Played = Awaited<ReturnType<typeof play>>;
const text = (ids: readonly number[]) => checkpoint.tokenizer.decode([...ids]);

/** For each prompt the judge's scores, and the responses that became a pair. */
const judgedBy = ({ only }: Played) =>
  only('candidates')[0].prompts.map(({ prompt, responses }) => ({
    prompt,
    responses,
    scores: responses.map(({ score }) => score!),
    chosen: responses.find(({ use }) => use === 'chosen'),
    rejected: responses.find(({ use }) => use === 'rejected'),
  }));

let whole: Played;
beforeAll(async () => {
  whole = await play();
});

it('M1 is made first, then the phases come in order', () => {
  const phases = whole.events.flatMap((event) =>
    event.type === 'progress' ? [event.phase] : event.type === 'tokens-sampled' ? [] : [event.type],
  );
  const order = phases.filter((phase, i) => phase !== phases[i - 1]);
  const learned = ['scoring', 'benchmark', 'iteration-ended'];
  expect(order).toEqual([
    ...['run-started', 'rollouts', 'benchmark'],
    ...['iteration-started', 'step', ...learned],
    ...['iteration-started', 'prompts', 'prompts-made', 'rollouts', 'rollouts-ended'],
    ...['judging', 'judged', 'candidates', 'pairs-built', 'reference', 'reference-scored', 'step', ...learned],
    'run-ended',
  ]);
  const [instructed, rewarded] = whole.only('iteration-ended');
  // Twelve instructions, twelve that ask for a prompt, twelve judged answers.
  expect([instructed.rewards, instructed.steps]).toEqual([null, 36 / 4]);
  expect(rewarded.rewards).toEqual({
    ...{ chosen: expect.any(Number), rejected: expect.any(Number) },
    ...{ margins: expect.any(Number), accuracies: expect.any(Number) },
  });
  expect(rewarded.rewards!.margins).toBeGreaterThan(0);
});

it('every new prompt is a valid one that is not held out, and none is made twice', () => {
  const [made] = whole.only('prompts-made');
  const prompts = made.followed.map(text);
  expect(prompts).toHaveLength(PROMPTS);
  expect(new Set(prompts).size).toBe(PROMPTS);
  expect(made).toMatchObject({ asked: Math.ceil(1.35 * PROMPTS), kept: PROMPTS });
  expect(made.valid).toBeLessThanOrEqual(made.asked);
  const { test, validation } = teachingData();
  const heldOut = new Set([...test, ...validation].map(({ prompt }) => prompt));
  for (const prompt of prompts) {
    expect(validPrompt(prompt.replace(/:$/, ''))).toBe(prompt);
    if (taskOf(prompt) !== 'make') expect(heldOut.has(prompt)).toBe(false);
  }
  expect(whole.only('rollouts-ended')[0].responses).toBe(4 * PROMPTS);
});

it('an answer is a new prompt only if it has the form of one, stopped, and is not held out', async () => {
  const main = new WebGpuPlayer(gpu, checkpoint.config, checkpoint.tensors, checkpoint.eosIds);
  const config = parseRunConfig({ ...tiny, evaluation_examples: 0 }) as ConfigOf<'self-rewarding'>;
  const domain = new Domain(checkpoint, config);
  const { data, correct } = domain;
  const measure = () => domain.measure(main, { previous: null, start: null }, config);
  const making = { domain, main, checkpoint, config: { ...config, max_new_tokens: 24 }, judge: undefined };
  const game = await drain(selfRewardingGame({ main, data, correct, measure, parameters: 1, exhibits: [] }, making));
  main.release();
  const { tokenizer, eosIds } = checkpoint;
  const prompt = (answer: string, end: readonly number[] = eosIds) =>
    game.promptIn([...tokenizer.encode(answer), ...end.slice(0, 1)]);
  expect(prompt('rev aabb')).toEqual(tokenizer.encode('rev aabb:'));
  expect(prompt('rev aabb', [])).toBe(null);
  expect(prompt('rev 12')).toBe(null);
  expect(prompt('')).toBe(null);
  const sets = teachingData();
  for (const held of [...sets.test.slice(0, 12), ...sets.validation.slice(0, 12)]) {
    const made = prompt(held.prompt.replace(/:$/, ''));
    if (taskOf(held.prompt) === 'make') expect(made).toEqual(tokenizer.encode(held.prompt));
    else expect(made).toBe(null);
  }
  // What is asked for shows prompts of the instruction examples alone.
  const shown = text(game.ask(new Rng(1))).match(/(add|rev|sort|count|max|make) [^?]*/g)!;
  expect(shown).toHaveLength(3);
  for (const one of shown) expect(data.slice(0, 12).map((row) => row.text)).toContain(`${one}:`);
});

it('best against worst where the scores differ by more than the gap, and nothing else', () => {
  const all = judgedBy(whole);
  expect(all).toHaveLength(PROMPTS);
  let pairs = 0;
  for (const { scores, chosen, rejected } of all) {
    const [best, worst] = [Math.max(...scores), Math.min(...scores)];
    expect([chosen !== undefined, rejected !== undefined]).toEqual(Array(2).fill(best - worst > 0.5));
    if (!chosen || !rejected) continue;
    expect([chosen.score, rejected.score]).toEqual([best, worst]);
    pairs++;
  }
  expect(pairs).toBeGreaterThan(0);
  const [built] = whole.only('pairs-built');
  expect([built.prompts, built.pairs]).toEqual([PROMPTS, pairs]);
  expect(whole.only('reference-scored')[0].pairs).toBe(pairs);
});

it('the rubric is reported beside the judge, which it does not change', () => {
  const orders: number[] = [];
  for (const { prompt, responses, chosen, rejected } of judgedBy(whole)) {
    for (const { tokens, rubric: points } of responses)
      expect(points).toBe(rubric(text(prompt), text(tokens), checkpoint.eosIds.includes(tokens.at(-1)!)));
    if (chosen && rejected) orders.push(Math.sign(chosen.rubric! - rejected.rubric!));
  }
  const [{ right, wrong }] = whole.only('pairs-built');
  expect([right, wrong]).toEqual([1, -1].map((order) => orders.filter((one) => one === order).length / orders.length));
});

it('the histogram and the mean are of all scores', () => {
  const scores = judgedBy(whole).flatMap((one) => one.scores);
  const [judged] = whole.only('judged');
  expect(judged.responses).toBe(scores.length);
  expect(judged.histogram).toEqual([0, 1, 2, 3, 4, 5].map((n) => scores.filter((x) => Math.round(x) === n).length));
  expect(judged.mean).toBeCloseTo(scores.reduce((sum, x) => sum + x, 0) / scores.length, 9);
});

it('the benchmark has the judge’s quality on its own samples and on fixed ones, which are one at the start', () => {
  const [start, first] = whole.only('benchmark').map(({ benchmark }) => (benchmark as DomainBenchmark).judge!);
  expect(start.own).toEqual(start.fixed);
  expect(first.own).not.toEqual(first.fixed);
  for (const key of ['pairwise_accuracy', 'spearman', 'kendall'] as const) expect(start.own[key]).not.toBe(null);
});

it('head-to-heads go back to M1, the first of the paper’s players', async () => {
  const [start, m1, m2] = whole.only('benchmark').map(({ benchmark }) => benchmark as DomainBenchmark);
  expect([start.versus_previous, start.versus_start, m1.versus_start]).toEqual([null, null, null]);
  expect(m1.versus_previous).not.toBe(null);
  expect(m2.versus_start).toEqual(m2.versus_previous);
  expect(m2.versus_start!.wins + m2.versus_start!.ties + m2.versus_start!.losses).toBe(6);
});

it('an oracle as judge gives no pair in the wrong order, by whole points', async () => {
  const oracle = await play({ judge: 'oracle', min_score_gap: 0, num_generations: 2 });
  const [{ pairs, right, wrong }] = oracle.only('pairs-built');
  expect(pairs).toBeGreaterThan(0);
  expect([right, wrong]).toEqual([1, 0]);
  let ties = 0;
  for (const { responses, scores, chosen, rejected } of judgedBy(oracle)) {
    expect(scores).toEqual(responses.map((one) => one.rubric));
    if (new Set(scores).size > 1) continue;
    ties++;
    expect([chosen, rejected]).toEqual([undefined, undefined]);
  }
  expect(ties).toBe(PROMPTS - pairs);
  expect(ties).toBeGreaterThan(0);
});

it('another model judges in place of the player', async () => {
  const base = await loadCheckpoint(diskFolder('public/models/embedded-base'));
  const judge = new WebGpuPlayer(gpu, base.config, base.tensors, base.eosIds);
  const other = await play({ judge: 'embedded-base', min_score_gap: 0 }, judge);
  judge.release();
  const [own, its] = [judgedBy(whole), judgedBy(other)];
  const responses = (all: typeof own) => all.map((one) => one.responses.map(({ tokens }) => tokens));
  expect(responses(its)).toEqual(responses(own));
  expect(its.map(({ scores }) => scores)).not.toEqual(own.map(({ scores }) => scores));
});

it('sampled scores are means over the samples', async () => {
  const sampled = await play({ judge_samples: 2, min_score_gap: 0 });
  for (const score of judgedBy(sampled).flatMap(({ scores }) => scores)) expect((2 * score) % 1).toBe(0);
});

describe('positives', () => {
  it('alone are imitated: the best of the same pairs, with no rewards', async () => {
    const positives = await play({ learn_from: 'positives' });
    expect(judgedBy(positives)).toEqual(judgedBy(whole));
    expect(positives.only('reference-scored')).toEqual([]);
    const [, ended] = positives.only('iteration-ended');
    expect(ended.rewards).toBe(null);
    expect(positives.only('step').map(({ rewards }) => rewards)).toEqual(positives.only('step').map(() => null));
    expect(digest(positives.weights)).not.toBe(digest(whole.weights));
  });
});

it('a gap that no pair has is one sentence', async () => {
  const none = play({ min_score_gap: 5 });
  await expect(none).rejects.toThrow(Fault);
  await expect(none).rejects.toThrow(/^Iteration 1 has no pair to learn from: nothing was preferred\.$/);
});
