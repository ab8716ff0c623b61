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

/** On the user's own data: held-out loss instead of accuracy. */
export interface DataBenchmark {
  nll: number;
  /** Share of held-out prompts whose data response is likelier than one of the start model's own, where measured. */
  pairAccuracy: number | null;
}

export type Benchmark = DomainBenchmark | DataBenchmark;
