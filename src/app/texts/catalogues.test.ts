import { expect, test } from 'vitest';
import { languages, preferredLanguage } from './languages.ts';

type Catalogue = { [key: string]: string | Catalogue };

const files = import.meta.glob<{ default: Catalogue }>('./*/*.ts', { eager: true });
const [english, ...others] = languages.map(({ id }) => id);
const namespaces = Object.keys(files).flatMap((path) => /^\.\/en\/(.*)\.ts$/.exec(path)?.[1] ?? []);

/** Every text of a catalogue by its dotted key; the plural forms of one text are listed under one key. */
function textsOf(catalogue: Catalogue, prefix = ''): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const [key, value] of Object.entries(catalogue)) {
    const path = prefix + key.replace(/_(zero|one|two|few|many|other)$/, '');
    if (typeof value === 'string') texts.set(path, [...(texts.get(path) ?? []), value]);
    else for (const [inner, found] of textsOf(value, `${path}.`)) texts.set(inner, found);
  }
  return texts;
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(.*?)\}\}/g)].map(([, name]) => name);
const tags = (text: string) => [...text.matchAll(/<\/?[a-z]\w*\/?>/g)].map(([tag]) => tag);
/** Which there are, whatever their order and number: languages say a thing once or twice. */
const kinds = (texts: readonly string[], of: (text: string) => string[]) => [...new Set(texts.flatMap(of))].sort();

const textsIn = (language: string, namespace: string) => {
  const file = files[`./${language}/${namespace}.ts`];
  return file ? textsOf(file.default) : new Map<string, string[]>();
};

test('there are catalogues', () => expect(namespaces).toContain('common'));

for (const language of others)
  for (const namespace of namespaces)
    test(`${language}/${namespace} says everything that English says, with the same numbers and marks in it`, () => {
      const source = textsIn(english, namespace);
      const translation = textsIn(language, namespace);
      expect([...translation.keys()].sort()).toEqual([...source.keys()].sort());
      for (const [key, texts] of source) {
        const translated = translation.get(key)!;
        for (const text of translated) expect(text.trim(), key).not.toBe('');
        expect(kinds(translated, placeholders), key).toEqual(kinds(texts, placeholders));
        expect(kinds(translated, tags), key).toEqual(kinds(texts, tags));
      }
    });

test('Chinese texts are in Chinese: those that are not hold names, numbers and formulas only', () => {
  // Two English words in a row are a phrase.
  const english = /\b[a-z]{2,} [a-z]{2,}/;
  for (const namespace of namespaces)
    for (const [key, texts] of textsIn('zh-CN', namespace))
      for (const text of texts)
        if (!/\p{Script=Han}/u.test(text))
          expect(text.replace(/\{\{.*?\}\}/g, ''), `${namespace}:${key}`).not.toMatch(english);
});

test('the address decides the language, then the last choice, then the browser', () => {
  expect(preferredLanguage('zh-CN', 'en', ['en'])).toBe('zh-CN');
  expect(preferredLanguage('xx', 'zh-CN', ['en'])).toBe('zh-CN');
  expect(preferredLanguage(null, null, ['fr', 'zh-TW', 'en'])).toBe('zh-CN');
  expect(preferredLanguage(null, null, ['fr'])).toBe('en');
});
