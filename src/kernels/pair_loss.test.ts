import { describe, expect, test } from 'vitest';
import { pairLoss } from './pair_loss.ts';
import { type PairLoss, pairLosses } from './pair_losses.ts';
import { blank, floats, numericalGradient, random, range, run, sizes, uniform, words } from './testing.ts';

interface Pair {
  /** Log-probs of y and y′ in nats, the reference's, and the response lengths. */
  logp: [number, number];
  reference: [number, number];
  lengths: [number, number];
}

const f32 = Math.fround;
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** The losses as METHODS define them, with −log σ(x) = log(1 + e^(−x)). */
function lossOf(kind: PairLoss, { logp, reference, lengths }: Pair, beta: number, smoothing: number): number {
  const [r, r2] = [logp[0] - reference[0], logp[1] - reference[1]];
  const s = beta * (r - r2);
  const losses: Record<PairLoss, number> = {
    sigmoid: softplus(-s),
    hinge: Math.max(0, 1 - s),
    exponential: Math.exp(-s),
    correlation: 1 - s,
    ipo: (r / lengths[0] - r2 / lengths[1] - 1 / (2 * beta)) ** 2,
    robust: ((1 - smoothing) * softplus(-s) - smoothing * softplus(s)) / (1 - 2 * smoothing),
    cdpo: (1 - smoothing) * softplus(-s) + smoothing * softplus(s),
    nca_pair: softplus(-beta * r) + 0.5 * softplus(beta * r) + 0.5 * softplus(beta * r2),
    sppo_hard: (r - 1 / (2 * beta)) ** 2 + (r2 + 1 / (2 * beta)) ** 2,
  };
  return losses[kind];
}

/** s = β(r − r′), rounded as the kernel rounds. */
function marginOf({ logp, reference }: Pair, beta: number): number {
  const [r, r2] = [0, 1].map((side) => f32(f32(logp[side]) - f32(reference[side])));
  return f32(f32(beta) * f32(r - r2));
}

async function onGpu(kind: PairLoss, pairs: readonly Pair[], beta: number, smoothing: number, share = 1) {
  const count = pairs.length;
  const [weight, loss, margin] = [blank(2 * count), blank(count), blank(count)];
  const inputs = {
    size: sizes(count),
    knobs: uniform(Float32Array.of(beta, smoothing, share, 0)),
    rows: words(pairs.flatMap(({ lengths }) => lengths.flatMap((length) => [0, length, 0, 0]))),
    sequence: floats(pairs.flatMap(({ logp }) => logp)),
    reference: floats(pairs.flatMap(({ reference }) => reference)),
  };
  const outputs = { weight, loss, margin };
  const [losses, weights, margins] = await run(
    (r) => pairLoss(r, { ...inputs, ...outputs, count, kind }),
    ...[loss, weight, margin],
  );
  return { losses, weights, margins };
}

/** Within 1e-4 of it, or of the smallest normal float32. */
function expectNear(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-4 * Math.abs(expected) + 2 ** -126);
}

const pairAt = (s: number, beta: number): Pair => ({
  logp: [-11 + s / beta, -11.5],
  reference: [-11, -11.5],
  lengths: [3, 7],
});

describe.each(pairLosses)('%s', (kind) => {
  const beta = 0.25;
  const [smoothing, share] = [f32(0.1), 1 / 8];

  test.each([0, 0.5, 100, -100])('at s = %d: value and gradient', async (s) => {
    const pair = pairAt(s, beta);
    const { losses, weights, margins } = await onGpu(kind, [pair], beta, smoothing, share);
    for (const value of [...losses, ...weights]) expect(value).toSatisfy(Number.isFinite);
    expect(margins[0]).toBe(marginOf(pair, beta));
    if (kind === 'exponential' && s === -100) return; // e^100 is no float32: it saturates
    expectNear(losses[0], lossOf(kind, pair, beta, smoothing));
    const gradient = numericalGradient(
      ([y, y2]) => lossOf(kind, { ...pair, logp: [y, y2] }, beta, smoothing),
      pair.logp,
    );
    gradient.forEach((value, side) => {
      const rounding = 1e-9; // of the differences
      expect(Math.abs(weights[side] - share * value)).toBeLessThanOrEqual(1e-4 * Math.abs(share * value) + rounding);
    });
  });

  test('129 pairs, with empty responses among them', async () => {
    const [logps, references] = [random(258, 1, 20), random(258, 2, 20)];
    const pairs = range(129, (i): Pair => {
      const lengths: [number, number] = [1 + (i % 5), 1 + (i % 3)];
      return { logp: [logps[2 * i], logps[2 * i + 1]], reference: [references[2 * i], references[2 * i + 1]], lengths };
    });
    pairs[5] = { logp: [-3, 0], reference: [-4, 0], lengths: [2, 0] };
    const { losses, margins } = await onGpu(kind, pairs, beta, smoothing);
    pairs.forEach((pair, i) => {
      expect(margins[i]).toBe(marginOf(pair, beta));
      const lengths = pair.lengths.map((length) => Math.max(1, length)) as [number, number];
      const expected = lossOf(kind, { ...pair, lengths }, beta, smoothing);
      expect(Math.abs(losses[i] - expected)).toBeLessThanOrEqual(1e-4 * Math.abs(expected) + 1e-6);
    });
  });
});

test('the golden vector', async () => {
  const pair: Pair = { logp: [-10, -12], reference: [-11, -11.5], lengths: [1, 1] };
  const golden: Partial<Record<PairLoss, number>> = {
    sigmoid: 0.620957048,
    cdpo: 0.635957048,
    robust: 0.602207048,
    hinge: 0.85,
    exponential: 0.860707976,
    ipo: 12.25,
    nca_pair: 1.350824814,
    sppo_hard: 36.25,
  };
  for (const kind of pairLosses.filter((name) => name in golden)) {
    const { losses, weights } = await onGpu(kind, [pair], 0.1, 0.1);
    expect(losses[0] / golden[kind]!).toBeCloseTo(1, 6);
    if (kind === 'sigmoid') expect(weights[0]).toBeCloseTo(-0.046257015, 8);
  }
});

test('where the players are equal: float32 ln 2 to the bit, and gradients that cancel', async () => {
  const pairs = range(67, (i): Pair => {
    const logp = [...random(2, i, 100)] as [number, number];
    return { logp, reference: logp, lengths: [3, 4] };
  });
  for (const kind of ['sigmoid', 'robust', 'cdpo'] as const) {
    const { losses, weights, margins } = await onGpu(kind, pairs, 0.1, 0);
    expect(new Set(losses)).toEqual(new Set([f32(Math.LN2)]));
    expect(new Set(margins)).toEqual(new Set([0]));
    pairs.forEach((_, i) => {
      expect(weights[2 * i]).toBe(-weights[2 * i + 1]);
    });
  }
});

test('the logistic loss is as exact as WGSL makes e^x: 3 + 2|x| units in the last place', async () => {
  const margins = range(4001, (i) => f32((i - 2000) / 200));
  const pairs = margins.map((s): Pair => ({ logp: [s, 0], reference: [0, 0], lengths: [1, 1] }));
  const { losses } = await onGpu('sigmoid', pairs, 1, 0);
  margins.forEach((s, i) => {
    const expected = softplus(-s);
    const unit = 2 ** (Math.floor(Math.log2(expected)) - 23);
    expect(Math.abs(losses[i] - expected)).toBeLessThanOrEqual((3 + 2 * Math.max(0, s)) * unit);
  });
});
