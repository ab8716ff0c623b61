import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import source from './logit_gradient.wgsl?raw';

/** Turns a chunk of logits [count, vocabulary] into the loss's gradient with respect to them. */
export function logitGradient(
  r: Recorder,
  o: {
    size: Binding;
    targets: Binding;
    distribution: Binding;
    weight: Binding;
    logits: Binding;
    count: number;
    vocabulary: number;
  },
): void {
  r.run(
    { name: 'logit_gradient', source },
    { VOCABULARY: o.vocabulary },
    [o.size, o.targets, o.distribution, o.weight, o.logits],
    linear(o.count * o.vocabulary),
  );
}
