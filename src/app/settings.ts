export type Setting = 'seed' | 'iterations' | 'beta' | 'learning_rate' | 'loss_type' | 'temperature';

/** A number the form edits; `min` and `max` are included. */
interface NumberField {
  name: Exclude<Setting, 'loss_type'>;
  label: string;
  unit?: string;
  min: number;
  max: number;
  integer: boolean;
  range: string;
}

export const numberFields: readonly NumberField[] = [
  { name: 'iterations', label: 'Iterations', min: 1, max: 20, integer: true, range: '1 to 20' },
  { name: 'beta', label: 'β, strength', min: 0, max: 100, integer: false, range: '0 to 100' },
  { name: 'learning_rate', label: 'Learning rate', min: 0, max: 0.1, integer: false, range: '0 to 0.1, e.g. 1e-4' },
  {
    name: 'temperature',
    label: 'Temperature',
    min: 0,
    max: 5,
    integer: false,
    range: '0 to 5, the opponent’s',
  },
  { name: 'seed', label: 'Seed', min: 0, max: 2 ** 32 - 1, integer: true, range: '0 to 4294967295' },
];

/** The losses SPIN's theory allows, by their names in TRL and in the paper. */
export const losses: readonly { value: string; label: string }[] = [
  { value: 'sigmoid', label: 'logistic' },
  { value: 'hinge', label: 'hinge' },
  { value: 'exponential', label: 'exponential' },
  { value: 'correlation', label: 'correlation' },
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
