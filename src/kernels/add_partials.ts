import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import source from './add_partials.wgsl?raw';

/** out [length] += Σ over splits of partials [splits, length], always in the same order. */
export function addPartials(r: Recorder, o: { partials: Binding; out: Binding; splits: number; length: number }): void {
  const bindings = [r.gpu.words(o.splits, o.length), o.partials, o.out];
  r.run({ name: 'add_partials', source }, {}, bindings, linear(o.length));
}
