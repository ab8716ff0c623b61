import type { Gpu, Recorder } from '../gpu/gpu.ts';
import { attention } from '../kernels/attention.ts';
import { attentionBackwardKv } from '../kernels/attention_backward_kv.ts';
import { attentionBackwardQ } from '../kernels/attention_backward_q.ts';
import { logitGradient } from '../kernels/logit_gradient.ts';
import { logsumexp } from '../kernels/logsumexp.ts';
import { addWeightGradient, inputPartials, matmulNN, matmulNT, weightSplits } from '../kernels/matmul.ts';
import { tokenLogp } from '../kernels/token_logp.ts';
import { sightOf } from '../model/batch.ts';
import { chunkRows } from '../model/buffers.ts';
import type { DecoderConfig } from '../model/config.ts';
import { type Line, type Measured, measured, type Work } from './report.ts';
import { type KernelCase, kernelSubject, Scratch } from './scratch.ts';
import { interleaved } from './timing.ts';
import { attentionBackwardFlops, attentionFlops, causalPairs, matmulFlops } from './work.ts';

type Case = KernelCase & { work: Work };

const COPIED = 64 * 2 ** 20; // bytes

/** Products large enough to fill the adapter, in each of the three forms. */
export function squares(software: boolean): Case[] {
  const side = software ? 768 : 2048;
  return products('square', side, side, side);
}

/** What the adapter can do: those products, and a copy. */
export function bestCases(software: boolean): Case[] {
  const copy: Case = {
    name: 'copy of 64 MiB',
    work: { bytes: 2 * COPIED },
    prepare(scratch) {
      const [from, out] = [scratch.zeros(COPIED / 4), scratch.zeros(COPIED / 4)];
      return { out, record: (r) => r.copy(from, out, COPIED) };
    },
  };
  return [...squares(software), copy];
}

/** A projection forward (NT), the gradient of its input (NN) and of its weight (TN). */
function products(label: string, rows: number, input: number, output: number): Case[] {
  const work = { flops: matmulFlops(rows, output, input) };
  const name = (form: string) => `${form} ${label} ${input}→${output}, ${rows} rows`;
  const operands = (scratch: Scratch) => ({
    size: scratch.size(rows),
    x: scratch.floats(rows * input),
    y: scratch.floats(rows * output),
    weight: scratch.floats(output * input),
  });
  return [
    {
      ...{ name: name('NT'), work },
      prepare(scratch) {
        const { size, x: a, y: out, weight: b } = operands(scratch);
        return { out, record: (r) => matmulNT(r, { size, a, b, out, rows, k: input, n: output }) };
      },
    },
    {
      ...{ name: name('NN'), work },
      prepare(scratch) {
        const { size, x: out, y: a, weight: b } = operands(scratch);
        return { out, record: (r) => matmulNN(r, { size, a, b, out, rows, k: output, n: input }) };
      },
    },
    {
      ...{ name: name('TN'), work },
      prepare(scratch) {
        const { size, x: b, y: a, weight: out } = operands(scratch);
        const partials = scratch.zeros(weightSplits(scratch.kind, output, input) * output * input);
        return { out, record: (r) => addWeightGradient(r, { size, a, b, out, partials, i: output, j: input }) };
      },
    },
  ];
}

/** Every distinct projection of a decoder. */
function projections(name: string, c: DecoderConfig, rows: number): Case[] {
  const [w, q, kv, f] = [c.hiddenSize, c.heads * c.headDim, c.kvHeads * c.headDim, c.intermediateSize];
  const shapes = new Map(
    [
      [w, q],
      [w, kv],
      [w, f],
      [f, w],
    ].map(([from, to]) => [`${from} ${to}`, [from, to]]),
  );
  return [...shapes.values()].flatMap(([from, to]) => products(name, rows, from, to));
}

const HEADS = { heads: 4, kvHeads: 4, headDim: 64 };
const ATTENDED = 512; // tokens, where rows are shorter

/** Causal attention over rows of `length` tokens, 4 heads of 64. */
function attentions(length: number): Case[] {
  const rows = Math.max(1, ATTENDED / length);
  const count = rows * length;
  const pairs = rows * causalPairs(length);
  const width = HEADS.heads * HEADS.headDim;
  const inputs = (scratch: Scratch) => {
    const places = Array.from({ length: count }, (_, t) => [
      0,
      t % length,
      t - (t % length),
      sightOf(0, length - (t % length)),
    ]);
    const make = () => scratch.floats(count * width);
    return {
      ...{ size: scratch.size(count), tokens: scratch.words(places.flat()), count, shape: HEADS },
      ...{ q: make(), k: make(), v: make(), out: make(), softmax: scratch.zeros(count * HEADS.heads * 2) },
    };
  };
  const where = `${rows} × ${length} tokens`;
  return [
    {
      name: `attention forward, ${where}`,
      work: { flops: attentionFlops(pairs, HEADS) },
      prepare(scratch) {
        const o = inputs(scratch);
        return { out: o.out, record: (r) => attention(r, o) };
      },
    },
    {
      name: `attention backward, ${where}`,
      work: { flops: attentionBackwardFlops(pairs, HEADS) },
      prepare(scratch) {
        const o = inputs(scratch);
        const [dOut, dq, dk, dv] = Array.from({ length: 4 }, () => scratch.floats(count * width));
        const record = (r: Recorder) => {
          attentionBackwardQ(r, { ...o, dOut, dq });
          attentionBackwardKv(r, { ...o, dOut, dk, dv });
        };
        return { out: dv, record };
      },
    },
  ];
}

const HEAD_WIDTH = 128;
const MOST_TARGETS = 512;

/** One chunk of the vocabulary head of width 128: log-probs, and with the gradients of its input and weight. */
function heads(vocabulary: number): Case[] {
  const rows = Math.min(MOST_TARGETS, chunkRows(vocabulary));
  const flops = matmulFlops(rows, vocabulary, HEAD_WIDTH);
  const inputs = (scratch: Scratch) => {
    const ids = Array.from({ length: rows }, (_, i) => [i, (i * 7919) % vocabulary, 0, 0]);
    const size = scratch.size(rows, 0);
    const [logits, distribution, logp] = [rows * vocabulary, 2 * rows, rows].map((length) => scratch.zeros(length));
    const [x, table] = [scratch.floats(rows * HEAD_WIDTH), scratch.floats(vocabulary * HEAD_WIDTH)];
    const o = { size, targets: scratch.words(ids.flat()), logits, distribution, count: rows, vocabulary };
    const forward = (r: Recorder) => {
      matmulNT(r, { size, a: x, b: table, out: logits, rows, k: HEAD_WIDTH, n: vocabulary });
      logsumexp(r, o);
      tokenLogp(r, { ...o, logp });
    };
    return { ...o, x, table, logp, forward };
  };
  const where = `${vocabulary.toLocaleString('en')} tokens, ${rows} rows`;
  return [
    {
      name: `head forward, ${where}`,
      work: { flops },
      prepare(scratch) {
        const { logp, forward } = inputs(scratch);
        return { out: logp, record: forward };
      },
    },
    {
      name: `head forward and backward, ${where}`,
      work: { flops: 3 * flops },
      prepare(scratch) {
        const { forward, ...o } = inputs(scratch);
        const { size, logits, table, x } = o;
        const [dx, gradient] = [scratch.zeros(rows * HEAD_WIDTH), scratch.zeros(vocabulary * HEAD_WIDTH)];
        const splits = weightSplits(scratch.kind, vocabulary, HEAD_WIDTH);
        const parts = Math.max(splits * vocabulary * HEAD_WIDTH, inputPartials(rows, vocabulary, HEAD_WIDTH));
        const partials = scratch.zeros(parts);
        const weight = scratch.floats(1);
        const record = (r: Recorder) => {
          forward(r);
          logitGradient(r, { ...o, weight });
          matmulNN(r, { size, a: logits, b: table, out: dx, partials, rows, k: vocabulary, n: HEAD_WIDTH });
          addWeightGradient(r, { size, a: logits, b: x, out: gradient, partials, i: vocabulary, j: HEAD_WIDTH });
        };
        return { out: gradient, record };
      },
    },
  ];
}

/** Kernels in families, whose buffers stand together. */
export function kernelFamilies(
  models: readonly { name: string; config: DecoderConfig; rows: number }[],
  quick: boolean,
) {
  const lengths = quick ? [64, 256] : [64, 128, 256, 512, 1024, 2048];
  const vocabularies = quick ? [64, 2048] : [64, 2048, 49_152, 150_000];
  return [
    ...models.map(({ name, config, rows }) => projections(name, config, rows)),
    lengths.flatMap(attentions),
    ...vocabularies.map(heads),
  ];
}

/** Times one family. */
export async function* timed(
  gpu: Gpu,
  group: Line['group'],
  cases: readonly Case[],
  rounds: number,
): AsyncGenerator<string, Measured[]> {
  const scratch = new Scratch(gpu);
  const outcomes = yield* interleaved(
    cases.map((one) => kernelSubject(gpu, scratch, one)),
    { rounds },
  );
  scratch.release();
  return cases.map(({ work }, i) => measured(group, outcomes[i], work));
}
