import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import source from './optimizer.wgsl?raw';

/** One AdamW (with `mean`) or RMSProp (without) update of a tensor, gradients scaled by clip[0]. */
export function optimizer(
  r: Recorder,
  o: {
    tensor: Binding;
    rule: Binding;
    clip: Binding;
    gradient: Binding;
    parameter: Binding;
    square: Binding;
    mean?: Binding;
    elements: number;
  },
): void {
  const bindings = [o.tensor, o.rule, o.clip, o.gradient, o.parameter, o.square];
  r.run(
    { name: 'optimizer', source },
    { RMSPROP: Number(!o.mean) },
    o.mean ? [...bindings, o.mean] : bindings,
    linear(o.elements),
  );
}
