import * as v from 'valibot';
import { Fault } from '../gpu/fault.ts';
import { pairLosses } from '../kernels/pair_losses.ts';
import { rewardKinds } from '../tasks/answers.ts';
import { tasks } from '../tasks/domain.ts';

const count = (min: number, max: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));
const within = (min: number, max: number) => v.pipe(v.number(), v.minValue(min), v.maxValue(max));
/** One value, or one for each iteration, the last for all that follow. */
const perIteration = (min: number, max: number) =>
  v.union([within(min, max), v.pipe(v.array(within(min, max)), v.minLength(1))]);

/** Models that come with the lab, in public/models. */
export const shippedModels: readonly string[] = ['embedded', 'embedded-base', 'embedded-judge'];

/** Settings of every method, named as in TRL and Transformers where they have them. */
const shared = (model: string, iterations: number, samples: number, trainSet: 'sft' | 'problems' = 'sft') => ({
  /** A model that ships, or a folder in Hugging Face layout (command line). */
  model: v.optional(v.pipe(v.string(), v.nonEmpty()), model),
  /** A JSONL file of the user's own rows (command line); null for the teaching domain. */
  data: v.optional(v.nullable(v.string()), null),
  seed: v.optional(count(0, 2 ** 32 - 1), 0),
  iterations: v.optional(count(1, 100), iterations),
  early_stopping_patience: v.optional(count(0, 100), 0),
  /** Prompts of the teaching domain: those `embedded` was tuned on, or fresh ones. */
  train_set: v.optional(v.picklist(['sft', 'problems']), trainSet),
  /** Skills of the teaching domain that are trained; all six are measured. */
  tasks: v.optional(v.pipe(v.array(v.picklist(tasks)), v.minLength(1)), [...tasks]),
  /** 0: a seventh more than the longest response of the data. */
  max_new_tokens: v.optional(count(0, 1e6), 0),
  /** Prompts that are trained on; null: 600 of the teaching domain, nine tenths of the user's own rows. */
  max_train_samples: v.optional(v.nullable(count(1, 1e6)), null),
  /** At most so many held-out prompts are measured. */
  max_eval_samples: v.optional(count(1, 1e6), 1e6),
  /** `validation` is for choosing settings, `test` for reporting. */
  eval_split: v.optional(v.picklist(['test', 'validation']), 'test'),
  eval_samples: v.optional(count(1, 64), samples),
  /** Steps between two looks at the followed prompts; 0 for none. */
  exhibit_steps: v.optional(count(0, 1e6), 2),
  /** Steps at the start of each iteration that are taken apart; changes nothing in what is learned. */
  inspected_steps: v.optional(count(0, 1e6), 1),
});

const optimization = (learningRate: number, epochs: number, weightDecay: number) => ({
  learning_rate: v.optional(perIteration(0, 10), learningRate),
  lr_scheduler_type: v.optional(v.picklist(['linear', 'cosine_with_min_lr', 'constant']), 'linear'),
  warmup_ratio: v.optional(within(0, 1), 0.1),
  num_train_epochs: v.optional(count(1, 1000), epochs),
  max_steps: v.optional(count(0, 1e6), 0),
  per_device_train_batch_size: v.optional(count(1, 4096), 32),
  gradient_accumulation_steps: v.optional(count(1, 4096), 1),
  optim: v.optional(v.picklist(['adamw_torch', 'rmsprop', 'sgd']), 'adamw_torch'),
  adam_beta1: v.optional(within(0, 0.999999), 0.9),
  adam_beta2: v.optional(within(0, 0.999999), 0.99),
  adam_epsilon: v.optional(within(1e-12, 1), 1e-8),
  weight_decay: v.optional(within(0, 10), weightDecay),
  max_grad_norm: v.optional(within(0, 1e6), 1),
});

const sampling = (generations: number) => ({
  num_generations: v.optional(count(1, 1024), generations),
  temperature: v.optional(within(0, 100), 1),
  top_k: v.optional(count(0, 2 ** 31 - 1), 0),
  top_p: v.optional(within(1e-6, 1), 1),
});

const beta = { beta: v.optional(perIteration(0, 1e6), 1) };
const anyLoss = {
  loss_type: v.optional(v.picklist(pairLosses), 'sigmoid'),
  label_smoothing: v.optional(v.pipe(v.number(), v.minValue(0), v.ltValue(0.5)), 0),
};
/** Continued SFT beside the run, after as much data, as much compute, or both. */
const control = { control: v.optional(v.picklist(['none', 'data', 'compute', 'both']), 'none') };

export const schemas = {
  sft: v.strictObject({ method: v.literal('sft'), ...shared('embedded', 2, 2), ...optimization(3e-4, 2, 0.01) }),
  spin: v.strictObject({
    method: v.literal('spin'),
    ...shared('embedded', 2, 2),
    loss_type: v.optional(v.picklist(['sigmoid', 'hinge', 'exponential', 'correlation']), 'sigmoid'),
    ...beta,
    mix_previous: v.optional(v.boolean(), false),
    ...control,
    ...sampling(1),
    ...optimization(1e-4, 2, 0),
  }),
  dpo: v.strictObject({
    method: v.literal('dpo'),
    ...shared('embedded', 1, 2),
    ...anyLoss,
    ...beta,
    /** Without given pairs: the grader calls a sample wrong; chosen is the data's response, or a right sample. */
    chosen: v.optional(v.picklist(['data', 'own']), 'data'),
    ...control,
    ...sampling(4),
    ...optimization(1e-4, 2, 0),
  }),
  'rest-em': v.strictObject({
    method: v.literal('rest-em'),
    ...shared('embedded', 2, 8, 'problems'),
    /** The method stops when the held-out reward falls. */
    early_stopping_patience: v.optional(count(0, 100), 1),
    /** Where each M-step starts; null: the start model, but for `embedded` the model it was tuned from. */
    base_model: v.optional(v.nullable(v.string()), null),
    m_step: v.optional(v.picklist(['restart', 'continue']), 'restart'),
    keep: v.optional(count(1, 1024), 10),
    /** How a response to a row of the user's own data is graded, and against which column of it. */
    reward: v.optional(v.picklist(rewardKinds), 'exact_match'),
    reward_column: v.optional(v.pipe(v.string(), v.nonEmpty()), 'completion'),
    /** `regex`: its first group, or the whole match, is a response's answer. */
    reward_pattern: v.optional(v.string(), ''),
    ...sampling(4),
    ...optimization(5e-4, 4, 0.01),
  }),
  'self-rewarding': v.strictObject({
    method: v.literal('self-rewarding'),
    ...shared('embedded-judge', 3, 2),
    /** Examples that make M1: prompts with responses (as many again ask for prompts), and judged responses. */
    instruction_examples: v.optional(count(1, 1e5), 60),
    evaluation_examples: v.optional(count(0, 1e5), 600),
    instruction_epochs: v.optional(count(1, 1000), 1),
    instruction_learning_rate: v.optional(within(0, 10), 2e-4),
    num_prompts: v.optional(count(1, 1e5), 600),
    /** New prompts are the model's own, or fresh ones of the teaching domain. */
    prompts: v.optional(v.picklist(['own', 'problems']), 'own'),
    /** `self`, `oracle` (the grader's rubric), or another model. */
    judge: v.optional(v.pipe(v.string(), v.nonEmpty()), 'self'),
    judge_samples: v.optional(count(0, 64), 0),
    min_score_gap: v.optional(within(0, 5), 0.5),
    learn_from: v.optional(v.picklist(['pairs', 'positives']), 'pairs'),
    ...anyLoss,
    ...beta,
    ...sampling(4),
    ...optimization(1e-4, 2, 0),
  }),
};

export type Method = keyof typeof schemas;
export const methods = Object.keys(schemas) as Method[];
export type ConfigOf<M extends Method> = v.InferOutput<(typeof schemas)[M]>;

/** Everything that decides a run. */
export type RunConfig = { [M in Method]: ConfigOf<M> }[Method];

/** The configuration with defaults filled in. Throws a Fault that names the field, what it holds and what it may. */
export function parseRunConfig(input: unknown, where = 'The run configuration'): RunConfig {
  // Valibot would take an array for an object without settings.
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new Fault(`${where} is no JSON object of settings.`);
  const method = 'method' in input ? input.method : 'spin';
  if (!methods.some((name) => name === method))
    throw new Fault(`${where}: "method" is ${JSON.stringify(method)}, expected ${methods.join(' | ')}.`);
  const result = v.safeParse(schemas[method as Method], { ...input, method });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue);
  if (!field) throw new Fault(`${where} is no JSON object of settings.`);
  if (issue.expected === 'never') throw new Fault(`${where}: there is no setting "${field}" for the method ${method}.`);
  const expected = issue.expected === '!0' ? 'a name' : (issue.expected ?? 'a whole number');
  throw new Fault(`${where}: "${field}" is ${JSON.stringify(issue.input)}, expected ${expected}.`);
}

export const defaultConfig = (method: Method): RunConfig => parseRunConfig({ method });
