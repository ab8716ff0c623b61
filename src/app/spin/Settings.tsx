import { memo, useMemo } from 'react';
import { type Draft, draftOf, losses, numberFields, problem, type Setting } from '../settings.ts';
import { edit, usePage } from '../store.ts';

interface FieldProps {
  name: Setting;
  label: string;
  hint: string;
  value: string;
}

const Field = memo(function Field({ name, label, hint, value }: FieldProps) {
  const wrong = problem(name, value);
  const shared = {
    id: `setting-${name}`,
    value,
    'aria-describedby': `hint-${name}`,
    'aria-invalid': wrong !== null,
  };
  return (
    <div className="field">
      <label htmlFor={shared.id}>{label}</label>
      {name === 'loss_type' ? (
        <select {...shared} onChange={(event) => edit(name, event.target.value)}>
          {losses.map((loss) => (
            <option key={loss.value} value={loss.value}>
              {loss.label}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...shared}
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => edit(name, event.target.value)}
        />
      )}
      <span id={shared['aria-describedby']} className={wrong ? 'hint wrong' : 'hint'}>
        {wrong ?? hint}
      </span>
    </div>
  );
});

/** The run's configuration. It belongs to the next run, so it is closed while there is one. */
export function Settings() {
  const draft = usePage((page) => page.draft);
  const recorded = usePage((page) => page.source === 'recorded');
  const started = usePage((page) => page.latest.started);
  const idle = usePage((page) => page.status === 'ready' || page.status === 'opening');
  const shown: Draft = useMemo(
    () => (recorded && started ? { ...draft, ...draftOf(started.config) } : draft),
    [recorded, started, draft],
  );
  const closed = recorded
    ? 'These are the recorded run’s settings.'
    : idle
      ? null
      : 'Reset to change the settings of this run.';
  return (
    <fieldset className="settings" disabled={closed !== null} aria-describedby="settings-note">
      <legend>Settings</legend>
      {numberFields.map(({ name, label, range }) => (
        <Field key={name} name={name} label={label} hint={range} value={shown[name]} />
      ))}
      <Field name="loss_type" label="Loss" hint="of the margin" value={shown.loss_type} />
      <p id="settings-note" className="note">
        {closed ?? 'The address of this page keeps them, so a link repeats the run.'}
      </p>
    </fieldset>
  );
}
