import { expect, it, test } from 'vitest';
import { Fault } from '../gpu/fault.ts';
import { type PairLoss, pairLosses } from '../kernels/pair_losses.ts';
import type { Sampling } from '../model/sampler.ts';
import type { Objective, Pair, UpdateRule } from '../model/trainer.ts';
import { drain } from './player.ts';
import { kl, TabularPlayer } from './tabular.ts';
import { pairTerm } from './tabular-loss.ts';

const pData = [0.4, 0.25, 0.15, 0.1, 0.07, 0.03];
const start = [0.1, 0.15, 0.2, 0.25, 0.18, 0.12];
const sampling: Sampling = { temperature: 1, topK: 0, topP: 1, maxNewTokens: 1, seed: 3 };
const rule: UpdateRule = {
  optimizer: 'sgd',
  learningRate: 1,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0,
  maxGradNorm: 0,
};

test('the pair losses: golden vector, and slopes as central differences up to margins of 100', () => {
  const golden: Partial<Record<PairLoss, number>> = {
    sigmoid: 0.620957048,
    cdpo: 0.635957048,
    robust: 0.602207048,
    hinge: 0.85,
    exponential: 0.860707976,
    correlation: 0.85,
    ipo: 12.25,
    nca_pair: 1.350824814,
    sppo_hard: 36.25,
  };
  const h = 1e-5;
  for (const kind of pairLosses) {
    const value = (r: number, r2: number) => pairTerm(kind, r, r2, 0.1, 0.1).value;
    expect(value(1, -0.5)).toBeCloseTo(golden[kind]!, 9);
    for (const [r, r2] of [
      [1, -0.5],
      [-2, 3],
      [0, 0],
      [500, -500],
      [-500, 500],
    ]) {
      const { chosen, rejected } = pairTerm(kind, r, r2, 0.1, 0.1);
      const tolerance = (slope: number) => 1e-6 * Math.abs(slope) + 1e-9 * (1 + Math.abs(value(r, r2)));
      const differences = [value(r + h, r2) - value(r - h, r2), value(r, r2 + h) - value(r, r2 - h)].map(
        (d) => d / (2 * h),
      );
      expect(Math.abs(differences[0] - chosen)).toBeLessThan(tolerance(chosen));
      expect(Math.abs(differences[1] - rejected)).toBeLessThan(tolerance(rejected));
    }
  }
  expect(pairTerm('sigmoid', 1, -0.5, 0.1, 0).chosen).toBeCloseTo(-0.046257015, 9);
});

/** Pairs of outcomes against references of their own. */
const pairs: Pair[] = [
  [0, 3],
  [2, 1],
  [5, 5],
  [4, 0],
].map(([y, y2], i) => ({
  prompt: [7],
  chosen: [y],
  rejected: [y2],
  referenceChosen: -1 - i / 4,
  referenceRejected: -2 + i / 5,
}));

const objectives: Objective[] = [
  ...pairLosses.map((loss) => ({ type: 'pair', pairs, loss, beta: 0.5, labelSmoothing: 0.1 }) as const),
  { type: 'nll', sequences: [0, 4, 4].map((token) => ({ prompt: [], response: [token] })) },
];

test.each([null, { data: pData, temperature: 0.7 }])(
  'a step of plain descent follows the loss, whatever the objective (expectation %o)',
  async (expectation) => {
    const h = 1e-5;
    for (const objective of objectives) {
      const player = new TabularPlayer(start, expectation);
      const slopes = await Promise.all(
        start.map(async (_, k) => {
          const sides = [h, -h].map(
            (d) =>
              new TabularPlayer(
                start.map((p, i) => (i === k ? p * Math.exp(d) : p)),
                expectation,
              ),
          );
          const [up, down] = await Promise.all(sides.map((side) => side.evaluate(objective)));
          return (up.loss - down.loss) / (2 * h);
        }),
      );
      const { loss } = await player.evaluate(objective);
      player.gradient(objective);
      const report = await player.update({ ...rule, learningRate: 0.5 });
      expect(report.loss).toBe(loss);
      expect(report.gradNorm).toBeCloseTo(Math.hypot(...slopes), 6);
      slopes.forEach((slope, k) => {
        expect(player.logits[k]).toBeCloseTo(Math.log(start[k]) - 0.5 * slope, 7);
      });
    }
  },
);

it('weighs pairs by p_data(y) · p_t(y′)^(1/T), sequences by p_data(y), and means without an expectation', async () => {
  const exact = new TabularPlayer(start, { data: pData, temperature: 0.5 });
  const sampled = new TabularPlayer(start);
  const logistic = (...some: Pair[]): Objective => ({
    type: 'pair',
    pairs: some,
    loss: 'sigmoid',
    beta: 0.5,
    labelSmoothing: 0,
  });
  const [first, second] = pairs;
  const both = logistic(first, second);
  const losses = await Promise.all([first, second].map(async (one) => (await sampled.evaluate(logistic(one))).loss));
  const weights = [pData[0] * Math.exp(-2) ** 2, pData[2] * Math.exp(-1.8) ** 2];
  expect((await sampled.evaluate(both)).loss).toBeCloseTo((losses[0] + losses[1]) / 2, 12);
  expect((await exact.evaluate(both)).loss).toBeCloseTo(
    (weights[0] * losses[0] + weights[1] * losses[1]) / (weights[0] + weights[1]),
    12,
  );
  const nll: Objective = { type: 'nll', sequences: start.map((_, token) => ({ prompt: [], response: [token] })) };
  const crossEntropy = -pData.reduce((sum, p, k) => sum + p * Math.log(start[k]), 0);
  expect((await exact.evaluate(nll)).loss).toBeCloseTo(crossEntropy, 12);
  expect((await sampled.evaluate(nll)).loss).toBeCloseTo(-start.reduce((sum, p) => sum + Math.log(p), 0) / 6, 12);
});

it('draws as often as the policy says, by row and seed, and only what the filters leave', async () => {
  const player = new TabularPlayer(start);
  const prompts = Array.from({ length: 20_000 }, () => []);
  const tokens = async (change: Partial<Sampling> = {}, rows = prompts) =>
    (await drain(player.generate(rows, { ...sampling, ...change }))).map(({ tokens: [token] }) => token);
  const shares = (drawn: number[]) => start.map((_, k) => drawn.filter((token) => token === k).length / drawn.length);
  const likely = (weights: number[]) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  };
  /** Within five standard deviations. */
  const expectShares = (drawn: number[], expected: number[]) =>
    shares(drawn).forEach((share, k) => {
      expect(Math.abs(share - expected[k])).toBeLessThanOrEqual(5 * Math.sqrt(expected[k] / drawn.length));
    });
  expectShares(await tokens(), start);
  expectShares(await tokens({ temperature: 0.5 }), likely(start.map((p) => p * p)));
  expectShares(await tokens({ topK: 2 }), likely([0, 0, 0.2, 0.25, 0, 0]));
  expectShares(await tokens({ topP: 0.6 }), likely([0, 0, 0.2, 0.25, 0.18, 0]));
  const neighbours = (await tokens()).filter((token, row, all) => row % 2 === 1 && token === all[row - 1]).length;
  const alike = start.reduce((sum, p) => sum + p * p, 0);
  expect(Math.abs(neighbours / 10_000 - alike)).toBeLessThan(5 * Math.sqrt(alike / 10_000));
  expect(new Set(await tokens({ temperature: 0 }))).toEqual(new Set([3]));
  expect(await tokens({}, prompts.slice(0, 50))).toEqual((await tokens()).slice(0, 50));
  expect(await tokens({ seed: 4 })).not.toEqual(await tokens());
});

it('gives what it drew its log-probability and entropy, and scores and weighs alike', async () => {
  const player = new TabularPlayer(start);
  const completions = await drain(player.generate([[], [1]], { ...sampling, temperature: 0.3 }));
  const entropy = -start.reduce((sum, p) => sum + p * Math.log(p), 0);
  for (const { tokens, logps, entropies, finish } of completions) {
    expect(logps[0]).toBeCloseTo(Math.log(start[tokens[0]]), 12);
    expect(entropies[0]).toBeCloseTo(entropy, 12);
    expect(finish).toBe('eos');
  }
  const logps = Float32Array.from(start, Math.log);
  const [weighed] = await drain(player.weigh([[]], [0, 1, 2, 3, 4, 5]));
  expect(weighed).toEqual(logps);
  const scored = await drain(player.score(start.map((_, token) => ({ prompt: [9], response: [token] }))));
  expect(scored).toEqual([...logps].map((logp) => Float32Array.of(logp)));
});

test('the update rules are torch.optim’s, gradients clipped first', async () => {
  // PyTorch 2.13 in float64, five steps from log p_0 on the NLL of outcomes 0, 4, 4; the first gradient's norm is .6563.
  const torch: Record<UpdateRule['optimizer'], number[]> = {
    adamw: [-1.7821425567, -2.3761254455, -2.0912855356, -1.8703464423, -1.1996707808, -2.5970643493],
    rmsprop: [-0.2112727797, -2.3085388178, -2.4074768668, -2.4437112796, 0.4564036356, -2.2459415842],
    sgd: [-2.190202697, -1.9356645687, -1.6693317074, -1.4666036043, -1.5134826129, -2.1453494707],
  };
  const nll = objectives.at(-1)!;
  for (const optimizer of ['adamw', 'rmsprop', 'sgd'] as const) {
    const player = new TabularPlayer(start);
    for (let step = 0; step < 5; step++) {
      player.gradient(nll);
      await player.update({ ...rule, optimizer, learningRate: 0.1, weightDecay: 0.02, maxGradNorm: 0.5 });
    }
    torch[optimizer].forEach((logit, k) => {
      expect(player.logits[k]).toBeCloseTo(logit, 9);
    });
  }
});

it('snapshots stand still, and restoring takes the player back with fresh moments', async () => {
  const player = new TabularPlayer(start);
  const step = async () => {
    player.gradient(objectives[0]);
    await player.update({ ...rule, optimizer: 'adamw' });
    return player.probabilities();
  };
  const before = player.probabilities();
  const snapshot = player.snapshot();
  const after = await step();
  expect(snapshot.probabilities()).toEqual(before);
  expect(after).not.toEqual(before);
  player.restore(snapshot);
  expect(player.probabilities()).toEqual(before);
  expect(await step()).toEqual(after);
  expect(await step()).not.toEqual(after);
  await expect(player.update(rule)).rejects.toThrow('gradient() comes before update()');
});

it('measures KL in nats', () => {
  expect(kl(Float64Array.from(pData), Float64Array.from(start))).toBeCloseTo(0.43974, 5);
  expect(kl(Float64Array.of(1, 0), Float64Array.of(0.5, 0.5))).toBe(Math.LN2);
});

it('says what it cannot play', async () => {
  expect(() => new TabularPlayer([0.5, 0, 0.5])).toThrow(Fault);
  expect(() => new TabularPlayer(start, { data: [1], temperature: 1 })).toThrow('p_data has 1 outcomes');
  const player = new TabularPlayer(start, { data: pData, temperature: 1 });
  await expect(drain(player.generate([[]], { ...sampling, temperature: 0.7 }))).rejects.toThrow(Fault);
  await expect(drain(player.score([{ prompt: [], response: [6] }]))).rejects.toThrow('no outcome');
  await expect(drain(player.score([{ prompt: [], response: [1, 2] }]))).rejects.toThrow('no outcome');
  const wild: Objective = { type: 'pair', pairs, loss: 'exponential', beta: 5000, labelSmoothing: 0 };
  await expect(player.evaluate(wild)).rejects.toThrow('diverged');
});
