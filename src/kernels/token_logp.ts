import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import source from './token_logp.wgsl?raw';

/** Log-probability in nats of each target of a chunk of logits [count, vocabulary]. */
export function tokenLogp(
  r: Recorder,
  o: {
    size: Binding;
    targets: Binding;
    logits: Binding;
    distribution: Binding;
    logp: Binding;
    count: number;
    vocabulary: number;
  },
): void {
  r.run(
    { name: 'token_logp', source },
    { VOCABULARY: o.vocabulary },
    [o.size, o.targets, o.logits, o.distribution, o.logp],
    linear(o.count),
  );
}
