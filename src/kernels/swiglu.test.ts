import { expect, test } from 'vitest';
import { swiglu } from './swiglu.ts';
import { blank, expectClose, floats, random, run, sizes, swigluReference } from './testing.ts';

async function activate(gate: ArrayLike<number>, up: ArrayLike<number>, width: number): Promise<Float32Array> {
  const count = gate.length / width;
  const out = blank(gate.length);
  const inputs = { size: sizes(count), gate: floats(gate), up: floats(up) };
  const [actual] = await run((r) => swiglu(r, { ...inputs, out, count, width }), out);
  return actual;
}

test.each([
  [1, 1],
  [3, 5],
  [67, 27],
  [129, 66],
])('%i rows of width %i', async (count, width) => {
  const [gate, up] = [random(count * width, 1, 6), random(count * width, 2)];
  expectClose(await activate(gate, up, width), swigluReference(gate, up), 16);
});

test('gates of ±100 and ±10,000', async () => {
  const gate = [0, 100, -100, 1e4, -1e4];
  const up = new Array(5).fill(3);
  const actual = await activate(gate, up, 5);
  swigluReference(gate, up).forEach((value, i) => {
    expect(Math.abs(actual[i] - value)).toBeLessThanOrEqual(1e-6 * Math.abs(value) + 1e-29);
  });
});
