import { create } from 'zustand';
import type { WalkPhase } from '../../lab/walk.ts';
import { asked } from '../link.ts';
import { advance, lookBack, pause, reset, usePage } from '../store.ts';
import { type Goal, nextStop, placeAt, previousStop, type Reach, standing, stopsOf } from './position.ts';

interface Walk {
  /** Index of the pair in focus among those of the batch; null until somebody chooses. */
  focus: number | null;
  playing: boolean;
  speed: number;
  /** What the walk is on its way to without resting. */
  goal: Goal | null;
}

export const useWalk = create<Walk>(() => ({
  focus: asked.pair === null ? null : asked.pair - 1,
  playing: false,
  speed: 1,
  goal: asked.phase === null ? null : { phase: asked.phase, iteration: asked.iteration },
}));

const { getState: walk, setState: set } = useWalk;

export const focusOn = (focus: number): void => set({ focus });
export const setPace = (speed: number): void => set({ speed });

type Page = ReturnType<typeof usePage.getState>;

/** Whether the page is at work, or not ready for any. */
export const isBusy = ({ status }: Page): boolean =>
  ['opening', 'tuning', 'running', 'pausing', 'resetting'].includes(status);

/** Whether there is anything after what is shown. */
export const mayAdvance = ({ status, cursor, log }: Page): boolean =>
  status === 'ready' || status === 'paused' || nextStop(stopsOf(log), cursor, 'stop') !== null;

/** Whether there is a stop before what is shown. */
export const mayReturn = ({ cursor, log }: Page): boolean => previousStop(stopsOf(log), cursor) !== null;

const stand: Partial<Walk> = { playing: false, goal: null };

/** Goes on: within the log where it holds the place, else by asking the lab for as much work as it takes. */
export function forward(reach: Reach): void {
  const page = usePage.getState();
  if (isBusy(page)) return;
  const { log, cursor } = page;
  const next = nextStop(stopsOf(log), cursor, reach);
  if (next) lookBack(next.cursor);
  else if (!advance(reach)) set(stand);
}

export function back(): void {
  set(stand);
  const { log, cursor } = usePage.getState();
  const before = previousStop(stopsOf(log), cursor);
  if (before) lookBack(before.cursor);
}

/** To the first stop of the run. */
export function rewind(): void {
  set(stand);
  const [first] = stopsOf(usePage.getState().log);
  if (first) lookBack(first.cursor);
}

/** The same run again from nothing. */
export function restart(): void {
  set(stand);
  reset();
}

/** Whoever leaves the walk finds it at rest; another run is looked at afresh. */
export const leave = (): void => set(stand);
export const forget = (): void => set({ ...stand, focus: null });

export function step(reach: Reach): void {
  set(stand);
  forward(reach);
}

export function togglePlay(): void {
  const { playing, goal } = walk();
  const { status } = usePage.getState();
  set({ playing: !playing && goal === null && status !== 'running' && status !== 'pausing', goal: null });
  if (status === 'running') pause();
}

/** To the end of a phase of the iteration on show, wherever that is. */
export function goTo(phase: WalkPhase): void {
  const { log, cursor } = usePage.getState();
  const stops = stopsOf(log);
  const { iteration } = placeAt(log, stops, cursor);
  const known = stops.findLast((stop) => stop.iteration === iteration && stop.phase === phase && stop.end);
  set({ playing: false, goal: known ? null : { phase, iteration } });
  if (known) lookBack(known.cursor);
}

/** Called when the page has come to rest: whether there is no goal ahead any more. */
export function arrived(): boolean {
  const { goal } = walk();
  const { log, cursor, draft } = usePage.getState();
  const place = placeAt(log, stopsOf(log), cursor);
  if (goal === null || standing(goal, place, place.method ?? draft.method) === 'ahead') return false;
  set({ goal: null });
  return true;
}
