import type * as v from 'valibot';
import { type ConfigOf, type Method, schemas, shippedModels } from '../lab/config.ts';
import type { RunTexts } from './texts/useRunTexts.ts';

/** Settings that the page edits; the others are about data files, which the command line reads. */
export type Setting = Exclude<
  { [M in Method]: keyof ConfigOf<M> }[Method],
  'method' | 'data' | 'reward' | 'reward_column' | 'reward_pattern'
>;

/** The numbers that fit, as a person types them; `below`: the last one does not. */
export interface Range {
  from: string;
  to: string;
  below: boolean;
}

/** How a setting is edited. `list`: one number, or one for each iteration with commas between. `empty`: or none. */
export type Kind =
  | { type: 'number'; range: Range; integer: boolean; list: boolean; empty: boolean }
  | { type: 'choice' | 'choices'; options: readonly string[] }
  | { type: 'switch' };

export interface Group {
  id: 'method' | 'sampling' | 'training' | 'data';
  names: readonly Setting[];
}

/** What the form shows at once. */
const first: Record<Method, readonly Setting[]> = {
  sft: ['iterations', 'learning_rate', 'num_train_epochs', 'max_train_samples', 'per_device_train_batch_size', 'seed'],
  spin: [
    ...(['iterations', 'beta', 'learning_rate', 'num_train_epochs', 'temperature', 'loss_type', 'control'] as const),
    'seed',
  ],
  dpo: [
    ...(['iterations', 'beta', 'learning_rate', 'loss_type', 'label_smoothing', 'chosen', 'num_generations'] as const),
    ...(['control', 'seed'] as const),
  ],
  'rest-em': [
    ...(['iterations', 'max_train_samples', 'num_generations', 'keep', 'm_step', 'learning_rate'] as const),
    ...(['num_train_epochs', 'seed'] as const),
  ],
  'self-rewarding': [
    ...(['iterations', 'num_prompts', 'judge', 'min_score_gap', 'learn_from', 'loss_type', 'label_smoothing'] as const),
    ...(['beta', 'learning_rate', 'seed'] as const),
  ],
};

/** What it shows on demand; those above are left out. */
const more: readonly Group[] = [
  {
    id: 'method',
    names: [
      ...([
        'mix_previous',
        'base_model',
        'prompts',
        'judge_samples',
        'instruction_examples',
        'evaluation_examples',
      ] as const),
      ...(['instruction_epochs', 'instruction_learning_rate'] as const),
    ],
  },
  { id: 'sampling', names: ['num_generations', 'temperature', 'top_k', 'top_p', 'max_new_tokens'] },
  {
    id: 'training',
    names: [
      ...(['num_train_epochs', 'per_device_train_batch_size', 'gradient_accumulation_steps', 'max_steps'] as const),
      ...(['lr_scheduler_type', 'warmup_ratio', 'optim', 'adam_beta1', 'adam_beta2', 'adam_epsilon'] as const),
      ...(['weight_decay', 'max_grad_norm', 'early_stopping_patience'] as const),
    ],
  },
  {
    id: 'data',
    names: [
      ...(['model', 'train_set', 'max_train_samples', 'eval_split', 'max_eval_samples'] as const),
      ...(['eval_samples', 'exhibit_steps', 'inspected_steps', 'tasks'] as const),
    ],
  },
];

const has = (method: Method, name: Setting) => name in schemas[method].entries;

/** The settings of a method that matter most, and the others by what they are about. */
export function groupsOf(method: Method): { first: readonly Setting[]; more: Group[] } {
  const groups = more.map(({ id, names }) => ({
    id,
    names: names.filter((name) => has(method, name) && !first[method].includes(name)),
  }));
  return { first: first[method], more: groups.filter(({ names }) => names.length > 0) };
}

export function settingsOf(method: Method): readonly Setting[] {
  const { first, more } = groupsOf(method);
  return [...first, ...more.flatMap(({ names }) => names)];
}

/** Settings that the schema leaves to any name: what this page can load, with '' for null. */
const named: Partial<Record<Setting, readonly string[]>> = {
  model: shippedModels,
  judge: ['self', 'oracle', 'embedded', 'embedded-judge'],
  base_model: ['', ...shippedModels],
};

/** What a schema says of itself, as far as the lab's settings go. */
interface Shape {
  type: string;
  wrapped?: Shape;
  item?: Shape;
  options?: readonly (string | Shape)[];
  pipe?: readonly { type: string; requirement?: number }[];
}

export const schemaOf = (method: Method, name: Setting): v.GenericSchema =>
  (schemas[method].entries as Readonly<Record<string, v.GenericSchema>>)[name];

/** How a setting is edited, read from the lab's own schema. */
export function kindOf(method: Method, name: Setting): Kind {
  let shape: Shape = schemaOf(method, name);
  let empty = false;
  for (; shape.wrapped; shape = shape.wrapped) empty ||= shape.type === 'nullable';
  const strings = ({ options = [] }: Shape) => options.filter((option) => typeof option === 'string');
  switch (shape.type) {
    case 'boolean':
      return { type: 'switch' };
    case 'picklist':
      return { type: 'choice', options: strings(shape) };
    case 'array':
      return { type: 'choices', options: strings(shape.item!) };
    case 'string':
      return { type: 'choice', options: named[name]! };
    case 'union':
      return { ...numberKind(shape.options![0] as Shape), list: true };
    default:
      return { ...numberKind(shape), empty };
  }
}

function numberKind({ pipe = [] }: Shape): Kind & { type: 'number' } {
  const limit = (type: string) => pipe.find((action) => action.type === type)?.requirement;
  const below = limit('lt_value');
  const to = written(below ?? limit('max_value')!);
  const range = { from: written(limit('min_value')!), to, below: below !== undefined };
  const integer = pipe.some(({ type }) => type === 'safe_integer');
  return { type: 'number', range, integer, list: false, empty: false };
}

export const rangeText = (t: RunTexts, { below, ...ends }: Range): string =>
  t(`settings:range.${below ? 'below' : 'most'}`, ends);

/** A number as a person types it: very large and very small ones by their power of ten. */
export function written(value: number): string {
  const exponential = value.toExponential().replace('e+', 'e');
  const plain = String(value);
  const small = value !== 0 && Math.abs(value) < 1e-3;
  return small || (Math.abs(value) >= 1e5 && exponential.length < plain.length) ? exponential : plain;
}
