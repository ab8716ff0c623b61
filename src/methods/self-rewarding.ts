import { Fault } from '../gpu/fault.ts';
import { Rng, subSeed } from '../kernels/philox.ts';
import type { Sequence } from '../model/batch.ts';
import { freely } from '../model/sampler.ts';
import { relay } from '../players/player.ts';
import type { Candidate, LabEvent } from './events.ts';
import {
  type Game,
  iterations,
  type Preference,
  PURPOSE,
  type RunState,
  rollouts,
  type SamplingConfig,
  seconds,
  type Turn,
} from './game.ts';
import { imitate } from './imitation.ts';
import { swapped } from './inspection.ts';
import { type Bench, judged } from './judging.ts';
import { type PairConfig, prefer, referenced } from './pairs.ts';

export interface SelfRewardingConfig extends PairConfig, SamplingConfig {
  /** New prompts an iteration, as far as the model makes so many valid ones. */
  num_prompts: number;
  /** Made by the model, or given: fresh ones in each iteration, as far as there are. */
  prompts: 'own' | 'problems';
  /** Samples that a judge's score is the mean of; 0 for its expectation over the score tokens, the limit of many samples. */
  judge_samples: number;
  /** Pairs whose two scores differ by no more are dropped; ties always are. */
  min_score_gap: number;
  /** DPO on best against worst, or SFT on the best alone, for comparison. */
  learn_from: 'pairs' | 'positives';
  instruction_epochs: number;
  instruction_learning_rate: number;
}

export interface SelfRewardingGame extends Game {
  /** Instruction and evaluation examples (IFT + EFT) that make M1 of the start model. */
  lessons: readonly Sequence[];
  /** A few-shot prompt that asks for one more prompt. */
  ask(rng: Rng): readonly number[];
  /** The new prompt in an answer to `ask`; null where it is none, or one that is held out. */
  promptIn(answer: readonly number[]): readonly number[] | null;
  /** Prompts that may take the place of the model's own. */
  problems: readonly (readonly number[])[];
  /** Who judges, and how they are asked. */
  bench: Bench;
  /** The grader's rubric, 0 to 5; null where there is none. It is measured with, never trained on. */
  rubric(prompt: readonly number[], response: readonly number[]): number | null;
}

/** How many of the new prompts the page follows. */
const FOLLOWED = 6;
/** Asked for so many more than are wanted, because some are not valid. */
const SPARE = 1.35;

/**
 * Self-Rewarding (Yuan et al. 2024, arXiv 2401.10020, §2): iteration 0 makes M1 by SFT on instruction and evaluation
 * data. In every later one the model makes new prompts, answers each several times, judges its own answers, and learns by
 * DPO, with itself as it was as the reference, to prefer the best to the worst.
 */
export async function* selfRewarding(
  game: SelfRewardingGame,
  config: SelfRewardingConfig,
  state: RunState,
): AsyncGenerator<LabEvent> {
  const play = (turn: Turn) => (turn.iteration === 0 ? instructed(game, config, turn) : rewarded(game, config, turn));
  yield* iterations(game, config, state, play, {
    // Head-to-heads go back to M1, the second player that is measured.
    first: 1,
    // SFT, which makes M1, has no reference.
    async *swap(inspected) {
      if (inspected.iteration > 0) yield* swapped(game.main, inspected);
    },
  });
}

/** M1: the start model after instruction and evaluation examples. */
function instructed(game: SelfRewardingGame, config: SelfRewardingConfig, turn: Turn) {
  const followed = game.exhibits.map((i) => {
    const { prompt, response } = game.data[i];
    return { prompt, chosen: response, rejected: null };
  });
  const tuning = {
    ...config,
    num_train_epochs: config.instruction_epochs,
    learning_rate: config.instruction_learning_rate,
  };
  return imitate({ game, config: tuning, turn, followed, purpose: PURPOSE.instruction }, game.lessons);
}

/** Mᵢ → Mᵢ₊₁. */
async function* rewarded(game: SelfRewardingGame, config: SelfRewardingConfig, turn: Turn) {
  const prompts = yield* newPrompts(game, config, turn);
  const data = prompts.map((prompt): Sequence => ({ prompt, response: [] }));
  const own = { ...game, data, exhibits: data.slice(0, FOLLOWED).map((_, i) => i) };
  const responses = (yield* rollouts(own, data, config, turn, false)).map((all) => all.map(({ tokens }) => tokens));
  const scores = yield* scored(game, config, turn, prompts, responses);
  const preferences = yield* paired(game, config, turn, prompts, responses, scores);
  const followed = preferences.slice(0, FOLLOWED);
  if (config.learn_from === 'positives') {
    const best = preferences.map(({ prompt, chosen }): Sequence => ({ prompt, response: chosen }));
    return yield* imitate({ game, config, turn, followed }, best);
  }
  const pairs = yield* referenced(game.main, preferences, turn);
  return yield* prefer({ game, config, turn, reference: turn.opponent, followed }, pairs);
}

/** Few-shot prompting of the model itself; of what is asked, valid prompts that have not been made yet are kept. */
async function* newPrompts(
  { main, ask, promptIn, problems }: SelfRewardingGame,
  config: SelfRewardingConfig,
  { iteration, tally }: Turn,
): AsyncGenerator<LabEvent, (readonly number[])[]> {
  const began = performance.now();
  if (config.prompts === 'problems') {
    const first = ((iteration - 1) * config.num_prompts) % problems.length;
    const given = problems.slice(first, first + config.num_prompts);
    const [asked, valid, kept] = [given.length, given.length, given.length];
    const followed = given.slice(0, FOLLOWED).map((prompt) => [...prompt]);
    yield { type: 'prompts-made', iteration, asked, valid, kept, followed, seconds: seconds(began) };
    return [...given];
  }
  const asked = Math.ceil(config.num_prompts * SPARE);
  const rng = new Rng(subSeed(config.seed, PURPOSE.shots, iteration));
  const shots = Array.from({ length: asked }, () => ask(rng));
  const answers = yield* relay(
    main.generate(shots, freely(config.max_new_tokens, subSeed(config.seed, PURPOSE.prompts, iteration))),
    ({ finished: done, rows: total }): LabEvent[] => [{ type: 'progress', iteration, phase: 'prompts', done, total }],
  );
  tally.forward += answers.reduce((sum, { tokens }, i) => sum + shots[i].length + tokens.length, 0);
  const valid = answers.flatMap(({ tokens }) => {
    const prompt = promptIn(tokens);
    return prompt ? [prompt] : [];
  });
  if (valid.length === 0)
    throw new Fault(`Iteration ${iteration} made no valid prompt of ${asked}: the model has not learned to make any.`);
  const distinct = [...new Map(valid.map((prompt) => [String(prompt), prompt])).values()];
  const kept = distinct.slice(0, config.num_prompts);
  yield {
    type: 'prompts-made',
    ...{ iteration, asked, valid: valid.length, kept: kept.length },
    followed: kept.slice(0, FOLLOWED).map((prompt) => [...prompt]),
    seconds: seconds(began),
  };
  return kept;
}

/** The judge's score of every response; null where none of its samples was a score. */
async function* scored(
  { main, bench }: SelfRewardingGame,
  config: SelfRewardingConfig,
  { iteration, tally }: Turn,
  prompts: readonly (readonly number[])[],
  responses: readonly (readonly (readonly number[])[])[],
): AsyncGenerator<LabEvent, (number | null)[][]> {
  const began = performance.now();
  const cases = prompts.flatMap((prompt, i) => responses[i].map((response) => ({ prompt, response })));
  const options = { samples: config.judge_samples, seed: subSeed(config.seed, PURPOSE.judging, iteration) };
  const { scores, tokens } = yield* relay(judged(bench, main, cases, options), ({ done, total }): LabEvent[] => [
    { type: 'progress', iteration, phase: 'judging', done, total },
  ]);
  tally.forward += tokens;
  const given = scores.filter((score) => score !== null);
  const histogram = Array<number>(6).fill(0);
  for (const score of given) histogram[Math.round(score)]++;
  yield {
    type: 'judged',
    ...{ iteration, responses: cases.length, histogram },
    mean: given.reduce((sum, score) => sum + score, 0) / Math.max(1, given.length),
    seconds: seconds(began),
  };
  const count = config.num_generations;
  return prompts.map((_, i) => scores.slice(i * count, (i + 1) * count));
}

/** Best against worst of each prompt, where the judge sees a difference. */
async function* paired(
  { rubric }: SelfRewardingGame,
  { min_score_gap: gap }: SelfRewardingConfig,
  { iteration }: Turn,
  prompts: readonly (readonly number[])[],
  responses: readonly (readonly (readonly number[])[])[],
  scores: readonly (readonly (number | null)[])[],
): AsyncGenerator<LabEvent, Preference[]> {
  const chosen = prompts.map((prompt, i) => {
    const all = responses[i].map((response, k) => ({ response, score: scores[i][k] }));
    const ranked = all.filter((one): one is { response: readonly number[]; score: number } => one.score !== null);
    const best = ranked.reduce((a, b) => (b.score > a.score ? b : a), ranked[0]);
    const worst = ranked.reduce((a, b) => (b.score < a.score ? b : a), ranked[0]);
    // Sampled scores may differ where the responses do not.
    const kept =
      ranked.length > 0 && best.score - worst.score > gap && String(best.response) !== String(worst.response);
    return { prompt, all, best: kept ? best.response : null, worst: kept ? worst.response : null };
  });
  yield {
    type: 'candidates',
    iteration,
    prompts: chosen.slice(0, FOLLOWED).map(({ prompt, all, best, worst }) => ({
      prompt: [...prompt],
      responses: all.map(({ response, score }): Candidate => {
        const use = response === best ? 'chosen' : response === worst ? 'rejected' : 'unused';
        return { tokens: [...response], score, rubric: rubric(prompt, response), use };
      }),
    })),
  };
  const preferences = chosen.flatMap(({ prompt, best, worst }): Preference[] =>
    best && worst ? [{ prompt, chosen: best, rejected: worst }] : [],
  );
  const orders = preferences.map(({ prompt, chosen, rejected }) => {
    const [above, below] = [rubric(prompt, chosen), rubric(prompt, rejected)];
    return above === null || below === null ? null : Math.sign(above - below);
  });
  const share = (order: number) =>
    orders.includes(null) || orders.length === 0 ? null : orders.filter((one) => one === order).length / orders.length;
  const [made, pairs] = [prompts.length, preferences.length];
  yield { type: 'pairs-built', iteration, prompts: made, pairs, right: share(1), wrong: share(-1) };
  return preferences;
}
