import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { deviceName } from './format.ts';
import { usePage } from './store.ts';
import { speak } from './texts/i18n.ts';
import { type Language, languages } from './texts/languages.ts';
import { useTheme } from './theme.ts';
import { addressOf, show, type View, views } from './view.ts';

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

/** A click that opens the link here, and not in another tab or window. */
const plain = (event: MouseEvent) =>
  event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

/** Links, so that a view can be opened beside another; a plain click stays in the page, and a run goes on. */
function Views({ view }: { view: View }) {
  const { t } = useTranslation();
  return (
    <nav className="views" aria-label="Views">
      <ul>
        {views.map((id) => (
          <li key={id}>
            <a
              href={addressOf(id)}
              aria-current={id === view ? 'page' : undefined}
              onClick={(event) => {
                if (!plain(event)) return;
                event.preventDefault();
                show(id);
              }}
            >
              {t(`views.${id}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Languages() {
  const { t, i18n } = useTranslation();
  return (
    <select
      className="quiet"
      aria-label={t('language')}
      value={i18n.language}
      onChange={(event) => speak(event.target.value as Language)}
    >
      {languages.map(({ id, name }) => (
        <option key={id} value={id} lang={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

export function Header({ view }: { view: View }) {
  const [theme, toggle] = useTheme();
  return (
    <header className="header">
      <h1>Self-Play Lab</h1>
      <Views view={view} />
      <div className="header-side">
        <Badge />
        <Languages />
        <button type="button" className="quiet" onClick={toggle} aria-pressed={theme === 'dark'}>
          Dark theme
        </button>
      </div>
      {view === 'run' && (
        <p className="lede">
          A small language model plays against its own past, or learns from the best of its own answers. The{' '}
          <b className="is-main">main player</b> learns; the <b className="is-opponent">opponent</b> is a frozen copy of
          it from before; the <b className="is-data">data</b> holds the answers to learn from.
        </p>
      )}
    </header>
  );
}
