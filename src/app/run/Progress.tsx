import { memo } from 'react';
import type { Method } from '../../lab/config.ts';
import type { Phase } from '../../methods/events.ts';
import { secondsLeft } from '../eta.ts';
import { duration } from '../format.ts';
import type { Progress as Work } from '../reduce.ts';
import { follow, lookBack, usePage } from '../store.ts';
import { useMethod, usePlanned, useSetting } from './planned.ts';
import { playerName, views } from './views.ts';

type Words = { any: string } & Partial<Record<Method, string>>;

/** What happens in a phase, what its work is counted in, and its share of the timeline's width. */
const phases: Record<Phase, { words: Words; unit: Words; width: number }> = {
  prompts: { words: { any: 'The main player makes new prompts' }, unit: { any: 'answers' }, width: 1 },
  rollouts: {
    words: { any: 'The main player answers the prompts', spin: 'The opponent answers the prompts' },
    unit: { any: 'responses' },
    width: 2,
  },
  judging: { words: { any: 'The judge scores the responses' }, unit: { any: 'responses' }, width: 1 },
  reference: {
    words: { any: 'The reference scores both responses', spin: 'The opponent scores both responses' },
    unit: { any: 'responses' },
    width: 1,
  },
  training: {
    words: {
      any: 'The main player learns to tell them apart',
      sft: 'The main player learns the data’s responses',
      'rest-em': 'The main player learns the kept responses',
      'self-rewarding': 'The main player learns',
    },
    unit: { any: 'steps' },
    width: 4,
  },
  scoring: {
    words: {
      any: 'The main player scores all responses again',
      spin: 'The main player scores all pairs again',
      dpo: 'The main player scores all pairs again',
      'self-rewarding': 'The main player scores all of them again',
    },
    unit: { any: 'responses', spin: 'pairs', dpo: 'pairs', 'self-rewarding': 'examples or pairs' },
    width: 1,
  },
  benchmark: {
    words: { any: 'The main player answers held-out prompts' },
    unit: { any: 'responses', 'self-rewarding': 'responses and judgements' },
    width: 2,
  },
  control: { words: { any: 'Continued SFT, for comparison' }, unit: { any: 'steps, then responses' }, width: 2 },
};

/** Above so many iterations the timeline shows no names. */
const mostNamed = 12;

/** What there is to do before the first iteration. */
const startWords: Partial<Record<Phase, string>> = {
  rollouts: 'The start model answers prompts that are judged later',
  benchmark: 'The start model answers held-out prompts',
};
const startParts: readonly Phase[] = ['benchmark'];

function share(work: Work | null): number {
  return work && work.total > 0 ? Math.min(1, work.done / work.total) : 0;
}

/** How much of a phase is done: 0 to 1. */
function done(phase: Phase, current: Work, order: readonly Phase[]): number {
  const at = order.indexOf(current.phase);
  const me = order.indexOf(phase);
  return me < at ? 1 : me === at ? share(current) : 0;
}

type State = 'done' | 'current' | 'to come';

interface StageProps {
  name: string;
  parts: readonly Phase[];
  state: State;
  work: Work | null;
}

const Stage = memo(function Stage({ name, parts, state, work }: StageProps) {
  return (
    <li className={`stage ${state === 'current' ? 'stage-current' : ''}`} aria-current={state === 'current' && 'step'}>
      <span className="stage-name">
        {name}
        <span className="sr-only">: {state}</span>
      </span>
      <span className="stage-parts" aria-hidden="true">
        {parts.map((phase) => (
          <span key={phase} className="part" style={{ flexGrow: phases[phase].width }}>
            <span
              style={{
                transform: `scaleX(${state === 'done' ? 1 : state === 'current' && work ? done(phase, work, parts) : 0})`,
              }}
            />
          </span>
        ))}
      </span>
    </li>
  );
});

function Timeline() {
  const method = useMethod();
  const started = usePage((page) => page.run.started);
  const iteration = usePage((page) => page.run.iteration);
  const work = usePage((page) => page.run.progress);
  const rows = usePage((page) => page.run.rows);
  const over = usePage((page) => page.run.ended !== null);
  const controlled = useSetting('control');
  const count = usePlanned();
  const state = (t: number | null): State => {
    const ended = rows.some((row) => row.iteration === t && (t === null ? row.benchmark : row.outcome));
    // After its end an iteration may still be current: then its control is under way.
    if (ended && (over || work?.iteration !== t)) return 'done';
    return started && iteration === t ? 'current' : 'to come';
  };
  const parts = (t: number): readonly Phase[] =>
    controlled === 'none' || method === 'sft' ? views[method].phases(t) : [...views[method].phases(t), 'control'];
  const stages = [null, ...Array.from({ length: count }, (_, t) => t)].map((t) => ({ t, now: state(t) }));
  return (
    <ol className={count > mostNamed ? 'timeline timeline-many' : 'timeline'} aria-label="Timeline">
      {stages.map(({ t, now }) => (
        <Stage
          key={t}
          name={playerName(method, t)}
          parts={t === null ? startParts : parts(t)}
          state={now}
          work={now === 'current' ? work : null}
        />
      ))}
    </ol>
  );
}

function wordsOf(work: Work, method: Method): string {
  const { words, unit } = phases[work.phase];
  const text = (work.iteration === null && startWords[work.phase]) || (words[method] ?? words.any);
  const amount = work.total > 0 ? `, ${work.done} of ${work.total} ${unit[method] ?? unit.any}` : '';
  return `${playerName(method, work.iteration)}: ${text}${amount}`;
}

/** The phase under way in words and as a bar, with the time that is left. */
export function PhaseBar() {
  const method = useMethod();
  const work = usePage((page) => page.run.progress);
  const left = usePage((page) => (page.run === page.latest ? secondsLeft(page.clock, page.run.progress) : null));
  const over = usePage((page) => page.run.ended !== null);
  const preparing = usePage((page) => page.status === 'running' && page.run.rows.length === 0);
  const early = usePage((page) => page.run.early);
  const done = early ? 'Stopped early: the held-out measure no longer rose.' : 'All iterations are done.';
  const text = over ? done : work ? wordsOf(work, method) : preparing ? 'Preparing the model…' : '';
  return (
    <div className="phase">
      <span className="phase-words">{text || ' '}</span>
      <progress aria-label="Phase" value={over ? 1 : share(work)} max={1} hidden={!work}>
        {text}
      </progress>
      <span className="phase-left">{left === null ? '' : `about ${duration(left)} left`}</span>
    </div>
  );
}

/** The log's cursor: drag it back to see the page as it was. */
function History() {
  const length = usePage((page) => page.log.length);
  const cursor = usePage((page) => page.cursor);
  return (
    <div className="history">
      <label htmlFor="history">History</label>
      <input
        id="history"
        type="range"
        min={0}
        max={Math.max(1, length)}
        value={length === 0 ? 1 : cursor}
        disabled={length === 0}
        aria-valuetext={`event ${cursor} of ${length}`}
        onChange={(event) => lookBack(Number(event.target.value))}
      />
      <span className="history-now">
        {cursor < length ? (
          <button type="button" className="quiet" onClick={follow}>
            Back to now
          </button>
        ) : (
          <span className="hint">drag back to look again</span>
        )}
      </span>
    </div>
  );
}

export function Progress() {
  return (
    <div className="progress">
      <Timeline />
      <PhaseBar />
      <History />
    </div>
  );
}
