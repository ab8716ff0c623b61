import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Gpu } from '../gpu/gpu.ts';
import { openTestGpu } from '../gpu/testing.ts';
import { drain } from '../players/player.ts';
import type { WebGpuPlayer } from '../players/webgpu.ts';
import { freshState } from './game.ts';
import { scheduled } from './optimization.ts';
import { type SftConfig, sft } from './sft.ts';
import { spin } from './spin.ts';
import { digest, eventsOf, gameOf, only, playerOf, settings, shipped, timeless } from './testing.ts';

const PROMPTS = 20;
const config: SftConfig = settings;

let gpu: Gpu;
let checkpoint: Checkpoint;
let start: WebGpuPlayer;
beforeAll(async () => {
  gpu = await openTestGpu();
  checkpoint = await shipped('embedded');
  start = playerOf(gpu, checkpoint);
});
afterAll(() => gpu.destroy());

/** Mean NLL over all response tokens of the data, nats. */
async function nllOf(player: WebGpuPlayer): Promise<number> {
  const logps = (await drain(player.score(gameOf(checkpoint, player, PROMPTS).data))).flatMap((row) => [...row]);
  return -logps.reduce((sum, logp) => sum + logp, 0) / logps.length;
}

async function play(change: Partial<SftConfig> = {}, main = playerOf(gpu, checkpoint), state = freshState()) {
  const events = await eventsOf(sft(gameOf(checkpoint, main, PROMPTS), { ...config, ...change }, state));
  const [weights, nll] = [await main.tensors(), await nllOf(main)];
  main.release();
  const ended = only(events, 'iteration-ended');
  return { events, weights, nll, state, ended, steps: only(events, 'step') };
}

it('the loss is the mean NLL over all response tokens, of the batch before a step and of the data after the last', async () => {
  const { steps, ended, nll } = await play({ per_device_train_batch_size: PROMPTS, num_train_epochs: 4 });
  expect(steps).toHaveLength(4);
  expect(steps[0].loss).toBeCloseTo(await nllOf(start), 5);
  expect(ended[0].loss).toBeCloseTo(nll, 5);
  const losses = [...steps, ...ended].map(({ loss }) => loss);
  for (const [i, loss] of losses.slice(1).entries()) expect(loss).toBeLessThan(losses[i]);
  for (const event of [...steps, ...ended]) expect(event.rewards).toBe(null);
});

it('parts of unequal token count make one mean over tokens', async () => {
  const { ended, nll } = await play({ per_device_train_batch_size: 3, max_steps: 1 });
  expect(ended[0].loss).toBeCloseTo(nll, 5);
});

it('epochs and max_steps say how many steps an iteration has', async () => {
  const steps = async (change: Partial<SftConfig>) => (await play(change)).ended.map((event) => event.steps);
  expect(await steps({ num_train_epochs: 2, iterations: 2 })).toEqual([6, 6]);
  expect(await steps({ num_train_epochs: 2, max_steps: 4 })).toEqual([4]);
  expect(await steps({ max_steps: 100 })).toEqual([3]);
});

it('learning rates of a list are each an iteration’s peak, the last of all that follow', async () => {
  const learning_rate = [1e-4, 3e-4];
  const { steps } = await play({ iterations: 3, learning_rate });
  const rates = [0, 1, 2].map((t) => steps.filter(({ iteration }) => iteration === t).map((step) => step.learningRate));
  const schedule = (iteration: number) =>
    [0, 1, 2].map((i) => scheduled({ ...config, learning_rate }, i, 3, iteration));
  expect(rates).toEqual([schedule(0), schedule(1), schedule(1)]);
  expect(Math.max(...rates[0])).toBe(1e-4);
  expect(Math.max(...rates[2])).toBe(3e-4);
});

it('each iteration goes on from where the last one ended, and a cut run as if it had not been', async () => {
  const change = { per_device_train_batch_size: PROMPTS, exhibit_steps: 1 };
  const whole = await play({ ...change, iterations: 2 });
  expect(whole.steps[1].loss).toBeCloseTo(whole.ended[0].loss, 5);
  const half = await play({ ...change, iterations: 1 });
  const main = playerOf(gpu, checkpoint);
  main.load(half.weights);
  const rest = await play({ ...change, iterations: 2 }, main, half.state);
  expect(digest(rest.weights)).toBe(digest(whole.weights));
  expect(timeless([...half.events, ...rest.events])).toEqual(timeless(whole.events));
});

it('it stops when the held-out measure has not risen for so many iterations', async () => {
  const measures = [0.5, 0.6, 0.6, 0.55, 0.7];
  const iterations = async (early_stopping_patience: number) => {
    const main = playerOf(gpu, checkpoint);
    const state = { ...freshState(), heldOut: [measures[0]] };
    const game = gameOf(checkpoint, main, 2);
    let measured = 0;
    const run = sft(
      {
        ...game,
        async *measure() {
          yield { done: 1, total: 1 };
          const benchmark = { nll: 0, pair_accuracy: 0, accuracy: null };
          return { benchmark, rubric: null, heldOut: measures[++measured] };
        },
      },
      { ...config, iterations: 4, early_stopping_patience, max_steps: 1 },
      state,
    );
    const ended = only(await eventsOf(run), 'iteration-ended').length;
    expect(state.iteration).toBe(ended);
    main.release();
    return ended;
  };
  expect(await iterations(0)).toBe(4);
  expect(await iterations(1)).toBe(2);
  expect(await iterations(2)).toBe(3);
  expect(await iterations(3)).toBe(4);
});

it('an iteration takes six parameters’ worth of flops for every token it was trained on', async () => {
  const { ended } = await play({ num_train_epochs: 2 });
  const { data, parameters } = gameOf(checkpoint, start, PROMPTS);
  const tokens = data.reduce((sum, { prompt, response }) => sum + prompt.length + response.length, 0);
  expect(ended[0].flops).toBe(6 * parameters * 2 * tokens);
});

describe('gradients accumulated over eight micro-batches of one', () => {
  const accumulated = { per_device_train_batch_size: 1, gradient_accumulation_steps: 8 };
  const far = (a: ReadonlyMap<string, Float32Array>, b: ReadonlyMap<string, Float32Array>) => {
    const norm = (of: (tensor: Float32Array, name: string) => Iterable<number>) =>
      Math.sqrt([...b].flatMap(([name, tensor]) => [...of(tensor, name)]).reduce((sum, x) => sum + x * x, 0));
    return norm((tensor, name) => tensor.map((x, i) => x - a.get(name)![i])) / norm((tensor) => tensor);
  };

  it('are those of a batch of eight with the NLL', async () => {
    // Not AdamW: it makes a step of the sign of what is nearly 0.
    const change = { optim: 'sgd', learning_rate: 0.01, num_train_epochs: 2 } as const;
    const [apart, whole] = [await play({ ...change, ...accumulated }), await play(change)];
    expect(apart.steps).toHaveLength(whole.steps.length);
    // Of the same weights the loss has the same bits; later ones differ in rounding, which a log-prob shows in nats, however small it is.
    expect(apart.steps[0].loss).toBe(whole.steps[0].loss);
    for (const [i, { loss, gradNorm }] of apart.steps.entries()) {
      expect(loss).toBeCloseTo(whole.steps[i].loss, 6);
      expect(gradNorm / whole.steps[i].gradNorm).toBeCloseTo(1, 5);
    }
    expect(far(apart.weights, whole.weights)).toBeLessThan(1e-6);
    expect(far(checkpoint.tensors, whole.weights)).toBeGreaterThan(1e-5);
    expect(apart.ended[0].loss / whole.ended[0].loss).toBeCloseTo(1, 6);
  });

  it('are those of a batch of eight with the pair loss', async () => {
    const run = async (change: object) => {
      const main = playerOf(gpu, checkpoint);
      const duel = { ...settings, mix_previous: false, optim: 'sgd', learning_rate: 0.01, ...change } as const;
      const events = await eventsOf(spin(gameOf(checkpoint, main, 16), duel, freshState()));
      const weights = await main.tensors();
      main.release();
      return { weights, ended: only(events, 'iteration-ended')[0], steps: only(events, 'step') };
    };
    const [apart, whole] = [await run(accumulated), await run({})];
    expect(apart.steps).toHaveLength(2);
    for (const [i, { loss, rewards }] of apart.steps.entries()) {
      expect(loss / whole.steps[i].loss).toBeCloseTo(1, 6);
      expect(rewards!.margins).toBeCloseTo(whole.steps[i].rewards!.margins, 5);
    }
    expect(far(apart.weights, whole.weights)).toBeLessThan(1e-6);
    expect(apart.ended.rewards!.margins).toBeCloseTo(whole.ended.rewards!.margins, 5);
    expect(whole.ended.rewards!.margins).toBeGreaterThan(0.001);
  });
});
