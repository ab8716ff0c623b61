import type { Exhibit, LabEvent, Phase, Rewards, ScoredResponse } from '../methods/events.ts';
import type { Benchmark } from '../tasks/benchmark.ts';

/** A response on show; without scores while it is being sampled or waits for them. */
export interface ShownResponse {
  tokens: readonly number[];
  /** Nats, one entry a token. */
  scores: Pick<ScoredResponse, 'main' | 'opponent'> | null;
  /** Whether it is right; null where nobody can say, or not yet. */
  correct: boolean | null;
}

export interface ShownExhibit {
  prompt: readonly number[];
  real: ShownResponse;
  generated: ShownResponse | null;
  main: ShownResponse | null;
}

export interface StepPoint extends Rewards {
  /** 1-based over the whole run. */
  step: number;
  iteration: number;
  /** How many its iteration has. */
  steps: number;
  loss: number;
}

/** What is known of one player of the run: the start model (iteration null) or the main player after an iteration. */
export interface IterationRow {
  iteration: number | null;
  loss: number | null;
  rewards: Rewards | null;
  benchmark: Benchmark | null;
  identical: number | null;
}

export interface Progress {
  iteration: number | null;
  phase: Phase;
  done: number;
  total: number;
}

/** Everything the page shows of a run. */
export interface RunState {
  started: Extract<LabEvent, { type: 'run-started' }> | null;
  iteration: number | null;
  progress: Progress | null;
  exhibits: readonly ShownExhibit[];
  steps: readonly StepPoint[];
  rows: readonly IterationRow[];
  /** Seconds of the whole run, once it has ended. */
  ended: number | null;
}

export const emptyRun: RunState = {
  started: null,
  iteration: null,
  progress: null,
  exhibits: [],
  steps: [],
  rows: [],
  ended: null,
};

const unscored = (tokens: readonly number[]): ShownResponse => ({ tokens, scores: null, correct: null });
const scored = ({ tokens, main, opponent, correct }: ScoredResponse): ShownResponse => ({
  tokens,
  scores: { main, opponent },
  correct,
});

const shown = ({ prompt, real, generated, main }: Exhibit): ShownExhibit => ({
  prompt,
  real: scored(real),
  generated: scored(generated),
  main: main && scored(main),
});

function withRow(rows: readonly IterationRow[], iteration: number | null, change: Partial<IterationRow>) {
  const known = rows.some((row) => row.iteration === iteration);
  if (known) return rows.map((row) => (row.iteration === iteration ? { ...row, ...change } : row));
  const fresh = { iteration, loss: null, rewards: null, benchmark: null, identical: null };
  return [...rows, { ...fresh, ...change }];
}

/** The state after one more event. Pure: a log and a cursor give the same page every time. */
export function reduce(state: RunState, event: LabEvent): RunState {
  switch (event.type) {
    case 'run-started':
      return { ...emptyRun, started: event };
    case 'iteration-started':
      return {
        ...state,
        iteration: event.iteration,
        progress: { iteration: event.iteration, phase: 'rollouts', done: 0, total: 0 },
        exhibits: event.prompts.map(({ prompt, real }) => ({
          prompt,
          real: unscored(real),
          generated: null,
          main: null,
        })),
      };
    case 'progress':
      return {
        ...state,
        progress: { iteration: event.iteration, phase: event.phase, done: event.done, total: event.total },
      };
    case 'tokens-sampled': {
      const side = event.player === 'main' ? 'main' : 'generated';
      const exhibits = [...state.exhibits];
      for (const { exhibit, tokens } of event.responses) {
        if (exhibits[exhibit]) exhibits[exhibit] = { ...exhibits[exhibit], [side]: unscored(tokens) };
      }
      return { ...state, exhibits };
    }
    case 'rollouts-ended':
      return { ...state, rows: withRow(state.rows, event.iteration, { identical: event.identical }) };
    case 'reference-scored':
      return state;
    case 'step': {
      const { iteration, step, steps, loss, rewards } = event;
      const point = { ...rewards, iteration, steps, step: state.steps.length + 1, loss };
      return {
        ...state,
        progress: { iteration, phase: 'training', done: step, total: steps },
        steps: [...state.steps, point],
      };
    }
    case 'exhibits':
      return { ...state, exhibits: event.exhibits.map(shown) };
    case 'benchmark':
      return { ...state, rows: withRow(state.rows, event.iteration, { benchmark: event.benchmark }) };
    case 'iteration-ended': {
      const { iteration, loss, rewards, benchmark } = event;
      return {
        ...state,
        progress: null,
        rows: withRow(state.rows, iteration, { loss, rewards, benchmark }),
      };
    }
    case 'run-ended':
      return { ...state, progress: null, ended: event.seconds };
  }
}

export const reduceAll = (events: readonly LabEvent[], from: RunState = emptyRun): RunState =>
  events.reduce(reduce, from);
