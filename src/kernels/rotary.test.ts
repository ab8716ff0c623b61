import { expect, test } from 'vitest';
import { rotary } from './rotary.ts';
import { dot, expectClose, floats, numericalGradient, random, range, run, sizes, words } from './testing.ts';

const angle = (position: number, d: number, half: number) => position * 100 ** (-d / half);

/** Each pair (d, d + half) of each head, as a complex number, times e^{i·angle}. */
function turned(x: ArrayLike<number>, positions: readonly number[], heads: number, headDim: number): number[] {
  const half = headDim / 2;
  const out = Array.from(x);
  positions.forEach((position, t) => {
    for (let h = 0; h < heads; h++)
      for (let d = 0; d < half; d++) {
        const at = (t * heads + h) * headDim + d;
        const [cosine, sine] = [Math.cos(angle(position, d, half)), Math.sin(angle(position, d, half))];
        out[at] = x[at] * cosine - x[at + half] * sine;
        out[at + half] = x[at] * sine + x[at + half] * cosine;
      }
  });
  return out;
}

/** `others`: first slots of the rows that share the last token. */
function inputsOf(
  positions: readonly number[],
  headDim: number,
  slots: (t: number) => number = () => 9,
  others: readonly number[] = [],
) {
  const half = headDim / 2;
  const turns = floats(
    range(Math.max(...positions) + 1, (p) =>
      range(half, (d) => [Math.cos(angle(p, d, half)), Math.sin(angle(p, d, half))]),
    ).flat(2),
  );
  const count = positions.length;
  const next = (i: number) => (i < others.length ? count + i : 0);
  const tokens = words([
    ...positions.flatMap((position, t) => [9, position, slots(t), t + 1 === count ? next(0) : 0]),
    ...others.flatMap((slot, i) => [9, 9, slot, next(i + 1)]),
  ]);
  return { size: sizes(count), tokens, turns, count };
}

test.each([
  [[0], 1, 1, 2],
  [[0, 1, 2, 0, 1, 7], 3, 1, 10],
  [range(67, (t) => t), 2, 2, 6],
  [range(9, (t) => t), 4, 2, 16],
])('positions %j, %i heads over %i of width %i, and their gradients', async (positions, heads, kvHeads, headDim) => {
  const inputs = { ...inputsOf(positions, headDim), shape: { heads, kvHeads, headDim } };
  const x = [heads, kvHeads].map((n, i) => random(positions.length * n * headDim, i + 1));

  const [q, k] = x.map(floats);
  const forward = await run((r) => rotary(r, { ...inputs, q, k }), q, k);
  forward.forEach((actual, i) => {
    expectClose(actual, turned(x[i], positions, [heads, kvHeads][i], headDim), 2);
  });

  const dOut = x.map(({ length }, i) => random(length, i + 3));
  const [dq, dk] = dOut.map(floats);
  const backward = await run((r) => rotary(r, { ...inputs, q: dq, k: dk, inverse: true }), dq, dk);
  backward.forEach((gradient, i) => {
    const loss = (at: number[]) => dot(dOut[i], turned(at, positions, [heads, kvHeads][i], headDim));
    expectClose(gradient, numericalGradient(loss, x[i]), 2);
  });
});

test.each([2, 6, 16])(
  'width %i: turned keys, and values, go to the slots of a cache, the others stay',
  async (headDim) => {
    const [heads, kvHeads] = [2, 1];
    const positions = [0, 1, 2, 0];
    const firsts = [4, 4, 0, 9];
    const inputs = inputsOf(positions, headDim, (t) => firsts[t], [7, 10]);
    const [q, k, v] = [heads, kvHeads, kvHeads].map((n, i) => random(positions.length * n * headDim, i + 1));
    const before = [random(11 * headDim, 4), random(11 * headDim, 5)];
    const buffers = { q: floats(q), k: floats(k), v: floats(v), keys: floats(before[0]), values: floats(before[1]) };
    const cache = { v: buffers.v, keys: buffers.keys, values: buffers.values };
    const shape = { heads, kvHeads, headDim };
    const [turnedQ, keys, values] = await run(
      (r) => rotary(r, { ...inputs, q: buffers.q, k: buffers.k, shape, cache }),
      buffers.q,
      buffers.keys,
      buffers.values,
    );
    expectClose(turnedQ, turned(q, positions, heads, headDim), 2);
    const [expectedKeys, expectedValues] = before.map((values) => values.slice());
    const turnedK = turned(k, positions, kvHeads, headDim);
    positions.forEach((position, t) => {
      for (const first of t === 3 ? [firsts[t], 7, 10] : [firsts[t]]) {
        const slot = (first + position) * headDim;
        expectedKeys.set(turnedK.slice(t * headDim, (t + 1) * headDim), slot);
        expectedValues.set(v.subarray(t * headDim, (t + 1) * headDim), slot);
      }
    });
    expectClose(keys, expectedKeys, 2);
    expect(values).toEqual(expectedValues);
  },
);
