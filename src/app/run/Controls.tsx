import { useMemo } from 'react';
import { duration } from '../format.ts';
import type { Page } from '../page.ts';
import { configOf } from '../settings.ts';
import { otherSource, pause, play, reset, setSpeed, step, stop, usePage } from '../store.ts';
import { type RunTexts, useRunTexts } from '../texts/useRunTexts.ts';

const icons = {
  play: 'M3 1.5 14 8 3 14.5Z',
  pause: 'M3 2h3.5v12H3ZM9.5 2H13v12H9.5Z',
  step: 'M2 2l8 6-8 6ZM11 2h3v12h-3Z',
  stop: 'M2.5 2.5h11v11h-11Z',
  reset: 'M8 2a6 6 0 1 0 6 6h-2a4 4 0 1 1-4-4v2.5L12.5 3 8-.5Z',
};

interface ControlProps {
  does: keyof typeof icons;
  enabled: boolean;
  onPress(): void;
  primary?: boolean;
}

/** Out of use it keeps its place in the tab order, so that pressing it never loses the focus. */
function Control({ does, enabled, onPress, primary }: ControlProps) {
  const { t } = useRunTexts();
  return (
    <button
      type="button"
      className={primary ? 'control primary' : 'control'}
      aria-disabled={!enabled}
      onClick={() => enabled && onPress()}
    >
      <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
        <path d={icons[does]} fill="currentColor" />
      </svg>
      {t(`controls.${does}`)}
    </button>
  );
}

function words(t: RunTexts, { status, source, latest }: Page, valid: boolean): string {
  const seconds = latest.ended;
  switch (status) {
    case 'opening':
    case 'running':
      return t(`status.${status}.${source}`);
    case 'ready':
      return t(valid ? 'status.ready' : 'status.invalid');
    case 'ended':
      return seconds === null
        ? t(`status.ended.${source}`)
        : t(`status.endedAfter.${source}`, { time: duration(t, seconds) });
    default:
      return t(`status.${status}`);
  }
}

const speeds = [1, 4, 16, Number.POSITIVE_INFINITY];

export function Controls() {
  const { t } = useRunTexts();
  const status = usePage((page) => page.status);
  const recorded = usePage((page) => page.source === 'recorded');
  const draft = usePage((page) => page.draft);
  const valid = useMemo(() => recorded || configOf(draft) !== null, [recorded, draft]);
  const speed = usePage((page) => page.speed);
  const here = usePage((page) => page.advice === null);
  const mayBegin = (status === 'ready' && valid) || status === 'paused';
  const going = status === 'running' || status === 'pausing';
  const over = status === 'stopped' || status === 'ended' || status === 'failed';
  return (
    <div className="controls">
      <div className="buttons">
        {going ? (
          <Control does="pause" enabled={status === 'running'} onPress={pause} primary />
        ) : (
          <Control does="play" enabled={mayBegin} onPress={play} primary={!over} />
        )}
        <Control does="step" enabled={mayBegin} onPress={step} />
        <Control does="stop" enabled={going || status === 'paused'} onPress={stop} />
        <Control
          does="reset"
          enabled={!['opening', 'ready', 'resetting'].includes(status)}
          onPress={reset}
          primary={over}
        />
      </div>
      <p className="status" role="status">
        {usePage((page) => words(t, page, valid))}
      </p>
      <div className="source">
        {recorded && (
          <label>
            {t('replay.speed')}{' '}
            <select value={speed} onChange={(event) => setSpeed(Number(event.target.value))}>
              {speeds.map((times) => (
                <option key={times} value={times}>
                  {Number.isFinite(times) ? t('replay.times', { speed: times }) : t('replay.atOnce')}
                </option>
              ))}
            </select>
          </label>
        )}
        {here && <a href={otherSource(recorded)}>{t(recorded ? 'replay.here' : 'replay.watch')}</a>}
      </div>
    </div>
  );
}
