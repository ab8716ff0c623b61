import i18next, { type BackendModule, type ResourceKey } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { type Language, preferredLanguage } from './languages.ts';

/** Every text of the page: one file a language and namespace, loaded when a view asks for it. */
const catalogues = import.meta.glob<{ default: ResourceKey }>('./{en,zh-CN}/*.ts');

const backend: BackendModule = {
  type: 'backend',
  init() {},
  async read(language, namespace) {
    return (await catalogues[`./${language}/${namespace}.ts`]()).default;
  },
};

const stored = 'language';
const query = () => new URLSearchParams(location.search);

/** Resolves when the texts of the shell are there, and those that the first view needs. */
export async function openTexts(first: readonly string[]): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: preferredLanguage(query().get('lang'), localStorage.getItem(stored), navigator.languages),
      // A test sees to it that no language lacks a text.
      fallbackLng: false,
      load: 'currentOnly',
      ns: ['common', ...first],
      defaultNS: 'common',
      interpolation: { escapeValue: false }, // React escapes
    });
}

/** The page in another language, now and next time; its address says so too. */
export function speak(language: Language): void {
  localStorage.setItem(stored, language);
  const next = query();
  next.set('lang', language);
  history.replaceState(null, '', `?${next}`);
  i18next.changeLanguage(language);
}
