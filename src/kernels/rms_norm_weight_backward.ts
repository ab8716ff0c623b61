import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import { addPartials } from './add_partials.ts';
import { inFours, perThread } from './fours.ts';
import source from './rms_norm_weight_backward.wgsl?raw';

/** Parts the rows are summed in: enough threads for narrow models, few partials. */
export const NORM_SPLITS = 16;

/** Adds the gradient of the norm's weight [width]; `partials` holds NORM_SPLITS · width floats. */
export function rmsNormWeightBackward(
  r: Recorder,
  o: {
    size: Binding;
    dy: Binding;
    x: Binding;
    inverseRms: Binding;
    partials: Binding;
    gradient: Binding;
    width: number;
  },
): void {
  r.run(
    { name: 'rms_norm_weight_backward', source },
    { ...inFours(o.width), SPLITS: NORM_SPLITS },
    [o.size, o.dy, o.x, o.inverseRms, o.partials],
    linear((NORM_SPLITS * o.width) / perThread(o.width)),
  );
  addPartials(r, { partials: o.partials, out: o.gradient, splits: NORM_SPLITS, length: o.width });
}
