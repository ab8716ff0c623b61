import * as v from 'valibot';
import { defaultConfig, type Method, methods, parseRunConfig, type RunConfig, schemas } from '../lab/config.ts';
import { presetConfig, presets } from '../lab/presets.ts';
import { type Kind, kindOf, type Range, rangeText, type Setting, schemaOf, settingsOf, written } from './fields.ts';
import type { RunTexts } from './texts/useRunTexts.ts';

/** The form as typed. */
export type Draft = Readonly<{ method: Method } & Partial<Record<Setting, string>>>;

type Config = Readonly<Record<string, unknown>>;

/** Whether a setting has an effect beside the others; one that has none keeps its default. */
export function matters({ loss_type, learn_from, m_step, optim }: Draft, name: Setting): boolean {
  switch (name) {
    case 'beta':
    case 'loss_type':
      return learn_from !== 'positives';
    case 'label_smoothing':
      return learn_from !== 'positives' && (loss_type === 'robust' || loss_type === 'cdpo');
    case 'base_model':
      return m_step === 'restart';
    case 'adam_beta1':
      return optim === 'adamw_torch';
    case 'adam_beta2':
    case 'adam_epsilon':
      return optim !== 'sgd';
    default:
      return true;
  }
}

const isMethod = (name: unknown): name is Method => methods.some((method) => method === name);

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(', ');
  if (value === null) return '';
  return typeof value === 'number' ? written(value) : String(value);
}

/** The settings of a configuration as the form shows them; what it lacks is the method's default. */
export function draftOf(config: Config): Draft {
  const method = isMethod(config.method) ? config.method : 'spin';
  const filled: Config = { ...defaultConfig(method), ...config };
  return { method, ...Object.fromEntries(settingsOf(method).map((name) => [name, shown(filled[name])])) };
}

function read(kind: Kind, typed: string): unknown {
  const parts = typed.split(',').map((part) => part.trim());
  const number = (part: string) => (part === '' ? Number.NaN : Number(part));
  switch (kind.type) {
    case 'number':
      if (kind.empty && typed.trim() === '') return null;
      return kind.list && parts.length > 1 ? parts.map(number) : number(typed.trim());
    case 'choice':
      return typed === '' ? null : typed;
    case 'choices':
      return typed === '' ? [] : parts;
    case 'switch':
      return typed === 'true' || (typed === 'false' ? false : typed);
  }
}

export type Problem =
  | { key: 'noNumber' | 'noInteger' | 'noChoice' | 'unknownChoice' | 'noSwitch' }
  | { key: 'outside'; range: Range };

export const problemText = (t: RunTexts, problem: Problem): string =>
  problem.key === 'outside'
    ? t('settings:problems.outside', { range: rangeText(t, problem.range) })
    : t(`settings:problems.${problem.key}`);

/** What is wrong with a setting as typed, or null: the lab's own schema decides. */
export function problem(method: Method, name: Setting, typed = ''): Problem | null {
  const kind = kindOf(method, name);
  const value = read(kind, typed);
  const fits = v.is(schemaOf(method, name), value);
  switch (kind.type) {
    case 'number': {
      const numbers = [value].flat() as number[];
      if (fits) return null;
      if (numbers.some(Number.isNaN)) return { key: 'noNumber' };
      if (kind.integer && !numbers.every(Number.isInteger)) return { key: 'noInteger' };
      return { key: 'outside', range: kind.range };
    }
    case 'choices':
      return fits ? null : { key: 'noChoice' };
    case 'choice':
      return fits && kind.options.includes(typed) ? null : { key: 'unknownChoice' };
    case 'switch':
      return fits ? null : { key: 'noSwitch' };
  }
}

/** The configuration that the form describes, or null while one of its settings is wrong. */
export function configOf(draft: Draft): RunConfig | null {
  const { method } = draft;
  const names = settingsOf(method).filter((name) => matters(draft, name));
  if (names.some((name) => problem(method, name, draft[name]))) return null;
  const values = names.map((name) => [name, read(kindOf(method, name), draft[name]!)]);
  return parseRunConfig({ method, ...Object.fromEntries(values) });
}

const everyName = new Set(methods.flatMap((method) => Object.keys(schemas[method].entries)));

/** What an address says wrongly, and what is wrong with it. */
export interface Notice {
  wrong: readonly string[];
  why: 'unknown' | 'unfit';
}

export const noticeText = (t: RunTexts, { wrong, why }: Notice): string =>
  t(`settings:notice.${why}`, { wrong: wrong.join(', ') });

/** What the query asks for; what it says wrongly is the default instead, and noted. */
export function draftFromQuery(query: URLSearchParams): { draft: Draft; notice: Notice | null } {
  const wrong: string[] = [];
  const preset = presets.find(({ id }) => id === query.get('preset'));
  if (query.has('preset') && !preset) wrong.push(`preset=${query.get('preset')!.slice(0, 40)}`);
  const name = query.get('method');
  const method = preset?.method ?? (isMethod(name) ? name : 'spin');
  let draft = draftOf(preset ? presetConfig(preset) : defaultConfig(method));
  for (const [name, value] of query) {
    if (!everyName.has(name)) continue;
    const setting = settingsOf(method).find((one) => one === name);
    if (setting && !problem(method, setting, value))
      draft = { ...draft, [setting]: shown(read(kindOf(method, setting), value)) };
    else if (name !== 'method' || value !== method) wrong.push(`${name}=${value.slice(0, 40)}`);
  }
  const why = name === null || name === method ? 'unfit' : 'unknown';
  return { draft, notice: wrong.length > 0 ? { wrong, why } : null };
}

/** The query with the configuration in it: only what differs from the defaults, so that a link stays short. */
export function queryOf(query: URLSearchParams, config: RunConfig): URLSearchParams {
  const next = new URLSearchParams(query);
  next.delete('preset');
  const defaults: Config = { ...defaultConfig(config.method), method: 'spin' };
  for (const name of everyName) if (!(name in config)) next.delete(name);
  for (const [name, value] of Object.entries(config)) {
    const text = shown(value);
    if (text === shown(defaults[name])) next.delete(name);
    else next.set(name, text.replaceAll(' ', ''));
  }
  return next;
}

/** The same, with the name of the preset in place of its settings, where the configuration is one. */
export function briefQueryOf(query: URLSearchParams, config: RunConfig): URLSearchParams {
  const preset = presetOf(config);
  if (!preset || Object.keys(preset.config).length === 0) return queryOf(query, config);
  const next = queryOf(query, { ...defaultConfig(config.method), seed: config.seed });
  next.delete('method');
  next.set('preset', preset.id);
  return next;
}

/** The preset that a configuration is, whatever its seed; null where it is none. */
export function presetOf(config: RunConfig) {
  // Neither the seed nor what the page looks at makes it another.
  const essence = (one: RunConfig) => JSON.stringify({ ...one, seed: 0, exhibit_steps: 0, inspected_steps: 0 });
  return presets.find((one) => one.method === config.method && essence(presetConfig(one)) === essence(config)) ?? null;
}
