import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import source from './pair_loss.wgsl?raw';
import { type PairLoss, pairLosses } from './pair_losses.ts';

/** Loss and margin of each pair and the loss's gradient with respect to the two sequence log-probs; `knobs` = (β, ε, 1/pairs of the step). */
export function pairLoss(
  r: Recorder,
  o: {
    size: Binding;
    knobs: Binding;
    rows: Binding;
    sequence: Binding;
    reference: Binding;
    weight: Binding;
    loss: Binding;
    margin: Binding;
    count: number;
    kind: PairLoss;
  },
): void {
  const constants = Object.fromEntries(pairLosses.map((name) => [name.toUpperCase(), Number(name === o.kind)]));
  r.run(
    { name: 'pair_loss', source },
    constants,
    [o.size, o.knobs, o.rows, o.sequence, o.reference, o.weight, o.loss, o.margin],
    linear(o.count),
  );
}
