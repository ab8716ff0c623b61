import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type Settings, type Slider as SliderName, stops } from './settings.ts';

export type Change = (change: Partial<Settings>) => void;

interface SliderProps {
  name: SliderName;
  value: number;
  change: Change;
  disabled?: boolean;
  /** Stops that are written below the slider. */
  marks?: readonly { value: number; name: string }[];
}

/** The value of a slider in words. */
export function useValueText(): (name: SliderName, value: number) => string {
  const { t } = useTranslation('theory');
  return (name, value) =>
    name === 'steps' ? t('value.steps', { count: value }) : t(`value.${name}`, { value: String(value) });
}

/** One setting that moves along its stops. */
export function Slider({ name, value, change, disabled = false, marks = [] }: SliderProps) {
  const { t } = useTranslation('theory');
  const words = useValueText()(name, value);
  const id = useId();
  const values: readonly number[] = stops[name];
  const last = values.length - 1;
  return (
    <div className="slider">
      <label htmlFor={id}>{t(`slider.${name}`)}</label>
      <span className="slider-value" aria-hidden="true">
        {words}
      </span>
      <input
        id={id}
        type="range"
        min={0}
        max={last}
        step={1}
        value={values.indexOf(value)}
        aria-valuetext={words}
        disabled={disabled}
        onChange={({ target }) => change({ [name]: values[Number(target.value)] })}
      />
      {marks.length > 0 && (
        <div className="slider-marks" aria-hidden="true">
          {marks.map((mark) => (
            <span key={mark.name} style={{ left: `${(100 * values.indexOf(mark.value)) / last}%` }}>
              {mark.name}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}
