import './walk.css';
import './stage.css';
import './findings.css';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Method } from '../../lab/config.ts';
import { type Compiled, kernelsOf } from '../../lab/shaders.ts';
import { written } from '../fields.ts';
import { embedded, shows } from '../link.ts';
import { losses } from '../losses.ts';
import { betaOf, type RunState } from '../reduce.ts';
import { PhaseBar } from '../run/Progress.tsx';
import { useMethod } from '../run/planned.ts';
import { promptText } from '../run/views.ts';
import { otherSource, usePage } from '../store.ts';
import { Alike } from './Alike.tsx';
import { useAutomaton } from './automaton.ts';
import type { Batch } from './batch.ts';
import { Cast } from './Cast.tsx';
import type { LossSettings } from './Changes.tsx';
import { Likeliest } from './Likeliest.tsx';
import { firstFocus, momentOf } from './lanes.ts';
import { PairPicker } from './PairPicker.tsx';
import { Panel } from './Panel.tsx';
import { Phases } from './Phases.tsx';
import { type Place, placeAt, stopsOf } from './position.ts';
import { type Pointed, Responses } from './Responses.tsx';
import { Shader } from './Shader.tsx';
import { Share } from './Share.tsx';
import { Start } from './Start.tsx';
import { Story } from './Story.tsx';
import { Tape } from './Tape.tsx';
import { useWalk } from './tape.ts';
import { taleOf, useTold } from './told.ts';

const noWords: readonly string[] = [];
/** Phases in which the batch is on stage. */
const onStage = new Set(['draw', 'play', 'score', 'margin', 'loss', 'gradient', 'update', 'again', 'swap', 'measure']);

const number = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

/** The pair loss of the run; null where this batch holds single responses. */
function settingsOf(run: RunState, method: Method, iteration: number, batch: Batch | null): LossSettings | null {
  const beta = betaOf(run, iteration);
  const config = run.started?.config ?? {};
  const loss = losses.find(({ value }) => value === config.loss_type)?.value;
  const single = batch !== null && method !== 'spin' && batch.items.every(({ rejected }) => rejected === null);
  if (beta === null || !loss || single) return null;
  return { loss, beta, smoothing: number(config.label_smoothing, 0) };
}

function compiledOf(run: RunState, settings: LossSettings | null): Compiled {
  const optimizers = ['adamw_torch', 'rmsprop', 'sgd'] as const;
  return {
    loss: settings?.loss ?? null,
    vocabulary: run.started?.model.vocabulary.length ?? 0,
    optim: optimizers.find((name) => name === run.started?.config.optim) ?? 'adamw_torch',
  };
}

interface StageProps {
  run: RunState;
  place: Place & { phase: NonNullable<Place['phase']> };
  method: Method;
}

/** What a phase shows: the players, the batch, the pair in focus and what has been found out about it. */
function Stage({ run, place, method }: StageProps) {
  const tale = taleOf(method, place.iteration);
  const told = useTold(tale);
  const chosen = useWalk((walk) => walk.focus);
  const [pointed, point] = useState<Pointed | null>(null);
  const { phase, iteration } = place;
  const batch = run.batch?.iteration === iteration ? run.batch : null;
  const vocabulary = run.started?.model.vocabulary ?? noWords;
  const index = batch ? Math.min(Math.max(0, chosen ?? firstFocus(batch)), batch.items.length - 1) : 0;
  const settings = settingsOf(run, method, iteration, batch);
  const shown = batch !== null && onStage.has(phase);
  const { loss, vocabulary: words, optim } = compiledOf(run, settings);
  const kernels = useMemo(() => kernelsOf(phase, { loss, vocabulary: words, optim }), [phase, loss, words, optim]);
  return (
    <div className="stage-column">
      <section className="panel walk-stage" aria-label={told('stage')}>
        <Cast
          tale={tale}
          phase={phase}
          iteration={iteration}
          prompt={shown ? promptText(batch.items[index], vocabulary) : null}
          over={place.end}
        />
        {shown && shows('pairs') && (
          <PairPicker
            batch={batch}
            index={index}
            moment={momentOf(phase, batch)}
            beta={settings?.beta ?? null}
            vocabulary={vocabulary}
          />
        )}
        {batch === null && onStage.has(phase) && run.started?.config.inspected_steps === 0 && (
          <p className="empty">{told('noneApart')}</p>
        )}
        <div className="finding">
          <Panel
            phase={phase}
            method={method}
            iteration={iteration}
            run={run}
            batch={batch}
            index={index}
            settings={settings}
            learningRate={written(Number((batch?.gradient?.learningRate ?? 0).toPrecision(4)))}
          />
        </div>
        {shown && (
          <>
            <Alike batch={batch} index={index} />
            <Responses
              phase={phase}
              batch={batch}
              index={index}
              tale={tale}
              vocabulary={vocabulary}
              pointed={pointed}
              point={point}
            />
            {shows('likeliest') && (
              <Likeliest
                batch={batch}
                index={index}
                pointed={pointed}
                moment={momentOf(phase, batch)}
                other={told('other')}
                vocabulary={vocabulary}
              />
            )}
          </>
        )}
      </section>
      {shows('shader') && (
        <Shader
          key={phase}
          kernels={kernels}
          batch={batch}
          index={index}
          beta={settings?.beta ?? 0}
          rows={number(run.started?.config.per_device_train_batch_size, 1)}
        />
      )}
    </div>
  );
}

/** One iteration of a method, phase by phase, forwards and backwards. */
export function WalkView() {
  const { t } = useTranslation(['walk', 'common']);
  useAutomaton();
  const log = usePage((page) => page.log);
  const cursor = usePage((page) => page.cursor);
  const run = usePage((page) => page.run);
  const status = usePage((page) => page.status);
  const recorded = usePage((page) => page.source === 'recorded');
  const here = usePage((page) => page.advice === null);
  const method = useMethod();
  const stops = useMemo(() => stopsOf(log), [log]);
  const place = useMemo(() => placeAt(log, stops, cursor), [log, stops, cursor]);
  const running = status === 'running' || status === 'pausing';
  const { phase } = place;
  const told = useTold(taleOf(method, place.iteration));
  const begun = phase !== null;
  useEffect(() => {
    // The button that began the walk is gone: what it led to takes the focus.
    if (begun && document.activeElement === document.body) document.getElementById('story-title')?.focus();
  }, [begun]);
  useEffect(() => {
    // The stage's charts are loaded with it, so that a phase never waits for them.
    import('../run/Plot.tsx');
  }, []);
  return (
    <div className="walk">
      {embedded && <h1 className="sr-only">{t('common:title')}</h1>}
      <section className="panel walk-bar" aria-label={t('bar')}>
        <p role="status" className="sr-only">
          {phase && !running ? told(`story:${phase}.title`) : ''}
        </p>
        <div className="walk-head">
          <h2>
            {t('title', { context: method })}{' '}
            <span className="note">{t('iteration', { iteration: place.iteration })}</span>
          </h2>
          <p className="note">
            {recorded && `${t('recorded')} `}
            {here && shows('links') && <a href={otherSource(recorded)}>{t(recorded ? 'liveLink' : 'recordedLink')}</a>}
          </p>
        </div>
        {shows('phases') && (
          <Phases method={method} place={place} stops={stops} enabled={!running && status !== 'opening'} />
        )}
        <Tape begun={log.length > 0} />
        <div className="walk-work">{running && <PhaseBar />}</div>
      </section>
      {phase === null ? (
        <Start method={method} />
      ) : (
        <div className="walk-body">
          {shows('story') && <Story method={method} iteration={place.iteration} phase={phase} />}
          <Stage run={run} place={{ ...place, phase }} method={method} />
        </div>
      )}
      {shows('links') && <Share phase={phase} iteration={place.iteration} />}
    </div>
  );
}
