import { afterAll, expect } from 'vitest';
import type { Recorder } from '../gpu/gpu.ts';
import { openTestGpu } from '../gpu/testing.ts';
import type { HeadShape } from './attention.ts';
import { Rng } from './philox.ts';
import { type Family, families, isAvailable } from './variants.ts';

/** The device of this test file. */
export const gpu = await openTestGpu();
afterAll(() => gpu.destroy());

/** Variants of a kernel that this device can run. */
export const variants = (family: Family): readonly string[] =>
  families[family].filter((variant) => isAvailable(gpu, variant));

const TAIL = 16;

/** A buffer of these values that ends in NaNs: a kernel may neither use nor overwrite them. */
export function floats(values: ArrayLike<number>): GPUBuffer {
  const data = new Float32Array(values.length + TAIL).fill(Number.NaN);
  data.set(values);
  return gpu.upload('floats', data);
}

/** An output to be written: NaNs all over. */
export const blank = (length: number): GPUBuffer => floats(new Float32Array(length).fill(Number.NaN));

export const words = (values: ArrayLike<number>): GPUBuffer => gpu.upload('words', Uint32Array.from(values));

export function uniform(values: Uint32Array | Float32Array): GPUBuffer {
  const buffer = gpu.uniform('uniform', 16 * Math.ceil(values.length / 4));
  gpu.write(buffer, values);
  return buffer;
}

/** The size record of a kernel: (rows, first row, …). */
export const sizes = (...values: number[]): GPUBuffer => uniform(Uint32Array.from(values));

/** Submits what `record` records and reads buffers made by `floats` and `blank`, without their tails. */
export async function run(record: (r: Recorder) => void, ...buffers: GPUBuffer[]): Promise<Float32Array[]> {
  const r = gpu.record();
  record(r);
  const result = r.read(...buffers.map((buffer) => ({ buffer, bytes: buffer.size })));
  r.submit();
  return (await result()).map((bytes) => {
    const all = new Float32Array(bytes);
    const end = all.length - TAIL;
    expect(all.subarray(end).every(Number.isNaN), 'nothing is written past the end').toBe(true);
    return all.subarray(0, end);
  });
}

/** Uniform in [−scale, scale): float32 numbers, so that the reference computes on what the GPU is given. */
export function random(length: number, seed: number, scale = 1): Float32Array {
  const rng = new Rng(seed);
  return Float32Array.from({ length }, () => scale * (2 * rng.next() - 1));
}

/** ‖actual − expected‖ ≤ (8 + terms) float32 epsilons of ‖expected‖, never above 1e-4 of it; `terms`: length of the sums behind a value. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, terms: number): void {
  expect(actual.length).toBe(expected.length);
  let difference = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (actual[i] - expected[i]) ** 2;
    size += expected[i] ** 2;
  }
  const relative = size > 0 ? Math.sqrt(difference / size) : Math.sqrt(difference);
  expect(relative).toBeLessThanOrEqual(Math.min(1e-4, (8 + terms) * 2 ** -23));
}

/** Central differences of f at x, in float64. */
export function numericalGradient(f: (x: number[]) => number, x: ArrayLike<number>): number[] {
  const step = 1e-5;
  const at = Array.from(x);
  return at.map((value, i) => {
    at[i] = value + step;
    const above = f(at);
    at[i] = value - step;
    const below = f(at);
    at[i] = value;
    return (above - below) / (2 * step);
  });
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

export const range = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i));

/** Where each part begins when they are laid end to end. */
export const starts = (lengths: readonly number[]): number[] =>
  lengths.map((_, i) => lengths.slice(0, i).reduce((sum, length) => sum + length, 0));

/** A query and the slots it sees, in order. */
export interface Place {
  position: number;
  first: number;
  slots: readonly number[];
}

/**
 * Rows laid end to end with their token records (0, position, first slot, shared · 2¹⁶ + reach). A row is a length, or those of a shared
 * beginning and of the branches from it.
 */
export function packedRows(rows: readonly (number | { shared: number; branches: readonly number[] })[]) {
  const places: Place[] = [];
  const records: number[] = [];
  for (const row of rows) {
    const { shared, branches } = typeof row === 'number' ? { shared: 0, branches: [row] } : row;
    const first = places.length;
    const whole = shared + branches.reduce((sum, length) => sum + length, 0);
    const lay = (from: number, count: number, branch: number, end: number) => {
      for (let i = 0; i < count; i++) {
        const t = places.length;
        const slots = [...range(Math.min(from, shared), (j) => first + j), ...range(i + 1, (j) => branch + j)];
        places.push({ position: from + i, first, slots });
        records.push(0, from + i, first, shared * 2 ** 16 + end - t);
      }
    };
    lay(0, shared, first, first + whole);
    for (const length of branches) lay(shared, length, places.length, places.length + length);
  }
  return { places, tokens: words(records) };
}

/** Grouped-query attention of each query over the slots it sees: softmax(q·k/√D) v. */
export function attentionReference(
  places: readonly Place[],
  { heads, kvHeads, headDim }: HeadShape,
  q: ArrayLike<number>,
  k: ArrayLike<number>,
  v: ArrayLike<number>,
): { out: number[]; logsumexp: number[] } {
  const out: number[] = [];
  const logsumexp: number[] = [];
  places.forEach(({ slots }, t) => {
    for (let h = 0; h < heads; h++) {
      const query = (t * heads + h) * headDim;
      const key = (slot: number) => (slot * kvHeads + Math.floor((h * kvHeads) / heads)) * headDim;
      const scores = slots.map((slot) => {
        let score = 0;
        for (let d = 0; d < headDim; d++) score += q[query + d] * k[key(slot) + d];
        return score / Math.sqrt(headDim);
      });
      const total = logSumExp(scores);
      logsumexp.push(total);
      for (let d = 0; d < headDim; d++) {
        let sum = 0;
        slots.forEach((slot, j) => {
          sum += Math.exp(scores[j] - total) * v[key(slot) + d];
        });
        out.push(sum);
      }
    }
  });
  return { out, logsumexp };
}

export function logSumExp(values: readonly number[]): number {
  const highest = values.reduce((a, b) => Math.max(a, b));
  return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}

/** w ∘ x / √(mean x² + ε), row by row. */
export function rmsNormReference(x: ArrayLike<number>, weight: ArrayLike<number>, eps: number): number[] {
  const width = weight.length;
  return range(x.length / width, (row) => {
    const values = range(width, (d) => x[row * width + d]);
    const rms = Math.sqrt(dot(values, values) / width + eps);
    return values.map((value, d) => (weight[d] * value) / rms);
  }).flat();
}

/** silu(gate) ∘ up */
export const swigluReference = (gate: ArrayLike<number>, up: ArrayLike<number>): number[] =>
  range(gate.length, (i) => (gate[i] / (1 + Math.exp(-gate[i]))) * up[i]);

/** Rows of targets of a vocabulary: (token index, target id, row) records for the kernels of the head. */
export const targetWords = (ids: readonly number[], rows: readonly number[]): GPUBuffer =>
  words(ids.flatMap((id, i) => [i, id, rows[i], 0]));
