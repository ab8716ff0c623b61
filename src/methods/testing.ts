import { createHash } from 'node:crypto';
import { type Checkpoint, loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { diskFolder } from '../checkpoint/disk.ts';
import { encodePrompt, encodeResponse } from '../checkpoint/rows.ts';
import type { Gpu } from '../gpu/gpu.ts';
import { elements, tensorSpecs } from '../model/config.ts';
import type { Learner } from '../players/player.ts';
import { WebGpuPlayer } from '../players/webgpu.ts';
import { type Row, teachingData } from '../tasks/data.ts';
import { reward } from '../tasks/domain.ts';
import type { HeldOut } from './benchmark.ts';
import type { LabEvent } from './events.ts';
import type { Game } from './game.ts';

// What the tests of the methods share.

/** Settings of every method; each takes those it knows. */
export const settings = {
  seed: 0,
  iterations: 1,
  early_stopping_patience: 0,
  exhibit_steps: 0,
  inspected_steps: 0,
  beta: 1,
  loss_type: 'sigmoid',
  label_smoothing: 0,
  num_generations: 1,
  temperature: 1,
  top_k: 0,
  top_p: 1,
  max_new_tokens: 24,
  learning_rate: 3e-4,
  lr_scheduler_type: 'linear',
  warmup_ratio: 0.1,
  num_train_epochs: 1,
  max_steps: 0,
  per_device_train_batch_size: 8,
  gradient_accumulation_steps: 1,
  optim: 'adamw_torch',
  adam_beta1: 0.9,
  adam_beta2: 0.99,
  adam_epsilon: 1e-8,
  weight_decay: 0,
  max_grad_norm: 1,
} as const;

/** A model that ships, by its name. */
export const shipped = (name: string): Promise<Checkpoint> => loadCheckpoint(diskFolder(`public/models/${name}`));

export const playerOf = (gpu: Gpu, { config, tensors, eosIds }: Checkpoint): WebGpuPlayer =>
  new WebGpuPlayer(gpu, config, tensors, eosIds);

export const parametersOf = ({ config }: Checkpoint): number =>
  tensorSpecs(config).reduce((sum, { shape }) => sum + elements(shape), 0);

export const read = ({ tokenizer }: Checkpoint, rows: readonly Row[]): HeldOut[] =>
  rows.map(({ prompt, completion }) => ({
    text: prompt,
    prompt: encodePrompt(tokenizer, prompt),
    response: encodeResponse(tokenizer, completion),
  }));

/** The teaching domain's grader. */
export const graderOf =
  ({ tokenizer, eosIds }: Checkpoint): Game['correct'] =>
  (prompt, response) =>
    reward(tokenizer.decode([...prompt]), tokenizer.decode([...response]), eosIds.includes(response.at(-1) ?? -1)) ===
    1;

/** A game on so many prompts of the teaching domain; measuring is no work. */
export const gameOf = (checkpoint: Checkpoint, main: Learner, prompts: number): Game => ({
  main,
  parameters: parametersOf(checkpoint),
  data: read(checkpoint, teachingData().sft.slice(0, prompts)),
  exhibits: [0, 1],
  correct: graderOf(checkpoint),
  measure: async function* () {
    yield { done: 1, total: 1 };
    return { benchmark: { nll: 0, pair_accuracy: 0, accuracy: null }, rubric: null, heldOut: null };
  },
});

/** All that a run yields. */
export async function eventsOf(run: AsyncGenerator<LabEvent>): Promise<LabEvent[]> {
  const events: LabEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

export const only = <T extends LabEvent['type']>(events: readonly LabEvent[], type: T) =>
  events.filter((event): event is Extract<LabEvent, { type: T }> => event.type === type);

/** Timings aside, which no two runs share. */
export const timeless = (events: readonly LabEvent[]): string[] =>
  events.map((event) => JSON.stringify(event, (key, value) => (key === 'seconds' ? undefined : value)));

/** Of every byte: weights are the same where their digests are, and a test that fails says so at once. */
export function digest(tensors: ReadonlyMap<string, Float32Array>): string {
  const hash = createHash('sha256');
  for (const [name, { buffer, byteOffset, byteLength }] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(name).update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}
