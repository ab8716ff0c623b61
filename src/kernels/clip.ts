import type { Binding, Recorder } from '../gpu/gpu.ts';
import source from './clip.wgsl?raw';

/** L2 norm over all partial sums and the scale that clips it, as torch.nn.utils.clip_grad_norm_; stays on the GPU. */
export function clip(r: Recorder, o: { rule: Binding; partials: Binding; clip: Binding; count: number }): void {
  r.run({ name: 'clip', source }, { PARTIALS: o.count }, [o.rule, o.partials, o.clip], [1]);
}
