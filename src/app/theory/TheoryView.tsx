import './theory.css';
import '../run/charts.css';
import '../run/run.css';
import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Theory } from '../../lab/theory.ts';
import { Charts } from './Charts.tsx';
import { Controls } from './Controls.tsx';
import { useCourses } from './courses.ts';
import { Lengths } from './Lengths.tsx';
import type { Change } from './Slider.tsx';
import { Story } from './Story.tsx';
import { queryOf, type Settings, settingsFrom } from './settings.ts';

/** Ms that settings rest before the address says them: browsers allow an address few changes. */
const rest = 250;

/** The address as a link to what is set. */
function useAddress(settings: Settings): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      const search = queryOf(new URLSearchParams(location.search), settings).toString();
      history.replaceState(history.state, '', `?${search}`);
    }, rest);
    return () => clearTimeout(timer);
  }, [settings]);
}

/** What is played, the same object as long as that is the same: which iteration is in view does not count. */
function useTheory({ case: name, loss, lambda, steps, stepSize, temperature, samples, seed }: Settings): Theory {
  return useMemo(
    () => ({ case: name, loss, lambda, steps, stepSize, temperature, samples, seed }),
    [name, loss, lambda, steps, stepSize, temperature, samples, seed],
  );
}

/** SPIN on an exact table: sliders move, and theory answers. */
export function TheoryView() {
  const { t } = useTranslation('theory');
  const [asked] = useState(() => settingsFrom(new URLSearchParams(location.search)));
  const [settings, setSettings] = useState(asked.settings);
  const change: Change = useCallback((part) => setSettings((now) => ({ ...now, ...part })), []);
  useAddress(settings);
  const theory = useTheory(settings);
  const courses = useCourses(theory);
  const drawn = useDeferredValue(settings);
  return (
    <>
      {asked.wrong.length > 0 && settings === asked.settings && (
        <p className="notice theory-notice" role="alert">
          {t('wrong', { what: asked.wrong.join(', ') })}
        </p>
      )}
      <Story settings={settings} courses={courses} change={setSettings} />
      <div className="theory-body">
        <Controls settings={settings} change={change} courses={courses} />
        <Charts settings={drawn} theory={theory} courses={courses} />
      </div>
      <Lengths settings={settings} change={change} />
    </>
  );
}
