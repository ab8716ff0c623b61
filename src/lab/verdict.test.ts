import { expect, test } from 'vitest';
import type { Label } from './claims/texts.ts';
import { judge } from './verdict.ts';

const effect = (key: Label, ...values: number[]) => ({ label: { key }, unit: 'points' as const, values });

test('too few seeds, in any effect, are no verdict', () => {
  expect(judge([effect('lead', 1, 2)])).toBeNull();
  expect(judge([effect('lead', 1, 2, 3), effect('test', 1, 2)])).toBeNull();
});

test('an interval around 0 says too little: 2 ± 2.484138 by scipy.stats.t.interval(.95, 2, 2, 3 ** -.5)', () => {
  const { verdict, reason, decisive } = judge([effect('lead', 1, 2, 3)])!;
  expect([verdict, reason]).toEqual(['open', 'either']);
  expect(decisive.mean).toBe(2);
  expect(decisive.low).toBeCloseTo(-0.48413771, 8);
  expect(decisive.high).toBeCloseTo(4.48413771, 8);
});

test('all intervals above 0 hold, and the weakest is named', () => {
  const weakest = effect('test', 1, 1.1, 1.2);
  expect(judge([effect('lead', 9, 10, 11), weakest])).toMatchObject({
    ...{ verdict: 'holds', reason: 'weakest', decisive: weakest },
  });
  expect(judge([effect('lead', 9, 10, 11)])).toMatchObject({ verdict: 'holds', reason: 'only' });
});

test('one interval below 0 does not hold, whatever the others say', () => {
  const against = effect('test', -1, -1.1, -1.2);
  expect(judge([effect('lead', 9, 10, 11), against, effect('train', -9, 0, 9)])).toMatchObject({
    ...{ verdict: 'fails', reason: 'against', decisive: against },
  });
});

test('one open interval among good ones is too small to say', () => {
  const open = effect('train', -9, 0, 9);
  expect(judge([effect('lead', 9, 10, 11), open])).toMatchObject({
    ...{ verdict: 'open', reason: 'either', decisive: open },
  });
});

test('0 in every seed is neither; a sure effect needs no spread', () => {
  expect(judge([effect('lead', 0, 0, 0)])!.verdict).toBe('open');
  expect(judge([effect('lead', 2, 2, 2)])!.verdict).toBe('holds');
});
