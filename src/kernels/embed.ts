import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import source from './embed.wgsl?raw';
import { inFours, perThread } from './fours.ts';

/** Looks up the embedding of each token: table [vocabulary, width] → out [tokens, width]. */
export function embed(
  r: Recorder,
  o: { size: Binding; tokens: Binding; table: Binding; out: Binding; count: number; width: number },
): void {
  r.run(
    { name: 'embed', source },
    inFours(o.width),
    [o.size, o.tokens, o.table, o.out],
    linear((o.count * o.width) / perThread(o.width)),
  );
}
