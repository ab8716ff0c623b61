import type { Sequence } from '../model/batch.ts';
import type { Completion } from '../model/sampler.ts';
import { type Player, relay } from '../players/player.ts';
import { type DataBenchmark, type DomainBenchmark, grade, summarize } from '../tasks/benchmark.ts';

/** A held-out prompt of the teaching domain as text, and it and its response as tokens. */
export interface HeldOut extends Sequence {
  text: string;
}

export interface BenchmarkSettings {
  /** Samples at temperature 1 for each prompt. */
  samples: number;
  maxNewTokens: number;
  seed: number;
}

export interface Work {
  done: number;
  total: number;
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

/** Mean negative log-likelihood per response token, nats. */
const meanNll = (logps: readonly Float32Array[]): number => -sum(logps.map(sum)) / sum(logps.map((row) => row.length));

const scoring = (player: Player, sequences: readonly Sequence[], before: number, total: number) =>
  relay(player.score(sequences), ({ scored }): Work[] => [{ done: before + scored, total }]);

/**
 * Accuracy on held-out prompts, sampled at temperature 1 and greedy; length and entropy of the samples; KL(player ‖ previous),
 * the mean over samples of log p − log p_previous (nats a response). The same draws for every player, so that gains are paired.
 */
export async function* domainBenchmark(
  player: Player,
  previous: Player | null,
  items: readonly HeldOut[],
  decode: (ids: readonly number[]) => string,
  { samples, maxNewTokens, seed }: BenchmarkSettings,
): AsyncGenerator<Work, DomainBenchmark> {
  const sampling = { temperature: 1, topK: 0, topP: 1, maxNewTokens, seed };
  const asked = items.flatMap((item) => Array<HeldOut>(samples).fill(item));
  const answers = items.length + asked.length;
  const total = answers + items.length + (previous ? asked.length : 0);
  const answer = (rows: readonly HeldOut[], temperature: number, before: number) =>
    relay(
      player.generate(
        rows.map(({ prompt }) => prompt),
        { ...sampling, temperature },
      ),
      ({ finished }): Work[] => [{ done: before + finished, total }],
    );
  const greedy: Completion[] = yield* answer(items, 0, 0);
  const sampled: Completion[] = yield* answer(asked, 1, items.length);
  const graded = (rows: readonly HeldOut[], completions: readonly Completion[]) =>
    rows.map(({ text }, i) => grade(text, decode(completions[i].tokens), completions[i]));
  const held = yield* scoring(player, items, answers, total);
  let kl: number | null = null;
  if (previous) {
    const responses = sampled.map(({ tokens }) => tokens);
    const before = yield* scoring(previous, said(asked, responses), answers + items.length, total);
    kl = sum(sampled.map(({ logps }, i) => sum(logps) - sum(before[i]))) / asked.length;
  }
  return { ...summarize(graded(items, greedy), graded(asked, sampled)), kl, nll: meanNll(held) };
}

/** A held-out row of the user's data with a sample of the start model, and its summed log-probs of both (nats). */
export interface HeldOutPair extends Sequence {
  generated: readonly number[];
  startReal: number;
  startGenerated: number;
}

/** What the start model says of held-out rows: made once, and every later player is measured against it. */
export async function* heldOutPairs(
  start: Player,
  items: readonly Sequence[],
  { maxNewTokens, seed }: BenchmarkSettings,
): AsyncGenerator<Work, HeldOutPair[]> {
  const prompts = items.map(({ prompt }) => prompt);
  const total = 3 * items.length;
  const sampling = { temperature: 1, topK: 0, topP: 1, maxNewTokens, seed };
  const completions = yield* relay(start.generate(prompts, sampling), ({ finished: done }): Work[] => [
    { done, total },
  ]);
  const generated = completions.map(({ tokens }) => tokens);
  const real = yield* scoring(start, items, items.length, total);
  const own = yield* scoring(start, said(items, generated), 2 * items.length, total);
  return items.map((item, i) => ({
    ...item,
    generated: generated[i],
    startReal: sum(real[i]),
    startGenerated: sum(own[i]),
  }));
}

const said = (items: readonly Sequence[], responses: readonly (readonly number[])[]): Sequence[] =>
  items.map(({ prompt }, i) => ({ prompt, response: responses[i] }));

/** Held-out NLL, and how often the data's response has gained more log-prob on the start model than that model's own sample. */
export async function* dataBenchmark(
  player: Player,
  items: readonly HeldOutPair[],
): AsyncGenerator<Work, DataBenchmark> {
  const total = 2 * items.length;
  const real = yield* scoring(player, items, 0, total);
  const generated = items.map((item) => item.generated);
  const own = yield* scoring(player, said(items, generated), items.length, total);
  const won = items.filter((item, i) => sum(real[i]) - item.startReal > sum(own[i]) - item.startGenerated);
  return { nll: meanNll(real), pair_accuracy: won.length / items.length };
}
