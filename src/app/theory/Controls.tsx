import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { factorOf, hasMinimum, lastIteration, minimises, stepsOf } from '../../lab/theory.ts';
import { fixed } from '../format.ts';
import type { Courses } from './courses.ts';
import { type Change, Slider } from './Slider.tsx';
import { choices, defaults, type Settings } from './settings.ts';
import { stageAt } from './stage.ts';

interface ControlsProps {
  settings: Settings;
  change: Change;
  courses: Courses;
}

/** Ms that an iteration stays in view while they are played. */
const pace = 1000;

/** Goes from iteration to iteration; from the last it starts over. */
function Play({ t, change }: { t: number; change: Change }) {
  const { t: text } = useTranslation('theory');
  const [plays, setPlays] = useState(false);
  useEffect(() => {
    if (!plays) return;
    if (t === lastIteration) return setPlays(false);
    const timer = setTimeout(() => change({ t: t + 1 }), pace);
    return () => clearTimeout(timer);
  }, [plays, t, change]);
  const toggle = () => {
    if (!plays && t === lastIteration) change({ t: 0 });
    setPlays(!plays);
  };
  return (
    <button type="button" className="control primary" onClick={toggle}>
      {plays ? text('pause') : text('play')}
    </button>
  );
}

/** What the iteration in view comes to, in large numbers. */
function Now({ settings, courses }: Omit<ControlsProps, 'change'>) {
  const { t } = useTranslation('theory');
  const kl = (side: 'exact' | 'sampled') => {
    const stage = stageAt(courses[side]?.course, settings.t);
    return stage ? t('now.nats', { value: fixed(stage.kl, 4) }) : '…';
  };
  const factor = factorOf(settings);
  return (
    <dl className="theory-readout">
      <div>
        <dt>{t('now.exact')}</dt>
        <dd>{kl('exact')}</dd>
      </div>
      <div>
        <dt>{t('now.sampled')}</dt>
        <dd>{kl('sampled')}</dd>
      </div>
      <div>
        <dt>{settings.loss === 'exponential' ? t('now.factorExponential') : t('now.factor')}</dt>
        <dd>{factor === null ? t('now.none') : fixed(factor, 2)}</dd>
      </div>
    </dl>
  );
}

interface ChoiceProps<Name extends keyof typeof choices> {
  label: string;
  name: Name;
  settings: Settings;
  change: Change;
  say(option: (typeof choices)[Name][number]): string;
}

export function Choice<Name extends keyof typeof choices>({ label, name, settings, change, say }: ChoiceProps<Name>) {
  const id = useId();
  const options: readonly (typeof choices)[Name][number][] = choices[name];
  return (
    <div className="theory-choice">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={settings[name]} onChange={({ target }) => change({ [name]: target.value })}>
        {options.map((option) => (
          <option key={option} value={option}>
            {say(option)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Everything that can be moved. */
export function Controls({ settings, change, courses }: ControlsProps) {
  const { t } = useTranslation('theory');
  const { steps, loss } = settings;
  const [number, setNumber] = useState(steps === 'minimum' ? 20 : steps);
  const changeSteps: Change = (next) => {
    if (typeof next.steps === 'number') setNumber(next.steps);
    change(next);
  };
  return (
    <section className="panel theory-controls" aria-label={t('controls')}>
      <h2>{t('now.heading', { t: settings.t })}</h2>
      <Now settings={settings} courses={courses} />
      <div className="theory-time">
        <Play t={settings.t} change={change} />
        <Slider name="t" value={settings.t} change={change} />
      </div>
      <Slider
        name="lambda"
        value={settings.lambda}
        change={change}
        marks={[
          { value: 0.1, name: '0.1' },
          { value: 0.5, name: '½' },
          { value: 1, name: '1' },
          { value: 2, name: '2' },
          { value: 5, name: '5' },
        ]}
      />
      <Choice label={t('lossLabel')} name="loss" {...{ settings, change }} say={(one) => t(`loss.${one}`)} />
      <div className="theory-steps">
        <Slider
          name="steps"
          value={steps === 'minimum' ? number : steps}
          change={changeSteps}
          disabled={minimises(settings)}
        />
        <label className="theory-check">
          <input
            type="checkbox"
            checked={minimises(settings)}
            disabled={!hasMinimum(loss)}
            onChange={({ target }) => change({ steps: target.checked ? 'minimum' : number })}
          />
          {t('minimum')}
        </label>
        {!hasMinimum(loss) && <p className="note">{t('noMinimum', { steps: stepsOf(settings) })}</p>}
      </div>
      <Slider name="stepSize" value={settings.stepSize} change={change} disabled={minimises(settings)} />
      <Slider
        name="temperature"
        value={settings.temperature}
        change={change}
        marks={[
          { value: 0.5, name: '½' },
          { value: defaults.temperature, name: '1' },
          { value: 2, name: '2' },
        ]}
      />
      <Choice label={t('caseLabel')} name="case" {...{ settings, change }} say={(one) => t(`case.${one}`)} />
      <Slider name="samples" value={settings.samples} change={change} />
      <Slider name="seed" value={settings.seed} change={change} />
    </section>
  );
}
