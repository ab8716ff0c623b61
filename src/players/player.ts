import type { Likeliest, Sequence } from '../model/batch.ts';
import type { Completion, Sampling } from '../model/sampler.ts';
import type { Evaluation, GradientReport, Objective, StepReport, UpdateRule } from '../model/trainer.ts';

/** What stands after one more burst of tokens: a view for whoever watches, complete only at the end. */
export interface GenerationProgress {
  finished: number;
  rows: number;
  partial: readonly Completion[];
}

export interface ScoreProgress {
  scored: number;
  rows: number;
}

/** What a method may ask of a side. Both are generators so that a run can be paused between bursts of GPU work. */
export interface Player {
  /**
   * Completions in the order of the prompts. A row's draws depend on its index and the seed alone; drafts, which are guesses at
   * the completions, change nothing but the time it takes where they are right.
   */
  generate(
    prompts: readonly (readonly number[])[],
    sampling: Sampling,
    drafts?: readonly (readonly number[])[],
  ): AsyncGenerator<GenerationProgress, Completion[]>;
  /** Per-token log-probabilities of each response (nats, one Float32Array per sequence). */
  score(sequences: readonly Sequence[]): AsyncGenerator<ScoreProgress, Float32Array[]>;
  /** The `count` likeliest tokens at each place of each response; all of a smaller vocabulary. */
  likeliest(sequences: readonly Sequence[], count: number): AsyncGenerator<ScoreProgress, Likeliest[]>;
  /** Log-probability of each option as the first token after each prompt (nats, [prompts][options]). */
  weigh(
    prompts: readonly (readonly number[])[],
    options: readonly number[],
  ): AsyncGenerator<ScoreProgress, Float32Array[]>;
}

/** A player as it was once. */
export interface Snapshot extends Player {
  release(): void;
}

/** A player that learns. */
export interface Learner extends Player {
  /** Records forward and backward over the objective in micro-batches of at most `rows` pairs or sequences. */
  gradient(objective: Objective, rows?: number): void;
  /** Submits the last `gradient` and gives its numbers before any weight changes; `maxGradNorm` is the coming update's. */
  measure(maxGradNorm: number): Promise<GradientReport>;
  /**
   * Records the optimizer after the last `gradient`, submits what is not yet, and gives the step's numbers. After `measure` it
   * uses the gradients that are there.
   */
  update(rule: UpdateRule): Promise<StepReport>;
  /** The objective's loss, in micro-batches of at most `rows`; nothing is learned. */
  evaluate(objective: Objective, rows?: number): Promise<Evaluation>;
  /** Forgets the optimizer's moments and step count. */
  resetOptimizer(): void;
  /** A frozen copy of this player as it is now; the one given before, held once more, where nothing was learned since. */
  snapshot(): Snapshot;
  /** Becomes what the snapshot holds, one of its own; the optimizer's state is forgotten. */
  restore(snapshot: Snapshot): void;
}

/** Runs a generator to its end and gives what it returns. */
export async function drain<T>(generator: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const next = await generator.next();
    if (next.done) return next.value;
  }
}

/** Yields what `say` makes of each value of a generator, and returns what that returns. */
export async function* relay<P, R, E>(
  generator: AsyncGenerator<P, R>,
  say: (progress: P) => Iterable<E>,
): AsyncGenerator<E, R> {
  try {
    for (;;) {
      const next = await generator.next();
      if (next.done) return next.value;
      yield* say(next.value);
    }
  } finally {
    await generator.return(undefined as R); // what was stopped here stops below, too
  }
}
