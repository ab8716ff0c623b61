import { useTranslation } from 'react-i18next';
import { type Method, methods } from '../../lab/config.ts';
import { isIdle } from '../page.ts';
import { choose, usePage } from '../store.ts';
import { Rich } from './Rich.tsx';
import { step } from './tape.ts';
import { useTold } from './told.ts';

/** Before the first phase: what the walk is about, which method it goes through, and the way in. */
export function Start({ method }: { method: Method }) {
  const { t } = useTranslation(['walk', 'common']);
  const told = useTold(method);
  const status = usePage((page) => page.status);
  const recorded = usePage((page) => page.source === 'recorded');
  const begun = usePage((page) => page.log.length > 0);
  const idle = !begun && isIdle(status);
  const may = status === 'ready' || status === 'paused';
  return (
    <section className="panel walk-start" aria-labelledby="walk-start">
      <h2 id="walk-start">{t('start.title')}</h2>
      <p>
        <Rich text={told(recorded ? 'start.recorded' : 'start.text')} />
      </p>
      <p className="note">{t('start.keys')}</p>
      <div className="walk-choice">
        <label htmlFor="walk-method">{t('start.method')}</label>
        <select
          id="walk-method"
          value={method}
          disabled={!idle}
          onChange={(event) => choose(event.target.value as Method)}
        >
          {methods.map((one) => (
            <option key={one} value={one}>
              {t(`common:methods.${one}.name`)}
            </option>
          ))}
        </select>
        <button type="button" className="control primary" aria-disabled={!may} onClick={() => may && step('phase')}>
          {t(status === 'running' || status === 'pausing' ? 'start.measuring' : 'start.go')}
        </button>
      </div>
    </section>
  );
}
