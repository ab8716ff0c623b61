import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import { perThread } from './fours.ts';
import source from './rotary.wgsl?raw';

/** Rotary position embedding (Su et al. 2021) in place on x [tokens, heads, headDim]; `inverse` for the gradient. */
export function rotary(
  r: Recorder,
  o: {
    size: Binding;
    tokens: Binding;
    turns: Binding;
    x: Binding;
    count: number;
    heads: number;
    headDim: number;
    inverse?: boolean;
  },
): void {
  const half = o.headDim / 2;
  const per = perThread(half);
  r.run(
    { name: 'rotary', source },
    { HEADS: o.heads, HALF: half / per, VEC4: Number(per === 4), INVERSE: Number(o.inverse ?? false) },
    [o.size, o.tokens, o.turns, o.x],
    linear((o.count * o.heads * half) / per),
  );
}
