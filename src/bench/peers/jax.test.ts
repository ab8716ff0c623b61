import { describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../../checkpoint/checkpoint.ts';
import { diskFolder } from '../../checkpoint/disk.ts';
import { openTestGpu } from '../../gpu/testing.ts';
import { Rng } from '../../kernels/philox.ts';
import type { Pair, UpdateRule } from '../../model/trainer.ts';
import { readFixture } from '../../players/fixtures/read.ts';
import { WebGpuPlayer } from '../../players/webgpu.ts';
import { openJaxStep } from './jax.ts';

// A peer is only worth timing if it computes the same: losses of three steps within 1e-4 relative.

/** Of the fixtures, but for the learning rate. */
const rule: UpdateRule = {
  optimizer: 'adamw',
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0.01,
  maxGradNorm: 1,
};

async function threeLosses(o: Parameters<typeof openJaxStep>[0]): Promise<number[]> {
  const peer = await openJaxStep(o);
  const losses = [await peer.step(), await peer.step(), await peer.step()];
  peer.release();
  return losses;
}

function expectSame(actual: readonly number[], expected: readonly number[]): void {
  actual.forEach((loss, i) => {
    expect(Math.abs(loss / expected[i] - 1), `step ${i + 1}: ${loss} for ${expected[i]}`).toBeLessThan(1e-4);
  });
}

it('three steps of the embedded model, as the player', async () => {
  const { config, tensors, eosIds } = await loadCheckpoint(diskFolder('public/models/embedded'));
  const rng = new Rng(1);
  const ids = (length: number) => Array.from({ length }, () => rng.int(0, config.vocabSize - 1));
  const pairs: Pair[] = Array.from({ length: 4 }, (_, i) => ({
    ...{ prompt: ids(4), chosen: ids(9), rejected: ids(9) },
    ...{ referenceChosen: -30 - i, referenceRejected: -31 },
  }));
  const beta = 0.1;
  // So large that the scale of the gradient and the decay show in three steps.
  const strict = { ...rule, epsilon: 1e-3, weightDecay: 10 };

  const gpu = await openTestGpu();
  const player = new WebGpuPlayer(gpu, config, tensors, eosIds);
  const expected: number[] = [];
  for (let step = 0; step < 3; step++) {
    player.gradient({ type: 'pair', pairs, loss: 'sigmoid', beta, labelSmoothing: 0 });
    expected.push((await player.update(strict)).loss);
  }
  player.release();
  gpu.destroy();

  expectSame(await threeLosses({ device: 'wasm', config, tensors, pairs, beta, rule: strict }), expected);
});

// Grouped heads, another head than the embedding, rows of unequal length, one of them without a response.
describe.each(['grouped', 'untied'] as const)('%s against PyTorch', (name) => {
  it('three steps', async () => {
    const { config, weights: tensors, pairs, reference, optimizers } = readFixture(name);
    const referred = pairs.map((pair, i) => ({
      ...pair,
      ...{ referenceChosen: reference.chosen[i], referenceRejected: reference.rejected[i] },
    }));
    const { learningRate, steps } = optimizers.adamw;
    const losses = await threeLosses({
      ...{ device: 'wasm', config, tensors, pairs: referred, beta: 1 },
      rule: { ...rule, learningRate },
    });
    expectSame(
      losses,
      steps.map(({ loss }) => loss),
    );
  });
});
