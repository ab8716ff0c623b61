import { memo } from 'react';
import type { Method } from '../../lab/config.ts';
import type { Phase } from '../../methods/events.ts';
import { secondsLeft } from '../eta.ts';
import { duration } from '../format.ts';
import type { Progress as Work } from '../reduce.ts';
import { follow, lookBack, usePage } from '../store.ts';
import { type RunTexts, useRunTexts } from '../texts/useRunTexts.ts';
import { useMethod, usePlanned, useSetting } from './planned.ts';
import { playerName, views } from './views.ts';

/** A text that may differ by method. */
type Words = { any: string } & Partial<Record<Method, string>>;

/** A phase's share of the timeline's width. */
const widths: Record<Phase, number> = {
  prompts: 1,
  rollouts: 2,
  judging: 1,
  reference: 1,
  training: 4,
  scoring: 1,
  benchmark: 2,
  control: 2,
};

/** Above so many iterations the timeline shows no names. */
const mostNamed = 12;

/** What there is to do before the first iteration. */
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

type State = 'done' | 'current' | 'toCome';

interface StageProps {
  name: string;
  parts: readonly Phase[];
  state: State;
  work: Work | null;
}

const Stage = memo(function Stage({ name, parts, state, work }: StageProps) {
  const { t } = useRunTexts();
  return (
    <li className={`stage ${state === 'current' ? 'stage-current' : ''}`} aria-current={state === 'current' && 'step'}>
      <span className="stage-name">
        {name}
        <span className="sr-only">{t(`progress.stage.${state}`)}</span>
      </span>
      <span className="stage-parts" aria-hidden="true">
        {parts.map((phase) => (
          <span key={phase} className="part" style={{ flexGrow: widths[phase] }}>
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
  const { t } = useRunTexts();
  const method = useMethod();
  const started = usePage((page) => page.run.started);
  const iteration = usePage((page) => page.run.iteration);
  const work = usePage((page) => page.run.progress);
  const rows = usePage((page) => page.run.rows);
  const over = usePage((page) => page.run.ended !== null);
  const controlled = useSetting('control');
  const count = usePlanned();
  const state = (of: number | null): State => {
    const ended = rows.some((row) => row.iteration === of && (of === null ? row.benchmark : row.outcome));
    // After its end an iteration may still be current: then its control is under way.
    if (ended && (over || work?.iteration !== of)) return 'done';
    return started && iteration === of ? 'current' : 'toCome';
  };
  const parts = (of: number): readonly Phase[] =>
    controlled === 'none' || method === 'sft' ? views[method].phases(of) : [...views[method].phases(of), 'control'];
  const stages = [null, ...Array.from({ length: count }, (_, of) => of)].map((of) => ({ of, now: state(of) }));
  return (
    <ol className={count > mostNamed ? 'timeline timeline-many' : 'timeline'} aria-label={t('progress.timeline')}>
      {stages.map(({ of, now }) => (
        <Stage
          key={of}
          name={playerName(t, method, of)}
          parts={of === null ? startParts : parts(of)}
          state={now}
          work={now === 'current' ? work : null}
        />
      ))}
    </ol>
  );
}

function wordsOf(t: RunTexts, { iteration, phase, done, total }: Work, method: Method): string {
  const { words, unit }: { words: Words; unit: Words } = t(`phases.${phase}`, { returnObjects: true });
  const first = iteration === null && (phase === 'rollouts' || phase === 'benchmark');
  const player = playerName(t, method, iteration);
  const text = { player, words: first ? t(`startPhases.${phase}`) : (words[method] ?? words.any) };
  return total > 0
    ? t('progress.amount', { ...text, done, total, unit: unit[method] ?? unit.any })
    : t('progress.begun', text);
}

/** The phase under way in words and as a bar, with the time that is left. */
export function PhaseBar() {
  const { t } = useRunTexts();
  const method = useMethod();
  const work = usePage((page) => page.run.progress);
  const left = usePage((page) => (page.run === page.latest ? secondsLeft(page.clock, page.run.progress) : null));
  const over = usePage((page) => page.run.ended !== null);
  const preparing = usePage((page) => page.status === 'running' && page.run.rows.length === 0);
  const early = usePage((page) => page.run.early);
  const done = t(early ? 'progress.early' : 'progress.over');
  const text = over ? done : work ? wordsOf(t, work, method) : preparing ? t('progress.preparing') : '';
  return (
    <div className="phase">
      <span className="phase-words">{text || ' '}</span>
      <progress aria-label={t('progress.phase')} value={over ? 1 : share(work)} max={1} hidden={!work}>
        {text}
      </progress>
      <span className="phase-left">{left === null ? '' : t('progress.left', { time: duration(t, left) })}</span>
    </div>
  );
}

/** The log's cursor: drag it back to see the page as it was. */
function History() {
  const { t } = useRunTexts();
  const length = usePage((page) => page.log.length);
  const cursor = usePage((page) => page.cursor);
  return (
    <div className="history">
      <label htmlFor="history">{t('progress.history')}</label>
      <input
        id="history"
        type="range"
        min={0}
        max={Math.max(1, length)}
        value={length === 0 ? 1 : cursor}
        disabled={length === 0}
        aria-valuetext={t('progress.event', { cursor, length })}
        onChange={(event) => lookBack(Number(event.target.value))}
      />
      <span className="history-now">
        {cursor < length ? (
          <button type="button" className="quiet" onClick={follow}>
            {t('progress.now')}
          </button>
        ) : (
          <span className="hint">{t('progress.drag')}</span>
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
