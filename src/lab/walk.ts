import type { LabEvent, Moment } from '../methods/events.ts';
import type { Method } from './config.ts';

export type WalkPhase =
  | 'draw'
  | 'play'
  | 'score'
  | 'margin'
  | 'loss'
  | 'gradient'
  | 'update'
  | 'again'
  | 'swap'
  | 'prompts'
  | 'answer'
  | 'judge'
  | 'grade'
  | 'keep'
  | 'pair'
  | 'measure';

/** A phase of an iteration, and whether an event of that iteration is its last. */
export interface WalkStage {
  phase: WalkPhase;
  ends(event: LabEvent): boolean;
}

const at = (phase: WalkPhase, type: LabEvent['type']): WalkStage => ({ phase, ends: (event) => event.type === type });

const scored = (phase: WalkPhase, player: 'main' | 'opponent', moment: Moment): WalkStage => ({
  phase,
  ends: (event) => event.type === 'batch-scored' && event.player === player && event.moment === moment,
});

/** The inner steps run on to the last. */
const lastStep: WalkStage = {
  phase: 'again',
  ends: (event) => event.type === 'step' && event.step === event.steps,
};

const draw = at('draw', 'batch-drawn');
const score = scored('score', 'main', 'before');
const margin = at('margin', 'batch-margins');
const learn = [
  at('loss', 'batch-losses'),
  at('gradient', 'batch-gradient'),
  scored('update', 'main', 'after'),
  lastStep,
];
const swap = scored('swap', 'main', 'swapped');
const measure = at('measure', 'iteration-ended');
const answer = at('answer', 'rollouts-ended');
const pair = at('pair', 'pairs-built');

const imitation = [draw, score, ...learn];
const preference = [draw, score, margin, ...learn];

const walks: Record<Method, readonly WalkStage[]> = {
  sft: [...imitation, measure],
  spin: [draw, scored('play', 'opponent', 'before'), score, margin, ...learn, swap],
  dpo: [answer, at('grade', 'candidates'), pair, ...preference, measure],
  'rest-em': [answer, at('grade', 'candidates'), at('keep', 'kept'), ...imitation, measure],
  'self-rewarding': [at('prompts', 'prompts-made'), answer, at('judge', 'candidates'), pair, ...preference, swap],
};

/**
 * The phases of an iteration of a method, in their order. One may never end, where a configuration has no use for it
 * (given pairs need no answers, learning from the best alone no margins): it is over when a later one ends.
 */
export const walkOf = (method: Method, iteration: number): readonly WalkStage[] =>
  // Self-Rewarding makes its M1 by SFT.
  walks[method === 'self-rewarding' && iteration === 0 ? 'sft' : method];

/** Whether a phase of the iteration ends with the event. */
export const endsPhase = (method: Method, iteration: number, event: LabEvent): boolean =>
  walkOf(method, iteration).some(({ ends }) => ends(event));

/** Whether the last phase of the iteration ends with the event. */
export const endsIteration = (method: Method, iteration: number, event: LabEvent): boolean =>
  walkOf(method, iteration).at(-1)!.ends(event);
