import type { Benchmark } from '../tasks/benchmark.ts';

/** Means over pairs, in nats (β times a log-ratio); accuracies counts strictly positive margins, so it is 0 at the start. */
export interface Rewards {
  real: number;
  generated: number;
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

/** One of the few prompts the page follows: the data's response, the opponent's, and a fresh one of the main player. */
export interface Exhibit {
  prompt: number[];
  real: ScoredResponse;
  generated: ScoredResponse;
  main: ScoredResponse | null;
}

/** A response while it is being sampled, for the exhibits only. */
export interface GrowingResponse {
  exhibit: number;
  tokens: number[];
}

export type Phase = 'rollouts' | 'reference' | 'training' | 'scoring' | 'benchmark';

/** Everything that happens in a run, with the numbers. Serialisable: a recording is these as JSON lines. */
export type LabEvent =
  | {
      type: 'run-started';
      config: Record<string, unknown>;
      model: { name: string; parameters: number; vocabulary: string[] };
      adapter: { name: string; software: boolean };
      version: string;
      iterations: number;
    }
  | { type: 'iteration-started'; iteration: number; prompts: { prompt: number[]; real: number[] }[] }
  /** Work done so far in a phase that takes long; `total` in the phase's own unit (rows or steps). */
  | { type: 'progress'; iteration: number | null; phase: Phase; done: number; total: number }
  | { type: 'tokens-sampled'; iteration: number; player: 'main' | 'opponent'; responses: GrowingResponse[] }
  | {
      type: 'rollouts-ended';
      iteration: number;
      pairs: number;
      /** Share of pairs whose two responses are the same tokens; kept, their gradient cancels. */
      identical: number;
      truncated: number;
      meanLength: number;
      seconds: number;
    }
  | { type: 'reference-scored'; iteration: number; pairs: number; seconds: number }
  | {
      type: 'step';
      iteration: number;
      /** 1-based within the iteration. */
      step: number;
      steps: number;
      learningRate: number;
      loss: number;
      rewards: Rewards;
      gradNorm: number;
      seconds: number;
    }
  | { type: 'exhibits'; iteration: number; step: number; exhibits: Exhibit[] }
  | { type: 'benchmark'; iteration: number | null; benchmark: Benchmark; seconds: number }
  | {
      type: 'iteration-ended';
      iteration: number;
      /** All of the iteration's pairs scored again at its end. */
      loss: number;
      rewards: Rewards;
      benchmark: Benchmark;
      steps: number;
      seconds: number;
    }
  | { type: 'run-ended'; seconds: number };
