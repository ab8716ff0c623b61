import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { shows } from '../link.ts';
import { usePage } from '../store.ts';
import { back, mayAdvance, mayReturn, restart, rewind, setPace, step, togglePlay, useWalk } from './tape.ts';

const icons = {
  rewind: 'M3 2v12M14 2 6 8l8 6Z',
  back: 'M12 2 4 8l8 6Z',
  play: 'M3 1.5 14 8 3 14.5Z',
  pause: 'M3 2h3.5v12H3ZM9.5 2H13v12H9.5Z',
  next: 'M4 2l8 6-8 6Z',
  phase: 'M2 2l8 6-8 6ZM11.5 2H14v12h-2.5Z',
  iteration: 'M1 2l6 6-6 6ZM7 2l6 6-6 6ZM13.3 2H15v12h-1.7Z',
  restart: 'M8 2a6 6 0 1 0 6 6h-2a4 4 0 1 1-4-4v2.5L12.5 3 8-.5Z',
};

interface KeyProps {
  icon: keyof typeof icons;
  label: string;
  /** Its shortcut. */
  keys?: string;
  enabled: boolean;
  onPress(): void;
  primary?: boolean;
}

/** Out of use it keeps its place in the tab order, so that pressing it never loses the focus. */
function Key({ icon, label, keys, enabled, onPress, primary }: KeyProps) {
  return (
    <button
      type="button"
      className={primary ? 'control primary' : 'control'}
      aria-disabled={!enabled}
      aria-keyshortcuts={keys}
      title={keys}
      onClick={() => enabled && onPress()}
    >
      <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
        <path d={icons[icon]} fill="currentColor" stroke="currentColor" strokeWidth={icon === 'rewind' ? 1.5 : 0} />
      </svg>
      <span>{label}</span>
    </button>
  );
}

const speeds = [0.5, 1, 2, 4];

/** Whether a key press is for what has the focus and not for the walk. */
function taken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const { target } = event;
  if (document.querySelector('.driver-active')) return true; // the tour has them
  if (!(target instanceof Element)) return false;
  if (target.closest('input, select, textarea, .wgsl, [role=application], [contenteditable]')) return true;
  return event.key === ' ' && target.matches('button, summary, a');
}

const shortcuts: Readonly<Record<string, () => void>> = {
  ' ': togglePlay,
  ArrowRight: () => step('stop'),
  'Shift+ArrowRight': () => step('phase'),
  ArrowLeft: back,
  Home: rewind,
  End: () => step('iteration'),
};

/** The walk's tape: step, back, play, to the end of the phase or the iteration, and again from nothing. */
export function Tape({ begun }: { begun: boolean }) {
  const { t } = useTranslation('walk');
  const playing = useWalk((walk) => walk.playing);
  const speed = useWalk((walk) => walk.speed);
  const running = usePage((page) => page.status === 'running' || page.status === 'pausing');
  const failed = usePage((page) => page.status === 'failed');
  const may = usePage(mayAdvance);
  const behind = usePage(mayReturn);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const shortcut = shortcuts[`${event.shiftKey && event.key.startsWith('Arrow') ? 'Shift+' : ''}${event.key}`];
      if (!shortcut || taken(event)) return;
      event.preventDefault();
      shortcut();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  if (!shows('tape')) return null;
  const going = playing || running;
  return (
    <fieldset className="tape">
      <legend className="sr-only">{t('tape.title')}</legend>
      <Key icon="rewind" label={t('tape.rewind')} keys="Home" enabled={behind && !running} onPress={rewind} />
      <Key icon="back" label={t('tape.back')} keys="ArrowLeft" enabled={behind && !running} onPress={back} />
      {going ? (
        <Key icon="pause" label={t('tape.pause')} keys="Space" enabled onPress={togglePlay} />
      ) : (
        <Key icon="play" label={t('tape.play')} keys="Space" enabled={may} onPress={togglePlay} />
      )}
      <Key
        icon="next"
        label={t('tape.step')}
        keys="ArrowRight"
        enabled={may && !running}
        onPress={() => step('stop')}
        primary
      />
      <Key
        icon="phase"
        label={t('tape.phase')}
        keys="Shift+ArrowRight"
        enabled={may && !running}
        onPress={() => step('phase')}
      />
      <Key
        icon="iteration"
        label={t('tape.iteration')}
        keys="End"
        enabled={may && !running}
        onPress={() => step('iteration')}
      />
      <Key icon="restart" label={t('tape.restart')} enabled={(begun || failed) && !running} onPress={restart} />
      <label className="pace">
        {t('tape.speed')}{' '}
        <select value={speed} onChange={(event) => setPace(Number(event.target.value))}>
          {speeds.map((value) => (
            <option key={value} value={value}>
              {t('tape.times', { value })}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}
