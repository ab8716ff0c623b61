import type { AdapterInfo, KernelTimings, LabMessage } from '../lab/protocol.ts';
import type { KernelName } from '../lab/tunings.ts';
import type { LabEvent } from '../methods/events.ts';
import type { Advice } from './advice.ts';
import { type Clock, watch } from './eta.ts';
import { emptyRun, type RunState, reduceAll } from './reduce.ts';
import { type Draft, draftOf, type Notice } from './settings.ts';

export type Status =
  | 'opening'
  | 'ready'
  | 'tuning'
  | 'running'
  | 'pausing'
  | 'paused'
  | 'stopping'
  | 'stopped'
  | 'ended'
  | 'resetting'
  | 'failed';

/** No run has begun. */
export const isIdle = (status: Status): boolean => status === 'opening' || status === 'ready' || status === 'tuning';

export interface Page {
  source: 'live' | 'recorded';
  adapter: AdapterInfo | null;
  /** Whether kernels in use come from tuning. */
  tuned: boolean;
  /** The kernel that is being timed, or was last. */
  tuning: KernelName | null;
  /** What tuning measured, in this page. */
  timings: KernelTimings | null;
  /** Sentences of the engine about kernels that gave way to the plain one. */
  findings: readonly string[];
  status: Status;
  advice: Advice | null;
  /** The engine's sentence of what went wrong. */
  fault: string | null;
  /** What of the page's address could not be read. */
  notice: Notice | null;
  log: readonly LabEvent[];
  /** How many events of the log the page shows; fewer than there are while looking back. */
  cursor: number;
  /** The log reduced up to the cursor. */
  run: RunState;
  /** The log reduced to its end. */
  latest: RunState;
  clock: Clock | null;
  draft: Draft;
  /** Pace of the recorded run. */
  speed: number;
}

export const noRun = { log: [], cursor: 0, run: emptyRun, latest: emptyRun, clock: null };

/** Not of a run: what a page hears also while it waits for the end of one. */
const always: ReadonlySet<LabMessage['type']> = new Set(['reset', 'fault', 'tuned', 'gave-way']);

/** The page after one more message of the lab. */
export function hear(state: Page, message: LabMessage, now: number): Page {
  if (state.status === 'resetting' && !always.has(message.type)) return state;
  switch (message.type) {
    case 'opened':
      return {
        ...state,
        adapter: message.adapter,
        ...{ tuned: message.tuned, timings: null, findings: [] },
        status: 'ready',
        draft: message.recorded ? draftOf(message.recorded) : state.draft,
      };
    case 'tuning':
      return { ...state, tuning: message.kernel };
    case 'tuned': {
      const { adapter, timings } = message;
      const status = state.status === 'tuning' ? 'ready' : state.status;
      return { ...state, adapter, timings, tuned: timings !== null, findings: [], status };
    }
    case 'gave-way':
      return { ...state, adapter: message.adapter, findings: [...state.findings, message.finding] };
    case 'events': {
      const log = [...state.log, ...message.events];
      const latest = reduceAll(message.events, state.latest);
      const follows = state.cursor === state.log.length;
      return {
        ...state,
        log,
        latest,
        ...(follows && { cursor: log.length, run: latest }),
        clock: watch(state.clock, latest.progress, now),
      };
    }
    case 'running':
      return { ...state, status: state.status === 'pausing' || state.status === 'stopping' ? state.status : 'running' };
    case 'paused':
      return { ...state, status: state.status === 'stopping' ? 'stopping' : 'paused', clock: null };
    case 'stopped':
    case 'ended':
      return { ...state, status: message.type, clock: null };
    case 'reset':
      return { ...state, ...noRun, fault: null, status: state.adapter ? 'ready' : 'opening' };
    case 'fault':
      return { ...state, fault: message.message, status: 'failed', clock: null };
  }
}
