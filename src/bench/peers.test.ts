import { expect, test, vi } from 'vitest';
import type { Gpu } from '../gpu/gpu.ts';
import { openTestGpu } from '../gpu/testing.ts';
import type { DecoderConfig } from '../model/config.ts';
import { drain } from '../players/player.ts';
import { countBuffers } from './memory.ts';
import type { Peers } from './peers/peer.ts';
import { timedRollouts } from './rollouts.ts';
import { randomWeights } from './shapes.ts';
import { timedStep } from './steps.ts';

const config: DecoderConfig = {
  ...{ vocabSize: 11, hiddenSize: 8, intermediateSize: 12, layers: 1, heads: 2, kvHeads: 1, headDim: 4 },
  ...{ contextLength: 64, rmsNormEps: 1e-5, ropeTheta: 1e4, ropeScaling: { type: 'default' }, tieWordEmbeddings: true },
};
const tensors = randomWeights(config, 1);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function onTestGpu<T>(act: (gpu: Gpu) => Promise<T>): Promise<T> {
  const gpu = await openTestGpu();
  return act(gpu).finally(() => gpu.destroy());
}

test('steps of others are timed beside ours; one that does not open is said so', async () => {
  const release = vi.fn();
  const peers: Peers = {
    steps: [
      {
        name: 'slow',
        open: async ({ pairs }) => ({ step: () => pause(300).then(() => pairs.length), release }),
      },
      { name: 'broken', open: () => Promise.reject(new Error('it does not open')) },
    ],
    rollouts: [],
  };
  const model = { name: 'tiny', config, tensors: () => tensors };
  const one = { model, pairs: 3, lengths: { prompt: 2, response: 3 }, beside: true };
  const [line, shared] = await onTestGpu((gpu) => drain(timedStep(gpu, one, { peers, rounds: 2 })));
  expect(line.first!.ms).toBeGreaterThan(line.first!.compileMs!);
  // The prompt's first token is computed for both responses, or once.
  expect(shared.name).toBe(`${line.name}, prompts computed once`);
  expect(shared.timing!.rounds).toBe(2);
  const [whole, once] = [line, shared].map(({ work }) => ('flops' in work ? work.flops : 0));
  expect(once).toBeLessThan(whole);
  expect(line.inTurns!.gflops).toBeGreaterThan(0);
  // The reference finds every token equally likely, and so, nearly, does a fresh model.
  expect(line.first!.loss).toBeCloseTo(Math.log(2), 1);
  const [slow, broken] = line.peers!;
  expect(slow.ratio).toBe(slow.timing!.ms / line.timing!.ms);
  expect(slow.first!.loss).toBe(3);
  expect(broken).toMatchObject({ skipped: 'it does not open', ratio: null });
  expect(release).toHaveBeenCalledOnce();
});

test('a step that fails says why, and so does what needs it', async () => {
  const one = {
    model: { name: 'none', config, tensors: () => new Map() },
    pairs: 1,
    lengths: { prompt: 2, response: 3 },
  };
  const peers: Peers = { steps: [{ name: 'broken', open: () => Promise.reject(new Error('no')) }], rollouts: [] };
  const lines = await onTestGpu((gpu) => drain(timedStep(gpu, { ...one, beside: true }, { peers, rounds: 1 })));
  expect(lines[0].skipped).toBeTruthy();
  expect(lines[1].skipped).toBe('the step before it failed');
});

test('rollouts of others count the tokens up to the EOS', async () => {
  const release = vi.fn();
  const generate = vi.fn((prompts: readonly (readonly number[])[]) =>
    pause(50).then(() => prompts.map(() => [5, 6, 0, 0, 0])),
  );
  const peers: Peers = { steps: [], rollouts: [{ name: 'other', open: async () => ({ generate, release }) }] };
  const tasks = { model: { config, tensors, eosIds: [0] }, prompts: [[1, 2], [3]], maxNewTokens: 5 };
  const lines = await onTestGpu((gpu) =>
    drain(timedRollouts(gpu, openTestGpu, tasks, { peers, rounds: 1, batches: [3] })),
  );
  const [, batch] = lines;
  const [other] = batch.peers!;
  expect(generate.mock.lastCall![0]).toEqual([[1, 2], [3], [1, 2]]);
  expect(other.tokensPerSecond).toBeCloseTo((1000 * 9) / other.timing!.ms, 6);
  expect(other.ratio).toBeCloseTo(batch.tokensPerSecond! / other.tokensPerSecond!, 6);
  expect(release).toHaveBeenCalledOnce();
});

test('buffers are counted until they are destroyed', async () => {
  await onTestGpu(async (gpu) => {
    const count = countBuffers(gpu.device);
    const first = gpu.buffer('first', 1000);
    gpu.release([first]);
    gpu.release([first]);
    gpu.buffer('second', 16);
    expect(count).toEqual({ bytes: 16, peak: 1000, created: 2 });
  });
});
