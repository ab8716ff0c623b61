import { useSyncExternalStore } from 'react';

/** The page's views, in the order of their tabs; the first needs no name in the address. */
export const views = ['run', 'walk', 'theory', 'claims'] as const;

export type View = (typeof views)[number];

export function currentView(): View {
  const named = new URLSearchParams(location.search).get('view');
  return views.find((view) => view === named) ?? views[0];
}

/** The address of a view; whatever else the query says is kept. */
export function addressOf(view: View): string {
  const query = new URLSearchParams(location.search);
  if (view === views[0]) query.delete('view');
  else query.set('view', view);
  const search = query.toString();
  return search ? `?${search}` : location.pathname;
}

function subscribe(changed: () => void): () => void {
  addEventListener('popstate', changed);
  return () => removeEventListener('popstate', changed);
}

/** The view that the address names. */
export const useView = (): View => useSyncExternalStore(subscribe, currentView);

/** Goes to a view, with a step in the browser's history. */
export function show(view: View): void {
  if (view === currentView()) return;
  history.pushState(null, '', addressOf(view));
  dispatchEvent(new PopStateEvent('popstate'));
  scrollTo(0, 0);
}
