import { useTranslation } from 'react-i18next';
import { fixed } from '../format.ts';
import { losses as lossTexts } from '../losses.ts';
import { Formula } from '../run/Formula.tsx';
import type { Batch } from './batch.ts';
import { compared, isOfMargin, lossAt, type PairLoss } from './curve.ts';
import { LossCurve } from './LossCurve.tsx';
import { difference } from './numbers.ts';

interface LossProps {
  batch: Batch;
  index: number;
  loss: PairLoss;
  smoothing: number;
}

/** What the pair in focus and the whole batch cost: on the curve of the run's loss, beside the other losses. */
export function Loss({ batch, index, loss, smoothing }: LossProps) {
  const { t } = useTranslation(['walk', 'settings']);
  const { losses, margins } = batch;
  if (!losses || !margins) return <p className="empty">{t('notYet')}</p>;
  const points = margins.map(({ margin }, i) => ({ s: margin, loss: losses.losses[i] }));
  const { s, loss: value } = points[index];
  const ofMargin = isOfMargin(loss);
  const shown = ofMargin ? [loss, ...compared.filter((one) => one !== loss)] : [];
  const name = (one: PairLoss) => t(`settings:losses.${one}`);
  const told = t('curve.told', {
    loss: name(loss),
    s: fixed(s, 3),
    value: fixed(value, 4),
    count: points.length,
    mean: fixed(losses.loss, 4),
  });
  return (
    <div className="loss">
      <figure>
        <figcaption>
          <h4>{t(ofMargin ? 'curve.title' : 'curve.pairsTitle')}</h4>
          <p className="axis">{t(ofMargin ? 'curve.y' : 'curve.pairsY')}</p>
        </figcaption>
        <LossCurve losses={shown} points={points} focus={index} smoothing={smoothing} told={told} />
      </figure>
      <div className="loss-numbers">
        <p className="big-number">
          <span className="note">{t('loss.batch', { count: points.length })}</span>
          <b>{fixed(losses.loss, 6)}</b>
          {Math.fround(Math.LN2) === losses.loss && <span className="note">{t('loss.exactlyLn2')}</span>}
        </p>
        <p className="big-number">
          <span className="note">{t('loss.pair')}</span>
          <b>{fixed(value, 6)}</b>
        </p>
        <table className="sums">
          <caption className="note">{t('loss.table', { s: fixed(s, 3) })}</caption>
          <thead>
            <tr>
              <th scope="col">{t('loss.name')}</th>
              <th scope="col">{t('loss.value')}</th>
              <th scope="col">{t('loss.slope')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.length === 0 && (
              <tr className="own">
                <th scope="row">{name(loss)}</th>
                <td>{fixed(value, 4)}</td>
                <td>{'–'}</td>
              </tr>
            )}
            {(shown.length > 0 ? shown : compared).map((one) => {
              const at = lossAt(one, s, smoothing);
              return (
                <tr key={one} className={one === loss ? 'own' : undefined}>
                  <th scope="row">
                    <span className={`key curve-${one}`} aria-hidden="true" /> {name(one)}
                  </th>
                  <td>{fixed(at.value, 4)}</td>
                  <td>{difference(at.slope, 4)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
        <Formula tex={`${ofMargin ? '\\ell(s)' : '\\ell'} = ${lossTexts.find((one) => one.value === loss)!.tex}`} />
      </div>
    </div>
  );
}

/** Single responses: how many nats a token each costs. */
export function Likelihood({ batch, index }: Pick<LossProps, 'batch' | 'index'>) {
  const { t } = useTranslation('walk');
  const { losses } = batch;
  if (!losses) return <p className="empty">{t('notYet')}</p>;
  const most = Math.max(...losses.losses, losses.loss);
  return (
    <div className="loss">
      <figure>
        <figcaption>
          <h4>{t('nll.title')}</h4>
          <p className="axis">{t('nll.y')}</p>
        </figcaption>
        <ol className="columns" aria-label={t('nll.title')}>
          {losses.losses.map((value, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the batch never changes its order
            <li key={i} className={i === index ? 'column column-here' : 'column'}>
              <span style={{ height: `${(100 * value) / most}%` }} aria-hidden="true" />
              <span className="sr-only">{fixed(value, 4)}</span>
            </li>
          ))}
        </ol>
      </figure>
      <div className="loss-numbers">
        <p className="big-number">
          <span className="note">{t('nll.batch', { count: losses.losses.length })}</span>
          <b>{fixed(losses.loss, 6)}</b>
        </p>
        <p className="big-number">
          <span className="note">{t('nll.item')}</span>
          <b>{fixed(losses.losses[index], 6)}</b>
        </p>
        <Formula
          tex={String.raw`L = -\frac{1}{\text{${t('formula.tokens')}}}\sum_j \log p_\theta(y_j \mid x, y_{<j})`}
        />
      </div>
    </div>
  );
}
