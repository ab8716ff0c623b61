import { Fault } from '../gpu/fault.ts';
import { subSeed } from '../kernels/philox.ts';
import { freshState, type Game } from '../methods/game.ts';
import { type SpinConfig, spin } from '../methods/spin.ts';
import { draw, logSoftmax, sum } from '../players/categorical.ts';
import { TabularPlayer } from '../players/tabular.ts';

/** Worked cases: p_data and p_0 over the outcomes, each summing to 1. */
export const cases = {
  worked: { data: [0.4, 0.25, 0.15, 0.1, 0.07, 0.03], start: [0.1, 0.15, 0.2, 0.25, 0.18, 0.12] },
  peaks: { data: [0.36, 0.1, 0.04, 0.04, 0.1, 0.36], start: [0.06, 0.14, 0.3, 0.3, 0.14, 0.06] },
  near: { data: [0.4, 0.25, 0.15, 0.1, 0.07, 0.03], start: [0.34, 0.27, 0.17, 0.12, 0.07, 0.03] },
} as const;

/** What is played. */
export interface Theory {
  case: keyof typeof cases;
  loss: SpinConfig['loss_type'];
  /** λ, the strength of the loss. */
  lambda: number;
  /** Steps of gradient descent in an iteration, or the minimum of its loss. */
  steps: number | 'minimum';
  /** Of plain gradient descent (SGD). */
  stepSize: number;
  /** T of the opponent's responses: they are drawn from p_t^(1/T). */
  temperature: number;
  /** Of the data, and of the opponent in each iteration, where the side is sampled. */
  samples: number;
  seed: number;
}

/** Expected losses over all pairs, or means over sampled pairs. */
export type Side = 'exact' | 'sampled';

/** One iteration: where it starts and how it goes. All logarithms are natural, so KL is in nats. */
export interface Stage {
  /** log p_t [K], of main player and opponent when the iteration starts. */
  logps: Float64Array;
  /** KL(p_data ‖ p_t). */
  kl: number;
  /** log-probs [K] that minimise the iteration's expected loss; null where no closed form is known. */
  optimum: Float64Array | null;
  /** The loss and KL(p_data ‖ p_θ) before the first inner step and after each. */
  path: readonly { loss: number; kl: number }[];
}

export interface Course {
  stages: readonly Stage[];
  /** It was ended early, because p_t had left the data far behind or the loss was not finite any more. */
  diverged: boolean;
}

/** The last t that can be looked at. */
export const lastIteration = 12;

/** A course whose KL(p_data ‖ p_t) is beyond this many nats is not followed further. */
export const farthest = 30;

/** The stream of random numbers that the data is drawn from; none of those that a method draws from (PURPOSE). */
const dataStream = 100;

/** Steps of AdamW with a step size that falls to 0: enough to find the minimum of a loss. */
export const minimumSteps = 80;

/** The correlation loss is linear in the logits: it has no minimum, and steps end where they end. */
export const hasMinimum = (loss: Theory['loss']): boolean => loss !== 'correlation';

/** Whether an iteration goes to the minimum of its loss. */
export const minimises = ({ steps, loss }: Theory): boolean => steps === 'minimum' && hasMinimum(loss);

/** Inner steps of an iteration. */
export function stepsOf(theory: Theory): number {
  if (theory.steps === 'minimum') return minimises(theory) ? minimumSteps : 20;
  return theory.steps;
}

const logs = (p: readonly number[]): Float64Array => Float64Array.from(p, Math.log);

/** KL(p ‖ q) from log-probs of q, finite where q itself would underflow. */
export const divergence = (p: readonly number[], logq: Float64Array): number =>
  sum(p.map((value, k) => value * (Math.log(value) - logq[k])));

/**
 * The λ of the logistic loss that has the same minimum: the exponential loss at λ minimises like the logistic one at 2λ.
 * null where no closed form is known.
 */
export function logisticLambda({ loss, lambda }: Theory): number | null {
  if (loss === 'sigmoid') return lambda;
  return loss === 'exponential' ? 2 * lambda : null;
}

/**
 * The minimum of an iteration's expected loss, p ∝ p_t (p_data / p_t^(1/T))^(1/λ) (Chen et al. 2024, theorem 5.4, here with
 * the opponent's responses at temperature T): log-probs [K] from log p_t [K].
 */
export function optimumOf(theory: Theory, logps: Float64Array): Float64Array | null {
  const lambda = logisticLambda(theory);
  if (lambda === null) return null;
  const data = logs(cases[theory.case].data);
  return logSoftmax(logps.map((logp, k) => logp + (data[k] - logp / theory.temperature) / lambda));
}

/** What log-ratios to the fixed point are multiplied by in an iteration of exact minimisation: 1 − 1/(λT). */
export function factorOf(theory: Theory): number | null {
  const lambda = logisticLambda(theory);
  return lambda === null ? null : 1 - 1 / (lambda * theory.temperature);
}

/** KL(p_data ‖ p) of p ∝ p_data^T, where minimisation against responses at temperature T comes to rest, nats. */
export function fixedPointKl(theory: Theory): number {
  const { data } = cases[theory.case];
  return divergence(data, logSoftmax(logs(data).map((logp) => logp * theory.temperature)));
}

function configOf(theory: Theory, side: Side): SpinConfig {
  const outcomes = cases[theory.case].data.length;
  const minimum = minimises(theory);
  return {
    seed: theory.seed,
    iterations: lastIteration + 1,
    early_stopping_patience: 0,
    exhibit_steps: 0,
    inspected_steps: 0,
    beta: theory.lambda,
    loss_type: theory.loss,
    label_smoothing: 0,
    mix_previous: false,
    num_generations: side === 'exact' ? outcomes : 1,
    temperature: theory.temperature,
    top_k: 0,
    top_p: 1,
    max_new_tokens: 1,
    // In steps of a margin, which is λ times a log-ratio.
    learning_rate: minimum ? 0.4 / theory.lambda : theory.stepSize,
    lr_scheduler_type: minimum ? 'linear' : 'constant',
    warmup_ratio: 0,
    num_train_epochs: stepsOf(theory),
    max_steps: 0,
    per_device_train_batch_size: side === 'exact' ? outcomes ** 2 : theory.samples,
    gradient_accumulation_steps: 1,
    optim: minimum ? 'adamw_torch' : 'sgd',
    adam_beta1: 0.7,
    adam_beta2: 0.95,
    adam_epsilon: 1e-8,
    weight_decay: 0,
    max_grad_norm: 0,
  };
}

/** Responses of the data: each outcome once where losses are expected, else draws from p_data. */
function responses({ case: name, samples, seed }: Theory, side: Side): number[] {
  const { data } = cases[name];
  if (side === 'exact') return data.map((_, outcome) => outcome);
  const sampling = { temperature: 1, topK: 0, topP: 1, maxNewTokens: 1, seed: subSeed(seed, dataStream) };
  const outcome = draw(logs(data), sampling);
  return Array.from({ length: samples }, (_, row) => outcome(row));
}

/**
 * SPIN on an exact table, p_0 … p_12: the method itself plays, one value is yielded a step so that the work can be taken in
 * slices. Where an iteration goes to the minimum of an expected loss and that has a closed form, the next iteration starts
 * from the closed form, and the path that led there is AdamW's.
 */
export async function* course(theory: Theory, side: Side): AsyncGenerator<undefined, Course> {
  const { data, start } = cases[theory.case];
  const main = new TabularPlayer(start, side === 'exact' ? { data, temperature: theory.temperature } : null);
  const game: Game = {
    main,
    parameters: data.length,
    data: responses(theory, side).map((outcome) => ({ prompt: [], response: [outcome] })),
    exhibits: [],
    correct: () => null,
    // Nothing is held out: the table is the measure.
    measure: async function* () {
      yield { done: 1, total: 1 };
      return { benchmark: { nll: 0, pair_accuracy: 0, accuracy: null }, rubric: null, heldOut: null };
    },
  };
  const stages: Stage[] = [];
  let losses: number[] = [];
  let distances: number[] = [];
  const begin = (): Stage => {
    const logps = logSoftmax(main.logits);
    const kl = divergence(data, logps);
    losses = [];
    distances = [kl];
    return { logps, kl, optimum: optimumOf(theory, logps), path: [] };
  };
  let stage = begin();
  try {
    for await (const event of spin(game, configOf(theory, side), freshState())) {
      if (event.type === 'step') {
        losses.push(event.loss);
        distances.push(divergence(data, logSoftmax(main.logits)));
        yield;
      }
      if (event.type !== 'iteration-ended') continue;
      losses.push(event.loss);
      stages.push({ ...stage, path: losses.map((loss, step) => ({ loss, kl: distances[step] })) });
      if (side === 'exact' && minimises(theory) && stage.optimum) main.logits.set(stage.optimum);
      stage = begin();
      if (!(stage.kl <= farthest)) return { stages: [...stages, stage], diverged: true };
    }
  } catch (error) {
    // The player stops where a loss is not finite: that is a course's end, not a fault of the page.
    if (!(error instanceof Fault)) throw error;
    return { stages: [...stages, stage], diverged: true };
  }
  return { stages, diverged: false };
}
