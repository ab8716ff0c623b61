import './settings.css';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Trans } from 'react-i18next';
import { presetConfig, presets } from '../../lab/presets.ts';
import { groupsOf, type Setting } from '../fields.ts';
import { isIdle } from '../page.ts';
import { configOf, type Draft, matters, presetOf } from '../settings.ts';
import { setUp, usePage } from '../store.ts';
import { type RunTexts, useRunTexts } from '../texts/useRunTexts.ts';
import { Field } from './Field.tsx';

const Kernels = lazy(async () => ({ default: (await import('./Kernels.tsx')).Kernels }));

/** The run's configuration. It belongs to the next run, so it is closed while there is one. */
export function Settings() {
  const { t } = useRunTexts();
  const draft = usePage((page) => page.draft);
  const recorded = usePage((page) => page.source === 'recorded');
  const idle = usePage((page) => isIdle(page.status));
  // A small screen shows the players first.
  const [open] = useState(() => matchMedia('(min-width: 641px)').matches);
  // What few read is loaded when they do.
  const [unfolded, setUnfolded] = useState(false);
  const { first, more } = groupsOf(draft.method);
  const closed = recorded || !idle;
  const fields = (names: readonly Setting[]) =>
    names
      .filter((name) => matters(draft, name))
      .map((name) => <Field key={name} method={draft.method} name={name} value={draft[name] ?? ''} closed={closed} />);
  return (
    <details className="settings" open={open}>
      <summary>
        {t('settings:title')}{' '}
        <span className="note">{t(`settings:${recorded ? 'recorded' : closed ? 'closed' : 'shared'}`)}</span>
      </summary>
      <PresetPicker draft={draft} closed={closed} />
      <fieldset className="fields" aria-label={t('settings:title')}>
        {fields(first)}
      </fieldset>
      <details className="more" onToggle={(event) => event.currentTarget.open && setUnfolded(true)}>
        <summary>{t('settings:more')}</summary>
        {more.map(({ id, names }) => (
          <fieldset key={id}>
            <legend>{t(`settings:groups.${id}`)}</legend>
            <div className="fields">{fields(names)}</div>
          </fieldset>
        ))}
        <Suspense>{unfolded && <Kernels />}</Suspense>
      </details>
    </details>
  );
}

/** What a preset changes and why; of an unhealthy one also what goes wrong, and where it shows. */
interface About {
  name: string;
  about: string;
  symptom?: string;
  look?: string;
}

const about = (t: RunTexts, id: (typeof presets)[number]['id']): About =>
  t(`settings:presets.${id}`, { returnObjects: true });

/** Configurations worth a look. What is unhealthy about one is said in words. */
function PresetPicker({ draft, closed }: { draft: Draft; closed: boolean }) {
  const { t } = useRunTexts();
  const recorded = usePage((page) => page.source === 'recorded');
  const config = useMemo(() => configOf(draft), [draft]);
  const preset = useMemo(() => config && presetOf(config), [config]);
  const words = preset && about(t, preset.id);
  const said = words ? words.about : recorded ? '' : t('settings:preset.none');
  const own = presets.filter(({ method }) => method === draft.method);
  const healthy = own.filter(({ health }) => health === 'healthy');
  const unhealthy = own.filter(({ health }) => health !== 'healthy');
  const options = (group: typeof own) =>
    group.map(({ id, health }) => {
      const { name } = about(t, id);
      return (
        <option key={id} value={id}>
          {health === 'healthy' ? name : t('settings:preset.sickName', { name })}
        </option>
      );
    });
  const pick = (id: string) => {
    const picked = own.find((one) => one.id === id);
    if (picked) setUp({ ...presetConfig(picked), seed: config?.seed ?? 0 });
  };
  return (
    <div className="preset">
      <label htmlFor="preset">{t('settings:preset.label')}</label>
      <select
        id="preset"
        value={preset?.id ?? ''}
        disabled={closed}
        aria-describedby="preset-about"
        onChange={(event) => pick(event.target.value)}
      >
        {!preset && <option value="">{t(`settings:preset.${recorded ? 'recorded' : 'own'}`)}</option>}
        <optgroup label={t('settings:preset.healthy')}>{options(healthy)}</optgroup>
        {unhealthy.length > 0 && <optgroup label={t('settings:preset.unhealthy')}>{options(unhealthy)}</optgroup>}
      </select>
      <p id="preset-about">
        {words?.symptom && words.look ? (
          <Trans
            t={t}
            i18nKey="settings:preset.sick"
            values={{ about: words.about, symptom: words.symptom, look: words.look }}
            components={{ wrong: <strong className="wrong" /> }}
          />
        ) : (
          said
        )}
      </p>
    </div>
  );
}
