import { create } from 'zustand';
import { LabClient } from '../lab/client.ts';
import { defaultConfig, type Method, type RunConfig } from '../lab/config.ts';
import type { LabMessage, LabSource, StepTo } from '../lab/protocol.ts';
import { parseRecording, Replay } from '../lab/recording.ts';
import type { LabEvent } from '../methods/events.ts';
import { webgpuRemedy } from './advice.ts';
import type { Setting } from './fields.ts';
import { hear, noRun, type Page } from './page.ts';
import { reduceAll } from './reduce.ts';
import { configOf, draftFromQuery, draftOf, queryOf } from './settings.ts';
import { keepTuning, storedTunings } from './tunings.ts';
import { currentView } from './view.ts';

const query = new URLSearchParams(location.search);

export const usePage = create<Page>(() => ({
  ...noRun,
  source: 'live',
  adapter: null,
  ...{ tuned: false, tuning: null, timings: null, findings: [] },
  status: 'opening',
  advice: null,
  fault: null,
  ...draftFromQuery(query),
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
    if (message.type === 'tuned') keepTuning(message.adapter, message.timings !== null);
    if (message.type !== 'events') joined.push(message);
    else if (last?.type === 'events') last.events.push(...message.events);
    else joined.push({ type: 'events', events: [...message.events] });
  }
  const now = performance.now();
  const next = joined.reduce((state, message) => hear(state, message, now), page());
  if (next.fault !== null && next.source === 'live' && !next.adapter) playRecording(next.fault);
  else show(next);
}

async function loadRecording(method: Method): Promise<LabEvent[]> {
  const name = `recordings/${method}.jsonl`;
  const response = await fetch(name);
  return parseRecording(response.ok ? await response.text() : '', name);
}

/** Opens the recorded run of the chosen method. */
function openRecording(): void {
  lab?.close();
  const { method } = page().draft;
  show({ ...noRun, source: 'recorded', adapter: null, findings: [], status: 'opening', fault: null });
  const own = new Replay(
    () => loadRecording(method),
    page().speed,
    // One that has been closed may still be loading.
    (messages) => own === lab && receive(messages),
  );
  replay = own;
  lab = own;
  lab.send({ type: 'open', tunings: null });
}

function playRecording(fault: string | null): void {
  show({ advice: { fault, remedy: webgpuRemedy(navigator.userAgent, isSecureContext) } });
  openRecording();
  // The walk goes step by step.
  if (currentView() === 'run') play();
}

/** Opens the lab: live, or a recorded run where the query asks for it or WebGPU is missing. */
export function open(): void {
  if (query.has('recording')) openRecording();
  else if (!('gpu' in navigator)) playRecording(null);
  else {
    lab = new LabClient(receive, storedTunings);
    lab.send({ type: 'open', tunings: storedTunings() });
  }
}

/** Keeps the address a link to what the form says, as far as that is right. */
function setDraft(draft: Page['draft']): void {
  show({ draft, notice: null });
  const config = configOf(draft);
  if (!config || page().source === 'recorded') return;
  const search = queryOf(new URLSearchParams(location.search), config).toString();
  history.replaceState(null, '', search ? `?${search}` : location.pathname);
}

/** Fills the form with a configuration. */
export const setUp = (config: RunConfig): void => setDraft(draftOf(config));

/** The address of a method's recorded run in the view at hand; what else it says about a run is the recorded run's. */
function recordingOf(method: Method): string {
  const now = new URLSearchParams(location.search);
  const kept = ['view', 'lang', 'hide', 'phase', 'iteration', 'pair'].flatMap((name) =>
    now.has(name) ? [`&${name}=${now.get(name)}`] : [],
  );
  if (now.has('embed')) kept.push('&embed');
  return `?recording&method=${method}${kept.join('')}`;
}

/** The address of the recorded run instead of a live one, or the other way round. */
export const otherSource = (recorded: boolean): string => {
  const address = recordingOf(page().draft.method);
  return recorded ? address.replace('recording&', '') : address;
};

/** Another method with its defaults; or its recorded run. */
export function choose(method: Method): void {
  setUp(defaultConfig(method));
  if (page().source !== 'recorded') return;
  if (query.has('recording')) history.replaceState(null, '', recordingOf(method));
  openRecording();
}

export function edit(name: Setting, typed: string): void {
  setDraft({ ...page().draft, [name]: typed });
}

function begin(): boolean {
  const { status, source, draft } = page();
  if (status === 'paused') return true;
  if (status !== 'ready' && status !== 'opening') return false;
  const config = source === 'recorded' ? {} : configOf(draft);
  if (!config) return false;
  lab.send({ type: 'start', config });
  return true;
}

export function play(): void {
  if (!begin()) return;
  follow();
  if (replay) replay.speed = page().speed;
  lab.send({ type: 'play' });
  show({ status: 'running' });
}

export function pause(): void {
  lab.send({ type: 'pause' });
  show({ status: 'pausing' });
}

/** Has the lab work until so much is done; false where nothing is left to do, or the settings are not right. */
export function advance(to: StepTo): boolean {
  if (!begin()) return false;
  follow();
  // A recording answers a step at once, and plays at its pace.
  if (replay) replay.speed = to === 'step' ? page().speed : Number.POSITIVE_INFINITY;
  lab.send({ type: 'step', to });
  show({ status: 'running' });
  return true;
}

export const step = (): boolean => advance('step');

export function stop(): void {
  lab.send({ type: 'stop' });
  show({ status: 'stopping' });
}

export function reset(): void {
  show({ ...noRun, fault: null, status: 'resetting' });
  lab.send({ type: 'reset' });
  if (!page().adapter) lab.send({ type: 'open', tunings: storedTunings() });
}

/** Has the lab time the variants of its kernels and use the fastest. */
export function tune(): void {
  lab.send({ type: 'tune' });
  show({ status: 'tuning', tuning: null });
}

/** Back to the kernels that this kind of adapter is given. */
export function forgetTuning(): void {
  lab.send({ type: 'forget' });
}

/** Shows the run as it stood after so many events. */
export function lookBack(cursor: number): void {
  const { log, latest } = page();
  show(cursor >= log.length ? { cursor: log.length, run: latest } : { cursor, run: reduceAll(log.slice(0, cursor)) });
}

export function follow(): void {
  lookBack(Number.POSITIVE_INFINITY);
}

export function setSpeed(speed: number): void {
  if (replay) replay.speed = speed;
  show({ speed });
}
