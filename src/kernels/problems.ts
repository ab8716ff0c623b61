import type { Gpu, Recorder } from '../gpu/gpu.ts';
import { attention, type HeadShape } from './attention.ts';
import { attentionBackwardKv } from './attention_backward_kv.ts';
import { attentionBackwardQ } from './attention_backward_q.ts';
import { gated } from './gated.ts';
import { addWeightGradient, inputPartials, matmulNN, matmulNT, weightSplits } from './matmul.ts';
import { Rng } from './philox.ts';
import { rmsNorm } from './rms_norm.ts';
import { rmsNormBackward } from './rms_norm_backward.ts';
import type { Family } from './variants.ts';

/** Work of one family on random numbers, on which its variants are compared. */
export interface Problem {
  record(r: Recorder): void;
  outputs: GPUBuffer[];
  buffers: GPUBuffer[];
}

/** Sizes of a problem: token rows laid end to end, and a model's widths. */
export interface ProblemSize extends HeadShape {
  lengths: readonly number[];
  hiddenSize: number;
  intermediateSize: number;
}

/** Long enough a sum for parts, as a vocabulary's is. */
const LONG = 2048;

/** The same numbers for the same size: every call starts from the same seed. */
export function problem(gpu: Gpu, family: Family, size: ProblemSize): Problem {
  const rng = new Rng(1);
  const count = size.lengths.reduce((sum, length) => sum + length, 0);
  const buffers: GPUBuffer[] = [];
  const kept = (buffer: GPUBuffer): GPUBuffer => {
    buffers.push(buffer);
    return buffer;
  };
  const random = (length: number): GPUBuffer =>
    kept(
      gpu.upload(
        'random',
        Float32Array.from({ length }, () => 2 * rng.next() - 1),
      ),
    );
  const blank = (length: number): GPUBuffer => kept(gpu.buffer('output', length * 4));
  const rows = gpu.words(count);
  const { hiddenSize: k, intermediateSize: n } = size;

  if (family === 'rows') {
    const [x, dy, weight, delta] = [random(count * k), random(count * k), random(k), random(count * k)];
    const [out, sum, inverseRms, dX] = [blank(count * k), blank(count * k), blank(count), blank(count * k)];
    const o = { size: rows, weight, inverseRms, count, width: k };
    const record = (r: Recorder) => {
      r.clear(dX);
      rmsNorm(r, { ...o, residual: x, out, added: { delta, x: sum }, eps: 1e-5 });
      rmsNormBackward(r, { ...o, dy, x: sum, dX });
    };
    return { record, outputs: [out, sum, dX], buffers };
  }
  if (family === 'attention' || family === 'cached') {
    const { heads, kvHeads, headDim } = size;
    const tokens = kept(gpu.upload('tokens', tokenRecords(size.lengths)));
    const [q, dOut] = [random(count * heads * headDim), random(count * heads * headDim)];
    const [k, v] = [random(count * kvHeads * headDim), random(count * kvHeads * headDim)];
    const [out, dq, softmax] = [
      blank(count * heads * headDim),
      blank(count * heads * headDim),
      blank(count * heads * 2),
    ];
    const [dk, dv] = [blank(count * kvHeads * headDim), blank(count * kvHeads * headDim)];
    const o = { size: rows, tokens, q, k, v, softmax, count, shape: size };
    if (family === 'cached') {
      const record = (r: Recorder) => attention(r, { ...o, out, cached: true });
      return { record, outputs: [out, softmax], buffers };
    }
    const record = (r: Recorder) => {
      attention(r, { ...o, out });
      attentionBackwardQ(r, { ...o, out, dOut, dq });
      attentionBackwardKv(r, { ...o, dOut, dk, dv });
    };
    return { record, outputs: [out, softmax, dq, dk, dv], buffers };
  }
  const weight = random(n * k);
  if (family === 'matmul_nt') {
    const [a, out] = [random(count * k), blank(count * n)];
    return {
      record: (r) => matmulNT(r, { size: rows, rows: count, a, b: weight, out, k, n }),
      outputs: [out],
      buffers,
    };
  }
  if (family === 'gated') {
    const o = { size: rows, a: random(count * k), gateWeight: weight, upWeight: random(n * k), count, k, n };
    const [gate, up, out] = [blank(count * n), blank(count * n), blank(count * n)];
    return { record: (r) => gated(r, { ...o, gate, up, out }), outputs: [out], buffers };
  }
  const [dy, x] = [random(count * n), random(count * k)];
  if (family === 'matmul_nn') {
    const [out, long] = [blank(count * k), blank(count * k)];
    const o = { size: rows, rows: count, n: k };
    const vocabulary = { a: random(count * LONG), b: random(LONG * k), partials: blank(inputPartials(count, LONG, k)) };
    const record = (r: Recorder) => {
      matmulNN(r, { ...o, a: dy, b: weight, out, k: n });
      matmulNN(r, { ...o, ...vocabulary, out: long, k: LONG });
    };
    return { record, outputs: [out, long], buffers };
  }
  const [out, partials] = [blank(n * k), blank(weightSplits(gpu.kind, n, k) * n * k)];
  const o = { size: rows, a: dy, b: x, out, partials, i: n, j: k };
  const record = (r: Recorder) => {
    r.clear(out);
    addWeightGradient(r, o);
  };
  return { record, outputs: [out], buffers };
}

/** The records (as attention_slots.wgsl has them) of tokens of rows of these lengths; the second half of a long one is a branch from its first quarter. */
function tokenRecords(lengths: readonly number[]): Uint32Array {
  const records = lengths.flatMap((length, row) => {
    const first = lengths.slice(0, row).reduce((sum, other) => sum + other, 0);
    const shared = length > 8 ? length >> 2 : 0;
    const branch = shared > 0 ? length >> 1 : length;
    return Array.from({ length }, (_, t) => {
      const position = t < branch ? t : t - branch + shared;
      const end = t < shared || t >= branch ? length : branch;
      return [0, position, first, shared * 2 ** 16 + end - t];
    }).flat();
  });
  return Uint32Array.from(records);
}

/** What the variant in use makes of the problem. */
export async function solve(gpu: Gpu, { record, outputs }: Problem): Promise<Float32Array[]> {
  const r = gpu.record();
  // What a variant does not write must not be another's answer.
  for (const output of outputs) r.clear(output);
  record(r);
  const result = r.read(...outputs.map((buffer) => ({ buffer, bytes: buffer.size })));
  r.submit();
  return (await result()).map((bytes) => new Float32Array(bytes));
}

/** ‖a − b‖/‖b‖, the greatest over the outputs; NaN where either has one. */
export function deviation(actual: readonly Float32Array[], expected: readonly Float32Array[]): number {
  const each = actual.map((values, i) => {
    let [difference, size] = [0, 0];
    values.forEach((value, j) => {
      difference += (value - expected[i][j]) ** 2;
      size += expected[i][j] ** 2;
    });
    return Math.sqrt(difference / size);
  });
  return Math.max(...each);
}
