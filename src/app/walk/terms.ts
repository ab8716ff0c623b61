import type { WalkPhase } from '../../lab/walk.ts';

/** Words that the walk explains; their texts stand in the catalogue. */
export const terms = [
  ...(['policy', 'opponent', 'reference', 'prompt', 'token', 'eos', 'temperature', 'logProb', 'nat'] as const),
  ...([
    'logRatio',
    'margin',
    'beta',
    'loss',
    'gradient',
    'weight',
    'logit',
    'sigma',
    'gradNorm',
    'clip',
    'learningRate',
  ] as const),
  ...(['batch', 'epoch', 'benchmark', 'greedy', 'rubric', 'judge', 'filter'] as const),
] as const;

export type Term = (typeof terms)[number];

/** The terms that each phase brings up. */
export const termsOf: Readonly<Record<WalkPhase, readonly Term[]>> = {
  prompts: ['policy', 'prompt'],
  answer: ['policy', 'temperature', 'token'],
  judge: ['judge', 'rubric'],
  grade: ['filter'],
  keep: ['filter'],
  pair: ['reference', 'margin'],
  draw: ['prompt', 'token', 'eos', 'batch'],
  play: ['opponent', 'temperature', 'token', 'eos'],
  score: ['policy', 'reference', 'logProb', 'nat', 'logRatio'],
  margin: ['margin', 'beta', 'logRatio'],
  loss: ['loss', 'margin', 'batch'],
  gradient: ['gradient', 'weight', 'logit', 'sigma', 'gradNorm', 'clip'],
  update: ['learningRate', 'clip'],
  again: ['batch', 'epoch', 'margin'],
  swap: ['opponent', 'benchmark', 'greedy'],
  measure: ['benchmark', 'greedy'],
};

/** Terms of pairs, which a tale of single responses has no use for. */
export const ofPairs: ReadonlySet<Term> = new Set(['margin', 'beta', 'logRatio', 'reference', 'sigma']);
