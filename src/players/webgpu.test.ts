import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../gpu/testing.ts';
import type { PairLoss } from '../kernels/pair_losses.ts';
import { choose, type Family, families, isAvailable, variantsOf } from '../kernels/variants.ts';
import type { Objective, Pair, UpdateRule } from '../model/trainer.ts';
import { type Fixture, fixtureNames, type LossReference, readFixture } from './fixtures/read.ts';
import { drain } from './player.ts';
import { WebGpuPlayer } from './webgpu.ts';

// Against PyTorch in float64: log-probs within 2e-4 nats, losses within 1e-4 relative, gradients within 1e-3 relative (L2).

const EOS = 2;
const gpu = await openTestGpu();
afterAll(() => gpu.destroy());

/** Every fixture on the kernels in use here, and one, whose heads are grouped, on each other variant of each kernel. */
const cases = [
  ...fixtureNames.map((name) => ({ name, kernels: 'as here', forced: {} })),
  ...(Object.keys(families) as Family[]).flatMap((family) =>
    families[family]
      .filter((variant) => isAvailable(gpu, variant) && variant !== variantsOf(gpu)[family])
      .map((variant) => ({
        ...{ name: 'grouped' as const, kernels: `with ${family} ${variant}` },
        forced: { [family]: variant },
      })),
  ),
];

const player = (f: Fixture) => new WebGpuPlayer(gpu, f.config, f.weights, [EOS]);

const pairsOf = (f: Fixture, indices = f.pairs.map((_, i) => i)): Pair[] =>
  indices.map((i) => ({
    ...f.pairs[i],
    referenceChosen: f.reference.chosen[i],
    referenceRejected: f.reference.rejected[i],
  }));

const objective = (f: Fixture, loss: LossReference): Objective => ({
  type: 'pair',
  pairs: pairsOf(f, loss.pairs),
  loss: loss.loss as PairLoss,
  beta: loss.beta,
  labelSmoothing: loss.labelSmoothing,
});

const norm = (values: Iterable<number>) => Math.sqrt([...values].reduce((sum, x) => sum + x * x, 0));

function relativeDistance(actual: Float32Array, expected: Float32Array): number {
  expect(actual.length).toBe(expected.length);
  return norm(actual.map((x, i) => x - expected[i])) / norm(expected);
}

describe.each(cases)('$name against PyTorch, kernels $kernels', ({ name, forced }) => {
  const f = readFixture(name);
  let main: WebGpuPlayer;
  const unforced = gpu.choices;
  beforeAll(() => {
    choose(gpu, forced);
    main = player(f);
  });
  afterAll(() => {
    main.release();
    gpu.choices = unforced;
  });

  it('scores every response token', async () => {
    const sequences = f.pairs.flatMap(({ prompt, chosen, rejected }) => [
      { prompt, response: chosen },
      { prompt, response: rejected },
    ]);
    const logps = await drain(main.score(sequences));
    const expected = f.pairs.flatMap((_, i) => [f.logps.chosen[i], f.logps.rejected[i]]);
    expect(logps.map((row) => row.length)).toEqual(expected.map((row) => row.length));
    const worst = Math.max(...expected.flatMap((row, i) => row.map((x, j) => Math.abs(x - logps[i][j]))));
    expect(worst).toBeLessThan(2e-4);
  });

  it.each(f.losses.map((loss) => [`${loss.loss} β ${loss.beta}`, loss] as const))(
    '%s: loss and gradients',
    async (_, loss) => {
      main.gradient(objective(f, loss));
      const report = await main.measure();
      expect(Math.abs(report.loss - loss.value) / Math.abs(loss.value)).toBeLessThan(1e-4);
      const gradients = await main.gradients();
      for (const [tensor, expected] of loss.gradients)
        expect(relativeDistance(gradients.get(tensor)!, expected), tensor).toBeLessThan(1e-3);
      for (const [tensor, expected] of loss.gradientNorms)
        expect(Math.abs(norm(gradients.get(tensor)!) - expected), tensor).toBeLessThanOrEqual(1e-3 * expected);
      const all = norm([...loss.gradientNorms.values()]);
      expect(Math.abs(report.gradNorm - all)).toBeLessThanOrEqual(1e-3 * all);
    },
  );

  it('NLL: loss and gradients', async () => {
    main.gradient({ type: 'nll', sequences: f.pairs.map(({ prompt, chosen }) => ({ prompt, response: chosen })) });
    const report = await main.measure();
    expect(Math.abs(report.loss - f.nll.value) / f.nll.value).toBeLessThan(1e-4);
    const gradients = await main.gradients();
    for (const [tensor, expected] of f.nll.gradients)
      expect(relativeDistance(gradients.get(tensor)!, expected), tensor).toBeLessThan(1e-3);
    for (const [tensor, expected] of f.nll.gradientNorms)
      expect(Math.abs(norm(gradients.get(tensor)!) - expected), tensor).toBeLessThanOrEqual(1e-3 * expected);
  });

  it.each(['adamw', 'rmsprop'] as const)('three %s steps', async (kind) => {
    const expected = f.optimizers[kind];
    const learner = player(f);
    const rule: UpdateRule = {
      optimizer: kind,
      learningRate: expected.learningRate,
      ...{ beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: kind === 'adamw' ? 0.01 : 0, maxGradNorm: 1 },
    };
    for (const step of expected.steps) {
      learner.gradient(objective(f, f.losses[0]));
      const report = await learner.update(rule);
      expect(Math.abs(report.loss - step.loss) / step.loss).toBeLessThan(1e-4);
      expect(Math.abs(report.gradNorm - step.gradNorm) / step.gradNorm).toBeLessThan(1e-3);
    }
    const parameters = await learner.tensors();
    for (const [tensor, values] of expected.parameters) {
      // Adam divides a gradient by its own size: where the true one is 0 (the pair of equal responses) it would show float32's last bit.
      const gradient = f.losses[0].gradients.get(tensor)!;
      const real = (_: number, i: number) => Math.abs(gradient[i]) > 1e-7 * expected.steps[0].gradNorm;
      const off = norm(
        parameters
          .get(tensor)!
          .map((x, i) => x - values[i])
          .filter(real),
      );
      expect(off, tensor).toBeLessThan(2e-3 * expected.changeNorms.get(tensor)! + 1e-7 * norm(values));
    }
    learner.release();
  });

  it('greedy continuations, with the log-probs the scorer gives', async () => {
    const prompts = f.pairs.map((pair) => pair.prompt);
    const sampling = { temperature: 0, topK: 0, topP: 1, maxNewTokens: 8, seed: 0 };
    const completions = await drain(main.generate(prompts, sampling));
    expect(completions.map((c) => c.tokens)).toEqual(f.greedy.map((g) => g.tokens));
    completions.forEach((c, i) => {
      c.logps.forEach((logp, j) => {
        expect(Math.abs(logp - f.greedy[i].logps[j])).toBeLessThan(2e-4);
      });
    });
    const scored = await drain(main.score(completions.map((c, i) => ({ prompt: prompts[i], response: c.tokens }))));
    const { attention, cached } = variantsOf(gpu);
    // To the bit, but where attention to a cache is computed in another way than attention to the tokens themselves.
    const alike = cached !== 'workgroup' && (cached === 'plain') === (attention === 'plain');
    scored.forEach((row, i) => {
      if (alike) expect([...row]).toEqual(completions[i].logps);
      else
        row.forEach((logp, j) => {
          expect(Math.abs(logp - completions[i].logps[j])).toBeLessThan(1e-5);
        });
    });
  });
});
