import type { Binding, Recorder } from '../gpu/gpu.ts';
import { type HeadShape, headPass } from './attention.ts';
import source from './attention_backward_kv.wgsl?raw';
import block from './attention_backward_kv_block.wgsl?raw';

/** Gradient of attention with respect to keys and values, after attentionBackwardQ has filled `softmax`. */
export function attentionBackwardKv(
  r: Recorder,
  o: {
    size: Binding;
    tokens: Binding;
    q: Binding;
    k: Binding;
    v: Binding;
    dOut: Binding;
    softmax: Binding;
    dk: Binding;
    dv: Binding;
    count: number;
    shape: HeadShape;
  },
): void {
  const bindings = [o.size, o.tokens, o.q, o.k, o.v, o.dOut, o.softmax, o.dk, o.dv];
  headPass(r, { name: 'attention_backward_kv', plain: source, block, heads: o.shape.kvHeads, bindings, ...o });
}
