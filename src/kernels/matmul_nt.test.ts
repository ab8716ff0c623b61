import { beforeEach, describe, expect, test } from 'vitest';
import { matmulNT } from './matmul.ts';
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
  [5, 8, 12],
] as const;

describe.each(variants('matmul_nt'))('%s', (variant) => {
  beforeEach(() => choose(gpu, { matmul_nt: variant }));

  test.each(shapes)('[%i, %i] · [%i, k]ᵀ', async (rows, k, n) => {
    const [a, b] = [random(rows * k, 1), random(n * k, 2)];
    const inputs = { size: sizes(rows), a: floats(a), b: floats(b), rows, k, n };
    const out = blank(rows * n);
    const [after] = await run((r) => matmulNT(r, { ...inputs, out }), out);
    const expected = range(rows * n, (i) => {
      const [m, column] = [Math.floor(i / n), i % n];
      const terms = range(k, (j) => a[m * k + j] * b[column * k + j]);
      return terms.reduce((sum, term) => sum + term, 0);
    });
    expectClose(after, expected, k);
  });

  test('a window into a longer matrix', async () => {
    const [k, n, first] = [4, 4, 64]; // 64 rows of 4 floats: 1024 bytes
    const [a, b] = [random((first + 3) * k, 1), random(n * k, 2)];
    const window = { buffer: floats(a), offset: first * k * 4 };
    const out = blank(3 * n);
    const [actual] = await run(
      (r) => matmulNT(r, { size: sizes(3), a: window, b: floats(b), out, rows: 3, k, n }),
      out,
    );
    const expected = range(3 * n, (i) => {
      const [m, column] = [first + Math.floor(i / n), i % n];
      return range(k, (j) => a[m * k + j] * b[column * k + j]).reduce((x, y) => x + y, 0);
    });
    expectClose(actual, expected, k);
    expect(actual).not.toContain(Number.NaN);
  });
});
