import { expect, it, test } from 'vitest';
import {
  defaults,
  presetNames,
  presetOf,
  queryOf,
  type Settings,
  settingsFrom,
  stops,
  withPreset,
} from './settings.ts';

const elsewhere = 'view=theory&seed=5&temperature=0.7';
const there = (settings: Settings) => queryOf(new URLSearchParams(elsewhere), settings);

it.each(presetNames)('preset %s stands on the sliders’ stops, is known again, and travels in the address', (name) => {
  const settings = { ...withPreset(defaults, name), t: 3, samples: 100 };
  expect(stops.lambda).toContain(settings.lambda);
  if (settings.steps !== 'minimum') expect(stops.steps).toContain(settings.steps);
  expect(presetOf(settings)).toBe(name);
  expect(settingsFrom(there(settings))).toEqual({ settings, wrong: [] });
});

test('the address keeps what else it says, and says nothing of defaults', () => {
  expect(there(defaults).toString()).toBe(elsewhere);
  const settings: Settings = { ...defaults, loss: 'hinge', steps: 40, eos: false, case: 'peaks', limit: 3 };
  expect(presetOf(settings)).toBeNull();
  expect(settingsFrom(there(settings)).settings).toEqual(settings);
});

test('what cannot be is named, and defaults stand in its place', () => {
  const query = new URLSearchParams('phenomenon=x&lambda=0.33&steps=0&loss=ipo&eos=maybe&t=13&draws=200');
  const { settings, wrong } = settingsFrom(query);
  expect(settings).toEqual({ ...defaults, samples: 200 });
  expect(wrong.sort()).toEqual(['eos=maybe', 'lambda=0.33', 'loss=ipo', 'phenomenon=x', 'steps=0', 't=13']);
});
