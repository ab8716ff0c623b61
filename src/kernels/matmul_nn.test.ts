import { expect, test } from 'vitest';
import { matmulNN } from './matmul.ts';
import { blank, expectClose, floats, random, range, run, sizes } from './testing.ts';

// Rows, k and n around the 4, 8 and 64 of vectors, threads and workgroups; multiples of 4 take the vectorised variant.
test.each([
  [1, 1, 1, false],
  [3, 7, 5, true],
  [67, 40, 27, false],
  [129, 27, 66, true],
  [1, 4, 4, true],
  [3, 8, 132, false],
  [67, 40, 68, false],
  [129, 64, 64, true],
])('[%i, %i] · [k, %i], accumulated: %s', async (rows, k, n, accumulate) => {
  const [a, b, before] = [random(rows * k, 1), random(k * n, 2), random(rows * n, 3)];
  const inputs = { size: sizes(rows), a: floats(a), b: floats(b), rows, k, n };
  const out = accumulate ? floats(before) : blank(rows * n);
  const [after] = await run((r) => matmulNN(r, { ...inputs, out, accumulate }), out);
  const expected = range(rows * n, (i) => {
    const [m, column] = [Math.floor(i / n), i % n];
    const terms = range(k, (j) => a[m * k + j] * b[j * n + column]);
    return terms.reduce((sum, term) => sum + term, accumulate ? before[i] : 0);
  });
  expectClose(after, expected, k);
});

test('no rows', async () => {
  const out = floats([7]);
  const inputs = { size: sizes(0), a: floats([]), b: floats([1]), rows: 0, k: 1, n: 1 };
  const [after] = await run((r) => matmulNN(r, { ...inputs, out }), out);
  expect([...after]).toEqual([7]);
});
