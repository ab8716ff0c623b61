import { expect, test } from 'vitest';
import { curvesOf, lossAt } from './curve.ts';

test('the losses’ values and slopes', () => {
  expect(lossAt('sigmoid', 0, 0)).toEqual({ value: Math.LN2, slope: -0.5 });
  expect(lossAt('hinge', 0.25, 0)).toEqual({ value: 0.75, slope: -1 });
  expect(lossAt('exponential', 1, 0).value).toBeCloseTo(Math.exp(-1), 12);
  expect(lossAt('correlation', 3, 0)).toEqual({ value: -2, slope: -1 });
});

test('the axes hold every pair of the batch, also where a loss falls below 0', () => {
  const points = [
    { s: 9, loss: -8 },
    { s: -4, loss: 5 },
  ];
  const { x, y, curves } = curvesOf(['correlation', 'sigmoid'], points, 0);
  expect(x.values[0]).toBeLessThanOrEqual(-9);
  expect(x.values.at(-1)).toBeGreaterThanOrEqual(9);
  expect(y.values[0]).toBeLessThanOrEqual(-8);
  expect(y.values.at(-1)).toBeGreaterThanOrEqual(5);
  expect(curves.map(({ loss }) => loss)).toEqual(['correlation', 'sigmoid']);
});
