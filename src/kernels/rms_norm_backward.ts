import type { Binding, Recorder } from '../gpu/gpu.ts';
import source from './rms_norm_backward.wgsl?raw';
import { rowConstants, rowGroups, rowShape } from './row.ts';
import row from './row.wgsl?raw';

/** Adds the gradient through RMSNorm to dX [rows, width]. */
export function rmsNormBackward(
  r: Recorder,
  o: {
    size: Binding;
    dy: Binding;
    x: Binding;
    inverseRms: Binding;
    weight: Binding;
    dX: Binding;
    count: number;
    width: number;
  },
): void {
  r.run(
    { name: 'rms_norm_backward', source: row + source },
    rowConstants(r, o.width),
    [o.size, rowShape(r, o.width), o.dy, o.x, o.inverseRms, o.weight, o.dX],
    rowGroups(r, o.count),
  );
}
