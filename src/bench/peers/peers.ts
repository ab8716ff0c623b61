import type { Peers } from './peer.ts';

/** The libraries that the lab is measured against. */
export const peers: Peers = { steps: [], rollouts: [] };
