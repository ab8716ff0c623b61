import type { Pair } from '../model/trainer.ts';
import type { Rewards } from './events.ts';

/** Means over pairs of β(log pθ − log pθt) in nats; `logps` holds log pθ of y and y′ in turn. */
export function rewardsOf(pairs: readonly Pair[], logps: Float32Array, beta: number): Rewards {
  const each = pairs.map(({ referenceReal, referenceGenerated }, i) => ({
    real: beta * (logps[2 * i] - referenceReal),
    generated: beta * (logps[2 * i + 1] - referenceGenerated),
  }));
  const mean = (of: (pair: { real: number; generated: number }) => number) =>
    each.reduce((sum, pair) => sum + of(pair), 0) / each.length;
  return {
    real: mean(({ real }) => real),
    generated: mean(({ generated }) => generated),
    margins: mean(({ real, generated }) => real - generated),
    accuracies: mean(({ real, generated }) => Number(real > generated)),
  };
}

/** Means over parts of unequal size. */
export function meanRewards(parts: readonly { rewards: Rewards; pairs: number }[]): Rewards {
  const all = parts.reduce((sum, { pairs }) => sum + pairs, 0);
  const mean = (key: keyof Rewards) => parts.reduce((sum, part) => sum + (part.rewards[key] * part.pairs) / all, 0);
  return { real: mean('real'), generated: mean('generated'), margins: mean('margins'), accuracies: mean('accuracies') };
}
