import type { Binding, Recorder, Workgroups } from '../gpu/gpu.ts';
import { addPartials } from './add_partials.ts';
import element from './matmul_element.wgsl?raw';
import plain from './matmul_plain.wgsl?raw';
import byRows from './matmul_rows.wgsl?raw';
import tiles from './matmul_tiles.wgsl?raw';
import tn from './matmul_tn.wgsl?raw';
import { looped, variantOf } from './variants.ts';

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
  if (variant === 'plain') {
    r.run({ name: `matmul_${layout}_plain`, source: plain }, layouts, bindings, groups(8, 8));
  } else if (variant === 'tiles') {
    r.run({ name: `matmul_${layout}_tiles`, source: tiles }, layouts, bindings, groups(64, 64));
  } else {
    const [most, columns] = registers[variant];
    // A few rows, as in decoding, are not worth a thread's full height.
    const rows = layout === 'tn' ? most : Math.min(most, 4 * 2 ** Math.ceil(Math.log2(o.height / 4)));
    const constants = {
      NT: layouts.NT,
      ROWS: Math.max(4, rows),
      QUARTER: Math.max(4, rows) / 4,
      FOURS: columns / 4,
      VEC4: isFours(o.shape[0], o.shape[1]),
      QUADS: Number(variant.startsWith('quads')),
      ACCUMULATE: o.shape[2] ?? 0,
      LOOPED: looped(r),
    };
    const enable = constants.QUADS ? 'enable subgroups;\ndiagnostic(off, subgroup_uniformity);\n' : '';
    const source = enable + element + (layout === 'tn' ? tn : byRows);
    r.run({ name: `matmul_${layout}`, source }, constants, bindings, groups(8 * 4 * constants.QUARTER, 8 * columns));
  }
}

/** out [rows, n] = a [rows, k] · b [n, k]ᵀ: a projection forward. */
export function matmulNT(r: Recorder, o: Product & { k: number; n: number }): void {
  const shape = [o.k, o.n];
  product(r, 'nt', { shape, height: o.rows, width: o.n, parts: 1, bindings: [o.size, o.a, o.b, o.out] });
}

/** out [rows, n] = a [rows, k] · b [k, n]: the gradient of a projection's input. */
export function matmulNN(r: Recorder, o: Product & { k: number; n: number }): void {
  const shape = [o.k, o.n];
  product(r, 'nn', { shape, height: o.rows, width: o.n, parts: 1, bindings: [o.size, o.a, o.b, o.out] });
}

/** Parts the rows are split in where i × j alone gives too few workgroups to fill a device. */
export const weightSplits = (i: number, j: number): number =>
  Math.max(1, Math.ceil(16 / (Math.ceil(i / 64) * Math.ceil(j / 64))));

/** out [i, j] += a [rows, i]ᵀ · b [rows, j]: the gradient of a projection's weight; `partials` holds weightSplits · i · j floats. */
export function addWeightGradient(
  r: Recorder,
  o: { size: Binding; a: Binding; b: Binding; out: Binding; partials: Binding; i: number; j: number },
): void {
  const splits = weightSplits(o.i, o.j);
  const bindings = [o.size, o.a, o.b, splits > 1 ? o.partials : o.out];
  const shape = [o.i, o.j, Number(splits === 1), splits];
  product(r, 'tn', { shape, height: o.i, width: o.j, parts: splits, bindings });
  if (splits > 1) addPartials(r, { partials: o.partials, out: o.out, splits, length: o.i * o.j });
}
