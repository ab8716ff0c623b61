import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import { type HeadShape, headConstants } from './attention.ts';
import source from './attention_backward_kv.wgsl?raw';

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
  r.run(
    { name: 'attention_backward_kv', source },
    headConstants(o.shape),
    [o.size, o.tokens, o.q, o.k, o.v, o.dOut, o.softmax, o.dk, o.dv],
    linear(o.count * o.shape.kvHeads),
  );
}
