import * as v from 'valibot';
import { Fault } from '../gpu/fault.ts';

const count = (min: number, max: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));
const within = (min: number, max: number) => v.pipe(v.number(), v.minValue(min), v.maxValue(max));

/** Models that come with the lab, in public/models. */
export const shippedModels: readonly string[] = ['embedded', 'embedded-base'];

/** Everything that decides a run, named as in TRL and Transformers where they have the setting. */
export const runConfigSchema = v.strictObject({
  method: v.optional(v.picklist(['spin']), 'spin'),
  /** A model that ships, or a folder in Hugging Face layout (command line). */
  model: v.optional(v.pipe(v.string(), v.nonEmpty()), 'embedded'),
  /** A JSONL file of prompts and completions (command line); null for the teaching domain. */
  data: v.optional(v.nullable(v.string()), null),
  seed: v.optional(count(0, 2 ** 32 - 1), 0),
  iterations: v.optional(count(1, 100), 2),
  loss_type: v.optional(v.picklist(['sigmoid', 'hinge', 'exponential', 'correlation']), 'sigmoid'),
  beta: v.optional(within(0, 1e6), 1),
  mix_previous: v.optional(v.boolean(), false),

  num_generations: v.optional(count(1, 1024), 1),
  temperature: v.optional(within(0, 100), 1),
  top_k: v.optional(count(0, 2 ** 31 - 1), 0),
  top_p: v.optional(within(1e-6, 1), 1),
  /** 0: a seventh more than the longest response of the data. */
  max_new_tokens: v.optional(count(0, 1e6), 0),

  learning_rate: v.optional(within(0, 10), 1e-4),
  lr_scheduler_type: v.optional(v.picklist(['linear', 'cosine_with_min_lr', 'constant']), 'linear'),
  warmup_ratio: v.optional(within(0, 1), 0.1),
  num_train_epochs: v.optional(count(1, 1000), 2),
  per_device_train_batch_size: v.optional(count(1, 4096), 32),
  gradient_accumulation_steps: v.optional(count(1, 4096), 1),
  optim: v.optional(v.picklist(['adamw_torch', 'rmsprop']), 'adamw_torch'),
  adam_beta1: v.optional(within(0, 0.999999), 0.9),
  adam_beta2: v.optional(within(0, 0.999999), 0.99),
  adam_epsilon: v.optional(within(1e-12, 1), 1e-8),
  weight_decay: v.optional(within(0, 10), 0),
  max_grad_norm: v.optional(within(0, 1e6), 1),

  /** At most so many prompts are trained and measured on. The teaching domain has 600 and 720; other data are split nine to one. */
  max_train_samples: v.optional(count(1, 1e6), 1e6),
  max_eval_samples: v.optional(count(1, 1e6), 1e6),
  /** `validation` is for choosing settings, `test` for reporting. */
  eval_split: v.optional(v.picklist(['test', 'validation']), 'test'),
  eval_samples: v.optional(count(1, 64), 2),
  /** Steps between two looks at the followed prompts; 0 for none. */
  exhibit_steps: v.optional(count(0, 1e6), 2),
});

export type RunConfig = v.InferOutput<typeof runConfigSchema>;

/** The configuration with defaults filled in. Throws a Fault that names the field, what it holds and what it may. */
export function parseRunConfig(input: unknown, where = 'The run configuration'): RunConfig {
  // Valibot would take an array for an object without settings.
  const result = v.safeParse(runConfigSchema, Array.isArray(input) ? null : input);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue);
  if (!field) throw new Fault(`${where} is no JSON object of settings.`);
  if (issue.expected === 'never') throw new Fault(`${where}: there is no setting "${field}".`);
  const expected = issue.expected === '!0' ? 'a name' : (issue.expected ?? 'a whole number');
  throw new Fault(`${where}: "${field}" is ${JSON.stringify(issue.input)}, expected ${expected}.`);
}

export const defaultConfig: RunConfig = parseRunConfig({});
