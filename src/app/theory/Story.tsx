import { Trans, useTranslation } from 'react-i18next';
import { factorOf, fixedPointKl, hasMinimum, lastIteration, stepsOf } from '../../lab/theory.ts';
import { fixed } from '../format.ts';
import { Formula } from '../run/Formula.tsx';
import type { Courses } from './courses.ts';
import { type Preset, presetNames, presetOf, type Settings, withPreset } from './settings.ts';
import { nearest, stageAt } from './stage.ts';

const data = String.raw`\htmlClass{is-data}{p_{\mathrm{data}}}`;
const opponent = String.raw`\htmlClass{is-opponent}{p_t}`;
const main = (index: string) => String.raw`\htmlClass{is-main}{p_{${index}}}`;
const ratio = String.raw`u_t = \log\frac{${data}}{${opponent}}`;
const shrinks = (factor: string) => String.raw`u_{t+1} = ${factor}\,u_t,\qquad ${ratio}`;

/** What each phenomenon comes from, in TeX. */
const formulas: Record<Preset, string> = {
  jump: String.raw`${main('t+1')} \propto ${opponent}\Bigl(\frac{${data}}{${opponent}}\Bigr)^{1/\lambda} = ${data}`,
  creep: shrinks(String.raw`\Bigl(1 - \frac1\lambda\Bigr)`),
  overshoot: shrinks(String.raw`\Bigl(1 - \frac1{0.7}\Bigr)`),
  swing: shrinks(String.raw`\Bigl(1 - \frac1{1/2}\Bigr)`),
  diverge: shrinks(String.raw`\Bigl(1 - \frac1{0.4}\Bigr)`),
  early: String.raw`\nabla L(\theta_t) = \frac\lambda2\,\nabla\,\mathbb E_{y \sim ${data}}\bigl[-\log ${main(String.raw`\theta`)}(y)\bigr]_{\theta_t}`,
  overtrain: String.raw`L(\theta) = \mathbb E\ \log\bigl(1 + e^{-\lambda (r - r')}\bigr),\qquad r = \log\frac{${main(String.raw`\theta`)}(y)}{${opponent}(y)}`,
  temperature: String.raw`${main('t+1')} \propto ${opponent}\Bigl(\frac{${data}}{${opponent}^{1/T}}\Bigr)^{1/\lambda},\qquad ${main(String.raw`\infty`)} \propto ${data}^{\,T}`,
};

/** What settings of one's own come to, in TeX: the minimum where its closed form is known, else the loss. */
function formulaOf({ loss }: Settings): string {
  const margin = String.raw`\qquad s = \lambda\Bigl(\log\frac{${main(String.raw`\theta`)}(y)}{${opponent}(y)} - \log\frac{${main(String.raw`\theta`)}(y')}{${opponent}(y')}\Bigr)`;
  if (loss === 'hinge') return String.raw`L(\theta) = \mathbb E\,\max(0, 1 - s),${margin}`;
  if (loss === 'correlation') return String.raw`L(\theta) = \mathbb E\,(1 - s),${margin}`;
  const strength = loss === 'exponential' ? String.raw`2\lambda` : String.raw`\lambda`;
  return String.raw`${main('t+1')} \propto ${opponent}\Bigl(\frac{${data}}{${opponent}^{1/T}}\Bigr)^{1/(${strength})}`;
}

/** Tags that texts may use. */
const marks = { b: <b />, sub: <sub />, sup: <sup /> };

function regimeOf(factor: number) {
  const size = Math.abs(factor);
  if (size < 1e-9) return 'jump';
  if (Math.abs(size - 1) < 1e-9) return 'swing';
  if (size > 1) return 'diverge';
  return factor > 0 ? 'creep' : 'overshoot';
}

interface StoryProps {
  settings: Settings;
  courses: Courses;
  change(settings: Settings): void;
}

/** The numbers that texts quote: those of the courses in view. */
function useNumbers({ settings, courses }: Omit<StoryProps, 'change'>) {
  const stages = courses.exact?.course.stages ?? [];
  const path = stageAt(courses.exact?.course, 0)?.path ?? [];
  const least = path.length > 0 ? nearest(path) : 0;
  const kl = (t: number) => fixed(stages[t]?.kl, 4);
  return {
    kl0: kl(0),
    kl1: kl(1),
    kl2: kl(2),
    kl3: kl(3),
    last: fixed(stages.at(-1)?.kl, stages.length <= lastIteration ? 1 : 4),
    lastT: Math.max(0, stages.length - 1),
    sampled1: fixed(courses.sampled?.course.stages[1]?.kl, 4),
    samples: settings.samples,
    steps: stepsOf(settings),
    loss0: fixed(path[0]?.loss, 3),
    lossEnd: fixed(path.at(-1)?.loss, 3),
    least: fixed(path[least]?.kl, 3),
    at: least,
    end: fixed(path.at(-1)?.kl, 3),
    fixed: fixed(fixedPointKl(settings), 4),
    T: settings.temperature,
  };
}

/** What exact minimisation would make of the settings. */
function Regime({ settings }: { settings: Settings }) {
  const { t } = useTranslation('theory');
  const factor = factorOf(settings);
  if (factor === null) return t(`regime.${hasMinimum(settings.loss) ? 'hinge' : 'correlation'}`);
  return (
    <Trans
      ns="theory"
      t={t}
      i18nKey={`regime.${regimeOf(factor)}`}
      values={{ factor: fixed(factor, 2) }}
      components={marks}
    />
  );
}

/** The phenomena to choose from, and the one in view in words, with its formula. */
export function Story({ settings, courses, change }: StoryProps) {
  const { t } = useTranslation('theory');
  const preset = presetOf(settings);
  const numbers = useNumbers({ settings, courses });
  return (
    <section className="panel theory-story" aria-labelledby="theory-title">
      <h2 id="theory-title">{t('title')}</h2>
      <p className="theory-lede">
        <Trans
          ns="theory"
          t={t}
          i18nKey="lede"
          components={{
            data: <b className="is-data" />,
            opponent: <b className="is-opponent" />,
            main: <b className="is-main" />,
            ...marks,
          }}
        />
      </p>
      <fieldset className="theory-presets">
        <legend className="sr-only">{t('presets')}</legend>
        {presetNames.map((name) => (
          <button
            type="button"
            key={name}
            className="quiet"
            aria-pressed={name === preset}
            onClick={() => change(withPreset(settings, name))}
          >
            {t(`preset.${name}`)}
          </button>
        ))}
      </fieldset>
      <div className="theory-words">
        <div>
          <h3 className="sr-only">{t('story.heading')}</h3>
          <p className="theory-text">
            <Trans ns="theory" t={t} i18nKey={`story.${preset ?? 'own'}`} values={numbers} components={marks} />
          </p>
          {preset === null && (
            <p className="theory-text">
              <Regime settings={settings} />
            </p>
          )}
        </div>
        <div className="theory-formula">
          <Formula tex={preset ? formulas[preset] : formulaOf(settings)} />
        </div>
      </div>
    </section>
  );
}
