import { useTranslation } from 'react-i18next';
import { promptText } from '../run/views.ts';
import type { Batch } from './batch.ts';
import { alike, sumsAt } from './lanes.ts';
import { difference } from './numbers.ts';
import { focusOn } from './tape.ts';

interface PickerProps {
  batch: Batch;
  index: number;
  moment: keyof Batch['scores'];
  beta: number | null;
  vocabulary: readonly string[];
}

/** The batch, a mark an item: which one is looked at. Its colour is the sign of its margin; a pair of equal responses is hollow. */
export function PairPicker({ batch, index, moment, beta, vocabulary }: PickerProps) {
  const { t } = useTranslation('walk');
  const marks = batch.items.map((item, place) => {
    const same = alike(item);
    const sums = beta === null ? null : sumsAt(batch, moment, place);
    const margin = sums && beta! * (sums.r - sums.r2);
    const state = same ? 'same' : margin === null || margin === 0 ? 'even' : margin > 0 ? 'won' : 'lost';
    const told = same ? t('pair.same') : margin === null ? '' : t('pair.margin', { nats: difference(margin, 3) });
    return { place, state, name: [promptText(item, vocabulary), told].filter(Boolean).join(', ') };
  });
  return (
    <fieldset className="pairs">
      <legend>{t('batch', { count: batch.items.length, step: batch.step })}</legend>
      <div className="pairs-dots">
        {marks.map(({ place, state, name }) => (
          <input
            key={place}
            type="radio"
            name="pair"
            className={`dot dot-${state}`}
            checked={place === index}
            aria-label={name}
            title={name}
            onChange={() => focusOn(place)}
          />
        ))}
      </div>
    </fieldset>
  );
}
