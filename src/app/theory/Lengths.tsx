import { useDeferredValue, useMemo } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { lastIteration } from '../../lab/theory.ts';
import {
  dataLengths,
  firstGradient,
  lengthCourse,
  lengthStarts,
  lengthSteps,
  meanLength,
  places,
} from '../../lab/truncation.ts';
import { fixed, percent, signed } from '../format.ts';
import { Formula } from '../run/Formula.tsx';
import { Choice } from './Controls.tsx';
import { along, Bars, type Line, Lines } from './drawings.tsx';
import { axisOf, Frame } from './Frame.tsx';
import { type Change, Slider } from './Slider.tsx';
import type { Settings } from './settings.ts';

const expected = (response: string) =>
  String.raw`\mathbb E_{y' \sim \htmlClass{is-opponent}{p_t}}\bigl[\nabla \log \htmlClass{is-main}{p_\theta}(${response})\bigr]_{\theta_t}`;
const formulas = [
  `${expected(String.raw`y'_{\le L}`)} = 0`,
  String.raw`${expected(String.raw`y'_{\le L}\,\mathrm{EOS}`)} \ne 0`,
];
const height = 150;
const ts = Array.from({ length: lastIteration + 1 }, (_, t) => t);
const goal = meanLength(dataLengths);
/** Mean lengths are compared on one scale, whatever is set. */
const meanAxis = axisOf([2, 10], places);

/** Both ways of scoring a cut response, played. */
function useLengths({ limit, lengths: start }: Settings) {
  return useMemo(() => {
    const truncation = { start, limit };
    const variant = (eos: boolean) => ({
      course: lengthCourse(truncation, eos, lastIteration),
      gradient: firstGradient(truncation, eos)[limit],
    });
    return { without: variant(false), with: variant(true) };
  }, [limit, start]);
}

/** Why a response that was cut gets no EOS. */
export function Lengths({ settings, change }: { settings: Settings; change: Change }) {
  const { t } = useTranslation('theory');
  const shown = useDeferredValue(settings);
  const played = useLengths(shown);
  const { limit, eos } = shown;
  const variant = eos ? 'with' : 'without';
  const means = { without: played.without.course.map(meanLength), with: played.with.course.map(meanLength) };
  const lines: Line[] = [
    { name: t('cut.data'), color: 'var(--data)', hollow: true, values: ts.map(() => goal) },
    { name: t('cut.without'), color: 'var(--main)', values: means.without },
    { name: t('cut.with'), color: 'var(--opponent)', values: means.with },
  ];
  const first = lengthStarts[shown.lengths].slice(limit).reduce((sum, share) => sum + share, 0);
  const model = played[variant].course[shown.t];
  const shareAxis = axisOf([0, 0.4, ...played.without.course.flat(), ...played.with.course.flat()], 1);
  return (
    <section className="panel theory-cut" aria-labelledby="cut-title">
      <h2 id="cut-title">{t('cut.title')}</h2>
      <div className="theory-words">
        <div>
          <p className="theory-text">
            <Trans
              ns="theory"
              t={t}
              i18nKey="cut.text"
              values={{ limit, share: percent(first), place: limit + 1 }}
              components={{ b: <b /> }}
            />
          </p>
          <p className="theory-text">
            <Trans
              ns="theory"
              t={t}
              i18nKey="cut.numbers"
              values={{
                data: fixed(goal, 2),
                t: shown.t,
                without: fixed(means.without[shown.t], 2),
                with: fixed(means.with[shown.t], 2),
                place: limit + 1,
                gradientWithout: signed(played.without.gradient, 4),
                gradientWith: signed(played.with.gradient, 4),
              }}
              components={{ b: <b /> }}
            />
          </p>
          <p className="note">{t('cut.how', lengthSteps)}</p>
        </div>
        <div className="theory-formula">
          {formulas.map((tex) => (
            <Formula key={tex} tex={tex} />
          ))}
        </div>
      </div>
      <div className="theory-cut-controls">
        <Slider name="limit" value={settings.limit} change={change} />
        <Choice
          label={t('cut.startLabel')}
          name="lengths"
          {...{ settings, change }}
          say={(one) => t(`cut.start.${one}`)}
        />
        <label className="theory-check">
          <input type="checkbox" checked={settings.eos} onChange={({ target }) => change({ eos: target.checked })} />
          {t('cut.eos')}
        </label>
      </div>
      <div className="theory-charts">
        <Frame
          title={t('cut.meanTitle')}
          y={t('cut.meanY')}
          x={t('chart.iteration')}
          looks={lines}
          behind={false}
          table={{
            rows: t('chart.iteration'),
            columns: lines.map(({ name }) => name),
            values: ts.map((at) => ({ name: String(at), values: lines.map(({ values }) => values[at]) })),
            digits: 3,
          }}
        >
          <Lines
            height={height}
            axis={meanAxis}
            label={`${t('cut.meanTitle')}. ${lines.map(({ name, values }) => `${name}: ${fixed(values[0])} … ${fixed(values[lastIteration])}`).join('; ')}.`}
            lines={lines}
            count={ts.length}
            marked={shown.t}
            dots={false}
            places={ts.map((at) => ({ at: along(at, ts.length), name: String(at), strong: at === shown.t }))}
          />
        </Frame>
        <Bars
          title={t('cut.lengthsTitle', { t: shown.t, variant: t(`cut.${variant}`) })}
          y={t('cut.lengthsY')}
          x={t('cut.lengthsX')}
          sets={[
            { name: t('cut.data'), color: 'var(--data)', values: dataLengths },
            { name: t('cut.model'), color: eos ? 'var(--opponent)' : 'var(--main)', values: model },
          ]}
          height={height}
          axis={shareAxis}
          digits={3}
          behind={false}
        />
      </div>
    </section>
  );
}
