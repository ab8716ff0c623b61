import { useTranslation } from 'react-i18next';
import { fixed } from '../format.ts';
import { Formula } from '../run/Formula.tsx';
import type { Batch } from './batch.ts';
import { layersOf } from './lanes.ts';
import { amount, difference } from './numbers.ts';

interface GradientProps {
  batch: Batch;
  index: number;
  /** What the weight of a response is by the formula of the run's loss, in TeX; null where the page has none. */
  tex: string | null;
}

/** How strongly the batch's loss pulls at each response of the pair, and at each layer of the model. Nothing has moved yet. */
export function Gradient({ batch, index, tex }: GradientProps) {
  const { t } = useTranslation('walk');
  const { gradient } = batch;
  if (!gradient) return <p className="empty">{t('notYet')}</p>;
  const weights = gradient.weights[index];
  const layers = layersOf(gradient.tensors);
  const most = Math.max(...layers.map(({ norm }) => norm)) || 1;
  const name = (layer: string) =>
    /^\d+$/.test(layer) ? t('layers.layer', { number: layer }) : t(`layers.${layer as 'embedding' | 'head' | 'norm'}`);
  return (
    <div className="loss">
      <div className="loss-numbers">
        <table className="sums">
          <caption className="note">{t('weights.caption')}</caption>
          <tbody>
            {(['chosen', 'rejected'] as const).map((side) => {
              const weight = weights[side];
              return weight === null ? null : (
                <tr key={side}>
                  <th scope="row">
                    {t('weights.of')} <i>{side === 'chosen' ? 'y' : 'y′'}</i>
                  </th>
                  <td>
                    <b>{difference(weight, 6)}</b>
                  </td>
                  <td className={weight < 0 ? 'rises' : 'falls'}>
                    {weight === 0 ? t('weights.rests') : weight < 0 ? t('weights.rises') : t('weights.falls')}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
        {tex && <Formula tex={tex} />}
        <p className="note">{t('weights.tokens')}</p>
      </div>
      <figure>
        <figcaption>
          <h4>{t('layers.title')}</h4>
          <p className="axis">{t('layers.axis')}</p>
        </figcaption>
        <ol className="layers">
          {layers.map(({ layer, norm }) => (
            <li key={layer}>
              <span className="layer-name">{name(layer)}</span>
              <span className="layer-bar" aria-hidden="true">
                <span style={{ width: `${(100 * norm) / most}%` }} />
              </span>
              <span className="layer-norm">{amount(norm, 4)}</span>
            </li>
          ))}
        </ol>
        <p className="note">
          {t('layers.whole', { norm: amount(gradient.norm, 4) })}{' '}
          {gradient.scale < 1
            ? t('layers.clipped', { scale: fixed(gradient.scale, 4), length: fixed(gradient.norm * gradient.scale, 2) })
            : t('layers.unclipped')}
        </p>
      </figure>
    </div>
  );
}
