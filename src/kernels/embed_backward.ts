import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import source from './embed_backward.wgsl?raw';

/** Token positions grouped by id: `buckets` holds (id, first member, end, 0) per distinct id, in ascending order of id. */
export function bucketTokens(ids: ArrayLike<number>): { buckets: Uint32Array; members: Uint32Array; count: number } {
  const places = new Map<number, number[]>();
  for (let t = 0; t < ids.length; t++) {
    const of = places.get(ids[t]);
    if (of) of.push(t);
    else places.set(ids[t], [t]);
  }
  const members = new Uint32Array(ids.length);
  const buckets: number[] = [];
  let first = 0;
  for (const [id, of] of [...places].sort(([a], [b]) => a - b)) {
    members.set(of, first);
    buckets.push(id, first, first + of.length, 0);
    first += of.length;
  }
  return { buckets: Uint32Array.from(buckets), members, count: places.size };
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
