import 'driver.js/dist/driver.css';
import './tour.css';
import { driver } from 'driver.js';
import i18next from 'i18next';
import type { View } from '../view.ts';

/** A stop of the tour; without an element it stands in the middle of the page. */
interface Stop {
  name:
    | 'welcome'
    | 'method'
    | 'controls'
    | 'players'
    | 'charts'
    | 'phases'
    | 'tape'
    | 'stage'
    | 'walk'
    | 'views'
    | 'end';
  element?: string;
}

const run: readonly Stop[] = [
  { name: 'method', element: '.methods' },
  { name: 'controls', element: '.controls' },
  { name: 'players', element: '[aria-labelledby="players-title"]' },
  { name: 'charts', element: '.charts' },
  { name: 'walk', element: '.views a[href*="walk"]' },
];
const walk: readonly Stop[] = [
  { name: 'phases', element: '.phases' },
  { name: 'tape', element: '.tape' },
  { name: 'stage', element: '.walk-start, .walk-stage' },
];
const stops: Readonly<Record<View, readonly Stop[]>> = { run, walk, theory: [], claims: [] };

/** Waits for a view that is still being loaded, but not for long: what is missing is left out. */
async function drawn(stops: readonly Stop[]): Promise<void> {
  const missing = () => stops.some(({ element }) => element && !document.querySelector(element));
  for (let frame = 0; frame < 120 && missing(); frame++) await new Promise(requestAnimationFrame);
}

/** Shows the way through a view; resolves when it is over or skipped. */
export async function startTour(view: View): Promise<void> {
  await i18next.loadNamespaces('tour');
  const t = i18next.getFixedT(null, 'tour');
  await drawn(stops[view]);
  const shown: Stop[] = [
    { name: 'welcome' },
    ...stops[view].filter(({ element }) => element && document.querySelector(element)),
    { name: 'views', element: '.views' },
    { name: 'end', element: '.tour-button' },
  ];
  await new Promise<void>((resolve) => {
    driver({
      steps: shown.map(({ name, element }) => ({
        element,
        popover: { title: t(`${name}.title`), description: t(`${name}.text`) },
      })),
      animate: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      popoverClass: 'tour',
      overlayColor: '#14171b',
      overlayOpacity: 0.5,
      showProgress: true,
      progressText: t('progress', { current: '{{current}}', total: '{{total}}' }),
      nextBtnText: t('next'),
      prevBtnText: t('back'),
      doneBtnText: t('done'),
      disableActiveInteraction: true,
      onPopoverRender: ({ closeButton, title, footer }) => {
        closeButton.setAttribute('aria-label', t('skip'));
        // The library's own elements would pass for the page's banner and footer.
        title.setAttribute('role', 'none');
        footer.setAttribute('role', 'group');
      },
      onDestroyed: () => resolve(),
    }).drive();
  });
}
