import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import source from './embed_backward.wgsl?raw';

/** Token positions grouped by id: `buckets` holds (id, first member, end, 0) per distinct id, in ascending order of id. */
export function bucketTokens(ids: ArrayLike<number>): { buckets: Uint32Array; members: Uint32Array; count: number } {
  const members = Uint32Array.from({ length: ids.length }, (_, t) => t).sort((a, b) => ids[a] - ids[b] || a - b);
  const buckets: number[] = [];
  for (let m = 0; m < members.length; m++) {
    const id = ids[members[m]];
    if (buckets.length === 0 || buckets[buckets.length - 4] !== id) buckets.push(id, m, m, 0);
    buckets[buckets.length - 2] = m + 1;
  }
  return { buckets: Uint32Array.from(buckets), members, count: buckets.length / 4 };
}

/** Adds d_out [tokens, width] to the rows of the embedding's gradient [vocabulary, width]. */
export function embedBackward(
  r: Recorder,
  o: {
    size: Binding;
    buckets: Binding;
    members: Binding;
    dOut: Binding;
    gradient: Binding;
    count: number;
    width: number;
  },
): void {
  r.run(
    { name: 'embed_backward', source },
    { WIDTH: o.width },
    [o.size, o.buckets, o.members, o.dOut, o.gradient],
    linear(o.count * o.width),
  );
}
