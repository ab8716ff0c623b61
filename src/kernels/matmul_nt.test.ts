import { expect, test } from 'vitest';
import { matmulNT } from './matmul.ts';
import { blank, expectClose, floats, random, range, run, sizes } from './testing.ts';

// Rows, k and n around the 4, 8 and 64 of vectors, threads and workgroups; multiples of 4 take the vectorised variant.
test.each([
  [1, 1, 1],
  [3, 7, 5],
  [3, 40, 27],
  [67, 27, 66],
  [129, 5, 65],
  [1, 4, 4],
  [3, 40, 68],
  [67, 4, 132],
  [129, 64, 64],
])('[%i, %i] · [%i, k]ᵀ, plain and accumulated', async (rows, k, n) => {
  const [a, b, before] = [random(rows * k, 1), random(n * k, 2), random(rows * n, 3)];
  const inputs = { size: sizes(rows), a: floats(a), b: floats(b), rows, k, n };
  const [plain, added] = [blank(rows * n), floats(before)];
  const [product, sum] = await run(
    (r) => {
      matmulNT(r, { ...inputs, out: plain });
      matmulNT(r, { ...inputs, out: added, accumulate: true });
    },
    plain,
    added,
  );
  const expected = range(rows * n, (i) => {
    const [m, column] = [Math.floor(i / n), i % n];
    return range(k, (j) => a[m * k + j] * b[column * k + j]).reduce((x, y) => x + y, 0);
  });
  expectClose(product, expected, k);
  expectClose(
    sum,
    expected.map((value, i) => before[i] + value),
    k,
  );
});

test('a window into a longer matrix', async () => {
  const [k, n, first] = [4, 4, 64]; // 64 rows of 4 floats: 1024 bytes
  const [a, b] = [random((first + 3) * k, 1), random(n * k, 2)];
  const window = { buffer: floats(a), offset: first * k * 4 };
  const out = blank(3 * n);
  const [actual] = await run((r) => matmulNT(r, { size: sizes(3), a: window, b: floats(b), out, rows: 3, k, n }), out);
  const expected = range(3 * n, (i) => {
    const [m, column] = [first + Math.floor(i / n), i % n];
    return range(k, (j) => a[m * k + j] * b[column * k + j]).reduce((x, y) => x + y, 0);
  });
  expectClose(actual, expected, k);
  expect(actual).not.toContain(Number.NaN);
});
