import { expect, test } from 'vitest';
import { swigluBackward } from './swiglu_backward.ts';
import { dot, expectClose, floats, numericalGradient, random, range, run, sizes, swigluReference } from './testing.ts';

async function gradients(dOut: ArrayLike<number>, gate: ArrayLike<number>, up: ArrayLike<number>, width: number) {
  const count = gate.length / width;
  const [dGate, dUp] = [floats(gate), floats(up)];
  const inputs = { size: sizes(count), dOut: floats(dOut), gate: dGate, up: dUp };
  return run((r) => swigluBackward(r, { ...inputs, count, width }), dGate, dUp);
}

/** Elements do not depend on each other. */
const reference = (dOut: ArrayLike<number>, gate: ArrayLike<number>, up: ArrayLike<number>) =>
  range(gate.length, (i) => numericalGradient(([g, u]) => dot([dOut[i]], swigluReference([g], [u])), [gate[i], up[i]]));

test.each([
  [1, 1],
  [3, 5],
  [67, 27],
  [5, 66],
])('%i rows of width %i', async (count, width) => {
  const [dOut, gate, up] = [random(count * width, 1), random(count * width, 2, 6), random(count * width, 3)];
  const [dGate, dUp] = await gradients(dOut, gate, up, width);
  const expected = reference(dOut, gate, up);
  expectClose(
    dGate,
    expected.map(([g]) => g),
    16,
  );
  expectClose(
    dUp,
    expected.map(([, u]) => u),
    16,
  );
});

test('gates of ±100 and ±10,000', async () => {
  const gate = [0, 100, -100, 1e4, -1e4];
  const [dOut, up] = [new Array(5).fill(2), new Array(5).fill(3)];
  const [dGate, dUp] = await gradients(dOut, gate, up, 5);
  reference(dOut, gate, up).forEach(([g, u], i) => {
    expect(Math.abs(dGate[i] - g)).toBeLessThanOrEqual(1e-6 * Math.abs(g) + 1e-6);
    expect(Math.abs(dUp[i] - u)).toBeLessThanOrEqual(1e-6 * Math.abs(u) + 1e-6);
  });
});
