import { useTranslation } from 'react-i18next';
import type { Batch } from './batch.ts';
import { alike } from './lanes.ts';
import { focusOn } from './tape.ts';

/** Where the pair in focus has nothing to teach: says so, and leads to one that has. */
export function Alike({ batch, index }: { batch: Batch; index: number }) {
  const { t } = useTranslation('walk');
  if (!alike(batch.items[index])) return null;
  const order = [...batch.items.keys()].map((place) => (index + 1 + place) % batch.items.length);
  const other = order.find((place) => batch.items[place].rejected !== null && !alike(batch.items[place]));
  function show(place: number): void {
    focusOn(place);
    // The button goes; the focus stays in the batch.
    document.querySelectorAll<HTMLInputElement>('.pairs-dots input')[place]?.focus();
  }
  return (
    <p className="alike note">
      {t('alike.text')}{' '}
      {other !== undefined && (
        <button type="button" className="quiet" onClick={() => show(other)}>
          {t('alike.other')}
        </button>
      )}
    </p>
  );
}
