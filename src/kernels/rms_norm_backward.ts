import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import source from './rms_norm_backward.wgsl?raw';

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
    { name: 'rms_norm_backward', source },
    { WIDTH: o.width },
    [o.size, o.dy, o.x, o.inverseRms, o.weight, o.dX],
    linear(o.count),
  );
}
