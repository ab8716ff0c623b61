import { expect, test } from 'vitest';
import type { KernelTimings, LabMessage } from '../lab/protocol.ts';
import type { LabEvent } from '../methods/events.ts';
import { hear, noRun, type Page } from './page.ts';
import { draftOf } from './settings.ts';

const page: Page = {
  ...noRun,
  source: 'live',
  adapter: { name: 'a', software: true, kernels: {} },
  ...{ tuned: false, tuning: null, timings: null, findings: [] },
  status: 'running',
  advice: null,
  fault: null,
  notice: null,
  draft: draftOf({}),
  speed: 1,
};
const progress: LabEvent = { type: 'progress', iteration: 0, phase: 'rollouts', done: 1, total: 2 };
const events: LabMessage = { type: 'events', events: [progress] };

test('the page follows the log, unless the person looks back', () => {
  const following = hear(page, events, 0);
  expect([following.cursor, following.log.length, following.run]).toEqual([1, 1, following.latest]);
  const back = hear({ ...following, cursor: 0, run: noRun.run }, events, 0);
  expect([back.cursor, back.log.length, back.run]).toEqual([0, 2, noRun.run]);
});

test('after reset was pressed nothing of the old run is heard until the lab has answered', () => {
  const resetting: Page = { ...page, status: 'resetting' };
  expect(hear(resetting, events, 0)).toBe(resetting);
  expect(hear(resetting, { type: 'stopped' }, 0)).toBe(resetting);
  const ready = hear(resetting, { type: 'reset' }, 0);
  expect([ready.status, ready.log.length]).toEqual(['ready', 0]);
});

test('a pause that was asked for stays asked for until the lab has paused', () => {
  const pausing: Page = { ...page, status: 'pausing' };
  expect(hear(pausing, { type: 'running' }, 0).status).toBe('pausing');
  expect(hear(pausing, { type: 'paused' }, 0).status).toBe('paused');
});

test('a fault keeps what was found out', () => {
  const failed = hear(hear(page, events, 0), { type: 'fault', message: 'The device was lost.' }, 0);
  expect([failed.status, failed.fault, failed.log.length]).toEqual(['failed', 'The device was lost.', 1]);
});

test('the form shows what a recorded run was made with, and is left alone where any run may follow', () => {
  const opened = { type: 'opened', adapter: page.adapter!, tuned: false } as const;
  expect(hear(page, { ...opened, recorded: { iterations: 7 } }, 0).draft.iterations).toBe('7');
  expect(hear(page, { ...opened, recorded: null }, 0).draft).toBe(page.draft);
});

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
const tuned: LabMessage = { type: 'tuned', adapter: { ...page.adapter!, kernels: { rows: 'thread' } }, timings };

test('tuning is followed kernel by kernel, and leaves the page ready with the kernels it chose', () => {
  const tuning = hear({ ...page, status: 'tuning' }, { type: 'tuning', kernel: 'rows' }, 0);
  expect([tuning.status, tuning.tuning]).toEqual(['tuning', 'rows']);
  expect(hear(tuning, tuned, 0)).toMatchObject({ status: 'ready', tuned: true, timings, adapter: tuned.adapter });
});

test('tuning that ended before a reset was heard is not lost; one that did not changes nothing', () => {
  const resetting: Page = { ...page, status: 'resetting', tuning: 'rows' };
  expect(hear(resetting, tuned, 0)).toMatchObject({ status: 'resetting', tuned: true, adapter: tuned.adapter });
  expect(hear(hear(resetting, { type: 'tuning', kernel: 'attention' }, 0), { type: 'reset' }, 0)).toMatchObject({
    ...{ status: 'ready', tuned: false, timings: null, adapter: page.adapter },
  });
});

test('forgotten tuning leaves no timings', () => {
  const forgotten = hear({ ...page, status: 'ready', tuned: true, timings }, { ...tuned, timings: null }, 0);
  expect(forgotten).toMatchObject({ status: 'ready', tuned: false, timings: null });
});

test('what gave way is said until kernels are chosen anew', () => {
  const adapter = { ...page.adapter!, kernels: { rows: 'workgroup' } };
  const told = hear(page, { type: 'gave-way', adapter, finding: 'It is off.' }, 0);
  expect(told).toMatchObject({ status: 'running', adapter, findings: ['It is off.'] });
  expect(hear(told, tuned, 0).findings).toEqual([]);
});
