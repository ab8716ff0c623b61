import { memo } from 'react';
import type { Method } from '../../lab/config.ts';
import { type Kind, kindOf, rangeText, type Setting } from '../fields.ts';
import { losses } from '../losses.ts';
import { problem, problemText } from '../settings.ts';
import { edit } from '../store.ts';
import { type RunTexts, useRunTexts } from '../texts/useRunTexts.ts';
import { entryOf } from './glossary.ts';
import { Term } from './Term.tsx';

interface FieldProps {
  method: Method;
  name: Setting;
  value: string;
  closed: boolean;
}

/** One setting: its name, how it is edited, and what it may hold. */
export const Field = memo(function Field({ method, name, value, closed }: FieldProps) {
  const { t } = useRunTexts();
  const kind = kindOf(method, name);
  const { label } = entryOf(t, name);
  const wrong = problem(method, name, value);
  const id = `setting-${name}`;
  const hint = wrong ? problemText(t, wrong) : range(t, kind, name);
  const shared = { id, disabled: closed, 'aria-describedby': `range-${name}`, 'aria-invalid': wrong !== null };
  return (
    <div className="field">
      <div className="field-name">
        {kind.type === 'choices' ? <span id={id}>{label}</span> : <label htmlFor={id}>{label}</label>}
        <Term name={name} />
      </div>
      {kind.type === 'number' && (
        <input
          {...shared}
          value={value}
          inputMode={kind.list ? 'text' : 'decimal'}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => edit(name, event.target.value)}
        />
      )}
      {kind.type === 'choice' && (
        <select {...shared} value={value} onChange={(event) => edit(name, event.target.value)}>
          {kind.options.map((option) => (
            <option key={option} value={option}>
              {choiceLabel(t, name, option)}
            </option>
          ))}
        </select>
      )}
      {kind.type === 'switch' && (
        <input
          {...shared}
          type="checkbox"
          checked={value === 'true'}
          onChange={(event) => edit(name, String(event.target.checked))}
        />
      )}
      {kind.type === 'choices' && (
        <Choices labelledBy={id} describedBy={`range-${name}`} {...{ name, value, closed }} options={kind.options} />
      )}
      <span id={`range-${name}`} className={wrong ? 'hint wrong' : 'hint'}>
        {hint}
      </span>
    </div>
  );
});

interface ChoicesProps {
  name: Setting;
  value: string;
  closed: boolean;
  options: readonly string[];
  labelledBy: string;
  describedBy: string;
}

function Choices({ name, value, closed, options, labelledBy, describedBy }: ChoicesProps) {
  const { t } = useRunTexts();
  const chosen = value.split(', ');
  const toggle = (option: string) => {
    const next = options.filter((one) => chosen.includes(one) !== (one === option));
    edit(name, next.join(', '));
  };
  return (
    <fieldset className="choices" aria-labelledby={labelledBy} aria-describedby={describedBy} disabled={closed}>
      {options.map((option) => (
        <label key={option}>
          <input type="checkbox" checked={chosen.includes(option)} onChange={() => toggle(option)} />
          {choiceLabel(t, name, option)}
        </label>
      ))}
    </fieldset>
  );
}

function choiceLabel(t: RunTexts, name: Setting, option: string): string {
  const loss = name === 'loss_type' && losses.find(({ value }) => value === option);
  return loss ? t(`settings:losses.${loss.value}`) : (entryOf(t, name).choices?.[option] ?? option);
}

function range(t: RunTexts, kind: Kind, name: Setting): string {
  if (kind.type !== 'number') return '';
  const { unit } = entryOf(t, name);
  let hint = rangeText(t, kind.range);
  if (unit) hint = t('settings:hint.unit', { hint, unit });
  if (kind.list) hint = t('settings:hint.list', { hint });
  return kind.empty ? t('settings:hint.empty', { hint }) : hint;
}
