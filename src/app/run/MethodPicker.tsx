import './method.css';
import { useMemo, useState } from 'react';
import { methods } from '../../lab/config.ts';
import { formulasOf } from '../losses.ts';
import { isIdle } from '../page.ts';
import { noticeText } from '../settings.ts';
import { choose, usePage } from '../store.ts';
import { useRunTexts } from '../texts/useRunTexts.ts';
import { Formula } from './Formula.tsx';

/** Which method the next run plays, in a sentence and as a formula. */
export function MethodPicker() {
  const { t } = useRunTexts();
  const { method, loss_type, learn_from } = usePage((page) => page.draft);
  const notice = usePage((page) => page.notice);
  const open = usePage(({ source, status }) => source === 'recorded' || isIdle(status));
  // KaTeX is loaded for who wants to see it.
  const [unfolded, setUnfolded] = useState(false);
  const formulas = useMemo(() => formulasOf(t, method, loss_type, learn_from), [t, method, loss_type, learn_from]);
  return (
    <div className="method">
      <fieldset className="methods" disabled={!open}>
        <legend className="sr-only">{t('method')}</legend>
        {methods.map((one) => (
          <label key={one}>
            <input type="radio" name="method" checked={one === method} onChange={() => choose(one)} />
            {t(`common:methods.${one}.name`)}
          </label>
        ))}
      </fieldset>
      <p className="method-about">{t(`common:methods.${method}.sentence`)}</p>
      <details className="minimised" onToggle={(event) => setUnfolded(event.currentTarget.open)}>
        <summary>{t('minimised')}</summary>
        <div className="formulas">{unfolded && formulas.map((tex) => <Formula key={tex} tex={tex} />)}</div>
      </details>
      {notice && <p className="notice">{noticeText(t, notice)}</p>}
    </div>
  );
}
