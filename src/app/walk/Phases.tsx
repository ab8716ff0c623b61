import { useEffect, useRef } from 'react';
import type { Method } from '../../lab/config.ts';
import { walkOf } from '../../lab/walk.ts';
import type { Place, Stop } from './position.ts';
import { goTo } from './tape.ts';
import { taleOf, useTold } from './told.ts';

interface PhasesProps {
  method: Method;
  place: Place;
  stops: readonly Stop[];
  enabled: boolean;
}

/** The phases of the iteration: where the walk is, what lies behind it, and a way to each of them. */
export function Phases({ method, place, stops, enabled }: PhasesProps) {
  const told = useTold(taleOf(method, place.iteration));
  const phases = walkOf(method, place.iteration);
  const list = useRef<HTMLOListElement>(null);
  const at = phases.findIndex(({ phase }) => phase === place.phase);
  const reached = new Set(
    stops.filter((stop) => stop.end && stop.iteration === place.iteration).map(({ phase }) => phase),
  );
  useEffect(() => {
    // On a narrow screen the phases scroll sideways, and only they.
    const { current } = list;
    const here = current?.children[at];
    if (current && here instanceof HTMLElement)
      current.scrollLeft = here.offsetLeft - (current.clientWidth - here.clientWidth) / 2;
  }, [at]);
  return (
    <nav aria-label={told('phases')}>
      <ol className="phases" ref={list}>
        {phases.map(({ phase }, i) => {
          const state =
            i === at ? 'here' : i < at || (i === at && place.end) ? 'passed' : reached.has(phase) ? 'known' : 'ahead';
          return (
            <li key={phase} className={`phase-mark phase-${state}`}>
              <button
                type="button"
                aria-current={i === at ? 'step' : undefined}
                aria-disabled={!enabled}
                onClick={() => enabled && goTo(phase)}
              >
                <span className="phase-number" aria-hidden="true">
                  {i + 1}
                </span>
                <span className="phase-name">{told(`story:${phase}.short`)}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
