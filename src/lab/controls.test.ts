import { expect, test } from 'vitest';
import type { LabEvent } from '../methods/events.ts';
import { drive, Session, Transport } from './controls.ts';
import type { LabMessage } from './protocol.ts';

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

test('stop ends a paused run, runs its cleanup and cannot be undone', async () => {
  const { transport, done, cleaned, heard } = play(script);
  transport.step('step');
  await settle();
  transport.stop();
  transport.play();
  expect(await done).toBe('stopped');
  expect([cleaned(), heard.length]).toEqual([true, 2]);
});

function session(events: LabEvent[], fail?: Error) {
  const messages: LabMessage[] = [];
  const lab = new Session(
    async () => ({
      adapter: { name: 'plain', software: true },
      recorded: null,
      async *run() {
        yield* events;
        if (fail) throw fail;
      },
    }),
    (message) => messages.push(message),
  );
  return { lab, messages, types: () => messages.map((message) => message.type) };
}

test('a session answers commands sent in one breath in their order', async () => {
  const { lab, types } = session([scored]);
  lab.handle({ type: 'open' });
  lab.handle({ type: 'start', config: {} });
  lab.handle({ type: 'play' });
  await settle();
  expect(types()).toEqual(['opened', 'running', 'events', 'ended']);
});

test('after a reset nothing of the former run follows', async () => {
  const { lab, types } = session(script);
  lab.handle({ type: 'open' });
  lab.handle({ type: 'start', config: {} });
  lab.handle({ type: 'step', to: 'step' });
  await settle();
  lab.handle({ type: 'reset' });
  lab.handle({ type: 'play' });
  await settle();
  expect(types().slice(-3)).toEqual(['paused', 'stopped', 'reset']);
});

test('an error of a run is told, and another run may follow', async () => {
  const { lab, messages, types } = session([], new Error('no memory'));
  lab.handle({ type: 'open' });
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
