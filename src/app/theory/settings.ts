import { cases, lastIteration, type Theory } from '../../lab/theory.ts';
import { lengthStarts, type Truncation } from '../../lab/truncation.ts';

/** All that the view can be set to: what is played, which iteration is in view, and how the other model's responses are cut. */
export interface Settings extends Theory {
  t: number;
  limit: number;
  eos: boolean;
  lengths: Truncation['start'];
}

const range = (from: number, to: number, stride: number): number[] =>
  Array.from({ length: Math.round((to - from) / stride) + 1 }, (_, i) => Number((from + i * stride).toFixed(6)));

/** Where each slider can stand. */
export const stops = {
  lambda: [...range(0.1, 1, 0.05), ...range(1.1, 2, 0.1), 2.25, ...range(2.5, 5, 0.5)],
  steps: [
    ...range(1, 6, 1),
    8,
    10,
    12,
    15,
    ...range(20, 50, 5),
    ...range(60, 100, 10),
    125,
    150,
    ...range(200, 400, 50),
  ],
  stepSize: [0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20],
  temperature: range(0.5, 2, 0.1),
  t: range(0, lastIteration, 1),
  samples: [50, 100, 200, 300, 500],
  seed: range(0, 19, 1),
  limit: range(2, 9, 1),
} as const satisfies Partial<Record<keyof Settings, readonly number[]>>;

export type Slider = keyof typeof stops;

export const choices = {
  loss: ['sigmoid', 'hinge', 'exponential', 'correlation'],
  case: Object.keys(cases) as Settings['case'][],
  lengths: Object.keys(lengthStarts) as Settings['lengths'][],
} as const satisfies { [Name in keyof Settings]?: readonly Settings[Name][] };

export const defaults: Settings = {
  case: 'worked',
  loss: 'sigmoid',
  lambda: 1,
  steps: 'minimum',
  stepSize: 1,
  temperature: 1,
  samples: 300,
  seed: 0,
  t: 0,
  limit: 5,
  eos: true,
  lengths: 'data',
};

/** What each phenomenon needs; whatever is not named stays as it is. */
export const presets = {
  jump: { lambda: 1 },
  creep: { lambda: 2 },
  overshoot: { lambda: 0.7 },
  swing: { lambda: 0.5 },
  diverge: { lambda: 0.4 },
  early: { lambda: 0.1, steps: 20, stepSize: 1 },
  overtrain: { lambda: 0.1, steps: 50, stepSize: 5 },
  temperature: { lambda: 1, temperature: 1.5 },
} as const satisfies Record<string, Partial<Settings>>;

export type Preset = keyof typeof presets;
export const presetNames = Object.keys(presets) as Preset[];

/** What every preset settles. */
const settled = { loss: defaults.loss, steps: defaults.steps, temperature: defaults.temperature };

export const withPreset = (settings: Settings, preset: Preset): Settings => ({
  ...settings,
  ...settled,
  t: 0,
  ...presets[preset],
});

/** The preset whose phenomenon the settings show, whichever iteration is in view. */
export function presetOf(settings: Settings): Preset | null {
  const shows = (preset: Preset) =>
    Object.entries({ ...settled, ...presets[preset] }).every(
      ([name, value]) => settings[name as keyof Settings] === value,
    );
  return presetNames.find(shows) ?? null;
}

/** Names in the address; `seed` and `temperature` there are the run's. */
const names = {
  case: 'case',
  loss: 'loss',
  lambda: 'lambda',
  steps: 'steps',
  stepSize: 'step_size',
  temperature: 'negatives',
  samples: 'draws',
  seed: 'draw',
  t: 't',
  limit: 'cut',
  eos: 'eos',
  lengths: 'lengths',
} as const satisfies Record<keyof Settings, string>;
const settingNames = Object.keys(names) as (keyof Settings)[];

/** A setting as the address says it, or undefined where it cannot be that. */
function read<Name extends keyof Settings>(name: Name, text: string): Settings[Name] | undefined {
  const allowed: readonly (number | string | boolean)[] =
    name in stops ? stops[name as Slider] : name in choices ? choices[name as keyof typeof choices] : [true, false];
  const also = name === 'steps' ? ['minimum'] : [];
  return [...allowed, ...also].find((value) => String(value) === text) as Settings[Name] | undefined;
}

/** What the address asks for, and what of it cannot be, whose defaults stand in its place. */
export function settingsFrom(query: URLSearchParams): { settings: Settings; wrong: string[] } {
  const wrong: string[] = [];
  const complain = (name: string, text: string) => wrong.push(`${name}=${text.slice(0, 40)}`);
  let settings = defaults;
  const asked = query.get('phenomenon');
  const preset = presetNames.find((one) => one === asked);
  if (preset) settings = withPreset(settings, preset);
  else if (asked !== null) complain('phenomenon', asked);
  for (const name of settingNames) {
    const text = query.get(names[name]);
    if (text === null) continue;
    const value = read(name, text);
    if (value === undefined) complain(names[name], text);
    else settings = { ...settings, [name]: value };
  }
  return { settings, wrong };
}

/** The query with the settings in it: a preset by its name, and what differs from it or from the defaults. */
export function queryOf(query: URLSearchParams, settings: Settings): URLSearchParams {
  const next = new URLSearchParams(query);
  const preset = presetOf(settings);
  const named = preset === null || preset === 'jump' ? null : preset;
  const base = named ? withPreset(defaults, named) : defaults;
  next.delete('phenomenon');
  if (named) next.set('phenomenon', named);
  for (const name of settingNames) {
    if (settings[name] === base[name]) next.delete(names[name]);
    else next.set(names[name], String(settings[name]));
  }
  return next;
}
