import { describe, expect, test, vi } from 'vitest';
import type { LabEvent, Moment } from '../methods/events.ts';
import { drive, Session, Transport, type Tuner } from './controls.ts';
import type { KernelTimings, LabMessage, StepTo } from './protocol.ts';

const rewards = { chosen: 0, rejected: 0, margins: 0, accuracies: 0 };
const progress: LabEvent = { type: 'progress', iteration: 0, phase: 'training', done: 1, total: 2 };
const scored: LabEvent = { type: 'reference-scored', iteration: 0, pairs: 4, seconds: 1 };
const step = (n: number): LabEvent => ({
  type: 'step',
  iteration: 0,
  step: n,
  steps: 3,
  learningRate: 1e-4,
  loss: 0.69,
  rewards,
  gradNorm: 1,
  seconds: 1,
});
const script = [progress, scored, progress, step(1), progress, step(2), step(3)];

/** Lets every promise that can settle do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function play(events: LabEvent[]) {
  const heard: LabEvent[] = [];
  const statuses: string[] = [];
  let asked = 0;
  let cleaned = false;
  async function* run() {
    try {
      for (const event of events) {
        asked++;
        yield event;
      }
    } finally {
      cleaned = true;
    }
  }
  const transport = new Transport((status) => statuses.push(status));
  const done = drive(run(), transport, (event) => heard.push(event));
  return { transport, heard, statuses, done, asked: () => asked, cleaned: () => cleaned };
}

test('a run begins paused and asks for nothing', async () => {
  const { heard, statuses, asked } = play(script);
  await settle();
  expect([heard.length, asked(), statuses]).toEqual([0, 0, []]);
});

test('play runs to the end', async () => {
  const { transport, heard, done } = play(script);
  transport.play();
  expect(await done).toBe('ended');
  expect(heard).toEqual(script);
});

test('pause stops before the next event is asked for', async () => {
  const heard: LabEvent[] = [];
  const transport = new Transport(() => {});
  let asked = 0;
  async function* run() {
    for (const event of script) {
      asked++;
      yield event;
    }
  }
  const done = drive(run(), transport, (event) => {
    heard.push(event);
    if (heard.length === 2) transport.pause();
  });
  transport.play();
  await settle();
  expect([heard.length, asked]).toEqual([2, 2]);
  transport.play();
  expect(await done).toBe('ended');
  expect(heard).toEqual(script);
});

test('a step ends at a phase boundary, then at a training step', async () => {
  const { transport, heard, statuses } = play(script);
  transport.step('step');
  await settle();
  expect(heard.at(-1)).toBe(scored);
  transport.step('step');
  await settle();
  expect(heard.at(-1)).toEqual(step(1));
  expect(statuses).toEqual(['running', 'paused', 'running', 'paused']);
});

const started = (method: string): LabEvent => ({
  ...{ type: 'run-started', config: { method }, model: { name: '', parameters: 1, vocabulary: [] } },
  ...{ adapter: { name: '', software: true, kernels: {} }, version: '0', iterations: 1 },
});
const begun = (iteration: number): LabEvent => ({ type: 'iteration-started', iteration, prompts: [] });
const drawn: LabEvent = { type: 'batch-drawn', iteration: 0, step: 1, items: [] };
const played: LabEvent = { type: 'token-played', iteration: 0, place: 0, tokens: [] };
const looked = (player: 'main' | 'opponent', moment: Moment): LabEvent => ({
  ...{ type: 'batch-scored', iteration: 0, step: 0, moment, player, items: [] },
});
const ended: LabEvent = {
  ...{ type: 'iteration-ended', iteration: 0, loss: 0, rewards, benchmark: { nll: 0, pair_accuracy: 0, accuracy: 0 } },
  ...{ steps: 3, flops: 1, seconds: 1 },
};
/** An iteration of SPIN whose first step is taken apart. */
const apart: LabEvent[] = [
  ...[begun(0), drawn, progress, played, played, looked('opponent', 'before'), scored, looked('main', 'before')],
  { type: 'batch-margins', iteration: 0, step: 1, pairs: [] },
  { type: 'batch-losses', iteration: 0, step: 1, loss: 0, losses: [] },
  {
    ...{ type: 'batch-gradient', iteration: 0, step: 1, learningRate: 1, weights: [], norm: 1, scale: 1 },
    tensors: [],
  },
  ...[looked('main', 'after'), step(1), looked('main', 'later'), step(2), looked('main', 'end'), step(3), ended],
  ...[looked('opponent', 'swapped'), looked('main', 'swapped')],
];
const walk = [started('spin'), ...apart, { type: 'run-ended', stopped: false, seconds: 1 } satisfies LabEvent];

/** Which events end the steps that go so far, until the run has ended; each step has told that it runs, and that it paused. */
async function stopsOf(to: StepTo, events: LabEvent[]) {
  const { transport, heard, statuses, done } = play(events);
  let over = false;
  done.then(() => {
    over = true;
  });
  const stops: LabEvent[] = [];
  for (let asked = 1; !over; asked++) {
    transport.step(to);
    await settle();
    if (over) break;
    expect(statuses).toEqual(Array.from({ length: asked }, () => ['running', 'paused']).flat());
    stops.push(heard.at(-1)!);
  }
  expect(heard).toEqual(events);
  return stops.map((event) =>
    event.type === 'batch-scored' ? `${event.player} ${event.moment}` : event.type === 'step' ? event.step : event.type,
  );
}

describe('a step goes', () => {
  const phases = [
    ...['batch-drawn', 'opponent before', 'main before', 'batch-margins', 'batch-losses', 'batch-gradient'],
    ...['main after', 3, 'main swapped'],
  ];

  test('to the end of a phase', async () => {
    expect(await stopsOf('phase', walk)).toEqual(phases);
  });

  test('to the end of a phase, to a token or a training step', async () => {
    expect(await stopsOf('stop', walk)).toEqual([
      ...['batch-drawn', 'token-played', 'token-played', 'opponent before', 'main before', 'batch-margins'],
      ...['batch-losses', 'batch-gradient', 'main after', 1, 2, 3, 'main swapped'],
    ]);
  });

  test('to the end of the iteration', async () => {
    expect(await stopsOf('iteration', walk)).toEqual(['main swapped']);
    const two = [started('spin'), ...apart, ...apart];
    expect(await stopsOf('iteration', two)).toEqual(['main swapped', 'main swapped']);
    expect(await stopsOf('iteration', [started('sft'), begun(0), drawn, ended])).toEqual(['iteration-ended']);
  });

  test('to a training step as if nothing were taken apart', async () => {
    const steps = [step(1), step(2), step(3)].map((event) => (event.type === 'step' ? event.step : 0));
    expect(await stopsOf('step', walk)).toEqual([
      ...['iteration-started', 'reference-scored', ...steps, 'iteration-ended', 'run-ended'],
    ]);
  });

  test('to the end of the iteration where nothing is taken apart', async () => {
    const plain = [started('spin'), begun(0), scored, step(1), ended, begun(1), step(1), ended];
    expect(await stopsOf('phase', plain)).toEqual(['iteration-ended', 'iteration-ended']);
    expect(await stopsOf('iteration', plain)).toEqual(['iteration-ended', 'iteration-ended']);
    expect(await stopsOf('stop', plain)).toEqual([1, 'iteration-ended', 1, 'iteration-ended']);
  });
});

test('steps of every kind follow one another and play', async () => {
  const { transport, heard, done } = play(walk);
  transport.step('phase');
  await settle();
  expect(heard.at(-1)).toBe(drawn);
  transport.step('step');
  await settle();
  expect(heard.at(-1)).toBe(scored);
  transport.step('stop');
  transport.step('iteration');
  await settle();
  expect(heard.at(-1)).toEqual(looked('main', 'swapped'));
  transport.play();
  expect(await done).toBe('ended');
});

test('stop ends a paused run, runs its cleanup and cannot be undone', async () => {
  const { transport, done, cleaned, heard } = play(script);
  transport.step('step');
  await settle();
  transport.stop();
  transport.play();
  expect(await done).toBe('stopped');
  expect([cleaned(), heard.length]).toEqual([true, 2]);
});

function session(events: LabEvent[], { fail, tuner = null }: { fail?: Error; tuner?: Tuner | null } = {}) {
  const messages: LabMessage[] = [];
  const lab = new Session(
    async () => ({
      adapter: { name: 'plain', software: true, kernels: {} },
      recorded: null,
      async *run() {
        yield* events;
        if (fail) throw fail;
      },
      tuner,
    }),
    (message) => messages.push(message),
  );
  return { lab, messages, types: () => messages.map((message) => message.type) };
}

test('a session answers commands sent in one breath in their order', async () => {
  const { lab, types } = session([scored]);
  lab.handle({ type: 'open', tunings: null });
  lab.handle({ type: 'start', config: {} });
  lab.handle({ type: 'play' });
  await settle();
  expect(types()).toEqual(['opened', 'running', 'events', 'ended']);
});

test('after a reset nothing of the former run follows', async () => {
  const { lab, types } = session(script);
  lab.handle({ type: 'open', tunings: null });
  lab.handle({ type: 'start', config: {} });
  lab.handle({ type: 'step', to: 'step' });
  await settle();
  lab.handle({ type: 'reset' });
  lab.handle({ type: 'play' });
  await settle();
  expect(types().slice(-3)).toEqual(['paused', 'stopped', 'reset']);
});

test('an error of a run is told, and another run may follow', async () => {
  const { lab, messages, types } = session([], { fail: new Error('no memory') });
  lab.handle({ type: 'open', tunings: null });
  lab.handle({ type: 'start', config: {} });
  lab.handle({ type: 'play' });
  await settle();
  expect(messages.at(-1)).toMatchObject({ type: 'fault', message: expect.stringContaining('no memory') });
  lab.handle({ type: 'reset' });
  await settle();
  expect(types().at(-1)).toBe('reset');
});

test('a start without an adapter says so', async () => {
  const { lab, messages } = session([]);
  lab.handle({ type: 'start', config: {} });
  await settle();
  expect(messages).toEqual([{ type: 'fault', message: expect.stringContaining('No adapter is open') }]);
});

const kernels = (rows: string) => ({ name: 'plain', software: true, kernels: { rows } });
const two = { plain: 2, other: 1 };
const timings: KernelTimings = {
  matmul_nt: two,
  matmul_nn: two,
  matmul_tn: two,
  gated: two,
  rows: two,
  attention: two,
  cached: two,
};

/** A tuner of two kernels, which tells when it was ended before it was done. */
function twoKernels() {
  let ended = false;
  const tuner: Tuner = {
    tuned: true,
    async *tune() {
      let done = false;
      try {
        yield { type: 'tuning', kernel: 'rows' };
        await settle();
        yield { type: 'tuning', kernel: 'attention' };
        yield { type: 'tuned', adapter: kernels('thread'), timings };
        done = true;
      } finally {
        ended = !done;
      }
    },
    forget: () => kernels('workgroup'),
  };
  return { tuner, ended: () => ended };
}

test('tuning is told kernel by kernel, then forgotten; a run follows', async () => {
  const { tuner, ended } = twoKernels();
  const { lab, messages, types } = session([scored], { tuner });
  lab.handle({ type: 'open', tunings: null });
  lab.handle({ type: 'tune' });
  await vi.waitFor(() => expect(messages.at(-1)).toEqual({ type: 'tuned', adapter: kernels('thread'), timings }));
  await settle();
  lab.handle({ type: 'forget' });
  lab.handle({ type: 'start', config: {} });
  lab.handle({ type: 'play' });
  await settle();
  expect(types()).toEqual(['opened', 'tuning', 'tuning', 'tuned', 'tuned', 'running', 'events', 'ended']);
  expect(messages[0]).toMatchObject({ tuned: true });
  expect(messages[4]).toEqual({ type: 'tuned', adapter: kernels('workgroup'), timings: null });
  expect(ended()).toBe(false);
});

test('a reset ends tuning at the next kernel', async () => {
  const { tuner, ended } = twoKernels();
  const { lab, types } = session([], { tuner });
  lab.handle({ type: 'open', tunings: null });
  lab.handle({ type: 'tune' });
  await Promise.resolve();
  lab.handle({ type: 'reset' });
  await vi.waitFor(() => expect(types().at(-1)).toBe('reset'));
  expect(types()).toEqual(['opened', 'tuning', 'reset']);
  expect(ended()).toBe(true);
});

test('a run under way keeps its kernels; one that is over does not', async () => {
  const { lab, messages, types } = session([scored], twoKernels());
  lab.handle({ type: 'open', tunings: null });
  lab.handle({ type: 'start', config: {} });
  lab.handle({ type: 'tune' });
  lab.handle({ type: 'forget' });
  await settle();
  expect(types()).toEqual(['fault', 'fault', 'opened']);
  expect(messages[0]).toMatchObject({ message: expect.stringContaining('A run is under way') });
  lab.handle({ type: 'play' });
  await settle();
  lab.handle({ type: 'tune' });
  await vi.waitFor(() => expect(types().at(-1)).toBe('tuned'));
});

test('a recorded run cannot be tuned', async () => {
  const { lab, messages } = session([scored]);
  lab.handle({ type: 'open', tunings: null });
  lab.handle({ type: 'tune' });
  await settle();
  expect(messages.at(-1)).toEqual({ type: 'fault', message: expect.stringContaining('recorded run') });
});
