import { create } from 'zustand';
import { LabClient } from '../lab/client.ts';
import { defaultConfig } from '../lab/config.ts';
import type { LabMessage, LabSource } from '../lab/protocol.ts';
import { parseRecording, Replay } from '../lab/recording.ts';
import type { LabEvent } from '../methods/events.ts';
import { webgpuAdvice } from './advice.ts';
import { hear, noRun, type Page } from './page.ts';
import { reduceAll } from './reduce.ts';
import { type Config, configFromQuery, configOf, type Draft, draftOf, queryOf, type Setting } from './settings.ts';

const query = new URLSearchParams(location.search);
const base: Config = configFromQuery(query, defaultConfig);

export const usePage = create<Page>(() => ({
  ...noRun,
  source: 'live',
  adapter: null,
  status: 'opening',
  advice: null,
  fault: null,
  draft: draftOf(base),
  speed: 1,
}));

const { getState: page, setState: show } = usePage;

let lab: LabSource;
let replay: Replay | null = null;

/** Messages of a frame in one update: events that follow one another are joined, so that the log is copied once. */
function receive(messages: LabMessage[]): void {
  const joined: LabMessage[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (message.type === 'events' && last?.type === 'events') {
      joined[joined.length - 1] = { type: 'events', events: [...last.events, ...message.events] };
    } else joined.push(message);
  }
  const now = performance.now();
  const next = joined.reduce((state, message) => hear(state, message, now), page());
  if (next.status === 'failed' && next.source === 'live' && !next.adapter) playRecording(next.fault);
  else show(next);
}

async function loadRecording(): Promise<LabEvent[]> {
  const name = 'recordings/spin.jsonl';
  const response = await fetch(name);
  return parseRecording(response.ok ? await response.text() : '', name);
}

function playRecording(why: string | null): void {
  lab?.close();
  const advice = why === null ? null : `${why} ${webgpuAdvice(navigator.userAgent, isSecureContext)}`;
  show({ ...page(), ...noRun, source: 'recorded', adapter: null, status: 'opening', advice, fault: null });
  replay = new Replay(loadRecording, page().speed, receive);
  lab = replay;
  lab.send({ type: 'open' });
  if (why !== null) play();
}

/** Opens the lab: live, or the recorded run where the query asks for it or WebGPU is missing. */
export function open(): void {
  if (query.has('recording')) playRecording(null);
  else if (!('gpu' in navigator)) playRecording('This browser offers no WebGPU here.');
  else {
    lab = new LabClient(receive);
    lab.send({ type: 'open' });
  }
}

/** The configuration a start would use; null while a setting is wrong. */
export const nextConfig = (draft: Draft): Config | null => configOf(base, draft);

function begin(): boolean {
  const { status, source, draft } = page();
  if (status === 'paused') return true;
  const config = source === 'recorded' ? {} : nextConfig(draft);
  if (!config) return false;
  if (source === 'live') {
    const search = queryOf(new URLSearchParams(location.search), config, defaultConfig).toString();
    history.replaceState(null, '', search ? `?${search}` : location.pathname);
  }
  lab.send({ type: 'start', config });
  return true;
}

export function play(): void {
  if (!begin()) return;
  follow();
  lab.send({ type: 'play' });
  show({ status: 'running' });
}

export function pause(): void {
  lab.send({ type: 'pause' });
  show({ status: 'pausing' });
}

export function step(): void {
  if (!begin()) return;
  follow();
  lab.send({ type: 'step' });
  show({ status: 'running' });
}

export function stop(): void {
  lab.send({ type: 'stop' });
  show({ status: 'stopping' });
}

export function reset(): void {
  show({ ...noRun, fault: null, status: 'resetting' });
  lab.send({ type: 'reset' });
  if (!page().adapter) lab.send({ type: 'open' });
}

/** Shows the run as it stood after so many events. */
export function lookBack(cursor: number): void {
  const { log, latest } = page();
  show(cursor >= log.length ? { cursor: log.length, run: latest } : { cursor, run: reduceAll(log.slice(0, cursor)) });
}

export function follow(): void {
  lookBack(Number.POSITIVE_INFINITY);
}

export function edit(name: Setting, typed: string): void {
  show({ draft: { ...page().draft, [name]: typed } });
}

export function setSpeed(speed: number): void {
  if (replay) replay.speed = speed;
  show({ speed });
}
