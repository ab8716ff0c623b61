import { expect, test } from 'vitest';
import { type ConfigOf, defaultConfig, type Method, methods, parseRunConfig, schemas } from '../lab/config.ts';
import { presetConfig, presets } from '../lab/presets.ts';
import { kindOf, type Setting, settingsOf } from './fields.ts';
import { losses } from './losses.ts';
import {
  briefQueryOf,
  configOf,
  draftFromQuery,
  draftOf,
  matters,
  noticeText,
  presetOf,
  problem,
  problemText,
  queryOf,
} from './settings.ts';
import { runEnglish } from './texts/testing.ts';

const fromLink = (query: string) => draftFromQuery(new URLSearchParams(query));

test('a link repeats the configuration it was made from', () => {
  const config = parseRunConfig({ beta: [0.25, 1], loss_type: 'hinge', mix_previous: true, tasks: ['add', 'rev'] });
  const query = queryOf(new URLSearchParams('theme=x&beta=9&keep=3'), config);
  expect(query.toString()).toBe('theme=x&beta=0.25%2C1&tasks=add%2Crev&loss_type=hinge&mix_previous=true');
  const { draft, notice } = draftFromQuery(query);
  expect([configOf(draft), notice]).toEqual([config, null]);
});

test.each(presets)('form and link give back the preset $id', (preset) => {
  const config = presetConfig(preset);
  expect(configOf(draftOf(config))).toEqual(config);
  expect(configOf(draftFromQuery(queryOf(new URLSearchParams(), config)).draft)).toEqual(config);
  expect(presetOf({ ...config, seed: 7 })).toBe(preset);
});

test.each([
  ['method=ppo&beta=2', 'spin', 'method=ppo, which this lab does not know'],
  ['beta=many&iterations=1', 'spin', 'beta=many, which does not fit here'],
  ['method=sft&beta=2', 'sft', 'beta=2, which does not fit here'],
  ['model=../secret&data=rows.jsonl', 'spin', 'model=../secret, data=rows.jsonl, which does not fit here'],
  ['loss_type=ipo', 'spin', 'loss_type=ipo, which does not fit here'],
])('?%s falls back with one sentence', (query, method, wrong) => {
  const { draft, notice } = fromLink(query);
  expect(draft.method).toBe(method);
  expect(notice && noticeText(runEnglish, notice)).toBe(`The address says ${wrong}: defaults stand in its place.`);
  expect(configOf(draft)).not.toBeNull();
});

test('what a link says rightly stands beside what it says wrongly', () => {
  expect(fromLink('beta=many&iterations=7&utm=x').draft).toMatchObject({ beta: '1', iterations: '7' });
});

test.each([
  ['spin', 'seed', '1.5', 'Whole numbers only'],
  ['spin', 'seed', '', 'Not a number'],
  ['spin', 'seed', '4294967296', 'Only 0 to 4294967295'],
  ['spin', 'iterations', '0', 'Only 1 to 100'],
  ['spin', 'iterations', '1, 2', 'Not a number'],
  ['spin', 'beta', '-1', 'Only 0 to 1e6'],
  ['spin', 'beta', '1, 2,', 'Not a number'],
  ['spin', 'beta', '1, -2', 'Only 0 to 1e6'],
  ['spin', 'beta', '0.1, 5', null],
  ['spin', 'learning_rate', '1e-4', null],
  ['spin', 'loss_type', 'ipo', 'Not one of the choices'],
  ['dpo', 'loss_type', 'ipo', null],
  ['dpo', 'label_smoothing', '0.5', 'Only 0 to less than 0.5'],
  ['rest-em', 'base_model', '', null],
  ['sft', 'model', 'elsewhere', 'Not one of the choices'],
  ['sft', 'tasks', '', 'Choose at least one'],
] as const)('%s, %s = "%s": %s', (method, name, typed, sentence) => {
  const wrong = problem(method, name, typed);
  expect(wrong && problemText(runEnglish, wrong)).toBe(sentence);
  const draft = { ...draftOf(defaultConfig(method)), [name]: typed };
  expect(configOf(draft) === null).toBe(sentence !== null && matters(draft, name));
});

const ofDataFiles = ['method', 'data', 'reward', 'reward_column', 'reward_pattern'];

test.each(methods)('the form has every setting of %s once', (method) => {
  const lab = Object.keys(schemas[method].entries).filter((name) => !ofDataFiles.includes(name));
  expect([...settingsOf(method)].sort()).toEqual(lab.sort());
});

const choices = methods.flatMap((method) =>
  settingsOf(method).flatMap((name) => {
    const kind = kindOf(method, name);
    return kind.type === 'choice'
      ? kind.options.map((option): [Method, Setting, string] => [method, name, option])
      : [];
  }),
);

test.each(choices)('the lab takes %s with %s = "%s"', (method, name, option) => {
  expect(parseRunConfig({ method, [name]: option || null })).toMatchObject({ [name]: option || null });
});

test('a setting without effect keeps its default', () => {
  const draft = { ...draftOf(defaultConfig('dpo')), label_smoothing: '0.2' };
  const smoothing = (loss: string) => (configOf({ ...draft, loss_type: loss }) as ConfigOf<'dpo'>).label_smoothing;
  expect([smoothing('cdpo'), smoothing('sigmoid')]).toEqual([0.2, 0]);
});

test('every loss has a formula', () => {
  const kind = kindOf('dpo', 'loss_type');
  expect(losses.map(({ value }) => value)).toEqual(kind.type === 'choice' && kind.options);
});

test('a link may name a preset, and set what differs from it', () => {
  const { draft, notice } = draftFromQuery(new URLSearchParams('preset=spin-exploding-margins&seed=3'));
  expect(notice).toBeNull();
  expect(configOf(draft)).toMatchObject({ method: 'spin', beta: 0.1, learning_rate: 3e-4, iterations: 3, seed: 3 });
  const brief = briefQueryOf(new URLSearchParams('view=walk&beta=0.1'), configOf(draft)!);
  expect(Object.fromEntries(brief)).toEqual({ view: 'walk', preset: 'spin-exploding-margins', seed: '3' });
  expect(configOf(draftFromQuery(brief).draft)).toEqual(configOf(draft));
  expect(draftFromQuery(new URLSearchParams('preset=none')).notice?.wrong).toEqual(['preset=none']);
});
