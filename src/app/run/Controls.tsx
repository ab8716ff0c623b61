import { useMemo } from 'react';
import { duration } from '../format.ts';
import type { Status } from '../page.ts';
import { configOf } from '../settings.ts';
import { otherSource, pause, play, reset, setSpeed, step, stop, usePage } from '../store.ts';

const icons = {
  play: 'M3 1.5 14 8 3 14.5Z',
  pause: 'M3 2h3.5v12H3ZM9.5 2H13v12H9.5Z',
  step: 'M2 2l8 6-8 6ZM11 2h3v12h-3Z',
  stop: 'M2.5 2.5h11v11h-11Z',
  reset: 'M8 2a6 6 0 1 0 6 6h-2a4 4 0 1 1-4-4v2.5L12.5 3 8-.5Z',
};

interface ControlProps {
  icon: keyof typeof icons;
  label: string;
  enabled: boolean;
  onPress(): void;
  primary?: boolean;
}

/** Out of use it keeps its place in the tab order, so that pressing it never loses the focus. */
function Control({ icon, label, enabled, onPress, primary }: ControlProps) {
  return (
    <button
      type="button"
      className={primary ? 'control primary' : 'control'}
      aria-disabled={!enabled}
      onClick={() => enabled && onPress()}
    >
      <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
        <path d={icons[icon]} fill="currentColor" />
      </svg>
      {label}
    </button>
  );
}

function words(status: Status, recorded: boolean, valid: boolean, seconds: number | null): string {
  switch (status) {
    case 'opening':
      return recorded ? 'Loading the recorded run…' : 'Looking for an adapter…';
    case 'ready':
      return valid ? 'Ready: press Play.' : 'A setting is out of range: mend it to play.';
    case 'running':
      return recorded ? 'Replaying a recorded run.' : 'Running.';
    case 'pausing':
      return 'Pausing when the work under way is done…';
    case 'paused':
      return 'Paused.';
    case 'stopping':
      return 'Stopping when the work under way is done…';
    case 'stopped':
      return 'Stopped. Reset to run again.';
    case 'ended':
      return `Ended${seconds === null ? '' : ` after ${duration(seconds)}`}. Reset to ${recorded ? 'watch' : 'run'} again.`;
    case 'resetting':
      return 'Resetting…';
    case 'failed':
      return 'Failed. Reset to begin again.';
  }
}

const speeds = [
  { value: 1, label: '1×' },
  { value: 4, label: '4×' },
  { value: 16, label: '16×' },
  { value: Number.POSITIVE_INFINITY, label: 'at once' },
];

export function Controls() {
  const status = usePage((page) => page.status);
  const recorded = usePage((page) => page.source === 'recorded');
  const draft = usePage((page) => page.draft);
  const valid = useMemo(() => recorded || configOf(draft) !== null, [recorded, draft]);
  const seconds = usePage((page) => page.latest.ended);
  const speed = usePage((page) => page.speed);
  const here = usePage((page) => page.advice === null);
  const mayBegin = (status === 'ready' && valid) || status === 'paused';
  const going = status === 'running' || status === 'pausing';
  const over = status === 'stopped' || status === 'ended' || status === 'failed';
  return (
    <div className="controls">
      <div className="buttons">
        {going ? (
          <Control icon="pause" label="Pause" enabled={status === 'running'} onPress={pause} primary />
        ) : (
          <Control icon="play" label="Play" enabled={mayBegin} onPress={play} primary={!over} />
        )}
        <Control icon="step" label="Step" enabled={mayBegin} onPress={step} />
        <Control icon="stop" label="Stop" enabled={going || status === 'paused'} onPress={stop} />
        <Control
          icon="reset"
          label="Reset"
          enabled={!['opening', 'ready', 'resetting'].includes(status)}
          onPress={reset}
          primary={over}
        />
      </div>
      <p className="status" role="status">
        {words(status, recorded, valid, seconds)}
      </p>
      <div className="source">
        {recorded && (
          <label>
            Replay speed{' '}
            <select value={speed} onChange={(event) => setSpeed(Number(event.target.value))}>
              {speeds.map(({ value, label }) => (
                <option key={label} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        )}
        {here && (
          <a href={otherSource(recorded)}>{recorded ? 'Run it here instead' : 'Watch a recorded run instead'}</a>
        )}
      </div>
    </div>
  );
}
