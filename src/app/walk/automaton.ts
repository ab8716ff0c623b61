import { useEffect, useState } from 'react';
import { usePage } from '../store.ts';
import { placeAt, stopsOf } from './position.ts';
import { arrived, forget, forward, isBusy, leave, mayAdvance, useWalk } from './tape.ts';

/** How long the walk rests before it goes on by itself, in ms at speed 1: a phase is to be read, a token or a step to be seen. */
const rests = { phase: 12_000, token: 350, step: 120 };

/** Goes on by itself while the walk plays, or is on its way to a phase. */
export function useAutomaton(): void {
  const playing = useWalk((walk) => walk.playing);
  const goal = useWalk((walk) => walk.goal);
  const speed = useWalk((walk) => walk.speed);
  const busy = usePage(isBusy);
  const cursor = usePage((page) => page.cursor);
  const may = usePage(mayAdvance);
  const empty = usePage((page) => page.log.length === 0);
  useEffect(() => leave, []);
  const [before] = useState({ empty });
  useEffect(() => {
    // A link's goal and pair are for the run that is about to begin, not for the one after it.
    if (empty && !before.empty) forget();
    before.empty = empty;
  }, [empty, before]);
  useEffect(() => {
    if ((!playing && goal === null) || busy) return;
    if (!may) {
      leave();
      return;
    }
    if (arrived()) return;
    const { log } = usePage.getState();
    const { phase, end } = placeAt(log, stopsOf(log), cursor);
    const rest = end ? rests.phase : phase === 'again' ? rests.step : phase === 'play' ? rests.token : 0;
    const timer = setTimeout(() => forward(goal ? 'phase' : 'stop'), goal ? 0 : rest / speed);
    return () => clearTimeout(timer);
  }, [playing, goal, speed, busy, cursor, may]);
}
