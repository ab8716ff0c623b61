import { type ComponentType, lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from './Banner.tsx';
import { Header } from './Header.tsx';
import { embedded } from './link.ts';
import { RunView } from './run/RunView.tsx';
import { useView, type View, views } from './view.ts';

/** The run is there at once, the other views when they are asked for. */
const shown: Readonly<Record<View, ComponentType>> = {
  run: RunView,
  walk: lazy(() => import('./walk/WalkView.tsx').then(({ WalkView }) => ({ default: WalkView }))),
  theory: lazy(() => import('./theory/TheoryView.tsx').then(({ TheoryView }) => ({ default: TheoryView }))),
  claims: lazy(() => import('./claims/ClaimsView.tsx').then(({ ClaimsView }) => ({ default: ClaimsView }))),
};

export function App() {
  const view = useView();
  const { t } = useTranslation();
  const Shown = shown[view];
  useEffect(() => {
    document.title = view === views[0] ? t('title') : t('viewTitle', { view: t(`views.${view}`) });
  }, [view, t]);
  return (
    <>
      {!embedded && <Header view={view} />}
      <Banner />
      <main>
        <Suspense>
          <Shown />
        </Suspense>
      </main>
      {!embedded && <footer>{t('footer')}</footer>}
    </>
  );
}
