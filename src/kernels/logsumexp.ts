import { type Binding, linear, type Recorder, type Workgroups } from '../gpu/gpu.ts';
import source from './logsumexp.wgsl?raw';

/** Threads that share a row of logits; a small vocabulary is one thread's work. */
export const lanes = (vocabulary: number): number => (vocabulary > 512 ? 64 : 1);

/** One workgroup a row where lanes share it, else one thread a row. */
export const rowGroups = (rows: number, vocabulary: number): Workgroups =>
  linear(lanes(vocabulary) > 1 ? rows * 64 : rows);

export const laneConstants = (vocabulary: number) => ({
  VOCABULARY: vocabulary,
  LANES: lanes(vocabulary),
  MANY: Number(lanes(vocabulary) > 1),
});

/** Writes (logsumexp, entropy in nats) of each row of logits to `distribution`, from the row `size.y` on. */
export function logsumexp(
  r: Recorder,
  o: { size: Binding; logits: Binding; distribution: Binding; count: number; vocabulary: number },
): void {
  r.run(
    { name: 'logsumexp', source },
    laneConstants(o.vocabulary),
    [o.size, o.logits, o.distribution],
    rowGroups(o.count, o.vocabulary),
  );
}
