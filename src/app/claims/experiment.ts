import { parseRunConfig } from '../../lab/config.ts';
import type { Experiment } from '../../lab/experiments.ts';
import { queryOf } from '../settings.ts';

/** What decides an experiment's numbers; what it looks at on the way does not. */
function settingsOf({ config }: Experiment): Record<string, unknown> {
  const { exhibit_steps, inspected_steps, ...settings } = config;
  return settings;
}

/** The settings in words: the method, and where they leave its defaults. */
export const describe = (experiment: Experiment): string =>
  Object.entries(settingsOf(experiment))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

/**
 * The address that loads an experiment into the run view; null for one that starts from another's checkpoint. `kept`: what else it
 * says, such as the language.
 */
export const addressOfRun = (experiment: Experiment, kept = new URLSearchParams()): string | null =>
  experiment.from === undefined ? `?${queryOf(kept, parseRunConfig(settingsOf(experiment)))}` : null;

/** The command that runs an experiment with a seed, and before it the one whose checkpoint it needs. */
export const commandOf = ({ id, from }: Experiment, seed: number): string =>
  [...(from === undefined ? [] : [from]), id]
    .map((one) => `npm run lab -- claims --experiment ${one} --seeds ${seed}`)
    .join(' && ');
