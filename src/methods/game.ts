import { Rng, subSeed } from '../kernels/philox.ts';
import type { Sequence } from '../model/batch.ts';
import { type Completion, freely, type Sampling } from '../model/sampler.ts';
import { type Learner, type Player, relay, type Snapshot } from '../players/player.ts';
import type { Benchmark } from '../tasks/benchmark.ts';
import { type HeadToHead, winTieLoss } from '../tasks/statistics.ts';
import type { LabEvent, Rewards } from './events.ts';
import { growing } from './exhibits.ts';

export interface Work {
  done: number;
  total: number;
}

/** What every method plays with. */
export interface Game {
  main: Learner;
  /** Of the main player, for the compute it takes. */
  parameters: number;
  /** Prompts and the responses of the data. */
  data: readonly Sequence[];
  /** Indices into data of the prompts to follow. */
  exhibits: readonly number[];
  /** Whether a response is right; null where there is no grader. */
  correct(prompt: readonly number[], response: readonly number[]): boolean | null;
  /** Measures the main player; `previous` is what it was when the iteration began. */
  measure(previous: Player | null): AsyncGenerator<Work, Measured>;
}

export interface Measured {
  /** Without its head-to-heads, which need the measures before. */
  benchmark: Benchmark;
  /** The rubric's points of every sampled response as digits; null where there is no grader. */
  rubric: string | null;
  /** Higher is better; null unless the run may stop early. */
  heldOut: number | null;
}

/** Two responses to one prompt. */
export interface Preference {
  prompt: readonly number[];
  chosen: readonly number[];
  rejected: readonly number[];
}

/** A pair, or a response alone to learn from. */
export interface Item {
  prompt: readonly number[];
  chosen: readonly number[];
  rejected: readonly number[] | null;
}

/** The batch that an iteration took apart last, and the steps it had in all. */
export interface Inspected {
  iteration: number;
  step: number;
  items: readonly Item[];
}

/** Where a run stands between two iterations. With the main player's weights it is all that a resumed run needs. */
export interface RunState {
  iteration: number;
  /** The pairs of the iteration before, kept for mixing. */
  previous: Preference[];
  /** The held-out measure (higher is better) of the start and after each iteration; empty unless a run may stop early. */
  heldOut: number[];
  /** What each iteration took: the controls of a resumed run are made again by it. */
  flops: number[];
  /** Rubric digits of the benchmark's sampled responses, of the start and after each iteration: for head-to-heads. */
  rubrics: string[];
  /** What the opponent of the next iteration has yet to be shown with; null where there is nothing to show. */
  inspected: Inspected | null;
}

export const freshState = (): RunState => ({
  ...{ iteration: 0, previous: [], heldOut: [], flops: [], rubrics: [] },
  inspected: null,
});

export interface IterationConfig {
  seed: number;
  iterations: number;
  /** Iterations without a better held-out measure after which a run stops; 0: it never does. */
  early_stopping_patience: number;
  /** Steps between two looks at the exhibits; 0 for none. */
  exhibit_steps: number;
  /** Steps at the start of each iteration that are taken apart; it changes nothing in what is learned. */
  inspected_steps: number;
}

/** One iteration while it is played. */
export interface Turn {
  iteration: number;
  /** The main player as it was when the iteration began. */
  opponent: Snapshot;
  tally: Tally;
  /** The batch that was taken apart last; null before there is one. */
  inspected: readonly Item[] | null;
}

/** How the iterations of a method follow one another. */
interface Sequel {
  /** Which measure of the run head-to-heads go back to. */
  first?: number;
  /** What there is to show after an iteration whose main player is the reference of the next. */
  swap?(inspected: Inspected): AsyncGenerator<LabEvent>;
}

/**
 * The iterations of a method that are left: `play` does what the method does in one and says what it came to.
 * `state` is brought up to date before each `iteration-ended`; a run that is cut there goes on with the swap.
 */
export async function* iterations(
  game: Game,
  config: IterationConfig,
  state: RunState,
  play: (turn: Turn) => AsyncGenerator<LabEvent, { loss: number; rewards: Rewards | null; steps: number }>,
  { first, swap }: Sequel = {},
): AsyncGenerator<LabEvent> {
  async function* swapped(): AsyncGenerator<LabEvent> {
    if (swap && state.inspected) yield* swap(state.inspected);
    state.inspected = null;
  }
  yield* swapped();
  while (state.iteration < config.iterations && !stopsEarly(state, config)) {
    const iteration = state.iteration;
    const began = performance.now();
    const prompts = game.exhibits.map((i) => [...game.data[i].prompt]);
    yield { type: 'iteration-started', iteration, prompts };
    const opponent = game.main.snapshot();
    const tally = new Tally();
    const turn: Turn = { iteration, opponent, tally, inspected: null };
    try {
      const outcome = yield* play(turn);
      const benchmark = yield* benchmarked(game, state, opponent, iteration, first);
      state.iteration = iteration + 1;
      state.inspected = swap && turn.inspected ? { iteration, step: outcome.steps, items: turn.inspected } : null;
      const flops = tally.flops(game.parameters);
      state.flops.push(flops);
      yield { type: 'iteration-ended', iteration, ...outcome, benchmark, flops, seconds: seconds(began) };
      yield* swapped();
    } finally {
      opponent.release();
    }
  }
}

/** Whether the held-out measure has not risen for so many iterations. */
export function stopsEarly({ heldOut }: RunState, { early_stopping_patience: patience }: IterationConfig): boolean {
  if (patience === 0 || heldOut.length === 0) return false;
  return heldOut.length - 1 - heldOut.indexOf(Math.max(...heldOut)) >= patience;
}

/** How responses are sampled; names as in Transformers' GenerationConfig. */
export interface SamplingConfig {
  /** Responses to each prompt. */
  num_generations: number;
  temperature: number;
  top_k: number;
  top_p: number;
  max_new_tokens: number;
}

/** How the main player answers followed prompts: freely, always with the same draws. */
export const followSampling = (config: { max_new_tokens: number; seed: number }): Sampling =>
  freely(config.max_new_tokens, subSeed(config.seed, PURPOSE.exhibits));

/** One stream of random numbers for each purpose of an iteration. */
export const PURPOSE = {
  rollouts: 1,
  order: 2,
  exhibits: 3,
  prompts: 4,
  shots: 5,
  judging: 6,
  instruction: 7,
};

/** The draws of an iteration's order of what is learned. */
export const orderOf = ({ seed }: { seed: number }, iteration: number, purpose = PURPOSE.order): Rng =>
  new Rng(subSeed(seed, purpose, iteration));

export const seconds = (since: number): number => (performance.now() - since) / 1000;

/** Tokens an iteration has worked on: a prompt counts for each of its responses, also where it is computed once for all. */
export class Tally {
  /** Through a forward pass alone. */
  forward = 0;
  /** Through forward, backward and update. */
  trained = 0;

  flops(parameters: number): number {
    return parameters * (2 * this.forward + 6 * this.trained);
  }
}

export const tokensOf = (sequences: readonly Sequence[]): number =>
  sequences.reduce((sum, { prompt, response }) => sum + prompt.length + response.length, 0);

/** The main player answers each prompt so many times, those of the exhibits in view. One list of answers for each prompt. */
export async function* rollouts(
  { main, exhibits }: Game,
  data: readonly Sequence[],
  config: SamplingConfig & IterationConfig,
  { iteration, tally }: Turn,
  /** Share of responses that are the data's, too. */
  compare: boolean,
  /** What else there is to tell of the answers as they grow. */
  grown: (rows: readonly Completion[]) => LabEvent[] = () => [],
): AsyncGenerator<LabEvent, Completion[][]> {
  const began = performance.now();
  const count = config.num_generations;
  const prompts = data.flatMap(({ prompt }) => Array.from({ length: count }, () => prompt));
  const sampling: Sampling = {
    ...{ temperature: config.temperature, topK: config.top_k, topP: config.top_p },
    maxNewTokens: config.max_new_tokens,
    seed: subSeed(config.seed, PURPOSE.rollouts, iteration),
  };
  const completions: Completion[] = yield* relay(
    main.generate(prompts, sampling),
    ({ partial, finished: done, rows: total }): LabEvent[] => [
      ...grown(partial),
      {
        type: 'tokens-sampled',
        ...{ iteration, player: 'opponent' },
        responses: growing(exhibits.map((i) => partial[i * count])),
      },
      { type: 'progress', iteration, phase: 'rollouts', done, total },
    ],
  );
  tally.forward += tokensOf(completions.map(({ tokens }, i) => ({ prompt: prompts[i], response: tokens })));
  const share = (of: (completion: Completion, i: number) => boolean) =>
    completions.filter(of).length / completions.length;
  const same = ({ tokens }: Completion, i: number) => String(tokens) === String(data[Math.floor(i / count)].response);
  yield {
    type: 'rollouts-ended',
    iteration,
    responses: completions.length,
    identical: compare ? share(same) : null,
    truncated: share(({ finish }) => finish === 'length'),
    meanLength: completions.reduce((sum, { tokens }) => sum + tokens.length, 0) / completions.length,
    seconds: seconds(began),
  };
  return data.map((_, i) => completions.slice(i * count, (i + 1) * count));
}

/** The benchmark of the main player, with its progress as events. `first`: which measure of the run head-to-heads go back to. */
export async function* benchmarked(
  game: Game,
  state: RunState,
  previous: Player | null,
  iteration: number | null,
  first = 0,
): AsyncGenerator<LabEvent, Benchmark> {
  const began = performance.now();
  const { benchmark, rubric, heldOut } = yield* relay(game.measure(previous), (work): LabEvent[] => [
    { type: 'progress', iteration, phase: 'benchmark', ...work },
  ]);
  const whole =
    rubric === null
      ? benchmark
      : {
          ...benchmark,
          versus_previous: headToHead(rubric, state.rubrics.at(-1)),
          versus_start: headToHead(rubric, state.rubrics[first]),
        };
  if (rubric !== null) state.rubrics.push(rubric);
  if (heldOut !== null) state.heldOut.push(heldOut);
  yield { type: 'benchmark', iteration, benchmark: whole, seconds: seconds(began) };
  return whole;
}

/** The rubric's points of a player's samples against another's of the same prompts. */
const headToHead = (rubric: string, other: string | undefined): HeadToHead | null =>
  other === undefined ? null : winTieLoss([...rubric].map(Number), [...other].map(Number));
