import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import { inFours, perThread } from './fours.ts';
import source from './scatter.wgsl?raw';

/** The transpose of gather: x [targets, width] back to its tokens in out [tokens, width], which the caller has cleared. */
export function scatter(
  r: Recorder,
  o: { size: Binding; targets: Binding; x: Binding; out: Binding; count: number; width: number },
): void {
  r.run(
    { name: 'scatter', source },
    inFours(o.width),
    [o.size, o.targets, o.x, o.out],
    linear((o.count * o.width) / perThread(o.width)),
  );
}
