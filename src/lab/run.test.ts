import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { diskFolder } from '../checkpoint/disk.ts';
import type { Gpu } from '../gpu/gpu.ts';
import { openTestGpu } from '../gpu/testing.ts';
import type { LabEvent } from '../methods/events.ts';
import { freshState } from '../methods/game.ts';
import { digest } from '../methods/testing.ts';
import { WebGpuPlayer } from '../players/webgpu.ts';
import type { DomainBenchmark } from '../tasks/benchmark.ts';
import { parseRunConfig } from './config.ts';
import type { OwnRow } from './own.ts';
import { run } from './run.ts';

const rows: OwnRow[] = Array.from({ length: 13 }, (_, i) => ({
  prompt: [5, 11 + (i % 10), 37],
  response: [...Array<number>(1 + i).fill(21), 2],
  ...{ rejected: null, expected: null },
}));
const LONGEST = 14;

let gpu: Gpu;
let checkpoint: Checkpoint;
beforeAll(async () => {
  gpu = await openTestGpu();
  checkpoint = await loadCheckpoint(diskFolder('public/models/embedded'));
});
afterAll(() => gpu.destroy());

async function play(settings: object, own: readonly OwnRow[] | null = rows, eosIds: readonly number[] = [2]) {
  const player = new WebGpuPlayer(gpu, checkpoint.config, checkpoint.tensors, eosIds);
  const config = parseRunConfig({
    iterations: 1,
    num_train_epochs: 1,
    learning_rate: 1e-3,
    ...settings,
  });
  const state = freshState();
  const adapter = { name: 'test', software: true, kernels: {} };
  const events: LabEvent[] = [];
  for await (const event of run(config, {
    checkpoint,
    player,
    adapter,
    own: own ? { rows: own, right: null } : undefined,
    state,
  }))
    events.push(event);
  const weights = await player.tensors();
  player.release();
  const only = <T extends LabEvent['type']>(type: T) =>
    events.filter((event): event is Extract<LabEvent, { type: T }> => event.type === type);
  return { events, only, state, weights };
}

it('own rows: a tenth is held out, the rest is played on, and the benchmark is NLL and pair accuracy', async () => {
  const { events, only, state } = await play({ exhibit_steps: 1, mix_previous: true });
  expect([events[0].type, events.at(-1)!.type]).toEqual(['run-started', 'run-ended']);
  const [start, end] = only('benchmark').map(({ iteration, benchmark }) => ({ iteration, ...benchmark }));
  expect(start).toEqual({ iteration: null, nll: expect.any(Number), pair_accuracy: 0, accuracy: null });
  expect(Object.keys(end)).toEqual(['iteration', 'nll', 'pair_accuracy', 'accuracy']);
  expect(end.nll).toBeLessThan(start.nll);
  expect(only('rollouts-ended')[0].responses).toBe(12);
  expect(new Set(state.previous.map(({ chosen }) => chosen.length)).size).toBe(12);
  expect(only('iteration-started')[0].prompts).toHaveLength(6);
  const looks = only('exhibits').flatMap(({ exhibits }) => exhibits);
  expect(looks.map(({ chosen }) => chosen!.correct)).toEqual(looks.map(() => null));
});

it('the same rows are held out whatever the seed, and no more of them are used than asked for', async () => {
  const [some, others] = [
    await play({ max_train_samples: 5, exhibit_steps: 0, mix_previous: true }),
    await play({ seed: 1, exhibit_steps: 0, mix_previous: true }),
  ];
  expect(some.only('rollouts-ended')[0].responses).toBe(5);
  const reals = (state: typeof some.state) => state.previous.map(({ chosen }) => chosen.length);
  expect(reals(some.state)).toEqual(reals(others.state).slice(0, 5));
  expect(some.only('benchmark')[0].benchmark).toEqual(others.only('benchmark')[0].benchmark);
  expect(some.only('exhibits')).toEqual([]);
});

it.each([
  [0, Math.ceil((LONGEST * 8) / 7)],
  [3, 3],
])('max_new_tokens %i: a response that never ends has %i', async (max_new_tokens, length) => {
  const { state, only } = await play({ max_new_tokens, exhibit_steps: 0, mix_previous: true }, rows, []);
  expect(state.previous.map(({ rejected }) => rejected.length)).toEqual(Array(12).fill(length));
  expect(only('rollouts-ended')[0].truncated).toBe(1);
});

const tiny = {
  ...{ max_train_samples: 12, max_eval_samples: 6, eval_samples: 1, exhibit_steps: 0 },
  ...{ per_device_train_batch_size: 4, learning_rate: 3e-4 },
};
const timeless = (events: readonly LabEvent[]) =>
  events.map((event) => JSON.stringify(event, (key, value) => (key === 'seconds' ? undefined : value)));

it('a run with controls is the run without, bit for bit, with their lines after each iteration', async () => {
  const config = { ...tiny, iterations: 2 };
  const alone = await play(config, null);
  const beside = await play({ ...config, control: 'both' }, null);
  expect(digest(beside.weights)).toBe(digest(alone.weights));
  const others = beside.events.filter(
    (event) => event.type !== 'control' && !(event.type === 'progress' && event.phase === 'control'),
  );
  // The configuration is in the first event.
  expect(timeless(others).slice(1)).toEqual(timeless(alone.events).slice(1));
  const order = beside.events.flatMap((event) =>
    event.type === 'control' ? [event.equal] : event.type === 'iteration-ended' ? ['run'] : [],
  );
  expect(order).toEqual(['run', 'data', 'compute', 'run', 'data', 'compute']);
  const [data, compute] = (['data', 'compute'] as const).map((equal) =>
    beside.only('control').filter((event) => event.equal === equal),
  );
  const ended = beside.only('iteration-ended');
  expect(data.map(({ steps }) => steps)).toEqual(ended.map(({ steps }) => steps));
  // What SPIN computes besides its steps, the control may learn in.
  for (const [i, { steps }] of compute.entries()) expect(steps).toBeGreaterThan(data[i].steps);
});

it('a run stops when accuracy on the prompts that are not reported falls', async () => {
  const config = {
    ...{ ...tiny, method: 'rest-em', m_step: 'continue', iterations: 3, num_train_epochs: 1, max_eval_samples: 60 },
    ...{ early_stopping_patience: 1, learning_rate: [1e-5, 0.05] },
  };
  const { only, state } = await play(config, null);
  expect(only('run-ended')[0].stopped).toBe(true);
  const ended = only('iteration-ended').length;
  expect(ended).toBeLessThan(3);
  expect(state.heldOut).toHaveLength(ended + 1);
  expect(state.heldOut[ended]).toBeLessThanOrEqual(Math.max(...state.heldOut.slice(0, ended)));
  const others = await play({ ...config, iterations: 1, early_stopping_patience: 0, eval_split: 'validation' }, null);
  expect(others.only('run-ended')[0].stopped).toBe(false);
  expect(others.state.heldOut).toEqual([]);
  // What the one goes by is what the other reports.
  const [start] = others.only('benchmark').map(({ benchmark }) => benchmark as DomainBenchmark);
  expect(state.heldOut[0]).toBe(start.pass_at_k[1]);
});

it('DPO on given pairs samples nothing to learn from, and wins what it is given', async () => {
  const pairs = rows.map((row) => ({ ...row, rejected: [22, 2] }));
  const { only, events } = await play({ method: 'dpo', iterations: 2, exhibit_steps: 0 }, pairs);
  expect(only('rollouts-ended')).toEqual([]);
  expect(only('pairs-built')).toEqual([]);
  const [first, second] = only('step').filter(({ step }) => step === 1);
  expect(first.rewards!.margins).toBe(0);
  expect(second.rewards!.margins).toBeGreaterThan(0.01);
  expect(events.at(-1)).toMatchObject({ type: 'run-ended', stopped: false });
  const benchmarks = only('benchmark').map(({ benchmark }) => benchmark);
  expect(benchmarks[0]).toMatchObject({ pair_accuracy: 0 });
  expect(benchmarks.at(-1)).toMatchObject({ pair_accuracy: 1 });
});
