import { beforeEach, describe, expect, test } from 'vitest';
import { rmsNormBackward } from './rms_norm_backward.ts';
import {
  dot,
  expectClose,
  floats,
  gpu,
  numericalGradient,
  random,
  range,
  rmsNormReference,
  run,
  sizes,
  variants,
} from './testing.ts';
import { choose } from './variants.ts';

const eps = 1e-5;

describe.each(variants('rows'))('%s', (variant) => {
  beforeEach(() => choose(gpu, { rows: variant }));

  test.each([
    [1, 2],
    [3, 5],
    [67, 27],
    [5, 66],
  ])('%i rows of width %i: added to what is there', async (count, width) => {
    const x = random(count * width, 1, 2);
    const dy = random(count * width, 2);
    const weight = random(width, 3);
    const before = random(count * width, 4);
    const rows = range(count, (row) => [row * width, (row + 1) * width] as const);
    const inverseRms = rows.map(
      ([at, end]) => 1 / Math.sqrt(dot(x.subarray(at, end), x.subarray(at, end)) / width + eps),
    );
    const dX = floats(before);
    const inputs = { dy: floats(dy), x: floats(x), inverseRms: floats(inverseRms), weight: floats(weight) };
    const [after] = await run((r) => rmsNormBackward(r, { size: sizes(count), ...inputs, dX, count, width }), dX);
    const gradient = rows.flatMap(([at, end]) =>
      numericalGradient((row) => dot(dy.subarray(at, end), rmsNormReference(row, weight, eps)), x.subarray(at, end)),
    );
    expectClose(
      after,
      gradient.map((value, i) => before[i] + value),
      width,
    );
  });

  test('a row of zeros', async () => {
    const dX = floats([0, 0, 0]);
    const inputs = {
      dy: floats([1, -2, 3]),
      x: floats([0, 0, 0]),
      inverseRms: floats([eps ** -0.5]),
      weight: floats([1, 1, 1]),
    };
    const [after] = await run((r) => rmsNormBackward(r, { size: sizes(1), ...inputs, dX, count: 1, width: 3 }), dX);
    expectClose(
      after,
      [1, -2, 3].map((value) => value / Math.sqrt(eps)),
      3,
    );
    expect(after.every(Number.isFinite)).toBe(true);
  });
});
