import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import source from './add_partials.wgsl?raw';

/** out [length] += Σ over splits of partials [splits, length], always in the same order. */
export function addPartials(r: Recorder, o: { partials: Binding; out: Binding; splits: number; length: number }): void {
  r.run(
    { name: 'add_partials', source },
    { SPLITS: o.splits, LENGTH: o.length },
    [o.partials, o.out],
    linear(o.length),
  );
}
