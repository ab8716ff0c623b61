/** Languages of the page by their BCP 47 tags, each by its own name; the first one stands in where nothing else fits. */
export const languages = [
  { id: 'en', name: 'English' },
  { id: 'zh-CN', name: '简体中文' },
] as const;

export type Language = (typeof languages)[number]['id'];

const known = (tag: string | null): Language | undefined => languages.find(({ id }) => id === tag)?.id;

/** The language of the address, else the one the person chose before, else the first of the browser's that the page has. */
export function preferredLanguage(asked: string | null, chosen: string | null, browser: readonly string[]): Language {
  const primary = (tag: string) => tag.split('-')[0];
  const spoken = browser.flatMap((tag) => languages.find(({ id }) => primary(id) === primary(tag)) ?? []);
  return known(asked) ?? known(chosen) ?? spoken[0]?.id ?? languages[0].id;
}
