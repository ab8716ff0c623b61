import { reward, taskOf } from './domain.ts';

/** Accuracy on held-out prompts of the teaching domain, and how the player answers. Shares are 0 to 1. */
export interface DomainBenchmark {
  /** Accuracy at temperature 1, macro mean over sub-tasks. */
  mean: number;
  /** Greedy accuracy, macro mean over sub-tasks. */
  greedy: number;
  /** Per sub-task: accuracy at temperature 1 and greedy. */
  tasks: Record<string, { mean: number; greedy: number }>;
  /** Response tokens with EOS, mean over samples at temperature 1. */
  length: number;
  /** Nats per token, mean over the tokens sampled at temperature 1. */
  entropy: number;
  /** Share of samples cut at the length limit. */
  truncated: number;
  /** KL(this player ‖ the previous one), nats per response, estimated on the samples; null for the first player. */
  kl: number | null;
  /** Mean negative log-likelihood of held-out responses, nats per token. */
  nll: number;
}

/** On the user's own data: held-out rows instead of graded answers. */
export interface DataBenchmark {
  /** Mean negative log-likelihood of the held-out responses, nats per token. */
  nll: number;
  /** Share of held-out prompts whose data response gained more log-prob since the start than the start model's own sample. */
  pair_accuracy: number;
}

export type Benchmark = DomainBenchmark | DataBenchmark;

/** A response to a prompt of the teaching domain, graded. */
export interface GradedResponse {
  task: string;
  correct: boolean;
  /** Tokens, with the EOS. */
  length: number;
  truncated: boolean;
  /** Nats, one a token. */
  entropies: readonly number[];
}

/** Grades what a player answered; `text` is its decoded response without the EOS. */
export function grade(
  prompt: string,
  text: string,
  completion: { tokens: readonly number[]; entropies: readonly number[]; finish: 'eos' | 'length' },
): GradedResponse {
  const truncated = completion.finish === 'length';
  return {
    task: taskOf(prompt) ?? 'other',
    correct: reward(prompt, text, !truncated) === 1,
    length: completion.tokens.length,
    truncated,
    entropies: completion.entropies,
  };
}

/**
 * The part of the benchmark that follows from responses alone: one greedy response a prompt, and as many samples at
 * temperature 1 for each prompt as for any other. Both cover the same sub-tasks.
 */
export function summarize(
  greedy: readonly GradedResponse[],
  sampled: readonly GradedResponse[],
): Pick<DomainBenchmark, 'mean' | 'greedy' | 'tasks' | 'length' | 'entropy' | 'truncated'> {
  const accuracy = (responses: readonly GradedResponse[], task: string) =>
    mean(responses.filter((response) => response.task === task).map((response) => Number(response.correct)));
  const names = [...new Set(sampled.map((response) => response.task))];
  const tasks = Object.fromEntries(
    names.map((task) => [task, { mean: accuracy(sampled, task), greedy: accuracy(greedy, task) }]),
  );
  return {
    mean: mean(names.map((task) => tasks[task].mean)),
    greedy: mean(names.map((task) => tasks[task].greedy)),
    tasks,
    length: mean(sampled.map((response) => response.length)),
    entropy: mean(sampled.flatMap((response) => response.entropies)),
    truncated: mean(sampled.map((response) => Number(response.truncated))),
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
