import { test } from 'vitest';
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

test.each([
  [[0], 1, 2],
  [[0, 1, 2, 0, 1, 7], 3, 10],
  [range(67, (t) => t), 2, 6],
])('positions %j, %i heads of width %i, and its gradient', async (positions, heads, headDim) => {
  const half = headDim / 2;
  const count = positions.length;
  const x = random(count * heads * headDim, 1);
  const turns = floats(
    range(Math.max(...positions) + 1, (p) =>
      range(half, (d) => [Math.cos(angle(p, d, half)), Math.sin(angle(p, d, half))]),
    ).flat(2),
  );
  const tokens = words(positions.flatMap((position) => [9, position, 9, 9]));
  const inputs = { size: sizes(count), tokens, turns, count, heads, headDim };

  const forward = floats(x);
  const [actual] = await run((r) => rotary(r, { ...inputs, x: forward }), forward);
  expectClose(actual, turned(x, positions, heads, headDim), 2);

  const dOut = random(x.length, 2);
  const backward = floats(dOut);
  const [gradient] = await run((r) => rotary(r, { ...inputs, x: backward, inverse: true }), backward);
  expectClose(
    gradient,
    numericalGradient((at) => dot(dOut, turned(at, positions, heads, headDim)), x),
    2,
  );
});
