import type { Rng } from '../kernels/philox.ts';
import type { Objective, StepReport, UpdateRule } from '../model/trainer.ts';
import type { Learner } from '../players/player.ts';

/**
 * How weights are updated; names as in Hugging Face's TrainingArguments. Every schedule warms up, `constant` too, and its
 * first step takes peak / warm-up steps where theirs takes 0.
 */
export interface OptimizationConfig {
  /** Peak; a list holds one for each iteration, the last for all that follow. */
  learning_rate: number | readonly number[];
  /** `cosine_with_min_lr` ends at a tenth of the peak. */
  lr_scheduler_type: 'linear' | 'cosine_with_min_lr' | 'constant';
  /** Share of the steps over which the learning rate rises from 0. */
  warmup_ratio: number;
  num_train_epochs: number;
  /** At most so many steps an iteration; 0 for as many as the epochs have. */
  max_steps: number;
  /** Pairs or sequences of a micro-batch. */
  per_device_train_batch_size: number;
  gradient_accumulation_steps: number;
  optim: 'adamw_torch' | 'rmsprop' | 'sgd';
  adam_beta1: number;
  /** RMSProp's alpha too. */
  adam_beta2: number;
  adam_epsilon: number;
  weight_decay: number;
  max_grad_norm: number;
}

/** The AdamW of all SFT that has no settings of its own. */
export const sftAdamw = {
  optim: 'adamw_torch',
  adam_beta1: 0.9,
  adam_beta2: 0.99,
  adam_epsilon: 1e-8,
  weight_decay: 0.01,
  max_grad_norm: 1,
} as const;

/** The entry of an iteration, where a setting has one for each. */
export const at = (setting: number | readonly number[], iteration: number): number =>
  typeof setting === 'number' ? setting : setting[Math.min(iteration, setting.length - 1)];

/** Learning rate of a step (0-based): linear warm-up to the peak, then as the schedule says. */
export function scheduled(config: OptimizationConfig, step: number, steps: number, iteration = 0): number {
  const { lr_scheduler_type: type } = config;
  const peak = at(config.learning_rate, iteration);
  const warmup = Math.ceil(config.warmup_ratio * steps);
  if (step < warmup) return (peak * (step + 1)) / warmup;
  const passed = (step - warmup) / Math.max(1, steps - warmup);
  if (type === 'linear') return peak * (1 - passed);
  if (type === 'cosine_with_min_lr') return peak * (0.1 + 0.45 * (1 + Math.cos(Math.PI * passed)));
  return peak;
}

export const updateRule = (config: OptimizationConfig, learningRate: number): UpdateRule => ({
  optimizer: config.optim === 'adamw_torch' ? 'adamw' : config.optim,
  learningRate,
  beta1: config.adam_beta1,
  beta2: config.adam_beta2,
  epsilon: config.adam_epsilon,
  weightDecay: config.weight_decay,
  maxGradNorm: config.max_grad_norm,
});

/** A step that is to be taken, 1-based. */
export interface Planned<T> {
  step: number;
  steps: number;
  learningRate: number;
  batch: readonly T[];
}

/** The steps over the items, shuffled anew each epoch. Which places come when depends on their number alone. */
export function* planned<T>(
  items: readonly T[],
  config: OptimizationConfig,
  rng: Rng,
  iteration: number,
): Generator<Planned<T>> {
  const size = config.per_device_train_batch_size * config.gradient_accumulation_steps;
  const wanted = Math.ceil(items.length / size) * config.num_train_epochs;
  const steps = config.max_steps > 0 ? Math.min(wanted, config.max_steps) : wanted;
  const order = [...items];
  let step = 0;
  for (let epoch = 0; epoch < config.num_train_epochs; epoch++) {
    rng.shuffle(order);
    for (let first = 0; first < order.length && step < steps; first += size) {
      const learningRate = scheduled(config, step++, steps, iteration);
      yield { step, steps, learningRate, batch: order.slice(first, first + size) };
    }
  }
}

/** A step that has just been taken. */
export interface Update<T> extends Planned<T> {
  report: StepReport;
}

/** Trains over the items; yields after every update, and the next is not begun before it is asked for. */
export async function* optimize<T>(
  main: Learner,
  items: readonly T[],
  objective: (batch: readonly T[]) => Objective,
  config: OptimizationConfig,
  rng: Rng,
  iteration = 0,
): AsyncGenerator<Update<T>> {
  for (const plan of planned(items, config, rng, iteration)) {
    main.gradient(objective(plan.batch), config.per_device_train_batch_size);
    yield { ...plan, report: await main.update(updateRule(config, plan.learningRate)) };
  }
}
