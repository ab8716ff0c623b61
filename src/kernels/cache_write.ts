import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import source from './cache_write.wgsl?raw';
import { inFours, perThread } from './fours.ts';

/** Writes x [tokens, width] to the tokens' slots of the KV cache [slots, width]. */
export function cacheWrite(
  r: Recorder,
  o: { size: Binding; tokens: Binding; x: Binding; cache: Binding; count: number; width: number },
): void {
  r.run(
    { name: 'cache_write', source },
    inFours(o.width),
    [o.size, o.tokens, o.x, o.cache],
    linear((o.count * o.width) / perThread(o.width)),
  );
}
