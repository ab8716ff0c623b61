import type { Binding, Gpu, Recorder } from '../gpu/gpu.ts';
import { add } from '../kernels/add.ts';
import { attention, type HeadShape } from '../kernels/attention.ts';
import { attentionBackwardKv } from '../kernels/attention_backward_kv.ts';
import { attentionBackwardQ } from '../kernels/attention_backward_q.ts';
import { embed } from '../kernels/embed.ts';
import { embedBackward } from '../kernels/embed_backward.ts';
import { gated } from '../kernels/gated.ts';
import { gather } from '../kernels/gather.ts';
import { logitGradient } from '../kernels/logit_gradient.ts';
import { logsumexp } from '../kernels/logsumexp.ts';
import { addWeightGradient, matmulNN, matmulNT } from '../kernels/matmul.ts';
import { rmsNorm } from '../kernels/rms_norm.ts';
import { rmsNormBackward } from '../kernels/rms_norm_backward.ts';
import { rmsNormWeightBackward } from '../kernels/rms_norm_weight_backward.ts';
import { rotary } from '../kernels/rotary.ts';
import { scatter } from '../kernels/scatter.ts';
import { sequenceLogp } from '../kernels/sequence_logp.ts';
import { swiglu } from '../kernels/swiglu.ts';
import { swigluBackward } from '../kernels/swiglu_backward.ts';
import { tokenLogp } from '../kernels/token_logp.ts';
import { topTokens } from '../kernels/top_tokens.ts';
import type { Activations, Chunk, DeviceBatch } from './buffers.ts';
import type { DecoderConfig } from './config.ts';
import { rotaryTurns } from './rope.ts';

/** One GPU buffer per tensor, by Hugging Face name: weights, or gradients of the same shapes. */
export type Tensors = ReadonlyMap<string, GPUBuffer>;

/** Keys and values per layer: [slots, kvHeads, headDim]. */
export interface KvCache {
  k: GPUBuffer[];
  v: GPUBuffer[];
}

/** The tokens of a forward pass, and which of them predict something. */
export interface ForwardInputs {
  tokens: GPUBuffer;
  targets: GPUBuffer;
  size: { tokens: Binding; targets: Binding };
  count: { tokens: number; targets: number };
}

/** A Llama decoder (RMSNorm, RoPE, grouped-query attention, SwiGLU): records its forward and backward passes. */
export class Decoder {
  readonly #gpu: Gpu;
  readonly #shape: HeadShape;
  #turns: GPUBuffer;
  /** Positions the rotary table has. */
  #reach = 64;

  constructor(
    gpu: Gpu,
    readonly config: DecoderConfig,
  ) {
    this.#gpu = gpu;
    this.#shape = config;
    this.#turns = gpu.upload('rotary turns', rotaryTurns(config, this.#reach));
  }

  /** Makes the rotary table long enough for rows of so many tokens; to be called before they are recorded. */
  reach(positions: number): void {
    if (positions <= this.#reach) return;
    while (this.#reach < positions) this.#reach *= 2;
    this.#gpu.release([this.#turns]);
    this.#turns = this.#gpu.upload('rotary turns', rotaryTurns(this.config, this.#reach));
  }

  get buffers(): GPUBuffer[] {
    return [this.#turns];
  }

  get #headName(): string {
    return this.config.tieWordEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight';
  }

  /** Token ids → `a.head.normed` [targets, W]. With a cache, keys and values go to their slots there. */
  forward(r: Recorder, w: Tensors, o: ForwardInputs, a: Activations, cache?: KvCache): void {
    const c = this.config;
    const { tokens, targets } = o;
    const base = { size: o.size.tokens, count: o.count.tokens };
    const project = (x: GPUBuffer, name: string, out: GPUBuffer, k: number, n: number) =>
      matmulNT(r, { size: base.size, rows: base.count, a: x, b: w.get(name)!, out, k, n });
    const norm = { ...base, width: c.hiddenSize, eps: c.rmsNormEps };
    const [qWidth, kvWidth] = [c.heads * c.headDim, c.kvHeads * c.headDim];

    embed(r, { ...base, tokens, table: w.get('model.embed_tokens.weight')!, out: a.layers[0].x1, width: c.hiddenSize });
    a.layers.forEach((b, i) => {
      const layer = `model.layers.${i}`;
      rmsNorm(r, {
        ...norm,
        residual: i === 0 ? b.x1 : a.layers[i - 1].x2,
        added: i === 0 ? undefined : { delta: a.delta, x: b.x1 },
        weight: w.get(`${layer}.input_layernorm.weight`)!,
        out: b.normed1,
        inverseRms: b.inverseRms1,
      });
      project(b.normed1, `${layer}.self_attn.q_proj.weight`, b.q, c.hiddenSize, qWidth);
      project(b.normed1, `${layer}.self_attn.k_proj.weight`, b.k, c.hiddenSize, kvWidth);
      project(b.normed1, `${layer}.self_attn.v_proj.weight`, b.v, c.hiddenSize, kvWidth);
      const [k, v] = cache ? [cache.k[i], cache.v[i]] : [b.k, b.v];
      const slots = cache && { v: b.v, keys: k, values: v };
      rotary(r, { ...base, tokens, turns: this.#turns, q: b.q, k: b.k, shape: this.#shape, cache: slots });
      const cached = Boolean(cache);
      attention(r, { ...base, tokens, q: b.q, k, v, out: b.attended, softmax: b.softmax, shape: this.#shape, cached });
      project(b.attended, `${layer}.self_attn.o_proj.weight`, a.delta, qWidth, c.hiddenSize);
      rmsNorm(r, {
        ...norm,
        residual: b.x1,
        added: { delta: a.delta, x: b.x2 },
        weight: w.get(`${layer}.post_attention_layernorm.weight`)!,
        out: b.normed2,
        inverseRms: b.inverseRms2,
      });
      const [gateName, upName] = [`${layer}.mlp.gate_proj.weight`, `${layer}.mlp.up_proj.weight`];
      if (a.gradients) {
        project(b.normed2, gateName, b.gate, c.hiddenSize, c.intermediateSize);
        project(b.normed2, upName, b.up, c.hiddenSize, c.intermediateSize);
        swiglu(r, { ...base, gate: b.gate, up: b.up, out: b.activated, width: c.intermediateSize });
      } else {
        const weights = { gateWeight: w.get(gateName)!, upWeight: w.get(upName)! };
        const { normed2, gate, up, activated } = b;
        const sizes = { k: c.hiddenSize, n: c.intermediateSize };
        gated(r, { ...base, ...sizes, ...weights, a: normed2, gate, up, out: activated });
      }
      project(b.activated, `${layer}.mlp.down_proj.weight`, a.delta, c.intermediateSize, c.hiddenSize);
    });
    const top = { size: o.size.targets, count: o.count.targets, width: c.hiddenSize };
    gather(r, { ...top, targets, residual: a.layers.at(-1)!.x2, delta: a.delta, out: a.head.x });
    rmsNorm(r, {
      ...top,
      residual: a.head.x,
      weight: w.get('model.norm.weight')!,
      out: a.head.normed,
      inverseRms: a.head.inverseRms,
      eps: c.rmsNormEps,
    });
  }

  /** Logits of one chunk of targets, in `a.head.logits` [chunk rows, vocabulary]. */
  logits(r: Recorder, w: Tensors, chunk: Chunk, a: Activations): void {
    const c = this.config;
    matmulNT(r, {
      size: chunk.size,
      rows: chunk.rows,
      a: this.#window(a.head.normed, chunk),
      b: w.get(this.#headName)!,
      out: a.head.logits,
      k: c.hiddenSize,
      n: c.vocabSize,
    });
  }

  #window(buffer: GPUBuffer, chunk: Chunk): Binding {
    return { buffer, offset: chunk.first * this.config.hiddenSize * 4 };
  }

  /** Forward and log-probs: `batch.logp` per target and `batch.sequence` per row, in nats. */
  score(r: Recorder, w: Tensors, batch: DeviceBatch, a: Activations): void {
    this.forward(r, w, batch, a);
    const vocabulary = this.config.vocabSize;
    const { targets, distribution, logp } = batch;
    for (const chunk of batch.chunks) {
      this.logits(r, w, chunk, a);
      const o = { size: chunk.size, count: chunk.rows, logits: a.head.logits, distribution, vocabulary };
      logsumexp(r, o);
      tokenLogp(r, { ...o, targets, logp });
    }
    sequenceLogp(r, {
      size: batch.size.rows,
      count: batch.count.rows,
      rows: batch.rows,
      logp,
      sequence: batch.sequence,
    });
  }

  /** Forward, `batch.logp` per target, and the `top` likeliest tokens of each: (id, nats) in `likeliest` [targets, top]. */
  likeliest(r: Recorder, w: Tensors, batch: DeviceBatch, a: Activations, likeliest: GPUBuffer, top: number): void {
    this.forward(r, w, batch, a);
    const vocabulary = this.config.vocabSize;
    const { targets, distribution, logp } = batch;
    for (const chunk of batch.chunks) {
      this.logits(r, w, chunk, a);
      const o = { size: chunk.size, count: chunk.rows, logits: a.head.logits, distribution, vocabulary };
      logsumexp(r, o);
      tokenLogp(r, { ...o, targets, logp });
      topTokens(r, { ...o, likeliest, top });
    }
  }

  /** Adds to every gradient `g` what `batch.weight` (∂L/∂ sequence log-prob) sends back, after `score` with the same activations. */
  backward(r: Recorder, w: Tensors, g: Tensors, batch: DeviceBatch, a: Activations): void {
    const d = a.gradients;
    if (!d) throw new Error('backward needs activations made for training');
    const c = this.config;
    const base = { size: batch.size.tokens, count: batch.count.tokens };
    const { tokens } = batch;
    const [qWidth, kvWidth] = [c.heads * c.headDim, c.kvHeads * c.headDim];
    const back = (dy: GPUBuffer, name: string, out: GPUBuffer, k: number, n: number) =>
      matmulNN(r, { size: base.size, rows: base.count, a: dy, b: w.get(name)!, out, k, n });
    const addBack = (dy: GPUBuffer, name: string, k: number) => {
      back(dy, name, d.term, k, c.hiddenSize);
      add(r, { ...base, x: d.term, out: d.normed, width: c.hiddenSize });
    };
    const weight = (dy: GPUBuffer, x: GPUBuffer, name: string, i: number, j: number) =>
      addWeightGradient(r, { size: base.size, a: dy, b: x, out: g.get(name)!, partials: d.partials, i, j });
    const norm = (x: GPUBuffer, inverseRms: GPUBuffer, name: string) => {
      const o = { ...base, dy: d.normed, x, inverseRms, width: c.hiddenSize };
      rmsNormWeightBackward(r, { ...o, partials: d.partials, gradient: g.get(name)! });
      rmsNormBackward(r, { ...o, weight: w.get(name)!, dX: d.x });
    };

    this.#headBackward(r, w, g, batch, a);
    for (let i = c.layers - 1; i >= 0; i--) {
      const layer = `model.layers.${i}`;
      const b = a.layers[i];
      back(d.x, `${layer}.mlp.down_proj.weight`, d.activated, c.hiddenSize, c.intermediateSize);
      weight(d.x, b.activated, `${layer}.mlp.down_proj.weight`, c.hiddenSize, c.intermediateSize);
      swigluBackward(r, { ...base, dOut: d.activated, gate: b.gate, up: b.up, width: c.intermediateSize });
      weight(b.gate, b.normed2, `${layer}.mlp.gate_proj.weight`, c.intermediateSize, c.hiddenSize);
      weight(b.up, b.normed2, `${layer}.mlp.up_proj.weight`, c.intermediateSize, c.hiddenSize);
      back(b.gate, `${layer}.mlp.gate_proj.weight`, d.normed, c.intermediateSize, c.hiddenSize);
      addBack(b.up, `${layer}.mlp.up_proj.weight`, c.intermediateSize);
      norm(b.x2, b.inverseRms2, `${layer}.post_attention_layernorm.weight`);

      back(d.x, `${layer}.self_attn.o_proj.weight`, d.attended, c.hiddenSize, qWidth);
      weight(d.x, b.attended, `${layer}.self_attn.o_proj.weight`, c.hiddenSize, qWidth);
      const heads = { ...base, tokens, q: b.q, k: b.k, v: b.v, dOut: d.attended, softmax: b.softmax };
      attentionBackwardQ(r, { ...heads, out: b.attended, dq: d.q, shape: this.#shape });
      attentionBackwardKv(r, { ...heads, dk: d.k, dv: d.v, shape: this.#shape });
      rotary(r, { ...base, tokens, turns: this.#turns, q: d.q, k: d.k, shape: this.#shape, inverse: true });
      weight(d.q, b.normed1, `${layer}.self_attn.q_proj.weight`, qWidth, c.hiddenSize);
      weight(d.k, b.normed1, `${layer}.self_attn.k_proj.weight`, kvWidth, c.hiddenSize);
      weight(d.v, b.normed1, `${layer}.self_attn.v_proj.weight`, kvWidth, c.hiddenSize);
      back(d.q, `${layer}.self_attn.q_proj.weight`, d.normed, qWidth, c.hiddenSize);
      addBack(d.k, `${layer}.self_attn.k_proj.weight`, kvWidth);
      addBack(d.v, `${layer}.self_attn.v_proj.weight`, kvWidth);
      norm(b.x1, b.inverseRms1, `${layer}.input_layernorm.weight`);
    }
    embedBackward(r, {
      size: batch.size.buckets,
      count: batch.bucketCount,
      buckets: batch.buckets,
      members: batch.members,
      dOut: d.x,
      gradient: g.get('model.embed_tokens.weight')!,
      width: c.hiddenSize,
    });
  }

  /** From `batch.weight` to the residual stream's gradient `d.x` [tokens, W]; logits are computed again chunk by chunk. */
  #headBackward(r: Recorder, w: Tensors, g: Tensors, batch: DeviceBatch, a: Activations): void {
    const d = a.gradients!;
    const c = this.config;
    const { targets, distribution, weight } = batch;
    for (const chunk of batch.chunks) {
      const { size, rows } = chunk;
      if (batch.chunks.length > 1) this.logits(r, w, chunk, a);
      const { logits } = a.head;
      logitGradient(r, { size, count: rows, targets, distribution, weight, logits, vocabulary: c.vocabSize });
      const head = this.#headName;
      const out = this.#window(d.headNormed, chunk);
      const { partials } = d;
      matmulNN(r, { size, rows, a: logits, b: w.get(head)!, out, partials, k: c.vocabSize, n: c.hiddenSize });
      const o = { size, a: logits, b: this.#window(a.head.normed, chunk), partials };
      addWeightGradient(r, { ...o, out: g.get(head)!, i: c.vocabSize, j: c.hiddenSize });
    }
    const o = { size: batch.size.targets, dy: d.headNormed, x: a.head.x, inverseRms: a.head.inverseRms };
    const name = 'model.norm.weight';
    const width = c.hiddenSize;
    rmsNormWeightBackward(r, { ...o, partials: d.partials, gradient: g.get(name)!, width });
    r.clear(d.headX);
    rmsNormBackward(r, { ...o, count: batch.count.targets, weight: w.get(name)!, dX: d.headX, width });
    r.clear(d.x);
    scatter(r, { size: o.size, count: batch.count.targets, targets, x: d.headX, out: d.x, width });
  }
}
