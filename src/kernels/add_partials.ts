import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import source from './add_partials.wgsl?raw';

/** out [length] += Σ over splits of partials [splits, length], always in the same order; a `fresh` out is set. */
export function addPartials(
  r: Recorder,
  o: { partials: Binding; out: Binding; splits: number; length: number; fresh?: boolean },
): void {
  const bindings = [r.gpu.words(o.splits, o.length, Number(o.fresh ?? false)), o.partials, o.out];
  r.run({ name: 'add_partials', source }, {}, bindings, linear(o.length));
}
