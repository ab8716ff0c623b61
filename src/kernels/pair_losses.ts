/** Losses over a pair; `sigmoid` is SPIN's logistic loss and DPO's. */
export const pairLosses = [
  'sigmoid',
  'hinge',
  'exponential',
  'correlation',
  'ipo',
  'robust',
  'cdpo',
  'nca_pair',
  'sppo_hard',
] as const;
export type PairLoss = (typeof pairLosses)[number];
