import { asked, embedded, shows } from '../link.ts';
import { currentView } from '../view.ts';

const stored = 'tour';

/** Shows the tour, which is loaded for it. */
export async function showTour(): Promise<void> {
  localStorage.setItem(stored, 'seen');
  const { startTour } = await import('./tour.ts');
  await startTour(currentView());
}

/** Shows it to whoever comes here for the first time, on their own and not by a link into a lesson. */
export function welcome(): void {
  const first = localStorage.getItem(stored) === null;
  if (first && !embedded && asked.phase === null && shows('tour')) showTour();
}
