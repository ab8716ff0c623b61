import { expect, test } from 'vitest';
import { defaultConfig, parseRunConfig } from '../lab/config.ts';
import { configFromQuery, configOf, draftOf, losses, numberFields, problem, queryOf } from './settings.ts';

test('a link repeats the configuration it was made from', () => {
  const config = { ...defaultConfig, beta: 0.25, loss_type: 'hinge', mix_previous: true };
  const query = queryOf(new URLSearchParams('theme=x&beta=9'), config, defaultConfig);
  expect(query.toString()).toBe('theme=x&beta=0.25&loss_type=hinge&mix_previous=true');
  expect(configFromQuery(query, defaultConfig)).toEqual(config);
});

test('the form gives back the configuration it shows', () => {
  expect(configOf(defaultConfig, draftOf(defaultConfig))).toEqual(defaultConfig);
  expect(draftOf(defaultConfig).learning_rate).toBe('1e-4');
});

test.each([
  ['seed', '1.5', 'Whole numbers only'],
  ['seed', '', 'Not a number'],
  ['seed', '4294967296', 'Only 0 to 4294967295'],
  ['iterations', '0', 'Only 1 to 100'],
  ['beta', '-1', 'Only 0 to 1e6'],
  ['learning_rate', '1e-4', null],
  ['loss_type', 'ipo', 'Not a loss of SPIN'],
] as const)('%s = "%s": %s', (name, typed, sentence) => {
  expect(problem(name, typed)).toBe(sentence);
  const draft = { ...draftOf(defaultConfig), [name]: typed };
  expect(configOf(defaultConfig, draft) === null).toBe(sentence !== null);
});

test.each(numberFields)('the limits of $name are the lab’s', ({ name, min, max, integer }) => {
  const beyond = integer ? 1 : 1e-6;
  for (const value of [min, max]) expect(parseRunConfig({ [name]: value })[name]).toBe(value);
  for (const value of [min - beyond, max + beyond]) expect(() => parseRunConfig({ [name]: value })).toThrow(name);
});

test.each(losses)('the lab knows the loss $label', ({ value }) => {
  expect(parseRunConfig({ loss_type: value }).loss_type).toBe(value);
});
