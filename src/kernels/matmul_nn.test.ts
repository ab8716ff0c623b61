import { beforeEach, describe, expect, test } from 'vitest';
import { inputPartials, inputSplits, matmulNN } from './matmul.ts';
import { blank, expectClose, floats, gpu, random, range, run, sizes, variants } from './testing.ts';
import { choose } from './variants.ts';

// Rows, k and n around the 4, 8 and 64 of vectors, threads and workgroups; multiples of 4 take the vectorised variant.
const shapes = [
  [1, 1, 1],
  [3, 7, 5],
  [67, 40, 27],
  [129, 27, 66],
  [1, 4, 4],
  [3, 8, 132],
  [67, 40, 68],
  [129, 64, 64],
] as const;

const product = (a: Float32Array, b: Float32Array, rows: number, k: number, n: number): number[] =>
  range(rows * n, (i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    let sum = 0;
    for (let j = 0; j < k; j++) sum += a[row * k + j] * b[j * n + column];
    return sum;
  });

describe.each(variants('matmul_nn'))('%s', (variant) => {
  beforeEach(() => choose(gpu, { matmul_nn: variant }));

  test.each(shapes)('[%i, %i] · [k, %i]', async (rows, k, n) => {
    const [a, b] = [random(rows * k, 1), random(k * n, 2)];
    const inputs = { size: sizes(rows), a: floats(a), b: floats(b), rows, k, n };
    const out = blank(rows * n);
    const [after] = await run((r) => matmulNN(r, { ...inputs, out }), out);
    expectClose(after, product(a, b, rows, k, n), k);
  });

  // A vocabulary: few outputs of long sums. In parts where the variant can.
  test.each([
    [64, 6],
    [65, 67],
  ])('[%i, 3000] · [3000, %i], with room for parts', async (rows, n) => {
    const k = 3000;
    expect(inputSplits(rows, k, n)).toBe(2);
    const [a, b] = [random(rows * k, 1), random(k * n, 2)];
    const inputs = { size: sizes(rows), a: floats(a), b: floats(b), rows, k, n };
    const [out, partials] = [blank(rows * n), blank(inputPartials(rows, k, n))];
    const [after] = await run((r) => matmulNN(r, { ...inputs, out, partials }), out, partials);
    expectClose(after, product(a, b, rows, k, n), k);
  });

  test('no rows', async () => {
    const out = floats([7]);
    const inputs = { size: sizes(0), a: floats([]), b: floats([1]), rows: 0, k: 1, n: 1 };
    const [after] = await run((r) => matmulNN(r, { ...inputs, out }), out);
    expect([...after]).toEqual([7]);
  });
});
