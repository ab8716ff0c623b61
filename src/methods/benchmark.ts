import type { Sequence } from '../model/batch.ts';
import { type Completion, freely } from '../model/sampler.ts';
import { type Player, relay } from '../players/player.ts';
import { type DataBenchmark, type DomainBenchmark, type GradedResponse, grade, summarize } from '../tasks/benchmark.ts';
import type { Work } from './game.ts';

/** A held-out prompt of the teaching domain as text, and it and its response as tokens. */
export interface HeldOut extends Sequence {
  text: string;
  /** Grades a response (decoded, without the EOS) by other rules than the teaching domain's. */
  grade?(response: string, completion: Completion): GradedResponse;
}

export interface BenchmarkSettings {
  /** Samples at temperature 1 for each prompt. */
  samples: number;
  maxNewTokens: number;
  seed: number;
}

/** Samples of a prompt that a KL is estimated on, at most. */
const KL_SAMPLES = 2;

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

/** Mean negative log-likelihood per response token, nats. */
const meanNll = (logps: readonly Float32Array[]): number => -sum(logps.map(sum)) / sum(logps.map((row) => row.length));

const scoring = (player: Player, sequences: readonly Sequence[], before: number, total: number) =>
  relay(player.score(sequences), ({ scored }): Work[] => [{ done: before + scored, total }]);

/** What a player is measured on. */
export interface DomainExam {
  items: readonly HeldOut[];
  /** Prompts that are trained on. */
  train: readonly HeldOut[];
  decode(ids: readonly number[]): string;
  settings: BenchmarkSettings;
}

/** The benchmark, and the rubric's points of every sample as digits: what head-to-heads are counted from. */
export interface DomainResult {
  benchmark: DomainBenchmark;
  rubric: string;
  /** The responses at temperature 1, one prompt's after another's. */
  samples: Completion[];
}

/** Completions to these prompts, graded. */
export const gradeAll = (
  rows: readonly HeldOut[],
  completions: readonly Completion[],
  decode: DomainExam['decode'],
): GradedResponse[] =>
  rows.map((row, i) => {
    const text = decode(completions[i].tokens);
    return row.grade ? row.grade(text, completions[i]) : grade(row.text, text, completions[i]);
  });

/**
 * Accuracy on held-out prompts, sampled at temperature 1 and greedy; length and entropy of the samples; KL(player ‖ other),
 * the mean over samples of log p − log p_other (nats a response). The same draws for every player, so that gains are paired.
 */
export async function* domainBenchmark(
  player: Player,
  { previous, start }: { previous: Player | null; start: Player | null },
  { items, train, decode, settings: { samples, maxNewTokens, seed } }: DomainExam,
): AsyncGenerator<Work, DomainResult> {
  const sampling = freely(maxNewTokens, seed);
  const times = (rows: readonly HeldOut[]) => rows.flatMap((row) => Array<HeldOut>(samples).fill(row));
  const asked = times(items);
  const learned = times(train);
  const others = new Set([previous, start].filter((one) => one !== null));
  const divergences = others.size * items.length * Math.min(samples, KL_SAMPLES);
  const total = asked.length + learned.length + 2 * items.length + train.length + divergences;
  let before = 0;
  const answer = async function* (rows: readonly HeldOut[], temperature: number): AsyncGenerator<Work, Completion[]> {
    const prompts = rows.map(({ prompt }) => prompt);
    const completions = yield* relay(player.generate(prompts, { ...sampling, temperature }), ({ finished }): Work[] => [
      { done: before + finished, total },
    ]);
    before += rows.length;
    return completions;
  };
  const score = async function* (by: Player, sequences: readonly Sequence[]) {
    const logps = yield* scoring(by, sequences, before, total);
    before += sequences.length;
    return logps;
  };
  const graded = (rows: readonly HeldOut[], completions: readonly Completion[]) => gradeAll(rows, completions, decode);
  const greedy = graded(items, yield* answer(items, 0));
  const sampled = yield* answer(asked, 1);
  const drilled = graded(learned, yield* answer(learned, 1));
  const held = yield* score(player, items);
  const known = yield* score(player, train);
  const compared = sampled.filter((_, i) => i % samples < KL_SAMPLES);
  const sequences = asked
    .filter((_, i) => i % samples < KL_SAMPLES)
    .map(({ prompt }, i): Sequence => ({ prompt, response: compared[i].tokens }));
  const divergence = async function* (other: Player | null) {
    if (!other) return null;
    const logps = yield* score(other, sequences);
    return sum(compared.map((completion, i) => sum(completion.logps) - sum(logps[i]))) / compared.length;
  };
  const kl = yield* divergence(previous);
  // Until something is learned from it, the start is the opponent.
  const kl_start = start === previous ? kl : yield* divergence(start);
  const answers = graded(asked, sampled);
  const right = drilled.filter(({ correct }) => correct).length;
  return {
    benchmark: {
      ...summarize(greedy, answers),
      ...{ kl, kl_start, nll: meanNll(held) },
      train: train.length > 0 ? { mean: right / drilled.length, nll: meanNll(known) } : null,
      ...{ versus_previous: null, versus_start: null, judge: null },
    },
    rubric: answers.map((one) => one.rubric).join(''),
    samples: sampled,
  };
}

/**
 * Accuracy at temperature 1 on other prompts, one sample each: what a run that stops early goes by. The mean over prompts.
 */
export async function* heldOutAccuracy(
  player: Player,
  { items, decode, settings: { maxNewTokens, seed } }: Pick<DomainExam, 'items' | 'decode' | 'settings'>,
): AsyncGenerator<Work, number> {
  const sampling = freely(maxNewTokens, seed);
  const prompts = items.map(({ prompt }) => prompt);
  const completions = yield* relay(player.generate(prompts, sampling), ({ finished: done, rows: total }): Work[] => [
    { done, total },
  ]);
  return gradeAll(items, completions, decode).filter(({ correct }) => correct).length / items.length;
}

/** A held-out row of the user's data: what shall be preferred to its response is the row's own, if it is a pair. */
export interface HeldOutRow extends Sequence {
  rejected: readonly number[] | null;
}

/** With a sample of the start model where the row has no rejected response, and its summed log-probs of both (nats). */
export interface HeldOutPair extends Sequence {
  rejected: readonly number[];
  startChosen: number;
  startRejected: number;
}

/** What the start model says of held-out rows: made once, and every later player is measured against it. */
export async function* heldOutPairs(
  start: Player,
  items: readonly HeldOutRow[],
  { maxNewTokens, seed }: BenchmarkSettings,
): AsyncGenerator<Work, HeldOutPair[]> {
  const prompts = items.map(({ prompt }) => prompt);
  const total = 3 * items.length;
  const sampling = freely(maxNewTokens, seed);
  const completions = yield* relay(start.generate(prompts, sampling), ({ finished: done }): Work[] => [
    { done, total },
  ]);
  const rejected = items.map((item, i) => item.rejected ?? completions[i].tokens);
  const chosen = yield* scoring(start, items, items.length, total);
  const others = yield* scoring(start, said(items, rejected), 2 * items.length, total);
  return items.map((item, i) => ({
    ...item,
    rejected: rejected[i],
    startChosen: sum(chosen[i]),
    startRejected: sum(others[i]),
  }));
}

const said = (items: readonly Sequence[], responses: readonly (readonly number[])[]): Sequence[] =>
  items.map(({ prompt }, i) => ({ prompt, response: responses[i] }));

/** How a response to a held-out row is graded, and with which samples. */
export interface DataGrading {
  correct(prompt: readonly number[], response: readonly number[]): boolean | null;
  settings: BenchmarkSettings;
}

/**
 * Held-out NLL, and how often the data's response has gained more log-prob on the start model than the other one; where
 * there is a grader, accuracy of samples at temperature 1, too.
 */
export async function* dataBenchmark(
  player: Player,
  items: readonly HeldOutPair[],
  grading: DataGrading | null,
): AsyncGenerator<Work, DataBenchmark> {
  const total = (grading ? 3 : 2) * items.length;
  const chosen = yield* scoring(player, items, 0, total);
  const rejected = items.map((item) => item.rejected);
  const others = yield* scoring(player, said(items, rejected), items.length, total);
  const won = items.filter((item, i) => sum(chosen[i]) - item.startChosen > sum(others[i]) - item.startRejected);
  const measured = { nll: meanNll(chosen), pair_accuracy: won.length / items.length, accuracy: null };
  if (!grading) return measured;
  const { maxNewTokens, seed } = grading.settings;
  const sampling = freely(maxNewTokens, seed);
  const prompts = items.map(({ prompt }) => prompt);
  const answers = yield* relay(player.generate(prompts, sampling), ({ finished }): Work[] => [
    { done: 2 * items.length + finished, total },
  ]);
  const right = answers.filter(({ tokens }, i) => grading.correct(prompts[i], tokens) === true);
  return { ...measured, accuracy: right.length / items.length };
}
