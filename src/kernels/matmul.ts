import type { AdapterKind, Binding, Gpu, Recorder, Workgroups } from '../gpu/gpu.ts';
import { addPartials } from './add_partials.ts';
import element from './matmul_element.wgsl?raw';
import plain from './matmul_plain.wgsl?raw';
import byRows from './matmul_rows.wgsl?raw';
import tiled from './matmul_tiles.wgsl?raw';
import tn from './matmul_tn.wgsl?raw';
import { isAvailable, isTiles, looped, tileVariants, variantOf } from './variants.ts';

interface Product {
  size: Binding;
  a: Binding;
  b: Binding;
  out: Binding;
  /** Rows of a, as size.x says. */
  rows: number;
}

type Layout = 'nt' | 'nn' | 'tn';

/** Outputs of a thread: rows and columns, multiples of 4. */
const registers = {
  'registers-8x8': [8, 8],
  'registers-16x8': [16, 8],
  'quads-16x8': [16, 8],
} as const;

/** Threads of a tile down and across, the fours of each, how deep it is, and fours of padding against bank conflicts; the largest first. */
const tileSizes = {
  'tiles-128': { DOWN: 16, ACROSS: 16, DOWN_FOURS: 2, ACROSS_FOURS: 2, DEPTH: 16, PAD: 1 },
  'tiles-64': { DOWN: 8, ACROSS: 8, DOWN_FOURS: 2, ACROSS_FOURS: 2, DEPTH: 16, PAD: 1 },
  'tiles-32': { DOWN: 8, ACROSS: 8, DOWN_FOURS: 1, ACROSS_FOURS: 1, DEPTH: 32, PAD: 1 },
} as const;

/** Large tiles load less for an output; but this many workgroups there should be, or the device idles. */
const ENOUGH = 192;

/** The largest tile that fills the device, where a size is not given. */
function tileFor(
  gpu: Gpu,
  variant: 'tiles' | keyof typeof tileSizes,
  o: { height: number; width: number; parts: number },
) {
  if (variant !== 'tiles') return tileSizes[variant];
  const size = tileVariants.find((name) => {
    const side = Number(name.slice('tiles-'.length));
    return isAvailable(gpu, name) && tiles(o.height, o.width, side) * o.parts >= ENOUGH;
  });
  return tileSizes[size ?? 'tiles-32'];
}

/** Tiles of `side` × `side` that cover so many outputs. */
const tiles = (height: number, width: number, side = 64): number => Math.ceil(height / side) * Math.ceil(width / side);

const isFours = (...sizes: number[]): number => Number(sizes.every((size) => size % 4 === 0));

/** out [height, width] by `layout`, over `parts` parts of what is summed. `shape`: the sizes as the kernels read them. */
function product(
  r: Recorder,
  layout: Layout,
  o: { shape: readonly number[]; height: number; width: number; parts: number; bindings: readonly Binding[] },
): void {
  const variant = variantOf(r, `matmul_${layout}`);
  const [size, ...tensors] = o.bindings;
  const bindings = [size, r.gpu.words(...o.shape), ...tensors];
  const groups = (rows: number, columns: number): Workgroups => [
    Math.ceil(o.width / columns),
    Math.ceil(o.height / rows),
    o.parts,
  ];
  const layouts = { NT: Number(layout === 'nt'), NN: Number(layout === 'nn'), TN: Number(layout === 'tn') };
  const elements = { VEC4: isFours(o.shape[0], o.shape[1]), ACCUMULATE: o.shape[2], LOOPED: looped(r) };
  if (variant === 'plain') {
    r.run({ name: `matmul_${layout}_plain`, source: plain }, layouts, bindings, groups(8, 8));
  } else if (isTiles(variant)) {
    const size = tileFor(r.gpu, variant, o);
    const [tall, wide] = [size.DOWN * size.DOWN_FOURS, size.ACROSS * size.ACROSS_FOURS];
    const loads = { LOADS: Math.ceil(((size.DEPTH / 4) * (tall + wide)) / (size.DOWN * size.ACROSS)) };
    const constants = { ...layouts, ...elements, ...size, ...loads };
    r.run({ name: `matmul_${layout}_tiles`, source: element + tiled }, constants, bindings, groups(4 * tall, 4 * wide));
  } else {
    const [most, columns] = registers[variant];
    // A few rows, as in decoding, are not worth a thread's full height.
    const rows = layout === 'tn' || o.height > 8 ? most : 8;
    const constants = {
      NT: layouts.NT,
      ROWS: rows,
      QUARTER: rows / 4,
      FOURS: columns / 4,
      QUADS: Number(variant.startsWith('quads')),
      ...elements,
    };
    const enable = constants.QUADS ? 'enable subgroups;\ndiagnostic(off, subgroup_uniformity);\n' : '';
    const source = enable + element + (layout === 'tn' ? tn : byRows);
    r.run({ name: `matmul_${layout}`, source }, constants, bindings, groups(8 * 4 * constants.QUARTER, 8 * columns));
  }
}

/** out [rows, n] = a [rows, k] · b [n, k]ᵀ: a projection forward. */
export function matmulNT(r: Recorder, o: Product & { k: number; n: number }): void {
  const shape = [o.k, o.n, 0, 1];
  product(r, 'nt', { shape, height: o.rows, width: o.n, parts: 1, bindings: [o.size, o.a, o.b, o.out] });
}

/** Parts that k is summed in where rows × n alone gives a GPU too few workgroups, and b is long enough to leave a core's cache from one thread to the next. */
export const inputSplits = (rows: number, k: number, n: number): number =>
  Math.max(1, Math.min(Math.floor(512 / tiles(rows, n)), Math.floor(k / 1024)));

/** Floats that the parts of up to so many rows take. */
export const inputPartials = (rows: number, k: number, n: number): number =>
  k < 2048 ? 0 : n * Math.min(64 * Math.floor(512 / tiles(64, n)), rows * Math.floor(k / 1024));

/**
 * out [rows, n] = a [rows, k] · b [k, n]: the gradient of a projection's input. Where k is long, as a vocabulary is, it may be summed in
 * parts if there is room for them: inputPartials floats of `partials`.
 */
export function matmulNN(r: Recorder, o: Product & { k: number; n: number; partials?: Binding }): void {
  const splits = o.partials && variantOf(r, 'matmul_nn') !== 'plain' ? inputSplits(o.rows, o.k, o.n) : 1;
  const partials = splits > 1 ? o.partials : undefined;
  const shape = [o.k, o.n, 0, splits];
  const bindings = [o.size, o.a, o.b, partials ?? o.out];
  product(r, 'nn', { shape, height: o.rows, width: o.n, parts: splits, bindings });
  if (partials) addPartials(r, { partials, out: o.out, splits, length: o.rows * o.n, fresh: true });
}

/** Parts the rows are split in where i × j alone gives too few workgroups to fill a device. */
export const weightSplits = (kind: AdapterKind, i: number, j: number): number =>
  Math.max(1, Math.min(16, Math.ceil((kind === 'gpu' ? 256 : 16) / tiles(i, j))));

/** out [i, j] += a [rows, i]ᵀ · b [rows, j]: the gradient of a projection's weight; `partials` holds weightSplits · i · j floats. */
export function addWeightGradient(
  r: Recorder,
  o: { size: Binding; a: Binding; b: Binding; out: Binding; partials: Binding; i: number; j: number },
): void {
  const splits = weightSplits(r.gpu.kind, o.i, o.j);
  const bindings = [o.size, o.a, o.b, splits > 1 ? o.partials : o.out];
  const shape = [o.i, o.j, Number(splits === 1), splits];
  product(r, 'tn', { shape, height: o.i, width: o.j, parts: splits, bindings });
  if (splits > 1) addPartials(r, { partials: o.partials, out: o.out, splits, length: o.i * o.j });
}
