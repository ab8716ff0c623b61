import type { Binding, Recorder } from '../gpu/gpu.ts';
import { type HeadShape, headPass } from './attention.ts';
import source from './attention_backward_q.wgsl?raw';
import block from './attention_backward_q_block.wgsl?raw';

/** Gradient of attention with respect to its queries; leaves δ = d_out·out in `softmax` for attentionBackwardKv. */
export function attentionBackwardQ(
  r: Recorder,
  o: {
    size: Binding;
    tokens: Binding;
    q: Binding;
    k: Binding;
    v: Binding;
    out: Binding;
    dOut: Binding;
    softmax: Binding;
    dq: Binding;
    count: number;
    shape: HeadShape;
  },
): void {
  const bindings = [o.size, o.tokens, o.q, o.k, o.v, o.out, o.dOut, o.softmax, o.dq];
  headPass(r, { name: 'attention_backward_q', plain: source, block, heads: o.shape.heads, bindings, ...o });
}
