import { expect, test } from 'vitest';
import { matmulNN } from './matmul.ts';
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
])('[%i, %i] · [k, %i], plain and accumulated', async (rows, k, n) => {
  const [a, b, before] = [random(rows * k, 1), random(k * n, 2), random(rows * n, 3)];
  const inputs = { size: sizes(rows), a: floats(a), b: floats(b), rows, k, n };
  const [plain, added] = [blank(rows * n), floats(before)];
  const [product, sum] = await run(
    (r) => {
      matmulNN(r, { ...inputs, out: plain });
      matmulNN(r, { ...inputs, out: added, accumulate: true });
    },
    plain,
    added,
  );
  const expected = range(rows * n, (i) => {
    const [m, column] = [Math.floor(i / n), i % n];
    return range(k, (j) => a[m * k + j] * b[j * n + column]).reduce((x, y) => x + y, 0);
  });
  expectClose(product, expected, k);
  expectClose(
    sum,
    expected.map((value, i) => before[i] + value),
    k,
  );
});

test('no rows', async () => {
  const out = floats([7]);
  const inputs = { size: sizes(0), a: floats([]), b: floats([1]), rows: 0, k: 1, n: 1 };
  const [after] = await run((r) => matmulNN(r, { ...inputs, out }), out);
  expect([...after]).toEqual([7]);
});
