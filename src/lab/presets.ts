import { type ConfigOf, type Method, parseRunConfig, type RunConfig } from './config.ts';

/** A configuration worth a look, healthy or not. What it is about, the page says. */
export interface Preset<Id extends string = string> {
  id: Id;
  method: Method;
  /** What differs from the method's defaults. */
  config: Readonly<Record<string, unknown>>;
  health: 'healthy' | 'unhealthy';
}

type Changes<M extends Method> = Partial<Omit<ConfigOf<M>, 'method'>>;

const preset = <M extends Method, const Id extends string>(
  method: M,
  id: Id,
  config: Changes<M>,
  health: Preset['health'] = 'healthy',
): Preset<`${M}-${Id}`> => ({ id: `${method}-${id}`, method, config, health });

/** The first preset of a method is its default. */
export const presets = [
  preset('sft', 'default', {}),
  preset('sft', 'memorising', { max_train_samples: 30, num_train_epochs: 30, iterations: 3 }, 'unhealthy'),

  preset('spin', 'default', {}),
  preset('spin', 'sharper-opponent', { temperature: 1.5 }),
  preset('spin', 'scarce-data', {
    control: 'both',
    max_train_samples: 30,
    num_generations: 16,
    temperature: 1.5,
    num_train_epochs: 4,
    per_device_train_batch_size: 64,
    iterations: 3,
  }),
  preset('spin', 'mixing', { mix_previous: true, iterations: 3 }),
  preset('spin', 'paper-schedule', {
    iterations: 4,
    beta: [1, 1, 1, 50],
    learning_rate: [1e-4, 1e-4, 2e-5, 2e-5],
    mix_previous: true,
    per_device_train_batch_size: 64,
  }),
  preset('spin', 'exploding-margins', { beta: 0.1, learning_rate: 3e-4, iterations: 3 }, 'unhealthy'),
  preset('spin', 'chosen-collapse', { beta: 0.1, learning_rate: 1e-3, iterations: 3 }, 'unhealthy'),
  preset('spin', 'winning-every-pair', { learning_rate: 1e-3, iterations: 3 }, 'unhealthy'),
  preset('spin', 'over-training', { beta: 0.1, num_train_epochs: 8, iterations: 3 }, 'unhealthy'),
  preset('spin', 'meek-opponent', { temperature: 0.5, iterations: 3 }, 'unhealthy'),

  preset('dpo', 'default', {}),
  preset('dpo', 'own-samples', { chosen: 'own' }),
  preset('dpo', 'ipo', { loss_type: 'ipo' }),
  preset('dpo', 'over-optimised', { beta: 0.1, learning_rate: 3e-4, num_train_epochs: 6, iterations: 3 }, 'unhealthy'),

  preset('rest-em', 'default', {}),
  preset('rest-em', 'gentle', { max_train_samples: 1800, learning_rate: 3e-4, num_train_epochs: 2 }),
  preset(
    'rest-em',
    'drift',
    { m_step: 'continue', max_train_samples: 100, num_generations: 8, iterations: 6, early_stopping_patience: 0 },
    'unhealthy',
  ),

  preset('self-rewarding', 'default', {}),
  preset('self-rewarding', 'oracle', { judge: 'oracle' }),
  preset('self-rewarding', 'positives', { learn_from: 'positives' }),
  preset(
    'self-rewarding',
    'collapsed-judge',
    { model: 'embedded-base', evaluation_examples: 0, prompts: 'problems' },
    'unhealthy',
  ),
  preset('self-rewarding', 'length-growth', { iterations: 7, learning_rate: 2e-4 }, 'unhealthy'),
  preset(
    'self-rewarding',
    'reward-hacking',
    { iterations: 4, learning_rate: 3e-4, beta: 0.1, min_score_gap: 0 },
    'unhealthy',
  ),
];

/** The whole configuration of a preset. */
export const presetConfig = ({ method, config }: Preset): RunConfig => parseRunConfig({ ...config, method });
