import { type Binding, linear, type Recorder } from '../gpu/gpu.ts';
import { perThread } from './fours.ts';
import source from './square_sum.wgsl?raw';

/** Partial sums a tensor of this many elements is given. */
export const squarePartials = (elements: number): number => Math.min(8192, Math.ceil(elements / 64));

/** Sums of squares of a gradient, `tensor` = (elements, offset of its partials, partials). */
export function squareSum(
  r: Recorder,
  o: { tensor: Binding; gradient: Binding; partials: Binding; elements: number },
): void {
  r.run(
    { name: 'square_sum', source },
    { VEC4: Number(perThread(o.elements) === 4) },
    [o.tensor, o.gradient, o.partials],
    linear(squarePartials(o.elements)),
  );
}
