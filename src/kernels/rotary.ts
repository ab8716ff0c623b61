import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import type { HeadShape } from './attention.ts';
import { perThread } from './fours.ts';
import source from './rotary.wgsl?raw';

/**
 * Rotary position embedding (Su et al. 2021) in place on q [tokens, heads, headDim] and k [tokens, kvHeads, headDim]; `inverse` for
 * their gradients. With a cache, k and v are written to the slots there of all rows that share the token.
 */
export function rotary(
  r: Recorder,
  o: {
    size: Binding;
    tokens: Binding;
    turns: Binding;
    q: Binding;
    k: Binding;
    count: number;
    shape: HeadShape;
    inverse?: boolean;
    cache?: { v: Binding; keys: Binding; values: Binding };
  },
): void {
  const { heads, kvHeads, headDim } = o.shape;
  const half = headDim / 2;
  const per = perThread(half);
  const bindings = [o.size, o.tokens, o.turns, o.q, o.k];
  r.run(
    { name: 'rotary', source },
    {
      ...{ HEADS: heads, KV_HEADS: kvHeads, HALF: half / per, VEC4: Number(per === 4) },
      ...{ INVERSE: Number(o.inverse ?? false), CACHE: Number(Boolean(o.cache)) },
    },
    o.cache ? [...bindings, o.cache.v, o.cache.keys, o.cache.values] : bindings,
    linear((o.count * (heads + kvHeads) * half) / per),
  );
}
