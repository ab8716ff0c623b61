import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import { inFours, perThread } from './fours.ts';
import source from './swiglu.wgsl?raw';

/** out = silu(gate) ∘ up, all [tokens, width] (Shazeer 2020). */
export function swiglu(
  r: Recorder,
  o: { size: Binding; gate: Binding; up: Binding; out: Binding; count: number; width: number },
): void {
  r.run(
    { name: 'swiglu', source },
    inFours(o.width),
    [o.size, o.gate, o.up, o.out],
    linear((o.count * o.width) / perThread(o.width)),
  );
}
