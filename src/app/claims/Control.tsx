import { useTranslation } from 'react-i18next';
import { type Comparison, comparisons } from '../../lab/claims/control.ts';
import type { Outcome } from '../../lab/outcome.ts';
import { fewestSeeds } from '../../lab/verdict.ts';
import { fixed, signed } from '../format.ts';
import { digitsOf } from './standing.ts';
import { sentences, type Words } from './words.ts';

/** Who is ahead, by the rule of a claim's effect. */
function ahead({ interval }: Comparison): 'spin' | 'sft' | 'neither' {
  if (interval && interval[0] > 0) return 'spin';
  return interval && interval[1] < 0 ? 'sft' : 'neither';
}

function Lead({ unit, lead, interval }: Comparison) {
  const { t } = useTranslation('claims');
  const digits = digitsOf(unit);
  return (
    <>
      {signed(lead, digits)}{' '}
      {interval && (
        <span className="claims-interval">
          {t('control.interval', { low: signed(interval[0], digits), high: signed(interval[1], digits) })}
        </span>
      )}
    </>
  );
}

/** One measure: where SPIN goes, and where continued SFT stands after as much data and as much compute. */
function sentence(t: Words, data: Comparison, compute: Comparison): string {
  const { measure, unit, seeds } = data;
  const figure = (value: number) => t(`figures.${unit}`, { value: fixed(value, digitsOf(unit)) });
  const figures = {
    measure: t(`control.measures.${measure}`),
    ...{ start: figure(data.start), spin: figure(data.spin), data: figure(data.sft), compute: figure(compute.sft) },
  };
  if (seeds < fewestSeeds) return t('control.sentence', figures);
  return t('control.judged', {
    ...figures,
    aheadByData: t(`control.ahead.${ahead(data)}`),
    aheadByCompute: t(`control.ahead.${ahead(compute)}`),
  });
}

interface StandingProps {
  experiment: Parameters<typeof comparisons>[1];
  outcomes: readonly Outcome[];
}

/** SPIN against continued SFT in plain words, every number and every "ahead" from the outcomes. */
function Standing({ experiment, outcomes }: StandingProps) {
  const { t } = useTranslation('claims');
  const data = t(`control.experiments.${experiment}`);
  const all = comparisons(outcomes, experiment);
  const [equalData] = all;
  if (!equalData) return <p className="empty">{t('control.unrun', { data })}</p>;
  const { seeds, iterations } = equalData;
  const said = [
    t('control.means', { data, iterations, count: seeds }),
    ...all.flatMap((one, i) => (one.equal === 'compute' ? [] : [sentence(t, one, all[i + 1])])),
    ...(seeds < fewestSeeds ? [t('control.few', { seeds: fewestSeeds })] : []),
  ];
  return (
    <>
      <p>{sentences(t, said)}</p>
      <div className="wide">
        <table className="claims-control">
          <caption className="sr-only">{t('control.caption', { data })}</caption>
          <thead>
            <tr>
              <th scope="col">{t('control.columns.means')}</th>
              <th scope="col">{t('control.columns.start')}</th>
              <th scope="col">{t('control.columns.spin')}</th>
              <th scope="col">{t('control.columns.sft')}</th>
              <th scope="col">{t('control.columns.lead')}</th>
            </tr>
          </thead>
          <tbody>
            {all.map((one) => (
              <tr key={`${one.measure} ${one.equal}`}>
                <th scope="row">
                  {t(`control.rows.${one.equal}`, {
                    measure: t(`control.measures.${one.measure}`),
                    unit: t(`units.${one.unit}`),
                  })}
                </th>
                <td>{fixed(one.start, digitsOf(one.unit))}</td>
                <td>{fixed(one.spin, digitsOf(one.unit))}</td>
                <td>{fixed(one.sft, digitsOf(one.unit))}</td>
                <td>
                  <Lead {...one} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

export function Control({ outcomes }: { outcomes: readonly Outcome[] }) {
  const { t } = useTranslation('claims');
  return (
    <section aria-labelledby="control-title">
      <h3 id="control-title">{t('control.title')}</h3>
      <Standing experiment="spin" outcomes={outcomes} />
      <Standing experiment="spin-30" outcomes={outcomes} />
    </section>
  );
}
