import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import { inFours, perThread } from './fours.ts';
import source from './gather.wgsl?raw';

/** Collects residual + delta at the tokens that predict something: [tokens, width] → out [targets, width]. */
export function gather(
  r: Recorder,
  o: {
    size: Binding;
    targets: Binding;
    residual: Binding;
    delta: Binding;
    out: Binding;
    count: number;
    width: number;
  },
): void {
  r.run(
    { name: 'gather', source },
    inFours(o.width),
    [o.size, o.targets, o.residual, o.delta, o.out],
    linear((o.count * o.width) / perThread(o.width)),
  );
}
