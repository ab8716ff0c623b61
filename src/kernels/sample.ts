import type { Binding, Recorder } from '../gpu/gpu.ts';
import { laneConstants, rowGroups } from './logsumexp.ts';
import source from './sample.wgsl?raw';

/** Draws a token for each row of logits and feeds it back as the row's next input. */
export function sample(
  r: Recorder,
  o: {
    size: Binding;
    sampling: Binding;
    logits: Binding;
    distribution: Binding;
    targets: Binding;
    tokens: Binding;
    drawn: Binding;
    count: number;
    vocabulary: number;
  },
): void {
  r.run(
    { name: 'sample', source },
    laneConstants(o.vocabulary),
    [o.size, o.sampling, o.logits, o.distribution, o.targets, o.tokens, o.drawn],
    rowGroups(o.count, o.vocabulary),
  );
}
