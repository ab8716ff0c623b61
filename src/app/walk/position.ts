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

/** Every stop of a log in its order. */
export function stopsOf(log: readonly LabEvent[]): Stop[] {
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
    const phase = phases[ended >= 0 ? ended : at]?.phase;
    if (phase && (ended >= 0 || event.type === 'token-played' || event.type === 'step'))
      stops.push({ cursor: index + 1, iteration, phase, end: ended >= 0 });
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
  const ends = ahead.filter(({ end }) => end);
  const found = ends.findIndex((stop, i) => ends[i + 1] !== undefined && ends[i + 1].iteration !== stop.iteration);
  return found >= 0 ? ends[found] : null;
}

/** The stop before the cursor; null at the first. */
export const previousStop = (stops: readonly Stop[], cursor: number): Stop | null =>
  stops.findLast((stop) => stop.cursor < cursor) ?? null;
