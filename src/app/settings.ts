export type Setting = 'seed' | 'iterations' | 'beta' | 'learning_rate' | 'loss_type' | 'temperature';

/** A number the form edits. `min` and `max` are included, and the lab's own limits. */
interface NumberField {
  name: Exclude<Setting, 'loss_type'>;
  label: string;
  /** What it does, in a few words. */
  about: string;
  min: number;
  max: number;
  integer: boolean;
  range: string;
  usual?: string;
}

export const numberFields: readonly NumberField[] = [
  {
    name: 'iterations',
    label: 'Iterations',
    about: 'rounds, each against a newer self',
    ...{ min: 1, max: 100, integer: true, range: '1 to 100' },
  },
  {
    name: 'beta',
    label: 'β, strength',
    about: 'reward = β × log-ratio',
    ...{ min: 0, max: 1e6, integer: false, range: '0 to 1e6', usual: '0.1 to 5' },
  },
  {
    name: 'learning_rate',
    label: 'Learning rate',
    about: 'peak size of a training step',
    ...{ min: 0, max: 10, integer: false, range: '0 to 10', usual: '1e‑5 to 1e‑3' },
  },
  {
    name: 'temperature',
    label: 'Temperature',
    about: 'how freely the opponent samples',
    ...{ min: 0, max: 100, integer: false, range: '0 to 100', usual: '1' },
  },
  {
    name: 'seed',
    label: 'Seed',
    about: 'the same seed, the same run',
    ...{ min: 0, max: 2 ** 32 - 1, integer: true, range: '0 to 4294967295' },
  },
];

/** The losses SPIN's theory allows, by their names in TRL and in the paper, as functions of the margin s. */
export const losses: readonly {
  value: string;
  label: string;
  formula: string;
  atZero: { value: number; label: string };
}[] = [
  { value: 'sigmoid', label: 'logistic', formula: 'log(1 + e⁻ˢ)', atZero: { value: Math.LN2, label: 'ln 2' } },
  { value: 'hinge', label: 'hinge', formula: 'max(0, 1 − s)', atZero: { value: 1, label: '1' } },
  { value: 'exponential', label: 'exponential', formula: 'e⁻ˢ', atZero: { value: 1, label: '1' } },
  { value: 'correlation', label: 'correlation', formula: '1 − s', atZero: { value: 1, label: '1' } },
];

/** The form as typed. */
export type Draft = Record<Setting, string>;

/** What is wrong with a setting as typed, or null. */
export function problem(name: Setting, typed: string): string | null {
  const field = numberFields.find((one) => one.name === name);
  if (!field) return losses.some(({ value }) => value === typed) ? null : 'Not a loss of SPIN';
  const value = typed.trim() === '' ? Number.NaN : Number(typed);
  if (!Number.isFinite(value)) return 'Not a number';
  if (field.integer && !Number.isInteger(value)) return 'Whole numbers only';
  if (value < field.min || value > field.max) return `Only ${field.range}`;
  return null;
}

export type Config = Readonly<Record<string, unknown>>;

/** The settings of a configuration as the form shows them. */
export function draftOf(config: Config): Draft {
  const text = (name: Setting) => {
    const value = config[name];
    return typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value);
  };
  return {
    seed: text('seed'),
    iterations: text('iterations'),
    beta: text('beta'),
    learning_rate: text('learning_rate'),
    loss_type: text('loss_type'),
    temperature: text('temperature'),
  };
}

/** The configuration with the form's settings, or null while one of them is wrong. */
export function configOf(base: Config, draft: Draft): Config | null {
  if (numberFields.some(({ name }) => problem(name, draft[name])) || problem('loss_type', draft.loss_type)) return null;
  const numbers = Object.fromEntries(numberFields.map(({ name }) => [name, Number(draft[name])]));
  return { ...base, ...numbers, loss_type: draft.loss_type };
}

/** The defaults with what the query says of them; other parameters are left alone. The lab checks the result. */
export function configFromQuery(query: URLSearchParams, defaults: Config): Config {
  const config: Record<string, unknown> = { ...defaults };
  for (const [name, value] of query) {
    if (!Object.hasOwn(defaults, name)) continue;
    if (typeof defaults[name] === 'string') config[name] = value;
    else if (typeof defaults[name] === 'number') config[name] = Number(value);
    else if (typeof defaults[name] === 'boolean') config[name] = value === 'true';
  }
  return config;
}

/** The query with the configuration in it: only what differs from the defaults, so that a link stays short. */
export function queryOf(query: URLSearchParams, config: Config, defaults: Config): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(config)) {
    if (value === defaults[name] || typeof value === 'object') next.delete(name);
    else next.set(name, String(value));
  }
  return next;
}
