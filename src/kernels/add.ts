import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import source from './add.wgsl?raw';
import { inFours, perThread } from './fours.ts';

/** out [rows, width] += x. */
export function add(r: Recorder, o: { size: Binding; x: Binding; out: Binding; count: number; width: number }): void {
  const threads = (o.count * o.width) / perThread(o.width);
  r.run({ name: 'add', source }, inFours(o.width), [o.size, o.x, o.out], linear(threads));
}
