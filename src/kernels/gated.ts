import type { Binding, Recorder } from '../gpu/gpu.ts';
import source from './gated.wgsl?raw';
import { matmulNT } from './matmul.ts';
import { swiglu } from './swiglu.ts';
import { looped, variantOf } from './variants.ts';

/** Outputs of a thread in each of 8 columns. */
const ROWS = 8;

/** out [rows, n] = silu(a · gateWeightᵀ) ∘ (a · upWeightᵀ), a [rows, k]: SwiGLU where nothing is kept for a backward pass; `gate` and `up` [rows, n] may be used on the way. */
export function gated(
  r: Recorder,
  o: {
    size: Binding;
    a: Binding;
    gateWeight: Binding;
    upWeight: Binding;
    gate: Binding;
    up: Binding;
    out: Binding;
    count: number;
    k: number;
    n: number;
  },
): void {
  const { size, a, out, count, k, n } = o;
  if (variantOf(r, 'gated') === 'plain' || k % 4 > 0 || n % 4 > 0) {
    matmulNT(r, { size, rows: count, a, b: o.gateWeight, out: o.gate, k, n });
    matmulNT(r, { size, rows: count, a, b: o.upWeight, out: o.up, k, n });
    swiglu(r, { size, gate: o.gate, up: o.up, out, count, width: n });
    return;
  }
  const bindings = [size, r.gpu.words(k, n), a, o.gateWeight, o.upWeight, out];
  r.run({ name: 'gated', source }, { ROWS, LOOPED: looped(r) }, bindings, [
    Math.ceil(n / 64),
    Math.ceil(count / (8 * ROWS)),
  ]);
}
