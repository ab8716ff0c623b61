import type { MouseEvent } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { deviceName } from './format.ts';
import { shows } from './link.ts';
import { usePage } from './store.ts';
import { speak } from './texts/i18n.ts';
import { type Language, languages } from './texts/languages.ts';
import { useTheme } from './theme.ts';
import { showTour } from './tour/visit.ts';
import { addressOf, show, type View, views } from './view.ts';

/** What computes, or what computed the recorded run: hardware by its name, software said to be software. */
function Badge() {
  const { t } = useTranslation();
  const adapter = usePage((page) => page.adapter);
  const source = usePage((page) => page.source);
  if (!adapter) return <span className="badge">{t(`adapter.${source}.opening`)}</span>;
  return (
    <span className="badge" title={adapter.name}>
      {t(`adapter.${source}.${adapter.software ? 'software' : 'hardware'}`, { device: deviceName(adapter.name) })}
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
    <nav className="views" aria-label={t('viewsLabel')}>
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

const players = {
  main: <b className="is-main" />,
  opponent: <b className="is-opponent" />,
  data: <b className="is-data" />,
};

export function Header({ view }: { view: View }) {
  const { t } = useTranslation();
  const [theme, toggle] = useTheme();
  return (
    <header className="header">
      <h1>{t('title')}</h1>
      {shows('views') && <Views view={view} />}
      <div className="header-side">
        <Badge />
        {shows('tour') && (
          <button type="button" className="quiet tour-button" onClick={showTour}>
            {t('tour')}
          </button>
        )}
        {shows('language') && <Languages />}
        {shows('theme') && (
          <button type="button" className="quiet" onClick={toggle} aria-pressed={theme === 'dark'}>
            {t('darkTheme')}
          </button>
        )}
      </div>
      {view === 'run' && (
        <p className="lede">
          <Trans t={t} i18nKey="lede" components={players} />
        </p>
      )}
    </header>
  );
}
