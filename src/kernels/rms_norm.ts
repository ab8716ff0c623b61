import type { Binding, Recorder } from '../gpu/gpu.ts';
import source from './rms_norm.wgsl?raw';
import { rowConstants, rowGroups, rowShape } from './row.ts';
import row from './row.wgsl?raw';

/** RMSNorm (Zhang & Sennrich 2019) of residual + delta, rows of `width`; without `added` of the residual alone. */
export function rmsNorm(
  r: Recorder,
  o: {
    size: Binding;
    residual: Binding;
    weight: Binding;
    out: Binding;
    inverseRms: Binding;
    /** delta is added to the residual first, and the sum written to x. */
    added?: { delta: Binding; x: Binding };
    count: number;
    width: number;
    eps: number;
  },
): void {
  const bindings = [o.size, rowShape(r, o.width), o.residual, o.weight, o.out, o.inverseRms];
  r.run(
    { name: 'rms_norm', source: row + source },
    { ...rowConstants(r, o.width), EPS: o.eps, DELTA: Number(Boolean(o.added)) },
    o.added ? [...bindings, o.added.delta, o.added.x] : bindings,
    rowGroups(r, o.count),
  );
}
