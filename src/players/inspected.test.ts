import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Gpu } from '../gpu/gpu.ts';
import { openTestGpu } from '../gpu/testing.ts';
import type { Objective, UpdateRule } from '../model/trainer.ts';
import { readFixture } from './fixtures/read.ts';
import { drain } from './player.ts';
import { TabularPlayer } from './tabular.ts';
import { WebGpuPlayer } from './webgpu.ts';

// What a step shows while it is taken apart, and that looking changes nothing.

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const f = readFixture('odd');
const player = () => new WebGpuPlayer(gpu, f.config, f.weights, [2]);
const pairs = f.pairs.map((pair, i) => ({
  ...pair,
  referenceChosen: f.reference.chosen[i],
  referenceRejected: f.reference.rejected[i],
}));
const sequences = f.pairs.flatMap(({ prompt, chosen, rejected }) =>
  [chosen, rejected].map((response) => ({ prompt, response })),
);
const beta = 0.5;
const objectives: Record<Objective['type'], Objective> = {
  pair: { type: 'pair', pairs, loss: 'sigmoid', beta, labelSmoothing: 0 },
  nll: { type: 'nll', sequences },
};
const rule = (optimizer: UpdateRule['optimizer']): UpdateRule => ({
  ...{ optimizer, learningRate: 1e-3, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01, maxGradNorm: 0.5 },
});

describe.each(['adamw', 'rmsprop'] as const)('%s', (optimizer) => {
  it.each(['pair', 'nll'] as const)('a %s step that is measured first ends with the same bits', async (type) => {
    const [watched, alone] = [player(), player()];
    for (let step = 0; step < 4; step++) {
      for (const one of [watched, alone]) one.gradient(objectives[type], 2);
      const measured = await watched.measure(0.5);
      // What is asked in between leaves the gradients alone.
      await watched.evaluate(objectives[type], 3);
      const [report, expected] = [await watched.update(rule(optimizer)), await alone.update(rule(optimizer))];
      expect(report).toEqual(expected);
      expect(measured).toMatchObject(expected);
      expect(await watched.tensors()).toEqual(await alone.tensors());
    }
    watched.release();
    alone.release();
  });
});

describe('the measure of a gradient', () => {
  it.each(['pair', 'nll'] as const)(
    '%s: each tensor has the norm of its gradient, and the clip kernel its scale',
    async (type) => {
      const main = player();
      for (const maxGradNorm of [0, 1e-3, 1e9]) {
        main.gradient(objectives[type], 2);
        const { gradNorm, scale, tensors } = await main.measure(maxGradNorm);
        expect(scale).toBeCloseTo(maxGradNorm === 1e-3 ? 1e-3 / (gradNorm + 1e-6) : 1, 7);
        const squares = tensors.reduce((sum, { norm }) => sum + norm ** 2, 0);
        expect(Math.abs(squares / gradNorm ** 2 - 1)).toBeLessThan(1e-5);
        const gradients = await main.gradients();
        expect(tensors.map(({ name }) => name)).toEqual([...gradients.keys()]);
        for (const { name, norm } of tensors) {
          const own = Math.sqrt(gradients.get(name)!.reduce((sum, g) => sum + g * g, 0));
          expect(Math.abs(norm - own), name).toBeLessThanOrEqual(1e-5 * own);
        }
      }
      main.release();
    },
  );

  it('has losses and margins of each pair, and the derivative by each log-prob, across micro-batches', async () => {
    const main = player();
    main.gradient(objectives.pair, 3);
    const { sequenceLogps, weights, pairs: each, loss } = await main.measure(1);
    expect(await main.evaluate(objectives.pair, 2)).toEqual({ sequenceLogps, pairs: each, loss });
    pairs.forEach(({ referenceChosen, referenceRejected }, i) => {
      const s = beta * (sequenceLogps[2 * i] - referenceChosen - (sequenceLogps[2 * i + 1] - referenceRejected));
      expect(each!.margins[i]).toBeCloseTo(s, 4);
      expect(each!.losses[i]).toBeCloseTo(Math.log1p(Math.exp(-s)), 5);
      expect(weights[2 * i]).toBeCloseTo(-beta / (1 + Math.exp(s)) / pairs.length, 6);
      expect(weights[2 * i + 1]).toBe(-weights[2 * i]);
    });
    expect(loss).toBeCloseTo([...each!.losses].reduce((sum, one) => sum + one, 0) / pairs.length, 6);
    main.release();
  });

  it('of an NLL is minus one over all response tokens for each sequence', async () => {
    const main = player();
    main.gradient(objectives.nll, 3);
    const { weights, pairs: each } = await main.measure(1);
    const tokens = sequences.reduce((sum, { response }) => sum + response.length, 0);
    expect(each).toBe(null);
    expect([...weights]).toEqual(sequences.map(() => Math.fround(-1 / tokens)));
    main.release();
  });

  it('belongs to the last gradient alone', async () => {
    const [main, other] = [player(), player()];
    main.gradient(objectives.nll);
    await main.measure(1);
    for (const one of [main, other]) one.gradient(objectives.pair);
    expect(await main.update(rule('adamw'))).toEqual(await other.update(rule('adamw')));
    expect(await main.tensors()).toEqual(await other.tensors());
    await expect(main.update(rule('adamw'))).rejects.toThrow('gradient() comes before update()');
    main.release();
    other.release();
  });
});

test('a table that is measured first learns the same', async () => {
  const objective: Objective = {
    type: 'nll',
    sequences: [0, 1, 1].map((token) => ({ prompt: [], response: [token] })),
  };
  const [watched, alone] = [new TabularPlayer([1, 2, 3]), new TabularPlayer([1, 2, 3])];
  for (let step = 0; step < 3; step++) {
    for (const one of [watched, alone]) one.gradient(objective);
    const measured = await watched.measure(0.5);
    expect(measured.scale).toBeCloseTo(Math.min(1, 0.5 / measured.gradNorm), 5);
    expect([...measured.weights]).toEqual([-1, -1, -1].map((slope) => Math.fround(slope / 3)));
    expect(await watched.update(rule('adamw'))).toEqual(await alone.update(rule('adamw')));
    expect(watched.logits).toEqual(alone.logits);
  }
});

describe('the likeliest tokens', () => {
  it('of every place come in order, with the log-probs that weighing gives', async () => {
    const main = player();
    const { vocabSize } = f.config;
    const every = Array.from({ length: vocabSize }, (_, id) => id);
    const prefixes = sequences.flatMap(({ prompt, response }) =>
      response.map((_, place) => [...prompt, ...response.slice(0, place)]),
    );
    const weighed = await drain(main.weigh(prefixes, every));
    for (const count of [1, 5, vocabSize + 3]) {
      const top = Math.min(count, vocabSize);
      const found = await drain(main.likeliest(sequences, count));
      expect(found.map(({ own }) => own)).toEqual(await drain(main.score(sequences)));
      expect(found.map(({ ids }) => ids.length)).toEqual(sequences.map(({ response }) => top * response.length));
      const [ids, logps] = [found.flatMap((one) => [...one.ids]), found.flatMap((one) => [...one.logps])];
      weighed.forEach((row, place) => {
        const order = every.toSorted((a, b) => row[b] - row[a] || a - b).slice(0, top);
        expect(ids.slice(place * top, (place + 1) * top)).toEqual(order);
        expect(logps.slice(place * top, (place + 1) * top)).toEqual(order.map((id) => row[id]));
      });
    }
    main.release();
  });

  it('of more responses than one pass holds, and of an empty one', async () => {
    const main = player();
    const many = Array.from({ length: 800 }, (_, i) => ({
      prompt: [5, 3 + (i % 20)],
      response: Array.from({ length: i % 17 }, (_, k) => 3 + ((i + k) % 20)),
    }));
    const [all, few] = [await drain(main.likeliest(many, 5)), await drain(main.likeliest(many.slice(300, 310), 5))];
    expect(all.slice(300, 310)).toEqual(few);
    main.release();
  });

  it('of a table', async () => {
    const [one] = await drain(new TabularPlayer([1, 4, 1, 2]).likeliest([{ prompt: [], response: [0] }], 3));
    expect([...one.ids]).toEqual([1, 3, 0]);
    expect([...one.logps]).toEqual([0.5, 0.25, 0.125].map((p) => Math.fround(Math.log(p))));
  });
});
