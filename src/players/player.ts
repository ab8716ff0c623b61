/** Token ids of one prompt and one response to it (an EOS, where there is one, belongs to the response). */
export interface Sequence {
  prompt: readonly number[];
  response: readonly number[];
}

export interface Sampling {
  /** 0 is greedy. */
  temperature: number;
  /** Keep the k likeliest tokens; 0 keeps all. */
  topK: number;
  /** Keep the smallest set of likeliest tokens with at least this probability; 1 keeps all. */
  topP: number;
  maxNewTokens: number;
  seed: number;
}

export interface Completion {
  /** Token ids, with the EOS that ended them. */
  tokens: number[];
  /** Nats per token: the model's own at temperature 1 before any filter, whatever the sampling. */
  logps: number[];
  /** Nats per token: entropy of the model's own distribution at temperature 1. */
  entropies: number[];
  /** `length`: cut at maxNewTokens or at the end of the context, so there is no EOS. */
  finish: 'eos' | 'length';
}

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
  generate(
    prompts: readonly (readonly number[])[],
    sampling: Sampling,
  ): AsyncGenerator<GenerationProgress, Completion[]>;
  /** Per-token log-probabilities of each response (nats, one Float32Array per sequence). */
  score(sequences: readonly Sequence[]): AsyncGenerator<ScoreProgress, Float32Array[]>;
}

export const pairLosses = [
  'sigmoid',
  'hinge',
  'exponential',
  'correlation',
  'ipo',
  'robust',
  'cdpo',
  'nca_pair',
  'sppo_hard',
] as const;
export type PairLoss = (typeof pairLosses)[number];

/** A pair to learn from: `real` (chosen) against `generated` (rejected), with the reference's summed log-probs in nats. */
export interface Pair {
  prompt: readonly number[];
  real: readonly number[];
  generated: readonly number[];
  referenceReal: number;
  referenceGenerated: number;
}

/** A batch with what is to be minimised on it. The loss is the mean over pairs, or over all response tokens for NLL. */
export type Objective =
  | { type: 'pair'; pairs: readonly Pair[]; loss: PairLoss; beta: number; labelSmoothing: number }
  | { type: 'nll'; sequences: readonly Sequence[] };

/** What a training step computed, read back after its submit. Means over the batch; rewards are β·(log-ratio) in nats. */
export interface StepReport {
  loss: number;
  /** L2 norm of the gradient before clipping. */
  gradNorm: number;
  /** Sequence log-probs in nats, in batch order: for pairs real then generated of each. */
  sequenceLogps: Float32Array;
  tokens: number;
}

export interface UpdateRule {
  optimizer: 'adamw' | 'rmsprop';
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  /** Gradients are scaled down to this L2 norm; 0 leaves them alone. */
  maxGradNorm: number;
}

/** A player that learns. */
export interface Learner extends Player {
  /** Records forward and backward over the objective in micro-batches of at most `rows` pairs or sequences. */
  gradient(objective: Objective, rows?: number): void;
  /** Records the optimizer after the last `gradient` and submits both. */
  update(rule: UpdateRule): Promise<StepReport>;
  /** Forgets the optimizer's moments and step count. */
  resetOptimizer(): void;
  /** A frozen copy of this player as it is now. */
  snapshot(): Player & { release(): void };
}
