import type { Benchmark } from '../tasks/benchmark.ts';

/**
 * Means over pairs, in nats (β times a log-ratio); accuracies counts strictly positive margins, so it is 0 at the start.
 * SPIN calls the chosen response real and the rejected one generated.
 */
export interface Rewards {
  chosen: number;
  rejected: number;
  margins: number;
  accuracies: number;
}

/** A response with what both players think of each of its tokens: nats, one entry a token. */
export interface ScoredResponse {
  tokens: number[];
  main: number[];
  opponent: number[];
  /** Whether a grader finds it right; null where nobody can say. */
  correct: boolean | null;
}

/** One of the few prompts the page follows: what is to be learned, what is to be unlearned, and the main player's own answer. */
export interface Exhibit {
  prompt: number[];
  chosen: ScoredResponse | null;
  rejected: ScoredResponse | null;
  main: ScoredResponse | null;
}

/** A response while it is being sampled, for the exhibits only. */
export interface GrowingResponse {
  exhibit: number;
  tokens: number[];
}

/** One of several responses to a followed prompt. */
export interface Candidate {
  tokens: number[];
  /** What decides: a reward of 0 or 1 (ReST-EM, DPO; null where nobody can say), or the judge's score from 0 to 5 (null if it gave none). */
  score: number | null;
  /** The grader's rubric from 0 to 5; null where there is none. */
  rubric: number | null;
  use: 'kept' | 'chosen' | 'rejected' | 'unused';
}

/** A pair of a batch that is taken apart, or a single response to learn from (then nothing is rejected). */
export interface BatchItem {
  prompt: number[];
  chosen: number[];
  /** null where there is none, or where the opponent has yet to play it. */
  rejected: number[] | null;
  /** Whether a grader finds the responses right; null where nobody can say, or not yet. */
  right: { chosen: boolean | null; rejected: boolean | null };
}

/** What one player thinks of the tokens of a response. */
export interface TokenScores {
  /** Nats, one a token. */
  logps: number[];
  /** The five likeliest tokens at each place, the likeliest first, as [id, probability, id, probability, …]; null where nobody looked. */
  likeliest: number[][] | null;
}

/** Log-probs of a pair's responses, summed over tokens, and β times the difference of their log-ratios (nats). */
export interface PairSums {
  chosen: number;
  rejected: number;
  referenceChosen: number;
  referenceRejected: number;
  margin: number;
}

/**
 * When a batch was scored: before the gradient, after its update, after a later step, after the iteration's last step, or
 * under the opponent of the next iteration.
 */
export type Moment = 'before' | 'after' | 'later' | 'end' | 'swapped';

export type Phase = 'prompts' | 'rollouts' | 'judging' | 'reference' | 'training' | 'scoring' | 'benchmark' | 'control';

/** Everything that happens in a run, with the numbers. Serialisable: a recording is these as JSON lines. */
export type LabEvent =
  | {
      type: 'run-started';
      config: Record<string, unknown>;
      model: { name: string; parameters: number; vocabulary: string[] };
      /** `kernels`: the variant in use of each kernel that has several; another one sums in another order. */
      adapter: { name: string; software: boolean; kernels: Record<string, string> };
      version: string;
      iterations: number;
    }
  | { type: 'iteration-started'; iteration: number; prompts: number[][] }
  /** Work done so far in a phase that takes long; `total` in the phase's own unit (rows or steps). */
  | { type: 'progress'; iteration: number | null; phase: Phase; done: number; total: number }
  | { type: 'tokens-sampled'; iteration: number; player: 'main' | 'opponent'; responses: GrowingResponse[] }
  | {
      type: 'rollouts-ended';
      iteration: number;
      responses: number;
      /** Share of responses that are the data's, token by token; null where there is no data to compare with. */
      identical: number | null;
      truncated: number;
      meanLength: number;
      seconds: number;
    }
  /** Self-Rewarding: prompts the main player made itself. */
  | {
      type: 'prompts-made';
      iteration: number;
      asked: number;
      valid: number;
      kept: number;
      /** Those the page follows from here on. */
      followed: number[][];
      seconds: number;
    }
  /** Self-Rewarding: scores of all responses, counted by their nearest whole number from 0 to 5. */
  | { type: 'judged'; iteration: number; responses: number; mean: number; histogram: number[]; seconds: number }
  | { type: 'candidates'; iteration: number; prompts: { prompt: number[]; responses: Candidate[] }[] }
  | {
      type: 'pairs-built';
      iteration: number;
      prompts: number;
      pairs: number;
      /** Shares of the pairs whose chosen response the grader's rubric puts above, and below, the rejected one. */
      right: number | null;
      wrong: number | null;
    }
  /** ReST-EM: responses with reward 1, at most so many a problem; `perProblem[n]` problems kept n. */
  | {
      type: 'kept';
      iteration: number;
      problems: number;
      samples: number;
      right: number;
      kept: number;
      perProblem: number[];
    }
  | { type: 'reference-scored'; iteration: number; pairs: number; seconds: number }
  | {
      type: 'step';
      iteration: number;
      /** 1-based within the iteration. */
      step: number;
      steps: number;
      learningRate: number;
      /** Mean over pairs, or NLL in nats per response token. */
      loss: number;
      /** null where the loss is no pair's. */
      rewards: Rewards | null;
      gradNorm: number;
      seconds: number;
    }
  /** A step that is taken apart begins: its batch. SPIN draws the first one before the opponent has played. */
  | { type: 'batch-drawn'; iteration: number; step: number; items: BatchItem[] }
  /** SPIN: the next token of each response of the batch with its log-prob (nats); null where the response has ended. */
  | { type: 'token-played'; iteration: number; place: number; tokens: ([id: number, logp: number] | null)[] }
  /** SPIN: the opponent has answered the batch's prompts; whether a grader finds the responses right. */
  | { type: 'batch-played'; iteration: number; right: (boolean | null)[] }
  /** `step`: training steps that the main player had taken in the iteration. */
  | {
      type: 'batch-scored';
      iteration: number;
      step: number;
      moment: Moment;
      player: 'main' | 'opponent';
      items: { chosen: TokenScores; rejected: TokenScores | null }[];
    }
  /** What the loss kernel sees and makes of the batch's pairs. */
  | { type: 'batch-margins'; iteration: number; step: number; pairs: PairSums[] }
  /** `losses`: one an item, of pairs or in nats a token; `loss`: their mean over pairs, or over tokens. */
  | { type: 'batch-losses'; iteration: number; step: number; loss: number; losses: number[] }
  /** The gradient of the batch's loss, before any weight has changed. */
  | {
      type: 'batch-gradient';
      iteration: number;
      step: number;
      learningRate: number;
      /** ∂loss/∂log p of each response, of the mean loss. */
      weights: { chosen: number; rejected: number | null }[];
      /** L2 norm of the whole gradient, and what clipping scales it by. */
      norm: number;
      scale: number;
      /** L2 norm of each tensor's gradient, by Hugging Face name. */
      tensors: { name: string; norm: number }[];
    }
  | { type: 'exhibits'; iteration: number; step: number; exhibits: Exhibit[] }
  | { type: 'benchmark'; iteration: number | null; benchmark: Benchmark; seconds: number }
  | {
      type: 'iteration-ended';
      iteration: number;
      /** All of the iteration's pairs or sequences scored again at its end. */
      loss: number;
      rewards: Rewards | null;
      benchmark: Benchmark;
      steps: number;
      /** 2 × parameters × tokens for a forward pass, 6 × for a training step; evaluation excluded. */
      flops: number;
      seconds: number;
    }
  /** Continued SFT beside the run, from the same start, after as much data or as much compute as the iteration took. */
  | {
      type: 'control';
      iteration: number;
      equal: 'data' | 'compute';
      benchmark: Benchmark;
      steps: number;
      flops: number;
      seconds: number;
    }
  /** `stopped`: early, because the held-out measure fell. */
  | { type: 'run-ended'; stopped: boolean; seconds: number };
