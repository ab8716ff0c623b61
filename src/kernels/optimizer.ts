import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import { perThread } from './fours.ts';
import source from './optimizer.wgsl?raw';

export type Optimizer = 'adamw' | 'rmsprop' | 'sgd';

/** One update of a tensor, gradients scaled by clip[0]. AdamW needs `square` and `mean`, RMSProp `square`, SGD neither. */
export function optimizer(
  r: Recorder,
  o: {
    kind: Optimizer;
    tensor: Binding;
    rule: Binding;
    clip: Binding;
    gradient: Binding;
    parameter: Binding;
    square: Binding;
    mean?: Binding;
    elements: number;
  },
): void {
  const state = { adamw: [o.square, o.mean!], rmsprop: [o.square], sgd: [] }[o.kind];
  r.run(
    { name: 'optimizer', source },
    {
      ...{ ADAMW: Number(o.kind === 'adamw'), RMSPROP: Number(o.kind === 'rmsprop'), SGD: Number(o.kind === 'sgd') },
      VEC4: Number(perThread(o.elements) === 4),
    },
    [o.tensor, o.rule, o.clip, o.gradient, o.parameter, ...state],
    linear(o.elements / perThread(o.elements)),
  );
}
