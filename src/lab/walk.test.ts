import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Gpu } from '../gpu/gpu.ts';
import { openTestGpu } from '../gpu/testing.ts';
import type { LabEvent } from '../methods/events.ts';
import { digest, eventsOf, only, playerOf, shipped, timeless } from '../methods/testing.ts';
import { type Method, methods, parseRunConfig } from './config.ts';
import { run } from './run.ts';
import { endsIteration, endsPhase, walkOf } from './walk.ts';

let gpu: Gpu;
const checkpoints = new Map<string, Checkpoint>();
beforeAll(async () => {
  gpu = await openTestGpu();
  for (const name of ['embedded', 'embedded-judge']) checkpoints.set(name, await shipped(name));
});
afterAll(() => gpu.destroy());

const tiny = {
  ...{ iterations: 2, max_train_samples: 10, max_eval_samples: 6, eval_samples: 1, exhibit_steps: 2 },
  ...{ per_device_train_batch_size: 2, gradient_accumulation_steps: 2 },
};
const own: Record<Method, object> = {
  sft: {},
  spin: { num_generations: 2, mix_previous: true, control: 'data' },
  dpo: { num_train_epochs: 1 },
  'rest-em': { m_step: 'continue', num_train_epochs: 1, early_stopping_patience: 0 },
  'self-rewarding': { instruction_examples: 6, evaluation_examples: 6, num_prompts: 12, max_train_samples: 6 },
};

async function play(method: Method, change: object) {
  const config = parseRunConfig({ method, ...tiny, ...own[method], ...change });
  const checkpoint = checkpoints.get(config.model)!;
  const player = playerOf(gpu, checkpoint);
  const adapter = { name: 'test', software: true, kernels: {} };
  const events = await eventsOf(run(config, { checkpoint, player, adapter }));
  const weights = digest(await player.tensors());
  player.release();
  return { events, weights };
}

const apart: readonly LabEvent['type'][] = [
  ...(['batch-drawn', 'token-played', 'batch-played', 'batch-scored'] as const),
  ...(['batch-margins', 'batch-losses', 'batch-gradient'] as const),
];
const isApart = ({ type }: LabEvent) => apart.includes(type);

/** The phases that end in an iteration, in the order they do. */
const ended = (method: Method, iteration: number, events: readonly LabEvent[]) =>
  events
    .filter((event) => 'iteration' in event && event.iteration === iteration)
    .flatMap((event) => walkOf(method, iteration).filter(({ ends }) => ends(event)))
    .map(({ phase }) => phase);

describe.each(methods)('%s', (method) => {
  let walked: Awaited<ReturnType<typeof play>>;
  beforeAll(async () => {
    walked = await play(method, { inspected_steps: 1 });
  });

  it('learns the same to the bit as if nothing were taken apart', async () => {
    const alone = await play(method, { inspected_steps: 0 });
    expect(alone.events.filter(isApart)).toEqual([]);
    expect(walked.weights).toBe(alone.weights);
    // The configuration is in the first event.
    const others = walked.events.filter((event) => !isApart(event)).slice(1);
    expect(timeless(others)).toEqual(timeless(alone.events.slice(1)));
  });

  it.each([0, 1])('the phases of iteration %i end in the order of the walk, each once', (iteration) => {
    expect(ended(method, iteration, walked.events)).toEqual(walkOf(method, iteration).map(({ phase }) => phase));
    const last = walked.events.filter((event) => endsIteration(method, iteration, event));
    expect(last.filter((event) => 'iteration' in event && event.iteration === iteration)).toHaveLength(1);
  });

  it('what was taken apart is looked at again with the followed prompts and at the end', () => {
    const looks = only(walked.events, 'batch-scored').filter(({ player }) => player === 'main');
    for (const iteration of [0, 1]) {
      const { steps } = only(walked.events, 'step').find((event) => event.iteration === iteration)!;
      const later = Array.from({ length: steps - 1 }, (_, i) => i + 1).filter((step) => step > 1 && step % 2 === 0);
      const told = looks.filter((event) => event.iteration === iteration && event.moment !== 'swapped');
      expect(told.map(({ moment, step }) => [moment, step])).toEqual([
        ['before', 0],
        ['after', 1],
        ...later.map((step) => ['later', step]),
        ['end', steps],
      ]);
      for (const { moment, items } of told)
        for (const { chosen } of items) expect(chosen.likeliest === null).toBe(moment === 'later');
    }
  });

  it('the gradient is of the batch that was drawn, and the step says the same', () => {
    const steps = only(walked.events, 'step').filter(({ step }) => step === 1);
    const losses = only(walked.events, 'batch-losses');
    const gradients = only(walked.events, 'batch-gradient');
    const drawn = only(walked.events, 'batch-drawn');
    expect(losses.map(({ loss }) => loss)).toEqual(steps.map(({ loss }) => loss));
    expect(gradients.map(({ learningRate }) => learningRate)).toEqual(steps.map(({ learningRate }) => learningRate));
    gradients.forEach(({ norm, weights, tensors, scale }, i) => {
      expect(norm).toBeCloseTo(steps[i].gradNorm, 5);
      expect(scale).toBeCloseTo(Math.min(1, 1 / norm), 5);
      expect([weights.length, losses[i].losses.length]).toEqual([drawn[i].items.length, drawn[i].items.length]);
      expect(tensors.reduce((sum, { norm: one }) => sum + one ** 2, 0) / norm ** 2).toBeCloseTo(1, 5);
    });
  });
});

test('where nothing is preferred there is no margin, and the walk goes on to the swap', async () => {
  const { events } = await play('self-rewarding', { learn_from: 'positives', inspected_steps: 1 });
  const phases = walkOf('self-rewarding', 1).map(({ phase }) => phase);
  expect(ended('self-rewarding', 1, events)).toEqual(phases.filter((phase) => phase !== 'margin'));
});

test('an event ends a phase where the method has one', () => {
  const answered: LabEvent = {
    ...{ type: 'rollouts-ended', iteration: 0, responses: 1, identical: null, truncated: 0, meanLength: 1, seconds: 1 },
  };
  expect(methods.filter((method) => endsPhase(method, 1, answered))).toEqual(['dpo', 'rest-em', 'self-rewarding']);
  expect(methods.filter((method) => endsPhase(method, 0, answered))).toEqual(['dpo', 'rest-em']);
});
