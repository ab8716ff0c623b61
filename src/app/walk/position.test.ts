import { expect, test } from 'vitest';
import { walkOf } from '../../lab/walk.ts';
import { walkLog } from './log.ts';
import { nextStop, type Place, placeAt, previousStop, standing, stopsOf } from './position.ts';

const stops = stopsOf(walkLog);
const phases = walkOf('spin', 0).map(({ phase }) => phase);

test('every phase ends once an iteration, in its order, with tokens and training steps as rests between', () => {
  const ends = stops.filter(({ end }) => end);
  expect(ends.map(({ phase }) => phase)).toEqual([...phases, ...phases]);
  expect(ends.map(({ iteration }) => iteration)).toEqual([...Array(9).fill(0), ...Array(9).fill(1)]);
  const rests = stops.filter(({ end, iteration }) => !end && iteration === 0);
  expect(rests.map(({ phase }) => phase)).toEqual(['play', 'play', 'again', 'again']);
});

test('the place is the phase that has just ended, or the one whose work is under way', () => {
  for (const { cursor, phase, end, iteration } of stops)
    expect(placeAt(walkLog, stops, cursor)).toEqual({ method: 'spin', iteration, phase, end });
  const before = placeAt(walkLog, stops, 2);
  expect(before).toEqual({ method: 'spin', iteration: 0, phase: null, end: false });
  expect(placeAt(walkLog, stops, 3)).toMatchObject({ phase: 'draw', end: false });
  const gradient = stops.find(({ phase, end }) => phase === 'gradient' && end)!;
  expect(placeAt(walkLog, stops, gradient.cursor - 1)).toMatchObject({ phase: 'loss', end: true });
  expect(placeAt(walkLog, stops, walkLog.length)).toMatchObject({ iteration: 1, phase: 'swap', end: true });
});

test('forward and back are each other’s way home', () => {
  const there: number[] = [];
  for (let stop = nextStop(stops, 0, 'stop'); stop; stop = nextStop(stops, stop.cursor, 'stop'))
    there.push(stop.cursor);
  const home: number[] = [];
  for (let stop = previousStop(stops, walkLog.length); stop; stop = previousStop(stops, stop.cursor))
    home.push(stop.cursor);
  expect(home).toEqual(there.toReversed());
});

test('to the end of a phase, and of the iteration, the last one too', () => {
  const first = stops[0];
  const later = stops.find(({ iteration }) => iteration === 1)!;
  expect(nextStop(stops, later.cursor, 'iteration')).toMatchObject({ phase: 'swap', iteration: 1, last: true });
  // Right after the first iteration, with no other yet.
  const begun = walkLog.slice(0, later.cursor - 2);
  expect(nextStop(stopsOf(begun), first.cursor, 'iteration')).toMatchObject({ phase: 'swap', iteration: 0 });
  expect(nextStop(stopsOf(begun), begun.length, 'iteration')).toBeNull();
  expect(nextStop(stops, first.cursor, 'phase')).toMatchObject({ phase: 'play', end: true });
  expect(nextStop(stops, first.cursor, 'iteration')).toMatchObject({ phase: 'swap', iteration: 0, end: true });
  expect(nextStop(stops, walkLog.length, 'stop')).toBeNull();
});

test('steps of which none was taken apart are inner steps', () => {
  const plain = walkLog.filter(({ type }) => !type.startsWith('batch-') && type !== 'token-played');
  expect(stopsOf(plain).map(({ phase }) => phase)).toEqual(Array(6).fill('again'));
});

test('a goal is ahead, reached, or missed: then the walk stops on its way', () => {
  const at = (phase: Place['phase'], end = true, iteration = 0): Place => ({ method: 'spin', iteration, phase, end });
  const goal = { phase: 'loss', iteration: 0 } as const;
  expect(standing(goal, at(null), 'spin')).toBe('ahead');
  expect(standing(goal, at('margin'), 'spin')).toBe('ahead');
  expect(standing(goal, at('loss', false), 'spin')).toBe('ahead');
  expect(standing(goal, at('loss'), 'spin')).toBe('reached');
  expect(standing(goal, at('gradient', false), 'spin')).toBe('missed');
  expect(standing(goal, at('draw', false, 1), 'spin')).toBe('missed');
  expect(standing({ phase: 'play', iteration: null }, at(null), 'sft')).toBe('missed');
  // Self-Rewarding judges from its second iteration on.
  expect(standing({ phase: 'judge', iteration: null }, at('measure'), 'self-rewarding')).toBe('ahead');
});
