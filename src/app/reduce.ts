import type { Candidate, Exhibit, LabEvent, Phase, Rewards, ScoredResponse } from '../methods/events.ts';
import { at } from '../methods/optimization.ts';
import type { Benchmark } from '../tasks/benchmark.ts';
import { type Batch, withBatch } from './walk/batch.ts';

type Event<Type extends LabEvent['type']> = Extract<LabEvent, { type: Type }>;

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
  chosen: ShownResponse | null;
  rejected: ShownResponse | null;
  main: ShownResponse | null;
}

export interface StepPoint {
  /** 1-based over the whole run. */
  step: number;
  iteration: number;
  /** How many its iteration has. */
  steps: number;
  /** Mean over pairs, or NLL in nats per response token. */
  loss: number;
  /** null where the loss is no pair's. */
  rewards: Rewards | null;
}

/** Means over the followed pairs: log-probs that the main player gives their responses, nats a response. */
export interface LookPoint {
  /** Steps of the whole run that were taken before. */
  step: number;
  iteration: number;
  chosen: number;
  rejected: number;
}

/** What is known of one player of the run: the start model (iteration null) or the main player after an iteration. */
export interface IterationRow {
  iteration: number | null;
  benchmark: Benchmark | null;
  /** How the iteration came out; null until it has ended. */
  outcome: Pick<Event<'iteration-ended'>, 'loss' | 'rewards' | 'steps' | 'flops' | 'seconds'> | null;
  rollouts: Event<'rollouts-ended'> | null;
  prompts: Event<'prompts-made'> | null;
  judged: Event<'judged'> | null;
  pairs: Event<'pairs-built'> | null;
  kept: Event<'kept'> | null;
  /** Continued SFT after the same iteration. */
  controls: { data: Benchmark | null; compute: Benchmark | null };
}

export interface Progress {
  iteration: number | null;
  phase: Phase;
  done: number;
  total: number;
}

/** Responses to one followed prompt, as they were graded or judged. */
export interface ShownCandidates {
  prompt: readonly number[];
  responses: readonly Candidate[];
}

/** Everything the page shows of a run. */
export interface RunState {
  started: Event<'run-started'> | null;
  iteration: number | null;
  progress: Progress | null;
  exhibits: readonly ShownExhibit[];
  /** Whether what the main player samples answers the exhibits on show; else others are about to take their place. */
  settled: boolean;
  candidates: readonly ShownCandidates[];
  /** The batch that was taken apart last. */
  batch: Batch | null;
  steps: readonly StepPoint[];
  looks: readonly LookPoint[];
  rows: readonly IterationRow[];
  /** Seconds of the whole run, once it has ended. */
  ended: number | null;
  /** Whether it ended before its last iteration, because the held-out measure fell. */
  early: boolean;
}

export const emptyRun: RunState = {
  started: null,
  iteration: null,
  progress: null,
  exhibits: [],
  settled: true,
  candidates: [],
  batch: null,
  steps: [],
  looks: [],
  rows: [],
  ended: null,
  early: false,
};

const unscored = (tokens: readonly number[]): ShownResponse => ({ tokens, scores: null, correct: null });
const scored = (response: ScoredResponse | null): ShownResponse | null =>
  response && {
    tokens: response.tokens,
    scores: { main: response.main, opponent: response.opponent },
    correct: response.correct,
  };

const shown = ({ prompt, chosen, rejected, main }: Exhibit): ShownExhibit => ({
  prompt,
  chosen: scored(chosen),
  rejected: scored(rejected),
  main: scored(main),
});

const unanswered = (prompt: readonly number[]): ShownExhibit => ({
  prompt,
  chosen: null,
  rejected: null,
  main: null,
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Where both sides of every followed pair stand; null where there are no pairs. */
function look({ iteration, exhibits }: Event<'exhibits'>, step: number): LookPoint[] {
  const pairs = exhibits.flatMap(({ chosen, rejected }) => (chosen && rejected ? [{ chosen, rejected }] : []));
  if (pairs.length === 0) return [];
  const mean = (of: (pair: (typeof pairs)[number]) => ScoredResponse) =>
    sum(pairs.map((pair) => sum(of(pair).main))) / pairs.length;
  return [{ step, iteration, chosen: mean(({ chosen }) => chosen), rejected: mean(({ rejected }) => rejected) }];
}

const freshRow = (iteration: number | null): IterationRow => ({
  iteration,
  benchmark: null,
  outcome: null,
  rollouts: null,
  prompts: null,
  judged: null,
  pairs: null,
  kept: null,
  controls: { data: null, compute: null },
});

function withRow(state: RunState, iteration: number | null, change: Partial<IterationRow>): RunState {
  const { rows } = state;
  const known = rows.find((row) => row.iteration === iteration);
  const next = { ...(known ?? freshRow(iteration)), ...change };
  return { ...state, rows: known ? rows.map((row) => (row === known ? next : row)) : [...rows, next] };
}

/** What grows with every step is in lists of this reduction's own, so that a long run is not copied for each event. */
interface Growing {
  steps: StepPoint[];
  looks: LookPoint[];
}

/** The state after one more event, but for what grows. */
function reduce(state: RunState, event: LabEvent, { steps, looks }: Growing): RunState {
  switch (event.type) {
    case 'run-started':
      steps.length = 0;
      looks.length = 0;
      return { ...emptyRun, started: event };
    case 'iteration-started':
      return {
        ...state,
        iteration: event.iteration,
        progress: null,
        exhibits: event.prompts.map(unanswered),
        settled: true,
        candidates: [],
      };
    case 'progress':
      return {
        ...state,
        progress: { iteration: event.iteration, phase: event.phase, done: event.done, total: event.total },
      };
    case 'tokens-sampled': {
      const side = event.player === 'main' ? 'main' : 'rejected';
      if (side === 'main' && !state.settled) return state;
      const exhibits = [...state.exhibits];
      for (const { exhibit, tokens } of event.responses) {
        if (exhibits[exhibit]) exhibits[exhibit] = { ...exhibits[exhibit], [side]: unscored(tokens) };
      }
      return { ...state, exhibits };
    }
    case 'rollouts-ended':
      return withRow(state, event.iteration, { rollouts: event });
    case 'prompts-made':
      return { ...withRow(state, event.iteration, { prompts: event }), exhibits: event.followed.map(unanswered) };
    case 'judged':
      return withRow(state, event.iteration, { judged: event });
    case 'candidates':
      return { ...state, candidates: event.prompts };
    case 'pairs-built':
      return { ...withRow(state, event.iteration, { pairs: event }), settled: false };
    case 'kept':
      return withRow(state, event.iteration, { kept: event });
    case 'reference-scored':
      return state;
    case 'step': {
      const { iteration, step, steps: total, loss, rewards } = event;
      steps.push({ step: steps.length + 1, iteration, steps: total, loss, rewards });
      return { ...state, progress: { iteration, phase: 'training', done: step, total } };
    }
    case 'batch-drawn':
    case 'token-played':
    case 'batch-played':
    case 'batch-scored':
    case 'batch-margins':
    case 'batch-losses':
    case 'batch-gradient':
      return { ...state, batch: withBatch(state.batch, event) };
    case 'exhibits':
      // The look at a step comes before the step's own event.
      looks.push(...look(event, steps.length + (event.step > 0 ? 1 : 0)));
      return { ...state, exhibits: event.exhibits.map(shown), settled: true };
    case 'benchmark':
      return withRow(state, event.iteration, { benchmark: event.benchmark });
    case 'iteration-ended': {
      const { iteration, loss, rewards, steps: count, flops, seconds, benchmark } = event;
      const outcome = { loss, rewards, steps: count, flops, seconds };
      return { ...withRow(state, iteration, { outcome, benchmark }), progress: null };
    }
    case 'control': {
      const controls = state.rows.find((row) => row.iteration === event.iteration)?.controls;
      const change = { controls: { ...freshRow(null).controls, ...controls, [event.equal]: event.benchmark } };
      return { ...withRow(state, event.iteration, change), progress: null };
    }
    case 'run-ended':
      return { ...state, progress: null, ended: event.seconds, early: event.stopped };
  }
}

const grows = ({ type }: LabEvent): boolean => type === 'step' || type === 'exhibits' || type === 'run-started';

/** The state after more events. Pure: a log and a cursor give the same page every time. */
export function reduceAll(events: readonly LabEvent[], from: RunState = emptyRun): RunState {
  const growing = { steps: [...from.steps], looks: [...from.looks] };
  const state = events.reduce((before, event) => reduce(before, event, growing), from);
  return events.some(grows) ? { ...state, ...growing } : state;
}

/** β of an iteration; null where the run has none. */
export function betaOf({ started }: RunState, iteration: number): number | null {
  const beta = started?.config.beta;
  return typeof beta === 'number' || Array.isArray(beta) ? at(beta, iteration) : null;
}
