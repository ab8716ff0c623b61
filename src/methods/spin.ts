import { Rng, subSeed } from '../kernels/philox.ts';
import { type Sequence, sumLogps } from '../model/batch.ts';
import type { Completion, Sampling } from '../model/sampler.ts';
import type { Objective, Pair } from '../model/trainer.ts';
import { type Learner, type Player, relay } from '../players/player.ts';
import type { Benchmark } from '../tasks/benchmark.ts';
import type { LabEvent } from './events.ts';
import { type Exhibited, exhibits, growing } from './exhibits.ts';
import { type OptimizationConfig, optimize } from './optimization.ts';
import { meanRewards, rewardsOf } from './rewards.ts';

export interface SpinConfig extends OptimizationConfig {
  seed: number;
  iterations: number;
  /** λ in the paper. */
  beta: number;
  /** The losses SPIN's theory allows; `sigmoid` is the logistic one. */
  loss_type: 'sigmoid' | 'hinge' | 'exponential' | 'correlation';
  /** Responses of the opponent to each prompt. */
  num_generations: number;
  /** The opponent's. */
  temperature: number;
  top_k: number;
  top_p: number;
  max_new_tokens: number;
  /** Train on the generated data of the iteration before, too, scored against the newest opponent. */
  mix_previous: boolean;
  /** Steps between two looks at the exhibits; 0 for none. */
  exhibit_steps: number;
}

export interface Game {
  main: Learner;
  /** x and y: the prompts and responses of the SFT data. */
  data: readonly Sequence[];
  /** Indices into data of the prompts to follow. */
  exhibits: readonly number[];
  /** Whether a response is right; null where there is no grader. */
  correct(prompt: readonly number[], response: readonly number[]): boolean | null;
  /** Measures the main player; `previous` is the opponent it has just played. Yields (done, total). */
  benchmark(main: Player, previous: Player | null): AsyncGenerator<{ done: number; total: number }, Benchmark>;
}

/** Where a run stands between two iterations. With the main player's weights it is all that a resumed run needs. */
export interface SpinState {
  iteration: number;
  /** The opponent's responses of the iteration before, kept for mixing. */
  previous: Duel[];
}

/** y and y′ to one prompt, before anybody has scored them. */
export interface Duel {
  prompt: readonly number[];
  real: readonly number[];
  generated: readonly number[];
}

const PURPOSE = { rollouts: 1, order: 2, exhibits: 3 };

const seconds = (since: number): number => (performance.now() - since) / 1000;

/**
 * SPIN, Algorithm 1 (Chen et al. 2024, arXiv 2401.01335): the main player learns to tell the data's responses from those of
 * its own past self. `state` is brought up to date before each `iteration-ended`.
 */
export async function* spin(game: Game, config: SpinConfig, state: SpinState): AsyncGenerator<LabEvent> {
  const { main } = game;
  const objective = (pairs: readonly Pair[]): Objective => ({
    type: 'pair',
    pairs,
    loss: config.loss_type,
    beta: config.beta,
    labelSmoothing: 0,
  });
  while (state.iteration < config.iterations) {
    const iteration = state.iteration;
    const began = performance.now();
    const shown = game.exhibits.map((i) => game.data[i]);
    yield {
      type: 'iteration-started',
      iteration,
      prompts: shown.map((s) => ({ prompt: [...s.prompt], real: [...s.response] })),
    };

    // The opponent is the main player until the first update: rollouts and reference log-probs need no second model.
    const opponent = main.snapshot();
    try {
      const fresh = yield* rollouts(game, config, iteration);
      const duels = config.mix_previous ? [...fresh, ...state.previous] : fresh;
      const pairs = yield* referenced(main, duels, iteration);

      const followed: Exhibited = {
        main,
        opponent,
        pairs: game.exhibits.map((i) => pairs[i * config.num_generations]),
        correct: game.correct,
        sampling: { ...samplingOf(config), temperature: 1, seed: subSeed(config.seed, PURPOSE.exhibits) },
      };
      const look = config.exhibit_steps > 0;
      if (look) yield* exhibits(followed, iteration, 0);

      main.resetOptimizer();
      const rng = new Rng(subSeed(config.seed, PURPOSE.order, iteration));
      let steps = 0;
      for await (const update of optimize(main, pairs, objective, config, rng)) {
        const { step, learningRate, report, batch } = update;
        steps = update.steps;
        // The look comes first: whoever stops after the step sees the players as they are then.
        if (look && (step % config.exhibit_steps === 0 || step === steps)) yield* exhibits(followed, iteration, step);
        yield {
          type: 'step',
          ...{ iteration, step, steps, learningRate, loss: report.loss, gradNorm: report.gradNorm },
          rewards: rewardsOf(batch, report.sequenceLogps, config.beta),
          seconds: update.seconds,
        };
      }

      const { loss, rewards } = yield* scoredAgain(main, pairs, objective, config, iteration);
      const benchmark = yield* benchmarked(game, opponent, iteration);
      state.iteration = iteration + 1;
      state.previous = fresh;
      yield { type: 'iteration-ended', iteration, loss, rewards, benchmark, steps, seconds: seconds(began) };
    } finally {
      opponent.release();
    }
  }
}

const samplingOf = (config: SpinConfig): Sampling => ({
  temperature: config.temperature,
  topK: config.top_k,
  topP: config.top_p,
  maxNewTokens: config.max_new_tokens,
  seed: config.seed,
});

/** The opponent answers every prompt. A response cut at the length limit stays without an EOS. */
async function* rollouts({ main, data, exhibits }: Game, config: SpinConfig, iteration: number) {
  const began = performance.now();
  const asked = data.flatMap((sequence) => Array<Sequence>(config.num_generations).fill(sequence));
  const sampling = { ...samplingOf(config), seed: subSeed(config.seed, PURPOSE.rollouts, iteration) };
  const completions: Completion[] = yield* relay(
    main.generate(
      asked.map(({ prompt }) => prompt),
      sampling,
    ),
    ({ partial, finished: done, rows: total }): LabEvent[] => [
      {
        type: 'tokens-sampled',
        ...{ iteration, player: 'opponent' },
        responses: growing(exhibits.map((i) => partial[i * config.num_generations])),
      },
      { type: 'progress', iteration, phase: 'rollouts', done, total },
    ],
  );
  const duels = asked.map(
    ({ prompt, response }, i): Duel => ({ prompt, real: response, generated: completions[i].tokens }),
  );
  const same = ({ real, generated }: Duel) =>
    real.length === generated.length && real.every((id, i) => id === generated[i]);
  const share = (count: number) => count / duels.length;
  yield {
    type: 'rollouts-ended',
    iteration,
    pairs: duels.length,
    identical: share(duels.filter(same).length),
    truncated: share(completions.filter(({ finish }) => finish === 'length').length),
    meanLength: share(duels.reduce((sum, { generated }) => sum + generated.length, 0)),
    seconds: seconds(began),
  } satisfies LabEvent;
  return duels;
}

/** log pθt of y and y′, before the first update makes the main player another. */
async function* referenced(main: Player, duels: readonly Duel[], iteration: number) {
  const began = performance.now();
  const scored = yield* relay(
    main.score(
      duels.flatMap(({ prompt, real, generated }) => [real, generated].map((response) => ({ prompt, response }))),
    ),
    ({ scored: done, rows: total }): LabEvent[] => [{ type: 'progress', iteration, phase: 'reference', done, total }],
  );
  const sums = scored.map(sumLogps);
  yield { type: 'reference-scored', iteration, pairs: duels.length, seconds: seconds(began) } satisfies LabEvent;
  return duels.map((duel, i): Pair => ({ ...duel, referenceReal: sums[2 * i], referenceGenerated: sums[2 * i + 1] }));
}

/** Loss and rewards over all pairs as the main player stands now. */
async function* scoredAgain(
  main: Learner,
  pairs: readonly Pair[],
  objective: (pairs: readonly Pair[]) => Objective,
  { beta, per_device_train_batch_size: rows }: SpinConfig,
  iteration: number,
) {
  const parts = [];
  for (let first = 0; first < pairs.length; first += rows) {
    const batch = pairs.slice(first, first + rows);
    const { loss, sequenceLogps } = await main.evaluate(objective(batch));
    parts.push({ loss, rewards: rewardsOf(batch, sequenceLogps, beta), pairs: batch.length });
    const done = first + batch.length;
    yield { type: 'progress', iteration, phase: 'scoring', done, total: pairs.length } satisfies LabEvent;
  }
  return {
    loss: parts.reduce((sum, part) => sum + (part.loss * part.pairs) / pairs.length, 0),
    rewards: meanRewards(parts),
  };
}

/** The benchmark of the main player, with its progress as events. */
export async function* benchmarked(game: Game, previous: Player | null, iteration: number | null) {
  const began = performance.now();
  const benchmark = yield* relay(game.benchmark(game.main, previous), (work): LabEvent[] => [
    { type: 'progress', iteration, phase: 'benchmark', ...work },
  ]);
  yield { type: 'benchmark', iteration, benchmark, seconds: seconds(began) } satisfies LabEvent;
  return benchmark;
}
