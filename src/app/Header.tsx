import { usePage } from './store.ts';
import { useTheme } from './theme.ts';

export function Header() {
  const adapter = usePage((page) => page.adapter);
  const source = usePage((page) => page.source);
  const [theme, toggle] = useTheme();
  const kind = source === 'recorded' ? 'Recorded on ' : 'WebGPU · ';
  return (
    <header className="header">
      <div>
        <h1>Self-Play Lab</h1>
        <p className="lede">A small language model plays against its own past and learns to beat it.</p>
      </div>
      <div className="header-side">
        <span className="badge">
          {adapter ? `${kind}${adapter.name}${adapter.software ? ' (software)' : ''}` : `${kind}…`}
        </span>
        <button type="button" className="quiet" onClick={toggle} aria-pressed={theme === 'dark'}>
          Dark theme
        </button>
      </div>
    </header>
  );
}
