import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { Fault } from '../gpu/fault.ts';
import type { Gpu } from '../gpu/gpu.ts';
import { openTestGpu } from '../gpu/testing.ts';
import { type PairLoss, pairLosses } from '../kernels/pair_losses.ts';
import { type Sequence, sumLogps } from '../model/batch.ts';
import { drain, type Player, type Snapshot } from '../players/player.ts';
import type { WebGpuPlayer } from '../players/webgpu.ts';
import { type DpoConfig, dpo } from './dpo.ts';
import type { LabEvent } from './events.ts';
import { freshState, type Game, type Preference } from './game.ts';
import { eventsOf, gameOf, graderOf, only, playerOf, settings, shipped } from './testing.ts';

const PROMPTS = 16;
const config: DpoConfig = { ...settings, chosen: 'data', num_generations: 4 };

let gpu: Gpu;
let checkpoint: Checkpoint;
let data: readonly Sequence[];
let start: Snapshot;
beforeAll(async () => {
  gpu = await openTestGpu();
  checkpoint = await shipped('embedded');
  const player = playerOf(gpu, checkpoint);
  data = gameOf(checkpoint, player, PROMPTS).data;
  start = player.snapshot();
});
afterAll(() => gpu.destroy());

interface Change extends Partial<DpoConfig> {
  preferences?: readonly Preference[];
  game?: Partial<Game>;
}

async function play({ preferences, game, ...change }: Change = {}) {
  const main = playerOf(gpu, checkpoint);
  const reference = main.snapshot();
  const whole = { ...gameOf(checkpoint, main, PROMPTS), data, reference, preferences: preferences ?? null, ...game };
  const events = await eventsOf(dpo(whole, { ...config, ...change }, freshState()));
  reference.release();
  return { events, main, steps: only(events, 'step'), ended: only(events, 'iteration-ended') };
}

/** The data's response against that of the prompt after it: pairs as a file gives them. */
const given = (): Preference[] =>
  data.map(({ prompt, response }, i) => ({
    ...{ prompt, chosen: response },
    rejected: data[(i + 1) % data.length].response,
  }));

const sums = async (player: Player, pairs: readonly Preference[], side: 'chosen' | 'rejected') =>
  (await drain(player.score(pairs.map((pair) => ({ prompt: pair.prompt, response: pair[side] }))))).map(sumLogps);
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

it('the reference stays the start model: the second iteration starts with the margins the first one ended with', async () => {
  const preferences = given();
  const exhibits = preferences.map((_, i) => i);
  const { events, main, steps, ended } = await play({
    ...{ preferences, game: { exhibits }, iterations: 2, exhibit_steps: 1, num_train_epochs: 2 },
    per_device_train_batch_size: PROMPTS,
  });
  expect(steps[0].rewards).toEqual({ chosen: 0, rejected: 0, margins: 0, accuracies: 0 });
  expect(steps[0].loss).toBeCloseTo(Math.LN2, 6);
  const [, , third] = steps;
  expect(third.iteration).toBe(1);
  expect(ended[0].rewards!.margins).toBeGreaterThan(0.1);
  expect(third.rewards!.margins).toBeCloseTo(ended[0].rewards!.margins, 4);
  expect(third.loss).toBeCloseTo(ended[0].loss, 4);
  expect(ended[1].rewards!.margins).toBeGreaterThan(ended[0].rewards!.margins);

  // Of the same pairs it says the same, bit for bit.
  const looks = only(events, 'exhibits');
  const references = looks.map((look) =>
    look.exhibits.map(({ chosen, rejected }) => [chosen!.opponent, rejected!.opponent]),
  );
  expect(looks.map(({ iteration }) => iteration)).toEqual([0, 0, 0, 1, 1, 1]);
  for (const said of references) expect(said).toEqual(references[0]);

  // And the rewards at the end are what both models say of all pairs.
  const rewards = { chosen: 0, rejected: 0 };
  for (const side of ['chosen', 'rejected'] as const) {
    const [now, before] = [await sums(main, preferences, side), await sums(start, preferences, side)];
    rewards[side] = mean(now) - mean(before);
  }
  expect(ended[1].rewards!.chosen).toBeCloseTo(rewards.chosen, 4);
  expect(ended[1].rewards!.rejected).toBeCloseTo(rewards.rejected, 4);
  expect(ended[1].rewards!.margins).toBeCloseTo(rewards.chosen - rewards.rejected, 4);
});

it('β of a list is each an iteration’s, the last of all that follow', async () => {
  const beta = [0.3, 2];
  const { steps, ended } = await play({
    ...{ preferences: given(), iterations: 3, beta },
    per_device_train_batch_size: PROMPTS,
  });
  const margins = steps.map(({ rewards }) => rewards!.margins);
  expect(margins[1] / ended[0].rewards!.margins).toBeCloseTo(beta[1] / beta[0], 3);
  expect(margins[2] / ended[1].rewards!.margins).toBeCloseTo(1, 3);
  expect(ended[0].rewards!.margins).toBeGreaterThan(0);
});

it('given pairs are taken as they are: nothing is sampled, each is used once an epoch', async () => {
  const preferences = given();
  const { events, ended } = await play({ preferences, exhibit_steps: 2, game: { exhibits: [3, 7] } });
  expect(only(events, 'rollouts-ended')).toEqual([]);
  expect(only(events, 'reference-scored').map(({ pairs }) => pairs)).toEqual([PROMPTS]);
  expect(ended[0].steps).toBe(2);
  const [look] = only(events, 'exhibits');
  const sides = look.exhibits.map(({ prompt, chosen, rejected }) => [prompt, chosen!.tokens, rejected!.tokens]);
  expect(sides).toEqual([3, 7].map((i) => [preferences[i].prompt, preferences[i].chosen, preferences[i].rejected]));
});

describe('pairs by the grader', () => {
  const everyOne = { game: { exhibits: Array.from({ length: PROMPTS }, (_, i) => i) }, exhibit_steps: 1000 };

  it.each(['data', 'own'] as const)('%s: chosen is right, rejected is a wrong sample', async (chosen) => {
    const { events } = await play({ ...everyOne, chosen });
    const [built] = only(events, 'pairs-built');
    expect(built.prompts).toBe(PROMPTS);
    expect(built.pairs).toBeGreaterThan(3);
    expect(built.pairs).toBeLessThan(PROMPTS);
    const pairs = only(events, 'exhibits')[0].exhibits;
    const right = graderOf(checkpoint);
    expect(pairs).toHaveLength(built.pairs);
    for (const pair of pairs) {
      expect(pair.chosen!.correct).toBe(true);
      expect(pair.rejected!.correct).toBe(false);
      const row = data.find(({ prompt }) => String(prompt) === String(pair.prompt))!;
      if (chosen === 'data') expect(pair.chosen!.tokens).toEqual(row.response);
    }
    const [{ prompts }] = only(events, 'candidates');
    expect(prompts.map(({ prompt }) => prompt)).toEqual(data.map(({ prompt }) => prompt));
    const used = prompts.map(({ responses }) => responses.filter(({ use }) => use !== 'unused'));
    // The first right sample and the first wrong one, where both sides of a pair are there.
    for (const [i, { prompt, responses }] of prompts.entries()) {
      expect(responses.map(({ score }) => score === 1)).toEqual(responses.map(({ tokens }) => right(prompt, tokens)));
      const pair = pairs.find((one) => String(one.prompt) === String(prompt));
      const [own, wrong] = [1, 0].map((score) => responses.find((one) => one.score === score));
      const expected = pair
        ? [...(chosen === 'own' ? [{ ...own, use: 'chosen' }] : []), { ...wrong, use: 'rejected' }]
        : [];
      expect(new Set(used[i].map((one) => JSON.stringify(one)))).toEqual(
        new Set(expected.map((one) => JSON.stringify(one))),
      );
      if (pair) expect(wrong!.tokens).toEqual(pair.rejected!.tokens);
    }
  });

  it('where nobody can say what is right, candidates have no score and make no pair', async () => {
    const main = playerOf(gpu, checkpoint);
    const game = { ...gameOf(checkpoint, main, 3), reference: main.snapshot(), preferences: null, correct: () => null };
    const told: LabEvent[] = [];
    const run = dpo(game, config, freshState());
    await expect(
      (async () => {
        for await (const event of run) told.push(event);
      })(),
    ).rejects.toThrow('nothing was preferred');
    const responses = only(told, 'candidates')[0].prompts.flatMap((one) => one.responses);
    expect(new Set(responses.map(({ score, use }) => `${score} ${use}`))).toEqual(new Set(['null unused']));
    game.reference.release();
    main.release();
  });

  it('own: fewer prompts have a right and a wrong sample than have a wrong one', async () => {
    const pairs = async (chosen: 'data' | 'own') =>
      only((await play({ chosen, num_generations: 2 })).events, 'pairs-built')[0].pairs;
    expect(await pairs('own')).toBeLessThan(await pairs('data'));
  });

  it('each iteration samples anew from the main player', async () => {
    const { events } = await play({ iterations: 2 });
    const rollouts = only(events, 'rollouts-ended');
    expect(rollouts.map(({ responses }) => responses)).toEqual([4 * PROMPTS, 4 * PROMPTS]);
    expect(rollouts[1].meanLength).not.toBe(rollouts[0].meanLength);
  });

  it('nothing to prefer is one sentence', async () => {
    const run = play({ game: { correct: () => true } });
    await expect(run).rejects.toThrow(Fault);
    await expect(run).rejects.toThrow(/^Iteration 0 has no pair to learn from: nothing was preferred\.$/);
  });
});

const logSigmoid = (x: number) => -Math.log1p(Math.exp(-Math.abs(x))) + Math.min(x, 0);
/** In float64, of one pair's log-ratios r and r' (nats) and the responses' lengths in tokens. */
const formulas: Record<
  PairLoss,
  (r: number, other: number, knobs: { beta: number; e: number; n: number; m: number }) => number
> = {
  sigmoid: (r, other, { beta }) => -logSigmoid(beta * (r - other)),
  hinge: (r, other, { beta }) => Math.max(0, 1 - beta * (r - other)),
  exponential: (r, other, { beta }) => Math.exp(-beta * (r - other)),
  correlation: (r, other, { beta }) => 1 - beta * (r - other),
  ipo: (r, other, { beta, n, m }) => (r / n - other / m - 1 / (2 * beta)) ** 2,
  robust: (r, other, { beta, e }) =>
    (-(1 - e) * logSigmoid(beta * (r - other)) + e * logSigmoid(-beta * (r - other))) / (1 - 2 * e),
  cdpo: (r, other, { beta, e }) => -(1 - e) * logSigmoid(beta * (r - other)) - e * logSigmoid(-beta * (r - other)),
  nca_pair: (r, other, { beta }) =>
    -logSigmoid(beta * r) - 0.5 * logSigmoid(-beta * r) - 0.5 * logSigmoid(-beta * other),
  sppo_hard: (r, other, { beta }) => (r - 1 / (2 * beta)) ** 2 + (other + 1 / (2 * beta)) ** 2,
};

it.each(pairLosses)('%s: the loss of a step is the formula on the log-ratios it reports', async (loss_type) => {
  const [beta, e] = [0.3, 0.1];
  const base: WebGpuPlayer = playerOf(gpu, await shipped('embedded-base'));
  const reference = base.snapshot();
  const preferences = given().slice(2, 3);
  const [{ chosen, rejected }] = preferences;
  const main = playerOf(gpu, checkpoint);
  const game = { ...gameOf(checkpoint, main, PROMPTS), reference, preferences };
  const knobs = { loss_type, beta, label_smoothing: e, learning_rate: 1e-5, per_device_train_batch_size: 1 };
  const events = await eventsOf(dpo(game, { ...config, ...knobs }, freshState()));
  const [step, end] = [only(events, 'step')[0], only(events, 'iteration-ended')[0]];
  for (const { loss, rewards } of [step, end]) {
    const formula = formulas[loss_type](rewards!.chosen / beta, rewards!.rejected / beta, {
      ...{ beta, e },
      ...{ n: chosen.length, m: rejected.length },
    });
    expect(Math.abs(loss - formula)).toBeLessThanOrEqual(1e-5 * Math.abs(formula));
  }
  expect(step.rewards!.chosen).not.toBe(0);
  expect(step.gradNorm).toBeGreaterThan(0);
  // A hinge that the pair has passed would have no gradient and no step.
  expect(end.loss).toBeLessThan(step.loss);
  for (const one of [reference, base, main]) one.release();
});
