import type { AdapterInfo, LabMessage } from '../lab/protocol.ts';
import type { LabEvent } from '../methods/events.ts';
import type { Advice } from './advice.ts';
import { type Clock, watch } from './eta.ts';
import { emptyRun, type RunState, reduceAll } from './reduce.ts';
import { type Draft, draftOf, type Notice } from './settings.ts';

export type Status =
  | 'opening'
  | 'ready'
  | 'running'
  | 'pausing'
  | 'paused'
  | 'stopping'
  | 'stopped'
  | 'ended'
  | 'resetting'
  | 'failed';

export interface Page {
  source: 'live' | 'recorded';
  adapter: AdapterInfo | null;
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

/** The page after one more message of the lab. */
export function hear(state: Page, message: LabMessage, now: number): Page {
  if (state.status === 'resetting' && message.type !== 'reset' && message.type !== 'fault') return state;
  switch (message.type) {
    case 'opened':
      return {
        ...state,
        adapter: message.adapter,
        status: 'ready',
        draft: message.recorded ? draftOf(message.recorded) : state.draft,
      };
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
