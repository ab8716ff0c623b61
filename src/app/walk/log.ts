import type { LabEvent, Moment, TokenScores } from '../../methods/events.ts';
import { benchmark, iteration, started, step } from '../log.ts';

// An inspected iteration of SPIN for tests: two pairs, of which the second holds the same response twice, and three steps.

const scores = (...logps: number[]): TokenScores => ({ logps, likeliest: logps.map((logp) => [2, Math.exp(logp)]) });

const scored = (
  t: number,
  after: number,
  moment: Moment,
  player: 'main' | 'opponent',
  chosen: number[],
  rejected: number[],
): LabEvent => ({
  ...{ type: 'batch-scored', iteration: t, step: after, moment, player },
  items: [
    { chosen: scores(...chosen), rejected: scores(...rejected) },
    { chosen: scores(-1, -1), rejected: scores(-1, -1) },
  ],
});

const none = { chosen: null, rejected: null };

export function walkIteration(t: number): LabEvent[] {
  const sums = { chosen: -3, rejected: -1.5, referenceChosen: -3, referenceRejected: -1.5, margin: 0 };
  const same = { chosen: -2, rejected: -2, referenceChosen: -2, referenceRejected: -2, margin: 0 };
  return [
    iteration(t),
    {
      ...{ type: 'batch-drawn', iteration: t, step: 1 },
      items: [
        { prompt: [1], chosen: [2, 3], rejected: null, right: none },
        { prompt: [1], chosen: [4, 3], rejected: null, right: none },
      ],
    },
    {
      type: 'token-played',
      iteration: t,
      place: 0,
      tokens: [
        [5, -1],
        [4, -1],
      ],
    },
    {
      type: 'token-played',
      iteration: t,
      place: 1,
      tokens: [
        [3, -0.5],
        [3, -1],
      ],
    },
    { type: 'batch-played', iteration: t, right: [false, true] },
    scored(t, 0, 'before', 'opponent', [-2, -1], [-1, -0.5]),
    scored(t, 0, 'before', 'main', [-2, -1], [-1, -0.5]),
    { type: 'batch-margins', iteration: t, step: 1, pairs: [sums, same] },
    { type: 'batch-losses', iteration: t, step: 1, loss: Math.LN2, losses: [Math.LN2, Math.LN2] },
    {
      ...{ type: 'batch-gradient', iteration: t, step: 1, learningRate: 1e-4, norm: 5, scale: 0.2 },
      weights: [
        { chosen: -0.25, rejected: 0.25 },
        { chosen: -0.25, rejected: 0.25 },
      ],
      tensors: [
        { name: 'model.embed_tokens.weight', norm: 3 },
        { name: 'model.layers.0.mlp.up_proj.weight', norm: 4 },
      ],
    },
    scored(t, 1, 'after', 'main', [-1.5, -1], [-1.25, -0.5]),
    step(t, 1, 0.6, 3),
    scored(t, 2, 'later', 'main', [-1.25, -1], [-1.5, -0.5]),
    step(t, 2, 0.5, 3),
    scored(t, 3, 'end', 'main', [-1, -1], [-2, -0.5]),
    step(t, 3, 0.4, 3),
    {
      ...{ type: 'iteration-ended', iteration: t, loss: 0.4, rewards: null, benchmark },
      ...{ steps: 3, flops: 1, seconds: 1 },
    },
    scored(t, 3, 'swapped', 'opponent', [-1, -1], [-2, -0.5]),
    scored(t, 3, 'swapped', 'main', [-1, -1], [-2, -0.5]),
  ];
}

export const walkLog: readonly LabEvent[] = [
  started,
  { type: 'benchmark', iteration: null, benchmark, seconds: 1 },
  ...walkIteration(0),
  ...walkIteration(1),
  { type: 'run-ended', stopped: false, seconds: 1 },
];
