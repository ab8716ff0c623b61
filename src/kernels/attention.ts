import { type Binding, linear, type Recorder, type Workgroups } from '../gpu/gpu.ts';
import source from './attention.wgsl?raw';
import block from './attention_block.wgsl?raw';
import forCache from './attention_cached.wgsl?raw';
import slots from './attention_slots.wgsl?raw';
import { looped, variantOf } from './variants.ts';

export interface HeadShape {
  heads: number;
  kvHeads: number;
  headDim: number;
}

/** Vectors of four that one thread holds of each of its arrays: with more it spills, as it does anyway on SwiftShader, and is long to compile. */
const held = (r: Recorder): number => (r.gpu.kind === 'swiftshader' ? 128 : 8);
/** Slots of a tile: two of them in 16 KiB of workgroup memory up to a headDim of 128. */
const TILE = 16;

/** A pass over heads: one thread each token and head, or blocks of neighbouring tokens; `heads`: those that own the rows. */
export function headPass(
  r: Recorder,
  o: {
    name: string;
    plain: string;
    block: string;
    shape: HeadShape;
    heads: number;
    count: number;
    bindings: readonly Binding[];
    /** Keys and values lie in a cache, where the slots of neighbours are far apart. */
    cached?: boolean;
  },
): void {
  const { heads, kvHeads, headDim } = o.shape;
  const constants = { HEADS: heads, KV_HEADS: kvHeads, CACHED: Number(o.cached ?? false) };
  const variant = variantOf(r, o.cached ? 'cached' : 'attention');
  if (variant === 'plain' || headDim % 4 > 0 || headDim > 128) {
    const [size, ...tensors] = o.bindings;
    const bindings = [size, r.gpu.words(headDim), ...tensors];
    r.run({ name: o.name, source: slots + o.plain }, { ...constants, D: headDim }, bindings, linear(o.count * o.heads));
    return;
  }
  if (variant === 'workgroup') {
    const source = { name: `${o.name}_cached`, source: forCache };
    r.run(source, { ...constants, FOURS: headDim / 4 }, o.bindings, linear(o.count * o.heads * 64));
    return;
  }
  const tiles = variant === 'tiles';
  const rows = variant === 'block' ? Math.max(1, Math.min(4, Math.floor((4 * held(r)) / headDim))) : 1;
  const groups: Workgroups = tiles ? [Math.ceil(o.count / 64) * o.heads] : linear(Math.ceil(o.count / rows) * o.heads);
  const sizes = { FOURS: headDim / 4, BLOCK: rows, TILES: Number(tiles), TILE, LOOPED: looped(r) };
  r.run({ name: `${o.name}_block`, source: slots + o.block }, { ...constants, ...sizes }, o.bindings, groups);
}

/** Causal grouped-query attention of tokens to the slots that each sees (attention_slots.wgsl); keeps each softmax's logsumexp in `softmax` [tokens, heads, 2]. */
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
    /** Slots are a cache's, not the tokens' own. */
    cached?: boolean;
  },
): void {
  const bindings = [o.size, o.tokens, o.q, o.k, o.v, o.out, o.softmax];
  headPass(r, { name: 'attention', plain: source, block, heads: o.shape.heads, bindings, ...o });
}
