import { beforeEach, describe, expect, test } from 'vitest';
import { rmsNorm } from './rms_norm.ts';
import {
  blank,
  dot,
  expectClose,
  floats,
  gpu,
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
    [1, 1],
    [3, 5],
    [67, 27],
    [129, 66],
  ])('%i rows of width %i, with and without an addition', async (count, width) => {
    const residual = random(count * width, 1, 3);
    const delta = random(count * width, 2, 3);
    const weight = random(width, 3);
    const [out, inverseRms, x] = [blank(residual.length), blank(count), blank(residual.length)];
    const inputs = { size: sizes(count), residual: floats(residual), weight: floats(weight), count, width, eps };

    const [alone, inverse] = await run((r) => rmsNorm(r, { ...inputs, out, inverseRms }), out, inverseRms);
    expectClose(alone, rmsNormReference(residual, weight, eps), width);
    const squares = range(count, (row) => residual.subarray(row * width, (row + 1) * width)).map((row) =>
      dot(row, row),
    );
    expectClose(
      inverse,
      squares.map((sum) => 1 / Math.sqrt(sum / width + eps)),
      width,
    );

    const added = { delta: floats(delta), x };
    const [both, sum] = await run((r) => rmsNorm(r, { ...inputs, out, inverseRms, added }), out, x);
    const expected = residual.map((value, i) => value + delta[i]);
    expect(sum).toEqual(expected);
    expectClose(both, rmsNormReference(expected, weight, eps), width);
  });

  test('rows of zeros, and of very small and large numbers', async () => {
    const width = 8;
    const rows = [0, 1e-12, 1e12].flatMap((scale) => [...random(width, 1, scale)]);
    const weight = new Float32Array(width).fill(1);
    const [out, inverseRms] = [blank(rows.length), blank(3)];
    const inputs = { size: sizes(3), residual: floats(rows), weight: floats(weight), count: 3, width, eps };
    const [actual] = await run((r) => rmsNorm(r, { ...inputs, out, inverseRms }), out);
    const expected = rmsNormReference(Float32Array.from(rows), weight, eps);
    for (const row of [0, 1, 2])
      expectClose(
        actual.subarray(row * width, (row + 1) * width),
        expected.slice(row * width, (row + 1) * width),
        width,
      );
  });
});
