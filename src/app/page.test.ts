import { expect, test } from 'vitest';
import type { LabMessage } from '../lab/protocol.ts';
import type { LabEvent } from '../methods/events.ts';
import { hear, noRun, type Page } from './page.ts';
import { draftOf } from './settings.ts';

const page: Page = {
  ...noRun,
  source: 'live',
  adapter: { name: 'a', software: true, kernels: {} },
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
  const opened = { type: 'opened', adapter: page.adapter! } as const;
  expect(hear(page, { ...opened, recorded: { iterations: 7 } }, 0).draft.iterations).toBe('7');
  expect(hear(page, { ...opened, recorded: null }, 0).draft).toBe(page.draft);
});
