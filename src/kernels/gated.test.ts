import { beforeEach, describe, test } from 'vitest';
import { gated } from './gated.ts';
import { blank, expectClose, floats, gpu, random, range, run, sizes, swigluReference, variants } from './testing.ts';
import { choose } from './variants.ts';

describe.each(variants('gated'))('%s', (variant) => {
  beforeEach(() => choose(gpu, { gated: variant }));

  test.each([
    [1, 4, 4],
    [3, 5, 7],
    [4, 8, 12],
    [67, 40, 68],
    [129, 64, 176],
  ])('[%i, %i], %i wide', async (rows, k, n) => {
    const [a, g, u] = [random(rows * k, 1), random(n * k, 2, 3), random(n * k, 3)];
    const out = blank(rows * n);
    const between = { gate: blank(rows * n), up: blank(rows * n) };
    const inputs = { size: sizes(rows), a: floats(a), gateWeight: floats(g), upWeight: floats(u), ...between, out };
    const [actual] = await run((r) => gated(r, { ...inputs, count: rows, k, n }), out);
    const times = (w: Float32Array) =>
      range(rows * n, (i) => {
        const [m, column] = [Math.floor(i / n), i % n];
        return range(k, (j) => a[m * k + j] * w[column * k + j]).reduce((x, y) => x + y, 0);
      });
    expectClose(actual, swigluReference(times(g), times(u)), 2 * k);
  });
});
