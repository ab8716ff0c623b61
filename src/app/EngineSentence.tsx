import { useTranslation } from 'react-i18next';
import { languages } from './texts/languages.ts';

/** A sentence of the engine, which speaks English: in another language the page says whose it is. */
export function EngineSentence({ text }: { text: string }) {
  const { t, i18n } = useTranslation();
  const [english] = languages;
  return (
    <>
      {i18n.language !== english.id && t('engineReports')}
      <span lang={english.id}>{text}</span>
    </>
  );
}
