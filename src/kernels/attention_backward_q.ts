import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import { type HeadShape, headConstants } from './attention.ts';
import source from './attention_backward_q.wgsl?raw';

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
  r.run(
    { name: 'attention_backward_q', source },
    headConstants(o.shape),
    [o.size, o.tokens, o.q, o.k, o.v, o.out, o.dOut, o.softmax, o.dq],
    linear(o.count * o.shape.heads),
  );
}
