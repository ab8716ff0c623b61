import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import source from './top_tokens.wgsl?raw';

/** Writes (id, log-prob in nats as bits) of the `top` likeliest tokens of each row of logits to `likeliest`, from the row `size.y` on. */
export function topTokens(
  r: Recorder,
  o: {
    size: Binding;
    logits: Binding;
    distribution: Binding;
    likeliest: Binding;
    count: number;
    vocabulary: number;
    /** At most the vocabulary. */
    top: number;
  },
): void {
  r.run(
    { name: 'top_tokens', source },
    { VOCABULARY: o.vocabulary, COUNT: o.top },
    [o.size, o.logits, o.distribution, o.likeliest],
    linear(o.count * 64),
  );
}
