import { useTranslation } from 'react-i18next';
import type { Chart, Quantity } from '../../lab/claims.ts';
import type { Outcome } from '../../lab/outcome.ts';
import { fixed, signed } from '../format.ts';
import type { Spread } from './spread.ts';
import { digitsOf, figuresOf } from './standing.ts';
import { quantity, worded } from './words.ts';

interface Props {
  effects: readonly Quantity[];
  seeds: readonly number[];
  outcomes: readonly Outcome[];
}

const none = '–';

/** What the verdict is made of. */
export function EffectTable({ effects, seeds, outcomes }: Props) {
  const { t } = useTranslation('claims');
  return (
    <div className="wide">
      <table>
        <caption>{t('effects.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('effects.effect')}</th>
            <th scope="col">{t('effects.mean')}</th>
            <th scope="col">{t('effects.interval')}</th>
            {seeds.map((seed) => (
              <th scope="col" key={seed}>
                {t('effects.seed', { seed })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {effects.map((effect) => {
            const { values, mean, interval } = figuresOf(effect, seeds, outcomes);
            const digits = digitsOf(effect.unit);
            const name = quantity(t, effect.label, effect.unit);
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{signed(mean, digits)}</td>
                <td>
                  {interval
                    ? t('range', { low: signed(interval[0], digits), high: signed(interval[1], digits) })
                    : none}
                </td>
                {seeds.map((seed, i) => (
                  <td key={seed}>{signed(values[i], digits)}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The chart's numbers: at each place every line's mean and its seeds. */
export function ChartTable({ chart, spreads }: { chart: Chart; spreads: readonly Spread[] }) {
  const { t } = useTranslation('claims');
  const { title, unit } = chart;
  const figure = (value: number | null) => fixed(value, digitsOf(unit));
  const lines = spreads.map((spread) => ({ ...spread, name: worded(t, spread.name) }));
  return (
    <div className="wide">
      <table>
        <caption>{t('chart.caption', { title: worded(t, title), unit: t(`units.${unit}`) })}</caption>
        <thead>
          <tr>
            <td />
            {lines.map(({ name }) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {chart.labels
            .map((label) => worded(t, label))
            .map((label, place) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {lines.map(({ name, seeds, summaries }) => (
                  <td key={name}>
                    {summaries[place] &&
                      t('chart.cell', {
                        mean: figure(summaries[place].mean),
                        seeds: seeds.map(({ values }) => figure(values[place])).join(t('list.comma')),
                      })}
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
