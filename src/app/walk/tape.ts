import { create } from 'zustand';
import type { WalkPhase } from '../../lab/walk.ts';
import { asked } from '../link.ts';
import { advance, lookBack, pause, reset, usePage } from '../store.ts';
import { nextStop, placeAt, previousStop, type Reach, stopsOf } from './position.ts';

interface Walk {
  /** Index of the pair in focus among those of the batch; null until somebody chooses. */
  focus: number | null;
  playing: boolean;
  speed: number;
  /** The phase that the walk is on its way to without resting. */
  goal: WalkPhase | null;
}

export const useWalk = create<Walk>(() => ({
  focus: asked.pair === null ? null : asked.pair - 1,
  playing: false,
  speed: 1,
  goal: asked.phase,
}));

const { getState: walk, setState: set } = useWalk;

export const focusOn = (focus: number): void => set({ focus });
export const setPace = (speed: number): void => set({ speed });

const busy = (): boolean => {
  const { status } = usePage.getState();
  return status === 'running' || status === 'pausing' || status === 'resetting' || status === 'opening';
};

/** Whether there is anything after what is shown. */
export const mayAdvance = ({ status, cursor, log }: ReturnType<typeof usePage.getState>): boolean =>
  cursor < log.length || status === 'ready' || status === 'paused';

/** Goes on: within the log where it holds the place, else by asking the lab for as much work as it takes. */
export function forward(reach: Reach): void {
  if (busy()) return;
  const { log, cursor } = usePage.getState();
  const next = nextStop(stopsOf(log), cursor, reach);
  if (next) lookBack(next.cursor);
  else if (!advance(reach)) set({ playing: false, goal: null });
}

export function back(): void {
  set({ playing: false, goal: null });
  const { log, cursor } = usePage.getState();
  const before = previousStop(stopsOf(log), cursor);
  if (before) lookBack(before.cursor);
}

/** To the first stop of the run. */
export function rewind(): void {
  set({ playing: false, goal: null });
  const [first] = stopsOf(usePage.getState().log);
  if (first) lookBack(first.cursor);
}

/** The same run again from nothing. */
export function restart(): void {
  set({ playing: false, goal: null });
  reset();
}

export function step(reach: Reach): void {
  set({ playing: false, goal: null });
  forward(reach);
}

export function togglePlay(): void {
  const { playing } = walk();
  if (playing || usePage.getState().status === 'running') {
    set({ playing: false, goal: null });
    if (usePage.getState().status === 'running') pause();
  } else set({ playing: true, goal: null });
}

/** To the end of a phase of the iteration on show, wherever that is. */
export function goTo(phase: WalkPhase): void {
  const { log, cursor } = usePage.getState();
  const stops = stopsOf(log);
  const { iteration } = placeAt(log, stops, cursor);
  const known = stops.findLast((stop) => stop.iteration === iteration && stop.phase === phase && stop.end);
  set({ playing: false, goal: known ? null : phase });
  if (known) lookBack(known.cursor);
}

/** Called when the page has come to rest: whether the goal is reached there. */
export function arrived(): boolean {
  const { goal } = walk();
  const { log, cursor } = usePage.getState();
  const { phase, end } = placeAt(log, stopsOf(log), cursor);
  if (goal === null || phase !== goal || !end) return false;
  set({ goal: null });
  return true;
}
