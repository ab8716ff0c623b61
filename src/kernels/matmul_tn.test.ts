import { beforeEach, describe, expect, test } from 'vitest';
import { addWeightGradient, weightSplits } from './matmul.ts';
import { blank, expectClose, floats, gpu, random, range, run, sizes, variants } from './testing.ts';
import { choose } from './variants.ts';

async function weightGradient(rows: number, i: number, j: number): Promise<void> {
  const [a, b, before] = [random(rows * i, 1), random(rows * j, 2), random(i * j, 3)];
  const out = floats(before);
  const partials = blank(weightSplits(gpu.kind, i, j) * i * j);
  const inputs = { size: sizes(rows), a: floats(a), b: floats(b), partials };
  const [after] = await run((r) => addWeightGradient(r, { ...inputs, out, i, j }), out, partials);
  const expected = range(i * j, (at) => {
    const [row, column] = [Math.floor(at / j), at % j];
    let sum = before[at];
    for (let m = 0; m < rows; m++) sum += a[m * i + row] * b[m * j + column];
    return sum;
  });
  expectClose(after, expected, rows);
}

describe.each(variants('matmul_tn'))('%s', (variant) => {
  beforeEach(() => choose(gpu, { matmul_tn: variant }));

  // No rows: a batch of empty responses. Fewer rows than parts, and parts of unequal length.
  describe.each([0, 3, 129])('%i rows', (rows) => {
    test.each([
      [1, 1],
      [5, 7],
      [27, 66],
      [4, 4],
      [68, 40],
    ])('[rows, %i]ᵀ · [rows, %i] in parts', async (i, j) => {
      expect(weightSplits(gpu.kind, i, j)).toBeGreaterThan(1);
      await weightGradient(rows, i, j);
    });

    // Outputs that fill a device by themselves: on a GPU more than on two cores.
    test.each(
      gpu.kind === 'gpu'
        ? [
            [1023, 1021],
            [1024, 1020],
          ]
        : [
            [193, 199],
            [196, 200],
          ],
    )('[rows, %i]ᵀ · [rows, %i] at once', async (i, j) => {
      expect(weightSplits(gpu.kind, i, j)).toBe(1);
      await weightGradient(rows, i, j);
    });
  });
});
