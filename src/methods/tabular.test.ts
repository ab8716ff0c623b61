import { describe, expect, it, test } from 'vitest';
import { kl, TabularPlayer } from '../players/tabular.ts';
import { freshState, type Game } from './game.ts';
import { updateRule } from './optimization.ts';
import { type SpinConfig, spin } from './spin.ts';

const pData = [0.4, 0.25, 0.15, 0.1, 0.07, 0.03];
const start = [0.1, 0.15, 0.2, 0.25, 0.18, 0.12];
const K = pData.length;

const config: SpinConfig = {
  seed: 0,
  iterations: 3,
  early_stopping_patience: 0,
  exhibit_steps: 0,
  inspected_steps: 0,
  beta: 1,
  loss_type: 'sigmoid',
  label_smoothing: 0,
  mix_previous: false,
  num_generations: K,
  temperature: 1,
  top_k: 0,
  top_p: 1,
  max_new_tokens: 1,
  learning_rate: 0.1,
  lr_scheduler_type: 'linear',
  warmup_ratio: 0,
  num_train_epochs: 1000,
  max_steps: 0,
  per_device_train_batch_size: K * K,
  gradient_accumulation_steps: 1,
  optim: 'adamw_torch',
  adam_beta1: 0.9,
  adam_beta2: 0.99,
  adam_epsilon: 1e-8,
  weight_decay: 0,
  max_grad_norm: 0,
};

/** Distributions over the outcomes, from weights. */
function normalised(weights: ArrayLike<number>): Float64Array {
  const total = Array.from(weights).reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(weights, (weight) => weight / total);
}
const data = normalised(pData);

/** p_{t+1} ∝ p_t (p_data / p_t^(1/T))^(1/λ) for t = 0, 1, 2: exact minimisation of the logistic loss, rollouts at temperature T. */
function closedForm(lambda: number, temperature = 1): Float64Array[] {
  let p = normalised(start);
  return Array.from({ length: 3 }, () => {
    p = normalised(p.map((value, k) => value * (pData[k] / value ** (1 / temperature)) ** (1 / lambda)));
    return p;
  });
}

const newGame = (main: TabularPlayer): Game => ({
  main,
  parameters: K,
  data: pData.map((_, y) => ({ prompt: [], response: [y] })),
  exhibits: [],
  correct: () => null,
  measure: async function* () {
    yield { done: 1, total: 1 };
    return { benchmark: { nll: 0, pair_accuracy: 0, accuracy: null }, rubric: null, heldOut: null };
  },
});

/** The losses before each step, the policies before the first and after each, and each iteration's last policy and loss. */
async function play(change: Partial<SpinConfig>, p0: ArrayLike<number> = start, game: Partial<Game> = {}) {
  const main = new TabularPlayer(p0, game.data ? null : { data: pData, temperature: change.temperature ?? 1 });
  const losses: number[] = [];
  const policies = [main.probabilities()];
  const ends: { policy: Float64Array; loss: number }[] = [];
  for await (const event of spin({ ...newGame(main), ...game }, { ...config, ...change }, freshState())) {
    if (event.type === 'step') {
      losses.push(event.loss);
      policies.push(main.probabilities());
    }
    if (event.type === 'iteration-ended') ends.push({ policy: main.probabilities(), loss: event.loss });
  }
  return { losses, policies, ends };
}

/** KL(p_data ‖ p_t), nats. */
const distances = (policies: readonly Float64Array[]) => policies.map((policy) => kl(data, policy));

function expectNear(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThan(tolerance);
  });
}

describe('the theory of SPIN, p_{t+1} ∝ p_t (p_data / p_t)^(1/λ)', () => {
  it.each([
    [0.4, [0.697, 1.879, 2.312], 5e-4],
    [0.5, [0.3505, 0.4397, 0.3505], 5e-5],
    [0.8, [0.02577, 0.00169, 0.0001], 5e-6],
    [1, [0, 0, 0], 5e-6],
    [2, [0.11141, 0.0275, 0.0068], 5e-6],
    [5, [0.28459, 0.18277, 0.11686], 5e-6],
  ])('λ = %d: KL to the data of three iterations', async (beta, printed, rounding) => {
    const expected = distances(closedForm(beta));
    expectNear(expected, printed, rounding);
    const { ends, policies } = await play({ beta });
    expect(kl(data, policies[0])).toBeCloseTo(0.43974, 5);
    expectNear(distances(ends.map(({ policy }) => policy)), expected, 1e-6);
    expect(ends[0].loss).toBeCloseTo(0.5116259895, 8); // of every λ; float32 reference log-probs cost the last digits
  });

  it.each([0.4, 0.8, 1, 2])('the exponential loss at λ/2 does what the logistic one does at λ = %d', async (lambda) => {
    const { ends } = await play({ beta: lambda / 2, loss_type: 'exponential' });
    expectNear(distances(ends.map(({ policy }) => policy)), distances(closedForm(lambda)), 1e-6);
  });

  it.each([0.5, 0.8, 2])('rollouts at temperature T = %d move the fixed point to p ∝ p_data^T', async (temperature) => {
    const fixed = normalised(pData.map((p) => p ** temperature));
    const beta = 1.25 / temperature; // λT > 1: monotone
    const { ends } = await play({ beta, temperature, iterations: 3 });
    ends.forEach(({ policy }, t) => {
      expectNear([...policy], [...closedForm(beta, temperature)[t]], 1e-6);
    });
    const towards = [normalised(start), ...ends.map(({ policy }) => policy)].map((policy) => kl(fixed, policy));
    for (let t = 1; t < towards.length; t++) expect(towards[t]).toBeLessThan(0.1 * towards[t - 1]);
    const staying = await play({ beta, temperature, iterations: 1 }, fixed);
    expectNear([...staying.ends[0].policy], [...fixed], 1e-6);
    const leaving = await play({ beta, temperature, iterations: 1 }, pData);
    expect(kl(fixed, leaving.ends[0].policy)).toBeLessThan(0.1 * kl(fixed, data));
  });
});

describe('gradient descent within one iteration at λ = .1', () => {
  const descent: Partial<SpinConfig> = { beta: 0.1, optim: 'sgd', lr_scheduler_type: 'constant', iterations: 1 };

  test('at lr 5 the loss falls all the way while the policy first nears the data and then leaves it', async () => {
    const { policies, losses, ends } = await play({ ...descent, learning_rate: 5, num_train_epochs: 6000 });
    const distance = distances(policies);
    expectNear(
      [0, 10, 50].map((step) => distance[step]),
      [0.44, 0.15, 0.398],
      5e-4,
    );
    expect(distance.at(-1)).toBeCloseTo(7.6, 2);
    losses.slice(1).forEach((loss, i) => {
      expect(loss).toBeLessThan(losses[i]);
    });
    expect(losses[0]).toBeCloseTo(Math.LN2, 8);
    expect(ends[0].loss).toBeCloseTo(0.512, 3);
  });

  test('convergence, which lr 200 reaches in 400 steps, is the closed form', async () => {
    const { ends } = await play({ ...descent, learning_rate: 200, num_train_epochs: 400 });
    expectNear(distances([ends[0].policy]), distances(closedForm(0.1).slice(0, 1)), 1e-6);
    expect(ends[0].loss).toBeCloseTo(0.5116259895, 8);
  });

  test('with 20 steps at lr 1 an iteration converges over the iterations', async () => {
    const { ends } = await play({ ...descent, learning_rate: 1, num_train_epochs: 20, iterations: 3 });
    expectNear(distances(ends.map(({ policy }) => policy)), [0.306, 0.208, 0.139], 5e-4);
  });
});

test.each([0.1, 1, 5])('the first logistic gradient at λ = %d is λ/2 times that of SFT', async (beta) => {
  const step: Partial<SpinConfig> = { optim: 'sgd', lr_scheduler_type: 'constant', iterations: 1, num_train_epochs: 1 };
  const { policies } = await play({ ...step, beta, learning_rate: 2 / beta });
  const sft = new TabularPlayer(start, { data: pData, temperature: 1 });
  sft.gradient({ type: 'nll', sequences: newGame(sft).data });
  await sft.update(updateRule({ ...config, ...step }, 1));
  expectNear([...policies[1]], [...sft.probabilities()], 1e-7); // of the float32 reference log-probs
  expect(kl(policies[1], policies[0])).toBeGreaterThan(0.01);
});

test('without an expectation it samples, and SPIN at λ = 1 still finds the data in one iteration', async () => {
  const rows = pData.flatMap((p, y) =>
    Array.from({ length: Math.round(100 * p) }, () => ({ prompt: [], response: [y] })),
  );
  const sampled: Partial<SpinConfig> = { iterations: 1, num_generations: 20, per_device_train_batch_size: 2000 };
  const { ends, policies } = await play({ ...sampled, num_train_epochs: 200, exhibit_steps: 100 }, start, {
    data: rows,
    exhibits: [0, 99],
  });
  expect(kl(data, policies[0])).toBeGreaterThan(0.4);
  expect(kl(data, ends[0].policy)).toBeLessThan(0.02);
});
