import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import source from './attention.wgsl?raw';

export interface HeadShape {
  heads: number;
  kvHeads: number;
  headDim: number;
}

export const headConstants = (s: HeadShape) => ({ HEADS: s.heads, KV_HEADS: s.kvHeads, D: s.headDim });

/** Causal grouped-query attention of packed rows against their slots; keeps each softmax's logsumexp in `softmax` [tokens, heads, 2]. */
export function attention(
  r: Recorder,
  o: {
    size: Binding;
    tokens: Binding;
    q: Binding;
    k: Binding;
    v: Binding;
    out: Binding;
    softmax: Binding;
    count: number;
    shape: HeadShape;
  },
): void {
  r.run(
    { name: 'attention', source },
    headConstants(o.shape),
    [o.size, o.tokens, o.q, o.k, o.v, o.out, o.softmax],
    linear(o.count * o.shape.heads),
  );
}
