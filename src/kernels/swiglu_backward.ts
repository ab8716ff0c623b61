import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import { inFours, perThread } from './fours.ts';
import source from './swiglu_backward.wgsl?raw';

/** Replaces gate and up [tokens, width] by their gradients. */
export function swigluBackward(
  r: Recorder,
  o: { size: Binding; dOut: Binding; gate: Binding; up: Binding; count: number; width: number },
): void {
  r.run(
    { name: 'swiglu_backward', source },
    inFours(o.width),
    [o.size, o.dOut, o.gate, o.up],
    linear((o.count * o.width) / perThread(o.width)),
  );
}
