import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import source from './sequence_logp.wgsl?raw';

/** Sums token log-probs (nats) over each row's response. */
export function sequenceLogp(
  r: Recorder,
  o: { size: Binding; rows: Binding; logp: Binding; sequence: Binding; count: number },
): void {
  r.run({ name: 'sequence_logp', source }, {}, [o.size, o.rows, o.logp, o.sequence], linear(o.count));
}
