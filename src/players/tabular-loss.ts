import type { PairLoss } from '../kernels/pair_losses.ts';

/** A pair's loss and its derivatives with respect to log p(y) and log p(y′). */
export interface PairTerm {
  value: number;
  chosen: number;
  rejected: number;
}

/** σ(x) */
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** log(1 + eˣ) without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/**
 * The losses of the pair_loss kernel in float64, for responses of one token (IPO's lengths are 1). `r` and `r2` are log p − log p of the
 * reference of y and y′ (nats), `smoothing` is the ε of robust and cDPO.
 */
export function pairTerm(kind: PairLoss, r: number, r2: number, beta: number, smoothing: number): PairTerm {
  const s = beta * (r - r2);
  const ofMargin = (value: number, slope: number) => ({ value, chosen: beta * slope, rejected: -beta * slope });
  switch (kind) {
    case 'sigmoid':
      return ofMargin(softplus(-s), -sigmoid(-s));
    case 'hinge':
      return ofMargin(Math.max(0, 1 - s), s < 1 ? -1 : 0);
    case 'exponential':
      return ofMargin(Math.exp(-s), -Math.exp(-s));
    case 'correlation':
      return ofMargin(1 - s, -1);
    case 'ipo': {
      const gap = r - r2 - 0.5 / beta;
      return { value: gap * gap, chosen: 2 * gap, rejected: -2 * gap };
    }
    case 'robust': {
      const scale = 1 - 2 * smoothing;
      return ofMargin(
        ((1 - smoothing) * softplus(-s) - smoothing * softplus(s)) / scale,
        -((1 - smoothing) * sigmoid(-s) + smoothing * sigmoid(s)) / scale,
      );
    }
    case 'cdpo':
      return ofMargin(
        (1 - smoothing) * softplus(-s) + smoothing * softplus(s),
        smoothing * sigmoid(s) - (1 - smoothing) * sigmoid(-s),
      );
    case 'nca_pair':
      return {
        value: softplus(-beta * r) + 0.5 * softplus(beta * r) + 0.5 * softplus(beta * r2),
        chosen: beta * (0.5 * sigmoid(beta * r) - sigmoid(-beta * r)),
        rejected: 0.5 * beta * sigmoid(beta * r2),
      };
    case 'sppo_hard': {
      const half = 0.5 / beta;
      return { value: (r - half) ** 2 + (r2 + half) ** 2, chosen: 2 * (r - half), rejected: 2 * (r2 + half) };
    }
  }
}
