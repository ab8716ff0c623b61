import { type Key, philox } from '../kernels/philox.ts';
import type { Sampling } from '../model/sampler.ts';

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let k = 0; k < values.length; k++) total += values[k];
  return total;
}

/** [K] to [K], nats. */
export function logSoftmax(logits: Float64Array): Float64Array {
  const highest = Math.max(...logits);
  const logSum = highest + Math.log(sum(logits.map((logit) => Math.exp(logit - highest))));
  return logits.map((logit) => logit - logSum);
}

/** Gives a row's draw: the sample kernel's filters and counter, in float64. */
export function draw(logits: Float64Array, { temperature, topK, topP, seed }: Sampling): (row: number) => number {
  if (temperature === 0) return () => logits.indexOf(Math.max(...logits));
  const tempered = logSoftmax(logits.map((logit) => logit / temperature)).map(Math.exp);
  const weights = nucleus(likeliest(tempered, topK), topP);
  const reached = cumulative(weights);
  const total = reached.at(-1)!;
  const key: Key = [seed % 2 ** 32, Math.floor(seed / 2 ** 32)];
  return (row) => {
    const goal = (philox([row, 0, 0, 1], key)[0] >>> 8) * 2 ** -24 * total; // below the total
    return reached.findIndex((sum) => sum > goal);
  };
}

/** All but the k largest set to 0 (0 keeps all); those equal to the last one kept stay. */
function likeliest(weights: Float64Array, k: number): Float64Array {
  return k > 0 && k < weights.length ? from(weights, weights.toSorted().at(-k)!) : weights;
}

/** All but the smallest set of largest with this share of the whole set to 0; those equal to the last one kept stay. */
function nucleus(weights: Float64Array, share: number): Float64Array {
  if (share >= 1) return weights;
  const falling = weights.toSorted().reverse();
  const reached = cumulative(falling);
  return from(weights, falling[reached.findIndex((sum) => sum >= share * reached.at(-1)!)]);
}

const from = (weights: Float64Array, threshold: number): Float64Array =>
  weights.map((weight) => (weight >= threshold ? weight : 0));

function cumulative(weights: Float64Array): Float64Array {
  let total = 0;
  return weights.map((weight) => {
    total += weight;
    return total;
  });
}
