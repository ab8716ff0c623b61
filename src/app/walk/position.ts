import { type Method, methods } from '../../lab/config.ts';
import { type WalkPhase, walkOf } from '../../lab/walk.ts';
import type { LabEvent } from '../../methods/events.ts';

/** A place where the walk rests: after so many events of the log, in or at the end of a phase. */
export interface Stop {
  cursor: number;
  iteration: number;
  phase: WalkPhase;
  /** Whether the phase is over there. */
  end: boolean;
  /** Whether the iteration's walk is over there. */
  last: boolean;
}

/** Where the walk stands. */
export interface Place {
  method: Method | null;
  iteration: number;
  /** null before the first iteration has begun. */
  phase: WalkPhase | null;
  /** Whether the phase is over; else its work is under way. */
  end: boolean;
}

const known = new WeakMap<readonly LabEvent[], Stop[]>();

/** Every stop of a log in its order. */
export function stopsOf(log: readonly LabEvent[]): Stop[] {
  const stops = known.get(log) ?? findStops(log);
  known.set(log, stops);
  return stops;
}

function findStops(log: readonly LabEvent[]): Stop[] {
  const stops: Stop[] = [];
  let method: Method = 'spin';
  let iteration = 0;
  let at = 0;
  log.forEach((event, index) => {
    if (event.type === 'run-started') method = methods.find((name) => name === event.config.method) ?? method;
    if (event.type === 'iteration-started') {
      iteration = event.iteration;
      at = 0;
    }
    const phases = walkOf(method, iteration);
    const ended = phases.findIndex(({ ends }) => ends(event));
    if (ended >= 0) at = ended + 1;
    // Steps of which none was taken apart are inner steps all the same.
    else if (event.type === 'step')
      at = Math.max(
        at,
        phases.findIndex(({ phase }) => phase === 'again'),
      );
    const phase = phases[ended >= 0 ? ended : at]?.phase;
    if (phase && (ended >= 0 || event.type === 'token-played' || event.type === 'step'))
      stops.push({ cursor: index + 1, iteration, phase, end: ended >= 0, last: ended === phases.length - 1 });
  });
  return stops;
}

/** Where the walk stands after so many events. */
export function placeAt(log: readonly LabEvent[], stops: readonly Stop[], cursor: number): Place {
  const shown = log.slice(0, cursor);
  const started = shown.find((event) => event.type === 'run-started');
  const method = methods.find((name) => name === started?.config.method) ?? null;
  const begun = shown.findLast((event) => event.type === 'iteration-started');
  if (!method || !begun) return { method, iteration: 0, phase: null, end: false };
  const { iteration } = begun;
  const phases = walkOf(method, iteration);
  const last = stops.findLast((stop) => stop.cursor <= cursor && stop.iteration === iteration);
  if (!last) return { method, iteration, phase: phases[0].phase, end: false };
  if (!last.end || last.cursor === cursor) return { method, iteration, phase: last.phase, end: last.end };
  const next = phases[phases.findIndex(({ phase }) => phase === last.phase) + 1];
  return { method, iteration, phase: next?.phase ?? last.phase, end: !next };
}

/** How far a step goes: to the next place to rest, to the end of a phase, or to the end of the iteration. */
export type Reach = 'stop' | 'phase' | 'iteration';

/** The next stop of a log after the cursor that reaches so far; null where the log does not hold it. */
export function nextStop(stops: readonly Stop[], cursor: number, reach: Reach): Stop | null {
  const ahead = stops.filter((stop) => stop.cursor > cursor);
  if (reach === 'stop') return ahead[0] ?? null;
  if (reach === 'phase') return ahead.find(({ end }) => end) ?? null;
  return ahead.find(({ last }) => last) ?? null;
}

/** The stop before the cursor; null at the first. */
export const previousStop = (stops: readonly Stop[], cursor: number): Stop | null =>
  stops.findLast((stop) => stop.cursor < cursor) ?? null;

/** A phase that the walk is on its way to; in the first iteration that has it, unless one is named. */
export interface Goal {
  phase: WalkPhase;
  iteration: number | null;
}

/** Whether the walk has come to a goal, or past it: a phase that a run has no use for never ends. */
export function standing(
  { phase, iteration: named }: Goal,
  place: Place,
  method: Method,
): 'ahead' | 'reached' | 'missed' {
  const indexIn = (t: number, name: WalkPhase | null) => walkOf(method, t).findIndex((one) => one.phase === name);
  const iteration = named ?? [0, 1].find((t) => indexIn(t, phase) >= 0);
  if (iteration === undefined || indexIn(iteration, phase) < 0) return 'missed';
  if (place.phase === null || place.iteration < iteration) return 'ahead';
  if (place.iteration > iteration) return 'missed';
  const [goal, here] = [indexIn(iteration, phase), indexIn(iteration, place.phase)];
  if (here === goal) return place.end ? 'reached' : 'ahead';
  return here > goal ? 'missed' : 'ahead';
}
