import type { Sequence } from '../model/batch.ts';
import { type Learner, relay, type Snapshot } from '../players/player.ts';
import type { LabEvent } from './events.ts';
import { type Game, orderOf, seconds, tokensOf } from './game.ts';
import { type OptimizationConfig, optimize, sftAdamw } from './optimization.ts';

export type Equal = 'data' | 'compute';

/** Continued SFT as the SFT method does it by default; only how long it goes on is the run's. */
const tuning = {
  learning_rate: 3e-4,
  lr_scheduler_type: 'linear',
  warmup_ratio: 0.1,
  ...sftAdamw,
} as const;

/**
 * The control of a self-play run: the same start model, on with SFT on the same data. It plays its iteration in the
 * player of the run, which lends itself between two iterations and is given back as it was.
 */
export class Control {
  readonly #game: Game;
  readonly #equal: Equal;
  #weights: Snapshot;

  /** To be made before the main player has learned anything. */
  constructor(game: Game, equal: Equal) {
    this.#game = game;
    this.#equal = equal;
    this.#weights = game.main.snapshot();
  }

  /** As many epochs as the run's iteration had, or as many steps as cost what it did. */
  async *iteration(
    iteration: number,
    flops: number,
    run: Pick<
      OptimizationConfig,
      'num_train_epochs' | 'max_steps' | 'per_device_train_batch_size' | 'gradient_accumulation_steps'
    > & {
      seed: number;
    },
  ): AsyncGenerator<LabEvent> {
    const { main, data, parameters } = this.#game;
    const began = performance.now();
    const size = run.per_device_train_batch_size * run.gradient_accumulation_steps;
    const perEpoch = Math.ceil(data.length / size);
    const flopsPerStep = (6 * parameters * tokensOf(data)) / perEpoch;
    const bySteps = Math.max(1, Math.round(flops / flopsPerStep));
    const config: OptimizationConfig = {
      ...tuning,
      per_device_train_batch_size: run.per_device_train_batch_size,
      gradient_accumulation_steps: run.gradient_accumulation_steps,
      num_train_epochs: this.#equal === 'data' ? run.num_train_epochs : Math.ceil(bySteps / perEpoch),
      max_steps: this.#equal === 'data' ? run.max_steps : bySteps,
    };
    const before = this.#weights;
    const lent = main.snapshot();
    try {
      main.restore(before);
      const { steps, trained } = yield* this.#train(main, data, config, iteration, run.seed);
      this.#weights = main.snapshot();
      const { benchmark } = yield* relay(this.#game.measure(before), (work): LabEvent[] => [
        { type: 'progress', iteration, phase: 'control', ...work },
      ]);
      const cost = 6 * parameters * trained;
      yield {
        type: 'control',
        ...{ iteration, equal: this.#equal, benchmark, steps, flops: cost, seconds: seconds(began) },
      };
    } finally {
      main.restore(lent);
      lent.release();
      if (before !== this.#weights) before.release();
    }
  }

  async *#train(
    main: Learner,
    data: readonly Sequence[],
    config: OptimizationConfig,
    iteration: number,
    seed: number,
  ): AsyncGenerator<LabEvent, { steps: number; trained: number }> {
    const rng = orderOf({ seed }, iteration);
    const objective = (sequences: readonly Sequence[]) => ({ type: 'nll', sequences }) as const;
    let steps = 0;
    let trained = 0;
    for await (const { step, steps: total, batch } of optimize(main, data, objective, config, rng)) {
      steps = step;
      trained += tokensOf(batch);
      yield { type: 'progress', iteration, phase: 'control', done: step, total };
    }
    return { steps, trained };
  }

  release(): void {
    this.#weights.release();
  }
}
