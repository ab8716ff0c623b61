import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { diskFolder } from '../checkpoint/disk.ts';
import { encodePrompt, encodeResponse } from '../checkpoint/rows.ts';
import type { Gpu } from '../gpu/gpu.ts';
import { openTestGpu } from '../gpu/testing.ts';
import { drain } from '../players/player.ts';
import { WebGpuPlayer } from '../players/webgpu.ts';
import { teachingData } from '../tasks/data.ts';
import { dataBenchmark, domainBenchmark, type HeldOut, heldOutPairs, type Work } from './benchmark.ts';

const settings = { samples: 2, maxNewTokens: 24, seed: 3 };

let gpu: Gpu;
let checkpoint: Checkpoint;
let base: Checkpoint;
let player: WebGpuPlayer;
let items: HeldOut[];
beforeAll(async () => {
  gpu = await openTestGpu();
  checkpoint = await loadCheckpoint(diskFolder('public/models/embedded'));
  base = await loadCheckpoint(diskFolder('public/models/embedded-base'));
  player = new WebGpuPlayer(gpu, checkpoint.config, checkpoint.tensors, checkpoint.eosIds);
  items = teachingData()
    .test.slice(0, 18)
    .map(({ prompt, completion }) => ({
      text: prompt,
      prompt: encodePrompt(checkpoint.tokenizer, prompt),
      response: encodeResponse(checkpoint.tokenizer, completion),
    }));
});
afterAll(() => gpu.destroy());

const decode = (ids: readonly number[]) => checkpoint.tokenizer.decode(ids);

/** Mean over all response tokens, nats. */
async function scoredNll(who: WebGpuPlayer): Promise<number> {
  const logps = (await drain(who.score(items))).flatMap((row) => [...row]);
  return -logps.reduce((sum, logp) => sum + logp, 0) / logps.length;
}

/** What a benchmark says, and that its progress rises to the whole. */
async function followed<T>(work: AsyncGenerator<Work, T>): Promise<T> {
  let last: Work = { done: 0, total: Number.POSITIVE_INFINITY };
  for (;;) {
    const next = await work.next();
    if (next.done) {
      expect(last.done).toBe(last.total);
      return next.value;
    }
    expect(next.value.done).toBeGreaterThanOrEqual(last.done);
    last = next.value;
  }
}

it('domain: a player against itself has no KL, the NLL is that of its scores', async () => {
  const snapshot = player.snapshot();
  const own = await followed(domainBenchmark(player, snapshot, items, decode, settings));
  expect(Math.abs(own.kl!)).toBeLessThan(1e-6);
  expect(own.nll).toBeCloseTo(await scoredNll(player), 6);
  // A weak model: some answers are right, some wrong.
  expect(own.mean).toBeGreaterThan(0.2);
  expect(own.mean).toBeLessThan(0.9);
  expect(Object.keys(own.tasks).length).toBeGreaterThan(3);
  expect(own.entropy).toBeGreaterThan(0);
  expect(await followed(domainBenchmark(player, null, items, decode, settings))).toEqual({ ...own, kl: null });
  snapshot.release();
});

it('domain: KL to another player is what its samples gain on that one', async () => {
  const other = new WebGpuPlayer(gpu, base.config, base.tensors, base.eosIds);
  const { kl } = await followed(domainBenchmark(player, other, items, decode, settings));
  const prompts = items.flatMap(({ prompt }) => [prompt, prompt]);
  const sampling = { temperature: 1, topK: 0, topP: 1, maxNewTokens: settings.maxNewTokens, seed: settings.seed };
  const samples = (await drain(player.generate(prompts, sampling))).map(({ tokens }, i) => ({
    prompt: prompts[i],
    response: tokens,
  }));
  const total = async (who: WebGpuPlayer) =>
    (await drain(who.score(samples))).flatMap((row) => [...row]).reduce((sum, logp) => sum + logp, 0);
  expect(kl).toBeGreaterThan(0.1);
  expect(kl).toBeCloseTo(((await total(player)) - (await total(other))) / samples.length, 6);
  other.release();
});

it('own data: nothing is won against oneself, and the model tuned on such data wins against its base', async () => {
  const pairs = await followed(heldOutPairs(player, items, settings));
  const own = await followed(dataBenchmark(player, pairs));
  expect(own.pair_accuracy).toBe(0);
  expect(own.nll).toBeCloseTo(await scoredNll(player), 6);

  const start = new WebGpuPlayer(gpu, base.config, base.tensors, base.eosIds);
  const tuned = await followed(dataBenchmark(player, await followed(heldOutPairs(start, items, settings))));
  expect(tuned.pair_accuracy).toBeGreaterThan(0.5);
  expect(tuned.nll).toBe(own.nll);
  start.release();
});
