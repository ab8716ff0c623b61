import type { Method } from '../../lab/config.ts';
import { type WalkPhase, walkOf } from '../../lab/walk.ts';
import { shows } from '../link.ts';
import { Rich } from './Rich.tsx';
import { ofPairs, termsOf } from './terms.ts';
import { taleOf, useTold } from './told.ts';

interface StoryProps {
  method: Method;
  iteration: number;
  phase: WalkPhase;
}

/** The phase before this one and its iteration; null at the very first. */
function before(method: Method, iteration: number, phase: WalkPhase): { phase: WalkPhase; iteration: number } | null {
  const phases = walkOf(method, iteration);
  const at = phases.findIndex((one) => one.phase === phase);
  if (at > 0) return { phase: phases[at - 1].phase, iteration };
  const last = iteration > 0 ? walkOf(method, iteration - 1).at(-1) : undefined;
  return last ? { phase: last.phase, iteration: iteration - 1 } : null;
}

/** The question of the phase before, and its answer. */
function Answer({ method, iteration, phase }: StoryProps) {
  // What the next iteration does is the method's own to say.
  const told = useTold(phase === 'measure' ? method : taleOf(method, iteration));
  return (
    <div className="answer">
      <p className="note">
        <Rich text={told(`story:${phase}.question`)} />
      </p>
      <p>
        <Rich text={told(`story:${phase}.answer`)} />
      </p>
    </div>
  );
}

/** What happens in a phase, why, and what to look at; the last question's answer, and one to think about. */
export function Story({ method, iteration, phase }: StoryProps) {
  const tale = taleOf(method, iteration);
  const told = useTold(tale);
  const single = tale === 'sft' || tale === 'rest-em';
  const terms = termsOf[phase]
    .map((term) => (term === 'opponent' && tale !== 'spin' ? 'reference' : term))
    .filter((term) => !single || !ofPairs.has(term));
  const last = before(method, iteration, phase);
  return (
    <aside className="panel story" aria-labelledby="story-title">
      <h2 id="story-title" tabIndex={-1}>
        {told(`story:${phase}.title`)}
      </h2>
      {last && shows('questions') && <Answer method={method} {...last} />}
      <dl className="tale">
        {(['what', 'why', 'look'] as const).map((part) => (
          <div key={part}>
            <dt>{told(`parts.${part}`)}</dt>
            <dd>
              <Rich text={told(`story:${phase}.${part}`)} />
            </dd>
          </div>
        ))}
      </dl>
      {shows('questions') && (
        <p className="question">
          <b>{told('parts.question')}</b> <Rich text={told(`story:${phase}.question`)} />
        </p>
      )}
      {shows('terms') && (
        <div className="terms">
          <h3 className="sr-only">{told('parts.terms')}</h3>
          {terms.map((term) => (
            <details key={`${phase} ${term}`}>
              <summary>{told(`terms:${term}.name`)}</summary>
              <p>
                <Rich text={told(`terms:${term}.text`)} />
              </p>
            </details>
          ))}
        </div>
      )}
    </aside>
  );
}
