import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Gpu } from '../gpu/gpu.ts';
import { openTestGpu } from '../gpu/testing.ts';
import { choose } from '../kernels/variants.ts';
import { pack, sumLogps } from '../model/batch.ts';
import type { Objective, Pair, UpdateRule } from '../model/trainer.ts';
import { readFixture } from './fixtures/read.ts';
import { drain } from './player.ts';
import { WebGpuPlayer } from './webgpu.ts';

// What must hold whatever the numbers are.

const f = readFixture('grouped');
const LN2 = Math.fround(Math.LN2);
const rule: UpdateRule = {
  optimizer: 'adamw',
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0,
  maxGradNorm: 1,
};

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const player = () => new WebGpuPlayer(gpu, f.config, f.weights, [2]);
const sequences = f.pairs.flatMap(({ prompt, chosen, rejected }) => [
  { prompt, response: chosen },
  { prompt, response: rejected },
]);
const objective = (pairs: readonly Pair[], beta = 1): Objective => ({
  type: 'pair',
  ...{ pairs, loss: 'sigmoid', beta, labelSmoothing: 0 },
});

/** The fixture's pairs against the player itself. */
async function ownPairs(main: WebGpuPlayer): Promise<Pair[]> {
  const sums = (await drain(main.score(sequences))).map(sumLogps);
  return f.pairs.map((pair, i) => ({ ...pair, referenceChosen: sums[2 * i], referenceRejected: sums[2 * i + 1] }));
}

/** Pairs with a reference that differs, so that every gradient is there. */
const otherPairs: Pair[] = f.pairs.map((pair, i) => ({
  ...pair,
  referenceChosen: f.reference.chosen[i],
  referenceRejected: f.reference.rejected[i],
}));

const concatenated = (tensors: Map<string, Float32Array>) =>
  [...tensors].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, values]) => [...values]);

function distance(a: readonly number[], b: readonly number[]): number {
  const norm = (values: readonly number[]) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
  return norm(a.map((x, i) => x - b[i])) / norm(b);
}

it('a player against itself has a margin of exactly 0 and a loss of float32 ln 2', async () => {
  const main = player();
  const pairs = await ownPairs(main);
  main.gradient(objective(pairs, 0.1));
  const { loss, sequenceLogps } = await main.measure();
  expect([...sequenceLogps]).toEqual(pairs.flatMap((pair) => [pair.referenceChosen, pair.referenceRejected]));
  expect(Math.fround(loss)).toBe(LN2);
  main.release();
});

it("precomputed reference log-probs equal those of a snapshot, which keeps its weights while the main player's change", async () => {
  const main = player();
  const before = await drain(main.score(sequences));
  const opponent = main.snapshot();
  expect(await drain(opponent.score(sequences))).toEqual(before);
  main.gradient(objective(otherPairs));
  await main.update(rule);
  expect(await drain(main.score(sequences))).not.toEqual(before);
  expect(await drain(opponent.score(sequences))).toEqual(before);
  const next = main.snapshot();
  expect(await drain(next.score(sequences))).toEqual(await drain(main.score(sequences)));
  opponent.release();
  next.release();
  main.release();
});

it('weighing tokens is scoring responses of one token each, bit for bit, and over the whole vocabulary they sum to 1', async () => {
  const odd = readFixture('odd');
  const { vocabSize } = odd.config;
  expect(vocabSize % 2).toBe(1);
  const main = new WebGpuPlayer(gpu, odd.config, odd.weights, [2]);
  const prompts = odd.pairs.map(({ prompt }) => prompt);
  const every = Array.from({ length: vocabSize }, (_, id) => id);
  for (const options of [[7], [5, 3, vocabSize - 1, 3], every]) {
    const weighed = await drain(main.weigh(prompts, options));
    const asked = prompts.flatMap((prompt) => options.map((id) => ({ prompt, response: [id] })));
    expect(weighed.flatMap((row) => [...row])).toEqual((await drain(main.score(asked))).flatMap((row) => [...row]));
  }
  for (const row of await drain(main.weigh(prompts, every)))
    expect(row.reduce((sum, logp) => sum + Math.exp(logp), 0)).toBeCloseTo(1, 5);
  main.release();
});

it('more prompts than one pass holds are weighed as each would be alone', async () => {
  const main = player();
  const prompts = Array.from({ length: 300 }, (_, i) =>
    Array.from({ length: 1 + (i % 40) }, (_, k) => 3 + ((i + k) % 30)),
  );
  const [all, reversed] = [
    await drain(main.weigh(prompts, [4, 9, 11])),
    await drain(main.weigh([...prompts].reverse(), [4, 9, 11])),
  ];
  expect(reversed.reverse()).toEqual(all);
  expect((await drain(main.weigh(prompts.slice(299), [4, 9, 11])))[0]).toEqual(all[299]);
  main.release();
});

it('a restored player is what the snapshot was, bit for bit, and its optimizer has forgotten every step', async () => {
  const main = player();
  const step = async (of: WebGpuPlayer) => {
    of.gradient(objective(otherPairs));
    await of.update(rule);
    return concatenated(await of.tensors());
  };
  const first = await step(main);
  const kept = main.snapshot();
  const second = await step(main);
  await step(main);
  main.restore(kept);
  expect(distance(concatenated(await main.tensors()), first)).toBe(0);
  const again = await step(main);
  expect(distance(again, second)).toBeGreaterThan(0); // moments of the first step would have given the same
  const fresh = new WebGpuPlayer(gpu, f.config, f.weights, [2]);
  fresh.gradient(objective(otherPairs));
  await fresh.update(rule);
  fresh.resetOptimizer();
  expect(distance(await step(fresh), again)).toBe(0);
  // The snapshot is still what it was, and may be taken up again.
  main.restore(kept);
  expect(distance(concatenated(await main.tensors()), first)).toBe(0);
  for (const one of [kept, fresh, main]) one.release();
});

it('only snapshots of its own are restored', () => {
  const [main, other] = [player(), player()];
  const snapshot = other.snapshot();
  expect(() => main.restore(snapshot)).toThrow(/snapshots of its own/);
  for (const one of [snapshot, other, main]) one.release();
});

it('neighbours in the batch and their order change no bit of a row', async () => {
  const main = player();
  const together = await drain(main.score(sequences));
  const reversed = await drain(main.score([...sequences].reverse()));
  expect(reversed.reverse()).toEqual(together);
  for (const [i, sequence] of sequences.entries())
    expect((await drain(main.score([sequence])))[0]).toEqual(together[i]);
  main.release();
});

it('the order of pairs changes neither loss nor gradient', async () => {
  const main = player();
  main.gradient(objective(otherPairs));
  const { loss } = await main.measure();
  const gradient = concatenated(await main.gradients());
  main.gradient(objective([...otherPairs].reverse()));
  const reversed = await main.measure();
  expect(Math.abs(reversed.loss - loss) / loss).toBeLessThan(1e-6);
  expect(distance(concatenated(await main.gradients()), gradient)).toBeLessThan(1e-6);
  main.release();
});

it('one micro-batch of eight and eight of one give the same loss, gradient and trajectory', async () => {
  const eight = [...otherPairs, ...otherPairs.slice(0, 3)];
  const trajectories: number[][] = [];
  for (const rows of [8, 1]) {
    const main = player();
    main.gradient(objective(eight), rows);
    const { loss, sequenceLogps } = await main.measure();
    const gradient = concatenated(await main.gradients());
    for (let step = 0; step < 3; step++) {
      main.gradient(objective(eight), rows);
      await main.update({ ...rule, optimizer: 'rmsprop', learningRate: 1e-5 });
    }
    trajectories.push([loss], [...sequenceLogps], gradient, concatenated(await main.tensors()));
    main.release();
  }
  const [lossA, logpsA, gradientA, weightsA, lossB, logpsB, gradientB, weightsB] = trajectories;
  expect(lossB).toEqual(lossA);
  expect(logpsB).toEqual(logpsA);
  expect(distance(gradientB, gradientA)).toBeLessThan(1e-6);
  expect(distance(weightsB, weightsA)).toBeLessThan(1e-6);
});

it('a step whose later micro-batches are longer than its first ones', async () => {
  const sequences = [4, 90, 200].map((length) => ({
    prompt: [5],
    response: Array.from({ length }, (_, i) => 3 + (i % 30)),
  }));
  const losses: number[] = [];
  for (const rows of [1, 3]) {
    const main = player();
    main.gradient({ type: 'nll', sequences }, rows);
    losses.push((await main.update(rule)).loss);
    main.release();
  }
  expect(losses[0]).toBe(losses[1]);
});

it('a gradient that waits for its update is not overwritten', async () => {
  const main = player();
  main.gradient(objective(otherPairs));
  expect(() => main.gradient(objective(otherPairs))).toThrow(/recorded gradient comes first/);
  await expect(main.evaluate(objective(otherPairs))).rejects.toThrow(/recorded gradient comes first/);
  main.release();
});

it('prompt labels are never predicted: no target points at them, and without a response every gradient is exactly 0', async () => {
  const { targets, tokens } = pack([{ prompt: [5, 6, 7], response: [8, 9] }]);
  expect([...targets]).toEqual([2, 8, 0, 0, 3, 9, 0, 0]);
  expect(tokens.length / 4).toBe(4);
  const main = player();
  main.gradient({ type: 'nll', sequences: f.pairs.map(({ prompt }) => ({ prompt, response: [] })) });
  const { loss, gradNorm } = await main.measure();
  expect([loss, gradNorm]).toEqual([-0, 0]);
  expect(concatenated(await main.gradients()).every((x) => x === 0)).toBe(true);
  main.release();
});

it('with β = 0 and no weight decay a step changes nothing', async () => {
  const main = player();
  main.gradient(objective(otherPairs, 0));
  await main.update(rule);
  expect(concatenated(await main.tensors())).toEqual(concatenated(f.weights));
  main.release();
});

it('the same steps give the same bits', async () => {
  const train = async () => {
    const main = player();
    for (let step = 0; step < 3; step++) {
      main.gradient(objective(otherPairs), 2);
      await main.update(rule);
    }
    const weights = concatenated(await main.tensors());
    main.release();
    return weights;
  };
  expect(await train()).toEqual(await train());
});

it("a row's draws depend on its index and the seed, not on its neighbours or on who finished before", async () => {
  const main = player();
  const prompts = Array.from({ length: 40 }, (_, i) => f.pairs[i % 5].prompt);
  const sampling = { temperature: 1.3, topK: 0, topP: 1, maxNewTokens: 13, seed: 3 };
  const all = await drain(main.generate(prompts, sampling));
  expect(await drain(main.generate(prompts, sampling))).toEqual(all);
  expect(await drain(main.generate(prompts.slice(0, 7), sampling))).toEqual(all.slice(0, 7));
  expect(await drain(main.generate(prompts, { ...sampling, seed: 4 }))).not.toEqual(all);
  for (const { tokens, finish } of all) {
    expect(finish).toBe(tokens.at(-1) === 2 ? 'eos' : 'length');
    expect(tokens.slice(0, -1)).not.toContain(2);
    expect(tokens.length).toBeLessThanOrEqual(13);
  }
  main.release();
});

it('rows that reach the end of the context or have no room at all leave their neighbours alone', async () => {
  const main = new WebGpuPlayer(gpu, { ...f.config, contextLength: 16 }, f.weights, [2]);
  const prompts = [3, 14, 1, 16, 15, 9, 20, 2].map((length) => Array.from({ length }, (_, i) => 3 + (i % 30)));
  const sampling = { temperature: 1.5, topK: 0, topP: 1, maxNewTokens: 13, seed: 2 };
  const all = await drain(main.generate(prompts, sampling));
  expect(all.map(({ tokens }, i) => tokens.length <= Math.max(0, 16 - prompts[i].length))).not.toContain(false);
  expect(all.map(({ tokens }) => tokens.length > 0)).toEqual(prompts.map(({ length }) => length < 16));
  const scored = await drain(main.score(all.map(({ tokens }, i) => ({ prompt: prompts[i], response: tokens }))));
  expect(scored.map((row) => [...row])).toEqual(all.map(({ logps }) => logps));
  const filler = [5, 6, 7];
  const others = await drain(main.generate([filler, ...prompts.slice(1, 6), filler, filler], sampling));
  expect(others.slice(1, 6)).toEqual(all.slice(1, 6));
  main.release();
});

it('several responses to a prompt, which is computed once, are those to as many prompts', async () => {
  const main = player();
  const prompts = [[5, 7, 9], [8], [5, 7, 9, 3]].flatMap((prompt, i) => Array<number[]>(3 - i).fill(prompt));
  const sampling = { temperature: 1.3, topK: 0, topP: 1, maxNewTokens: 11, seed: 3 };
  const apart = await drain(
    main.generate(
      prompts.map((prompt) => [...prompt]),
      sampling,
    ),
  );
  expect(await drain(main.generate(prompts, sampling))).toEqual(apart);
  expect(new Set(apart.slice(0, 3).map(({ tokens }) => String(tokens))).size).toBe(3);
  const drafts = [[], apart[1].tokens];
  expect(await drain(main.generate(prompts, sampling, drafts))).toEqual(apart);
  main.release();
});

it('drafts change no bit of the completions, right or wrong, and right ones are there after one burst', async () => {
  const main = player();
  const prompts = Array.from({ length: 9 }, (_, i) => [5, 3 + (i % 5), 7].slice(i % 3));
  for (const temperature of [0, 1]) {
    const sampling = { temperature, topK: 0, topP: 1, maxNewTokens: 11, seed: 3 };
    const all = await drain(main.generate(prompts, sampling));
    const right = all.map(({ tokens }) => tokens);
    const drafts = {
      right,
      wrong: right.map((tokens, i) => tokens.map((id, place) => (place === (3 * i) % 11 ? (id + 1) % 20 : id))),
      short: right.map((tokens, i) => tokens.slice(0, i)),
      long: right.map((tokens) => [...tokens, 4, 4, 4]),
      some: right.slice(0, 4),
    };
    for (const [kind, guesses] of Object.entries(drafts))
      expect(await drain(main.generate(prompts, sampling, guesses)), kind).toEqual(all);
    const once = main.generate(prompts, sampling, right);
    expect((await once.next()).value).toMatchObject({ finished: 9 });
    await once.return([]);
  }
  main.release();
});

it('a snapshot is made once until something is learned, and stands until its last holder releases it', async () => {
  const main = player();
  const [one, other] = [main.snapshot(), main.snapshot()];
  expect(other).toBe(one);
  one.release();
  const before = await drain(other.score(sequences));
  main.gradient(objective(otherPairs));
  await main.update(rule);
  const later = main.snapshot();
  expect(later).not.toBe(other);
  expect(await drain(other.score(sequences))).toEqual(before);
  main.restore(other);
  expect(main.snapshot()).toBe(other);
  other.release();
  other.release();
  expect(main.snapshot()).not.toBe(other);
  for (const held of [later, main]) held.release();
});

it('two generations at once are refused', async () => {
  const main = player();
  const sampling = { temperature: 1, topK: 0, topP: 1, maxNewTokens: 8, seed: 0 };
  const first = main.generate([[5]], sampling);
  await first.next();
  await expect(drain(main.generate([[6]], sampling))).rejects.toThrow(/one generation at a time/);
  await first.return([]);
  expect(await drain(main.generate([[6]], sampling))).toHaveLength(1);
  main.release();
});

it('sampled log-probs are those the scorer gives, whatever the temperature and filters', async () => {
  const main = player();
  const prompts = f.pairs.map(({ prompt }) => prompt);
  for (const filter of [{ temperature: 0.5 }, { temperature: 2, topK: 7 }, { temperature: 1, topP: 0.8 }]) {
    const sampling = { topK: 0, topP: 1, maxNewTokens: 11, seed: 1, ...filter };
    const completions = await drain(main.generate(prompts, sampling));
    const scored = await drain(
      main.score(completions.map(({ tokens }, i) => ({ prompt: prompts[i], response: tokens }))),
    );
    expect(scored.map((row) => [...row])).toEqual(completions.map(({ logps }) => logps));
  }
  main.release();
});

it('a diverging update is one sentence', async () => {
  const main = player();
  const diverge = async () => {
    for (let step = 0; step < 20; step++) {
      main.gradient(objective(otherPairs));
      await main.update({ ...rule, learningRate: 1e30 });
    }
  };
  await expect(diverge()).rejects.toThrow(/diverged.*lower the learning rate/);
  main.release();
});

it('checks kernels that only inference uses before the first of it, and gives them up where they are wrong', async () => {
  const own = await openTestGpu(); // on which none is compiled yet
  const compile = own.kernel.bind(own);
  own.kernel = (name, source, constants) =>
    compile(name, name === 'gated' ? source.replaceAll('up$i_0 +=', 'up$i_0 -=') : source, constants);
  choose(own, { gated: 'registers' });
  const findings: string[] = [];
  const model = { config: f.config, tensors: f.weights, eosIds: [2] };
  const main = await WebGpuPlayer.open(own, model, (finding) => findings.push(finding));
  expect(findings).toEqual([]);
  const scores = await drain(main.score(sequences));
  expect(findings).toEqual([
    expect.stringMatching(/^The kernel gated in its variant registers is .* off the plain one/),
  ]);
  expect(scores).toEqual(await drain(main.score(sequences)));
  const sums = await main.evaluate({ type: 'nll', sequences });
  scores.map(sumLogps).forEach((sum, i) => {
    expect(sum).toBeCloseTo(sums.sequenceLogps[i], 3);
  });
  expect(findings).toHaveLength(1);
  own.destroy();
});
