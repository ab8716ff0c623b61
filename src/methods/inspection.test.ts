import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Gpu } from '../gpu/gpu.ts';
import { openTestGpu } from '../gpu/testing.ts';
import { Rng, subSeed } from '../kernels/philox.ts';
import type { Completion } from '../model/sampler.ts';
import { TabularPlayer } from '../players/tabular.ts';
import type { LabEvent } from './events.ts';
import { freshState, type Game, type Preference, PURPOSE, Tally } from './game.ts';
import { Opening } from './inspection.ts';
import { type SpinConfig, spin } from './spin.ts';
import { digest, gameOf, only, playerOf, settings, shipped, timeless } from './testing.ts';

type Scored = Extract<LabEvent, { type: 'batch-scored' }>;

const PROMPTS = 9;
const beta = 0.5;
const config: SpinConfig = {
  ...{ ...settings, iterations: 2, beta, mix_previous: true, num_generations: 2, inspected_steps: 2 },
  ...{ per_device_train_batch_size: 3, gradient_accumulation_steps: 2 },
};
const LN2 = Math.fround(Math.LN2);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('SPIN on the GPU', () => {
  let gpu: Gpu;
  let checkpoint: Checkpoint;
  const events: LabEvent[] = [];
  /** The pairs of each iteration, those kept from the one before last. */
  const pairs: Preference[][] = [];
  /** Digests of the weights, and L2 norms of the gradients, when each gradient was told and when its step was. */
  const atGradient: { weights: string; norms: { name: string; norm: number }[] }[] = [];
  const atStep: string[] = [];
  let weights: string;
  beforeAll(async () => {
    gpu = await openTestGpu();
    checkpoint = await shipped('embedded');
    const main = playerOf(gpu, checkpoint);
    const game = gameOf(checkpoint, main, PROMPTS);
    const state = freshState();
    for await (const event of spin(game, config, state)) {
      events.push(event);
      if (event.type === 'batch-gradient') {
        const norms = [...(await main.gradients())].map(([name, values]) => ({
          ...{ name, norm: Math.sqrt(values.reduce((total, g) => total + g * g, 0)) },
        }));
        atGradient.push({ weights: digest(await main.tensors()), norms });
      }
      if (event.type === 'step' && event.step <= 2) atStep.push(digest(await main.tensors()));
      if (event.type === 'iteration-ended') pairs.push([...state.previous, ...(pairs.at(-1) ?? [])]);
    }
    weights = digest(await main.tensors());
  });
  afterAll(() => gpu.destroy());

  const scoredAs = (iteration: number, step: number, moment: Scored['moment'], player: Scored['player']) =>
    only(events, 'batch-scored').find(
      (event) =>
        event.iteration === iteration && event.step === step && event.moment === moment && event.player === player,
    )!;
  /** The places of the first batch among the pairs of an iteration. */
  function firstPlaces(iteration: number): number[] {
    const places = pairs[iteration].map((_, i) => i);
    new Rng(subSeed(config.seed, PURPOSE.order, iteration)).shuffle(places);
    return places.slice(0, 6);
  }

  it('the phases come in their order, the draw before the opponent plays and the swap after the end', () => {
    const told = events
      .filter(({ type }) => !['progress', 'tokens-sampled', 'exhibits'].includes(type))
      .flatMap((event) =>
        event.type === 'batch-scored'
          ? [`${event.player} ${event.moment}`]
          : event.type === 'token-played' && event.place > 0
            ? []
            : [event.type],
      );
    const taken = [
      ...['main before', 'batch-margins', 'batch-losses', 'batch-gradient', 'main after', 'step'],
      ...['batch-drawn', 'opponent before', 'main before', 'batch-margins', 'batch-losses', 'batch-gradient'],
      'main after',
    ];
    // The second step is taken apart, too; in iteration 0 there are three.
    const begun = [
      ...['iteration-started', 'batch-drawn', 'token-played', 'rollouts-ended', 'batch-played', 'opponent before'],
      'reference-scored',
    ];
    const finished = ['main end', 'step', 'benchmark', 'iteration-ended', 'opponent swapped', 'main swapped'];
    // 18 pairs in batches of six, then 36.
    expect(told).toEqual([
      ...[...begun, ...taken, 'step', ...finished],
      ...[...begun, ...taken, 'step', 'step', 'step', 'step', ...finished],
    ]);
    const bursts = events.filter(({ type }) => ['token-played', 'tokens-sampled'].includes(type));
    expect(bursts.slice(0, 5).map(({ type }) => type)).toEqual([...Array(4).fill('token-played'), 'tokens-sampled']);
  });

  it.each([0, 1])(
    'iteration %i draws the first step’s batch, and its tokens add up to what is rejected',
    (iteration) => {
      const [drawn] = only(events, 'batch-drawn').filter((event) => event.iteration === iteration);
      const batch = firstPlaces(iteration).map((place) => pairs[iteration][place]);
      const isOld = firstPlaces(iteration).map((place) => place >= 2 * PROMPTS);
      expect(isOld.includes(true)).toBe(iteration === 1);
      expect(drawn.items.map(({ prompt, chosen, rejected }) => ({ prompt, chosen, rejected }))).toEqual(
        batch.map((pair, i) => ({ ...pair, rejected: isOld[i] ? pair.rejected : null })),
      );
      const played = only(events, 'token-played').filter((event) => event.iteration === iteration);
      expect(played.map(({ place }) => place)).toEqual(played.map((_, i) => i));
      const scores = scoredAs(iteration, 0, 'before', 'opponent').items;
      batch.forEach(({ chosen, rejected }, i) => {
        const tokens = played.flatMap((event) => (event.tokens[i] ? [event.tokens[i]] : []));
        expect(tokens.map(([id]) => id)).toEqual(isOld[i] ? [] : rejected);
        if (!isOld[i]) expect(tokens.map(([, logp]) => logp)).toEqual(scores[i].rejected!.logps);
        expect(scores[i].chosen.logps).toHaveLength(chosen.length);
      });
      const [{ right }] = only(events, 'batch-played').filter((event) => event.iteration === iteration);
      expect(right.every((one) => typeof one === 'boolean')).toBe(true);
      expect(right.some((one, i) => one === drawn.items[i].right.rejected)).toBe(iteration === 1);
      expect(drawn.items.every((item) => item.right.chosen === true)).toBe(true);
    },
  );

  it.each([0, 1])(
    'iteration %i begins level: margins exactly 0, losses float32 ln 2, both players the same',
    (iteration) => {
      const first = <T extends { iteration: number; step: number }>(all: readonly T[]) =>
        all.find((event) => event.iteration === iteration && event.step === 1)!;
      const margins = first(only(events, 'batch-margins')).pairs;
      expect(margins.map(({ margin }) => margin)).toEqual(Array(6).fill(0));
      for (const one of margins)
        expect([one.chosen, one.rejected]).toEqual([one.referenceChosen, one.referenceRejected]);
      const { losses, loss } = first(only(events, 'batch-losses'));
      expect([...losses, loss].map(Math.fround)).toEqual(Array(7).fill(LN2));
      const [main, opponent] = (['main', 'opponent'] as const).map((side) => scoredAs(iteration, 0, 'before', side));
      expect(main.items).toEqual(opponent.items);
    },
  );

  it('margins are β times the difference of log-ratios, and weights −βσ(−s) over the number of pairs', () => {
    only(events, 'batch-margins').forEach(({ pairs: each, step, iteration }, k) => {
      const [opponent, main] = (['opponent', 'main'] as const).map((side) =>
        scoredAs(iteration, step - 1, 'before', side).items.map(({ chosen, rejected }) => ({
          ...{ chosen: sum(chosen.logps), rejected: sum(rejected!.logps) },
        })),
      );
      const { weights } = only(events, 'batch-gradient')[k];
      const { losses } = only(events, 'batch-losses')[k];
      each.forEach(({ margin, ...sums }, i) => {
        const { chosen, rejected, referenceChosen, referenceRejected } = sums;
        expect(chosen).toBeCloseTo(main[i].chosen, 4);
        expect(rejected).toBeCloseTo(main[i].rejected, 4);
        expect(referenceChosen).toBeCloseTo(opponent[i].chosen, 4);
        expect(referenceRejected).toBeCloseTo(opponent[i].rejected, 4);
        expect(margin).toBeCloseTo(beta * (chosen - referenceChosen - (rejected - referenceRejected)), 4);
        expect(losses[i]).toBeCloseTo(Math.log1p(Math.exp(-margin)), 6);
        const weight = -beta / (1 + Math.exp(margin)) / each.length;
        expect(Math.abs(weights[i].chosen - weight)).toBeLessThan(1e-6);
        expect(Math.abs(weights[i].rejected! + weight)).toBeLessThan(1e-6);
      });
      expect(each.some(({ margin }) => margin !== 0)).toBe(step > 1);
    });
  });

  it('when the gradient is told it is there, and no weight has changed yet', () => {
    const gradients = only(events, 'batch-gradient');
    expect(gradients).toHaveLength(4);
    gradients.forEach(({ tensors, norm }, k) => {
      expect(tensors.map(({ name }) => name)).toEqual(atGradient[k].norms.map(({ name }) => name));
      tensors.forEach(({ norm: one }, i) => {
        expect(Math.abs(one - atGradient[k].norms[i].norm)).toBeLessThanOrEqual(1e-5 * one);
      });
      expect(Math.abs(sum(tensors.map(({ norm: one }) => one ** 2)) / norm ** 2 - 1)).toBeLessThan(1e-5);
      expect(atStep[k]).not.toBe(atGradient[k].weights);
      if (k % 2 === 1) expect(atGradient[k].weights).toBe(atStep[k - 1]);
    });
  });

  it('as many steps as may be are taken apart and nothing else is learned', async () => {
    const main = playerOf(gpu, checkpoint);
    for (const inspected_steps of [0, 1e6]) {
      main.load(checkpoint.tensors);
      const steps: LabEvent[] = [];
      const run = spin(gameOf(checkpoint, main, PROMPTS), { ...config, inspected_steps }, freshState());
      for await (const event of run) steps.push(...[event].filter(({ type }) => type === 'step'));
      expect(timeless(steps)).toEqual(timeless(only(events, 'step')));
      expect(digest(await main.tensors())).toBe(weights);
    }
    main.release();
  });

  it('the update tells in what is scored after it', () => {
    for (const iteration of [0, 1]) {
      const gap = ({ items }: Scored) => sum(items.map((one) => sum(one.chosen.logps) - sum(one.rejected!.logps)));
      const [before, after] = [scoredAs(iteration, 0, 'before', 'main'), scoredAs(iteration, 1, 'after', 'main')];
      expect(gap(after)).toBeGreaterThan(gap(before));
    }
  });

  it('after the swap both players think the same of the batch, as the main player did at the end', () => {
    for (const [iteration, steps] of [3, 6].entries()) {
      const [main, opponent] = (['main', 'opponent'] as const).map(
        (side) => scoredAs(iteration, steps, 'swapped', side).items,
      );
      expect(main).toEqual(opponent);
      const end = scoredAs(iteration, steps, 'end', 'main').items;
      expect(main.map(({ chosen }) => chosen.logps)).toEqual(end.map(({ chosen }) => chosen.logps));
      expect(main.every(({ chosen, rejected }) => chosen.likeliest === null && rejected!.likeliest === null)).toBe(
        true,
      );
    }
  });

  it('the likeliest tokens of a place come with falling probabilities, among them what was scored as likely', () => {
    const { items } = scoredAs(0, 0, 'before', 'main');
    for (const { chosen } of items) {
      expect(chosen.likeliest!.map((place) => place.length)).toEqual(chosen.logps.map(() => 10));
      chosen.likeliest!.forEach((place, i) => {
        const shares = place.filter((_, k) => k % 2 === 1);
        expect(shares).toEqual(shares.toSorted((a, b) => b - a));
        expect(sum(shares)).toBeLessThan(1.0003);
        const own = Math.round(1e4 * Math.exp(chosen.logps[i])) / 1e4;
        if (own > shares[4]) expect(shares).toContain(own);
      });
    }
  });
});

/** A game in which the data has each outcome of the table once, after a prompt of its own. */
const tableOf = (main: TabularPlayer): Game => ({
  ...{ main, parameters: main.logits.length, exhibits: [], correct: () => null },
  data: Array.from(main.logits, (_, id) => ({ prompt: [id], response: [id] })),
  async *measure() {
    yield { done: 1, total: 1 };
    return { benchmark: { nll: 0, pair_accuracy: 0, accuracy: null }, rubric: null, heldOut: null };
  },
});

describe('the first batch of an iteration while it is played', () => {
  const table = tableOf(new TabularPlayer([1, 1, 1]));
  const old: Preference[] = [{ prompt: [9], chosen: [9], rejected: [8, 7] }];
  const turn = () => ({ iteration: 0, opponent: table.main.snapshot(), tally: new Tally(), inspected: null });
  const all = { ...config, per_device_train_batch_size: 7, gradient_accumulation_steps: 1, inspected_steps: 1 };

  test('rows may come in several passes: every token is told once, at its place', () => {
    const opening = new Opening(table, all, turn(), old);
    const rows = Array.from(
      { length: 6 },
      (): Completion => ({
        ...{ tokens: [], logps: [], entropies: [], finish: 'length' },
      }),
    );
    const grow = (row: number, ...ids: number[]) => {
      rows[row].tokens.push(...ids);
      rows[row].logps.push(...ids.map((id) => -id / 8));
    };
    const told: LabEvent[] = [];
    told.push(...opening.grown(rows));
    for (const row of [0, 1, 2]) grow(row, 10 + row, 20 + row);
    told.push(...opening.grown(rows));
    grow(1, 31);
    told.push(...opening.grown(rows), ...opening.grown(rows));
    // The second pass begins.
    for (const row of [3, 4]) grow(row, 10 + row);
    grow(5, 15, 25, 35, 45);
    told.push(...opening.grown(rows));
    const played = only(told, 'token-played');
    expect(played.map(({ place }) => place)).toEqual([0, 1, 2, 0, 1, 2, 3]);
    const [drawn] = opening.drawn();
    if (drawn.type !== 'batch-drawn') throw new Error('the batch was not drawn');
    const perItem = drawn.items.map((_, i) =>
      played.flatMap(({ place, tokens }) => (tokens[i] ? [[place, ...tokens[i]]] : [])),
    );
    // Rows of one prompt are told apart by what they hold.
    const expected = rows.map(({ tokens }) => tokens.map((id, place) => [place, id, -id / 8]));
    expect(perItem.map(String).toSorted()).toEqual([...expected, []].map(String).toSorted());
    drawn.items.forEach(({ prompt, rejected }, i) => {
      if (rejected) expect([prompt, rejected, perItem[i]]).toEqual([[9], [8, 7], []]);
      else expect(Math.floor((perItem[i][0][1] - 10) / 2)).toBe(prompt[0]);
    });
  });

  test('is told of nowhere if no step is taken apart', async () => {
    const opening = new Opening(table, { ...all, inspected_steps: 0 }, turn(), old);
    expect([...opening.drawn()]).toEqual([]);
    const row: Completion = { tokens: [1], logps: [-1], entropies: [0], finish: 'eos' };
    expect(opening.grown([row, row, row, row, row, row])).toEqual([]);
    for await (const _ of opening.played([])) throw new Error('there is nothing to tell');
  });
});

test('the exact table is taken apart, too', async () => {
  const game = tableOf(new TabularPlayer([0.1, 0.2, 0.3, 0.4]));
  const events: LabEvent[] = [];
  const exact = { ...config, max_new_tokens: 1, iterations: 1, per_device_train_batch_size: 8, inspected_steps: 1 };
  for await (const event of spin(game, { ...exact, gradient_accumulation_steps: 1 }, freshState())) events.push(event);
  const [{ items }] = only(events, 'batch-scored');
  expect(items[0].chosen.likeliest).toEqual([[3, 0.4, 2, 0.3, 1, 0.2, 0, 0.1]]);
  // Its references are float32, as all that is scored.
  for (const { margin } of only(events, 'batch-margins')[0].pairs) expect(margin).toBeCloseTo(0, 7);
  expect(only(events, 'batch-gradient')[0].tensors).toEqual([{ name: 'logits', norm: expect.any(Number) }]);
});
