import { describe, expect, it, test } from 'vitest';
import { logSoftmax } from '../players/categorical.ts';
import { drain } from '../players/player.ts';
import { cases, course, divergence, factorOf, fixedPointKl, optimumOf, type Side, type Theory } from './theory.ts';

const standard: Theory = {
  case: 'worked',
  loss: 'sigmoid',
  lambda: 1,
  steps: 'minimum',
  stepSize: 1,
  temperature: 1,
  samples: 200,
  seed: 0,
};
const play = (change: Partial<Theory>, side: Side = 'exact') => drain(course({ ...standard, ...change }, side));
const kls = async (change: Partial<Theory>) => (await play(change)).stages.map(({ kl }) => kl);

describe('exact minimisation', () => {
  it.each([
    [0.4, [0.697, 1.879, 2.312], 5e-4],
    [0.5, [0.3505, 0.4397, 0.3505], 5e-5],
    [0.8, [0.02577, 0.00169, 0.0001], 5e-6],
    [1, [0, 0, 0], 5e-6],
    [2, [0.11141, 0.0275, 0.0068], 5e-6],
    [5, [0.28459, 0.18277, 0.11686], 5e-6],
  ])('λ = %d: KL of three iterations as computed for the paper’s closed form', async (lambda, printed, rounding) => {
    const [start, ...after] = await kls({ lambda });
    expect(start).toBeCloseTo(0.43974, 5);
    for (const [i, value] of printed.entries()) expect(Math.abs(after[i] - value)).toBeLessThan(rounding);
  });

  it.each([
    ...[0.4, 0.5, 0.8, 1, 2, 5].map((lambda) => ['sigmoid', lambda, 1] as const),
    ...[0.4, 1, 2].map((lambda) => ['exponential', lambda, 1] as const),
    ...[0.7, 1.5].map((temperature) => ['sigmoid', 1, temperature] as const),
  ])('%s at λ = %d, T = %d: the player’s own descent ends at the closed form', async (loss, lambda, temperature) => {
    const { stages } = await play({ loss, lambda, temperature });
    // At λ = .4 the third minimum lies so far off that AdamW is still on its way.
    for (const t of [0, 1]) expect(Math.abs(stages[t].path.at(-1)!.kl - stages[t + 1].kl)).toBeLessThan(1e-4);
  });

  it('goes over to the loss at the minimum', async () => {
    const [{ path }] = (await play({ lambda: 0.1 })).stages;
    expect(path[0].loss).toBeCloseTo(Math.LN2, 8);
    expect(path.at(-1)!.loss).toBeCloseTo(0.5116, 4);
    expect((await kls({ lambda: 0.1 }))[1]).toBeCloseTo(7.6, 2);
  });

  it('multiplies log-ratios by 1 − 1/(λT)', () => {
    for (const change of [{ lambda: 0.5 }, { lambda: 2, temperature: 1.5 }, { loss: 'exponential' }] as const) {
      const theory = { ...standard, ...change };
      const { data, start } = cases.worked;
      const fixed = data.map((p) => Math.log(p) * theory.temperature);
      const ratio = (logps: ArrayLike<number>, k: number) => fixed[k] - logps[k] - (fixed[0] - logps[0]);
      const before = Float64Array.from(start, Math.log);
      const after = optimumOf(theory, before)!;
      expect(ratio(after, 3)).toBeCloseTo(factorOf(theory)! * ratio(before, 3), 10);
    }
    expect(factorOf({ ...standard, loss: 'hinge' })).toBeNull();
  });

  it('of the hinge loss, which has no closed form, still nears the data', async () => {
    const { stages } = await play({ loss: 'hinge' });
    expect(stages[0].optimum).toBeNull();
    expect(stages[0].path.at(-1)!.loss).toBeLessThan(stages[0].path[0].loss);
  });
});

test.each([0.7, 1.5])('negatives at temperature %d move the fixed point to p ∝ p_data^T', async (temperature) => {
  const { stages } = await play({ temperature });
  const { data } = cases.worked;
  const fixed = logSoftmax(Float64Array.from(data, (p) => temperature * Math.log(p)));
  const last = stages.at(-1)!;
  for (const [k, logp] of fixed.entries()) expect(last.logps[k]).toBeCloseTo(logp, 3);
  expect(last.kl).toBeCloseTo(fixedPointKl({ ...standard, temperature }), 4);
  expect(divergence(data, fixed)).toBeGreaterThan(0.02);
});

describe('a number of steps', () => {
  test('λ = .1 at step size 5: the loss falls all the way, KL falls and then rises', async () => {
    const [{ path }] = (await play({ lambda: 0.1, stepSize: 5, steps: 50 })).stages;
    for (const [step, kl] of [
      [0, 0.44],
      [10, 0.15],
      [50, 0.398],
    ])
      expect(Math.abs(path[step].kl - kl)).toBeLessThan(5e-4);
    for (let step = 1; step < path.length; step++) expect(path[step].loss).toBeLessThan(path[step - 1].loss);
  });

  test('20 at step size 1 keep λ = .1 from diverging', async () => {
    const after = (await kls({ lambda: 0.1, steps: 20 })).slice(1);
    for (const [t, kl] of [0.306, 0.208, 0.139].entries()) expect(Math.abs(after[t] - kl)).toBeLessThan(5e-4);
    for (let t = 1; t < after.length; t++) expect(after[t]).toBeLessThan(after[t - 1]);
  });

  test('is what the correlation loss plays, whatever is asked: it has no minimum', async () => {
    const { stages } = await play({ loss: 'correlation', lambda: 0.5 });
    expect(stages[0].optimum).toBeNull();
    expect(stages[0].path).toHaveLength(21);
  });
});

test('a course that leaves the data far behind ends there', async () => {
  const { stages, diverged } = await play({ lambda: 0.2 });
  expect(diverged).toBe(true);
  expect(stages.at(-1)!.kl).toBeGreaterThan(30);
  expect(stages.every(({ kl }) => Number.isFinite(kl))).toBe(true);
  const wild = await play({ loss: 'exponential', lambda: 5, steps: 400, stepSize: 20 });
  expect(wild.diverged).toBe(true);
});

test('sampled courses near the exact one with the number of samples', async () => {
  const change: Partial<Theory> = { lambda: 2, steps: 5, stepSize: 4 };
  const exact = await play(change);
  const gap = async (samples: number, seed: number) => {
    const { stages } = await play({ ...change, samples, seed }, 'sampled');
    return [1, 2, 3].reduce((sum, t) => {
      const p = [...exact.stages[t].logps].map(Math.exp);
      return sum + divergence(p, stages[t].logps);
    }, 0);
  };
  const seeds = [0, 1];
  const mean = async (samples: number) =>
    (await Promise.all(seeds.map((seed) => gap(samples, seed)))).reduce((sum, one) => sum + one, 0) / seeds.length;
  const [few, many] = [await mean(50), await mean(1000)];
  expect(many).toBeLessThan(few / 5);
  expect(many).toBeLessThan(0.01);
});
