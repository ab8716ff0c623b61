import { test } from 'vitest';
import { NORM_SPLITS, rmsNormWeightBackward } from './rms_norm_weight_backward.ts';
import {
  blank,
  dot,
  expectClose,
  floats,
  numericalGradient,
  random,
  range,
  rmsNormReference,
  run,
  sizes,
} from './testing.ts';

const eps = 1e-5;

// No rows at all: a batch of empty responses.
test.each([
  [0, 5],
  [1, 1],
  [3, 5],
  [67, 27],
  [129, 66],
])('%i rows of width %i: added to what is there', async (count, width) => {
  const x = random(count * width, 1, 2);
  const dy = random(count * width, 2);
  const before = random(width, 3);
  const inverseRms = range(count, (row) => {
    const values = x.subarray(row * width, (row + 1) * width);
    return 1 / Math.sqrt(dot(values, values) / width + eps);
  });
  const gradient = floats(before);
  const partials = blank(NORM_SPLITS * width);
  const inputs = { size: sizes(count), dy: floats(dy), x: floats(x), inverseRms: floats(inverseRms), partials };
  const [after] = await run((r) => rmsNormWeightBackward(r, { ...inputs, gradient, width }), gradient);
  const expected = numericalGradient((weight) => dot(dy, rmsNormReference(x, weight, eps)), random(width, 4));
  expectClose(
    after,
    expected.map((value, d) => before[d] + value),
    count / 4 + 8,
  );
});
