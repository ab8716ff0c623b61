import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCheckpoint } from '../../checkpoint/checkpoint.ts';
import { diskFolder } from '../../checkpoint/disk.ts';
import type { Gpu } from '../../gpu/gpu.ts';
import { openTestGpu } from '../../gpu/testing.ts';
import type { DecoderConfig } from '../../model/config.ts';
import { readFixture } from '../../players/fixtures/read.ts';
import { drain } from '../../players/player.ts';
import { WebGpuPlayer } from '../../players/webgpu.ts';
import { openTransformers } from './transformers.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

interface Case {
  config: DecoderConfig;
  tensors: ReadonlyMap<string, Float32Array>;
  eosIds: readonly number[];
}

/** Greedy tokens of both, which must be the same. */
async function compare(model: Case, prompts: readonly (readonly number[])[]): Promise<number[][]> {
  const player = new WebGpuPlayer(gpu, model.config, model.tensors, model.eosIds);
  const sampling = { temperature: 0, topK: 0, topP: 1, maxNewTokens: 24, seed: 0 };
  const own = (await drain(player.generate(prompts, sampling))).map(({ tokens }) => tokens);
  player.release();
  const peer = await openTransformers({ ...model, device: 'wasm' });
  expect(await peer.generate(prompts, { maxNewTokens: 24, temperature: 0 })).toEqual(own);
  await peer.release();
  return own;
}

test('the embedded model: rows that end at different lengths', async () => {
  const model = await loadCheckpoint(diskFolder('public/models/embedded'));
  const prompts = ['add 17+38:', 'rev abcde:', 'max 41907:', 'add 90+19:'].map((text) => model.tokenizer.encode(text));
  const own = await compare(model, prompts);
  expect(new Set(own.map(({ length }) => length)).size).toBeGreaterThan(1);
});

test('grouped heads', async () => {
  const { config, weights, pairs } = readFixture('grouped');
  const shortest = Math.min(...pairs.map(({ prompt }) => prompt.length));
  const prompts = pairs.map(({ prompt }) => prompt.slice(0, shortest));
  await compare({ config, tensors: weights, eosIds: [2] }, prompts);
});

test('sampled tokens are of the model, and prompts have one length', async () => {
  const model = await loadCheckpoint(diskFolder('public/models/embedded'));
  const peer = await openTransformers({ ...model, device: 'wasm' });
  const prompt = model.tokenizer.encode('add 17+38:');
  const rows = await peer.generate([prompt, prompt, prompt], { maxNewTokens: 24, temperature: 1 });
  for (const row of rows) {
    expect(row.length).toBeLessThanOrEqual(24);
    expect(row.slice(0, -1)).not.toContain(model.eosIds[0]);
  }
  await expect(peer.generate([prompt, prompt.slice(1)], { maxNewTokens: 1, temperature: 0 })).rejects.toThrow(
    'the prompts of a batch have one length',
  );
  await peer.release();
});
