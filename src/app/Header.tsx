import { deviceName } from './format.ts';
import { usePage } from './store.ts';
import { useTheme } from './theme.ts';

/** What computes, or what computed the recorded run: hardware by its name, software said to be software. */
function Badge() {
  const adapter = usePage((page) => page.adapter);
  const verb = usePage((page) => (page.source === 'recorded' ? 'Recorded' : 'WebGPU'));
  if (!adapter) return <span className="badge">{verb} …</span>;
  const device = deviceName(adapter.name);
  return (
    <span className="badge" title={adapter.name}>
      {adapter.software ? `${verb} in software (${device})` : `${verb} on ${device}`}
    </span>
  );
}

export function Header() {
  const [theme, toggle] = useTheme();
  return (
    <header className="header">
      <h1>Self-Play Lab</h1>
      <div className="header-side">
        <Badge />
        <button type="button" className="quiet" onClick={toggle} aria-pressed={theme === 'dark'}>
          Dark theme
        </button>
      </div>
      <p className="lede">
        A small language model plays against its own past. In each iteration the <b className="is-opponent">opponent</b>
        , a frozen copy of the model, answers the prompts; the <b className="is-main">main player</b> learns to tell
        these answers from the <b className="is-data">data</b>’s, and becomes the next opponent.
      </p>
    </header>
  );
}
