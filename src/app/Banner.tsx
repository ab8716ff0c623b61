import { Trans, useTranslation } from 'react-i18next';
import { remedyText } from './advice.ts';
import { EngineSentence } from './EngineSentence.tsx';
import { usePage } from './store.ts';

/** What keeps the lab from running here, and what the person can do about it. */
export function Banner() {
  const { t } = useTranslation();
  const advice = usePage((page) => page.advice);
  const fault = usePage((page) => page.fault);
  const findings = usePage((page) => page.findings);
  return (
    <>
      {advice && (
        <div className="banner" role="alert">
          <p>
            {advice.fault === null ? t('advice.missing') : <EngineSentence text={advice.fault} />}{' '}
            {remedyText(t, advice.remedy)}
          </p>
          <p>
            <Trans t={t} i18nKey="advice.recording" components={{ strong: <strong /> }} />
          </p>
        </div>
      )}
      {findings.length > 0 && (
        <div className="banner" role="alert">
          {findings.map((finding) => (
            <p key={finding}>
              <EngineSentence text={finding} />
            </p>
          ))}
        </div>
      )}
      {fault && (
        <div className="banner banner-fault" role="alert">
          <p>
            <EngineSentence text={fault} />
          </p>
        </div>
      )}
    </>
  );
}
