import type { Binding, Recorder } from '../gpu/gpu.ts';
import { addPartials } from './add_partials.ts';
import element from './matmul_element.wgsl?raw';
import nn from './matmul_nn.wgsl?raw';
import nt from './matmul_nt.wgsl?raw';
import tn from './matmul_tn.wgsl?raw';

interface Product {
  size: Binding;
  a: Binding;
  b: Binding;
  out: Binding;
  /** Rows of a, as size.x says. */
  rows: number;
  /** Add to what `out` holds. */
  accumulate?: boolean;
}

const TILE = 64; // outputs per side of a workgroup: 8 threads of 8
const tiles = (n: number): number => Math.ceil(n / TILE);
const inFours = (...sizes: number[]): number => Number(sizes.every((size) => size % 4 === 0));

/** out [rows, n] = a [rows, k] · b [n, k]ᵀ: a projection forward. */
export function matmulNT(r: Recorder, o: Product & { k: number; n: number }): void {
  const constants = { K: o.k, N: o.n, VEC4: inFours(o.k, o.n), ACCUMULATE: Number(o.accumulate ?? false) };
  r.run({ name: 'matmul_nt', source: element + nt }, constants, [o.size, o.a, o.b, o.out], [tiles(o.n), tiles(o.rows)]);
}

/** out [rows, n] = a [rows, k] · b [k, n]: the gradient of a projection's input. */
export function matmulNN(r: Recorder, o: Product & { k: number; n: number }): void {
  const constants = { K: o.k, N: o.n, VEC4: inFours(o.k, o.n), ACCUMULATE: Number(o.accumulate ?? false) };
  r.run({ name: 'matmul_nn', source: element + nn }, constants, [o.size, o.a, o.b, o.out], [tiles(o.n), tiles(o.rows)]);
}

/** Parts the rows are split in where i × j alone gives too few workgroups to fill a device. */
export const weightSplits = (i: number, j: number): number => Math.max(1, Math.ceil(16 / (tiles(i) * tiles(j))));

/** out [i, j] += a [rows, i]ᵀ · b [rows, j]: the gradient of a projection's weight; `partials` holds weightSplits · i · j floats. */
export function addWeightGradient(
  r: Recorder,
  o: { size: Binding; a: Binding; b: Binding; out: Binding; partials: Binding; i: number; j: number },
): void {
  const splits = weightSplits(o.i, o.j);
  const constants = { I: o.i, J: o.j, SPLITS: splits, VEC4: inFours(o.i, o.j), ACCUMULATE: Number(splits === 1) };
  const groups = [tiles(o.j), tiles(o.i), splits] as const;
  r.run(
    { name: 'matmul_tn', source: element + tn },
    constants,
    [o.size, o.a, o.b, splits > 1 ? o.partials : o.out],
    groups,
  );
  if (splits > 1) addPartials(r, { partials: o.partials, out: o.out, splits, length: o.i * o.j });
}
