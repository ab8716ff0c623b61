import { expect, test } from 'vitest';
import { walkOf } from '../../lab/walk.ts';
import { reduceAll } from '../reduce.ts';
import type { Batch } from './batch.ts';
import { firstFocus, lanesOf, layersOf, momentOf, parting, sumsAt } from './lanes.ts';
import { walkLog } from './log.ts';
import { stopsOf } from './position.ts';

const stops = stopsOf(walkLog);
/** The batch at the end of a phase of the first iteration. */
function batchAt(phase: string): Batch {
  const { cursor } = stops.find((stop) => stop.end && stop.phase === phase)!;
  return reduceAll(walkLog.slice(0, cursor)).batch!;
}
const lane = (phase: Parameters<typeof lanesOf>[0], side: 'chosen' | 'rejected', id: string) =>
  lanesOf(phase, batchAt(phase), 0, side).find((one) => one.id === id);

test('the opponent’s response grows, a token an event', () => {
  const cursors = walkLog.flatMap(({ type }, i) => (type === 'token-played' ? [i + 1] : []));
  const grown = cursors.map((cursor) => reduceAll(walkLog.slice(0, cursor)).batch!.items[0].rejected);
  expect(grown.slice(0, 2)).toEqual([[5], [5, 3]]);
  expect(batchAt('play').items[0].right.rejected).toBe(false);
  expect(lane('play', 'rejected', 'played')!.values[0]).toBeCloseTo(Math.exp(-1));
});

test('both players’ log-probs, their sums and differences', () => {
  expect(lane('score', 'chosen', 'main')).toMatchObject({ values: [-2, -1], total: -3 });
  expect(lane('score', 'rejected', 'difference')).toMatchObject({ values: [0, 0], total: 0 });
});

test('the push on a token’s logit is −∂L/∂logit: up for y, down for y′', () => {
  const up = lane('gradient', 'chosen', 'push')!.values;
  expect(up[0]).toBeCloseTo(0.25 * (1 - Math.exp(-2)));
  const down = lane('gradient', 'rejected', 'push')!.values;
  expect(down[1]).toBeCloseTo(-0.25 * (1 - Math.exp(-0.5)));
});

test('the update’s change, the later log-ratio, and the swap that levels them', () => {
  expect(lane('update', 'chosen', 'change')).toMatchObject({ values: [0.5, 0], total: 0.5 });
  expect(lane('again', 'rejected', 'difference')).toMatchObject({ values: [-1, 0], total: -1 });
  expect(lane('swap', 'chosen', 'difference')).toMatchObject({ values: [0, 0], total: 0 });
  expect(momentOf('again', batchAt('update'))).toBe('after');
  const batch = batchAt('swap');
  expect(sumsAt(batch, 'end', 0)).toEqual({ chosen: -2, rejected: -2.5, r: 1, r2: -1 });
  expect(sumsAt(batch, 'swapped', 0)).toMatchObject({ r: 0, r2: 0 });
});

test('a phase shows nothing of a later one', () => {
  for (const { phase } of walkOf('spin', 0)) {
    const batch = batchAt(phase);
    const order = ['score', 'margin', 'loss', 'gradient', 'update', 'again', 'swap'];
    const at = order.indexOf(phase);
    expect(batch.margins !== null).toBe(at >= order.indexOf('margin'));
    expect(batch.losses !== null).toBe(at >= order.indexOf('loss'));
    expect(batch.gradient !== null).toBe(at >= order.indexOf('gradient'));
    expect(batch.scores.after !== undefined).toBe(at >= order.indexOf('update'));
    expect(batch.scores.swapped !== undefined).toBe(phase === 'swap');
  }
});

test('norms of a part of the model combine as lengths do', () => {
  const tensors = [
    { name: 'model.layers.0.a', norm: 3 },
    { name: 'model.layers.0.b', norm: 4 },
    { name: 'model.norm.weight', norm: 1 },
    { name: 'lm_head.weight', norm: 2 },
  ];
  expect(layersOf(tensors)).toEqual([
    { layer: '0', norm: 5 },
    { layer: 'norm', norm: 1 },
    { layer: 'head', norm: 2 },
  ]);
});

test('the first look is at a long response that fits, and at the place where the two part', () => {
  const item = (length: number) => ({ ...batchAt('draw').items[0], chosen: Array(length).fill(1) });
  const batch = { ...batchAt('draw'), items: [item(3), item(30), item(12), item(12)] };
  expect(firstFocus(batch)).toBe(2);
  expect(parting({ ...item(2), chosen: [1, 2, 3], rejected: [1, 2, 4] })).toBe(2);
  expect(parting({ ...item(2), chosen: [1, 2], rejected: [1, 2] })).toBe(0);
});
