import type { Method } from '../../lab/config.ts';
import type { WalkPhase } from '../../lab/walk.ts';
import { useTold } from './told.ts';

type Actor = 'main' | 'opponent';

/** Who acts in a phase. */
const acting: Record<WalkPhase, readonly Actor[]> = {
  prompts: ['main'],
  answer: ['main'],
  judge: ['main'],
  grade: [],
  keep: [],
  pair: [],
  draw: [],
  play: ['opponent'],
  score: ['main', 'opponent'],
  margin: ['main', 'opponent'],
  loss: ['main'],
  gradient: ['main'],
  update: ['main'],
  again: ['main'],
  swap: ['main', 'opponent'],
  measure: ['main'],
};

interface CastProps {
  tale: Method;
  phase: WalkPhase | null;
  iteration: number;
  prompt: string | null;
  over: boolean;
}

/** The players on stage with the prompt between them; those who act in the phase are lit. */
export function Cast({ tale, phase, iteration, prompt, over }: CastProps) {
  const told = useTold(tale);
  const lit = (actor: Actor) => (phase && acting[phase].includes(actor) ? 'actor actor-lit' : 'actor');
  const swapped = phase === 'swap' && over;
  return (
    <div className="cast" data-phase={phase ?? 'none'}>
      <div className={`${lit('main')} actor-main`}>
        <svg viewBox="0 0 44 44" width="44" height="44" aria-hidden="true">
          <circle cx="22" cy="22" r="18" fill="var(--main)" />
        </svg>
        <div>
          <b className="is-main">{told('mainPlayer')}</b>
          <p className="note">{told('cast.main')}</p>
        </div>
      </div>
      <div className="cast-prompt">
        {prompt !== null && (
          <>
            <span className="note">{told('cast.prompt')}</span>
            <output className="prompt">{prompt}</output>
          </>
        )}
        {phase === 'swap' && <span className="note">{told(swapped ? 'cast.copied' : 'cast.copying')}</span>}
      </div>
      <div className={`${lit('opponent')} actor-opponent`}>
        <svg viewBox="0 0 44 44" width="44" height="44" aria-hidden="true">
          <circle
            cx="22"
            cy="22"
            r="16"
            fill={swapped ? 'var(--main)' : 'none'}
            stroke="var(--opponent)"
            strokeWidth="5"
          />
        </svg>
        <div>
          <b className="is-opponent">{told('other')}</b>
          <p className="note">{told('cast.other', { iteration: swapped ? iteration + 1 : iteration })}</p>
        </div>
      </div>
    </div>
  );
}
