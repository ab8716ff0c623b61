import { type AdapterChoice, openNodeAdapter } from '../../gpu/node.ts';
import { offerWebGpu } from './navigator.ts';
import type { Peers } from './peer.ts';
import { peers } from './peers.ts';
import { openTransformersInNode } from './transformers-node.ts';

/** The libraries as they run in Node, on an adapter of this kind. */
export function peersInNode(choice?: AdapterChoice): Peers {
  offerWebGpu(choice);
  const [, wasm] = peers.rollouts;
  return {
    steps: peers.steps,
    rollouts: [
      {
        name: 'Transformers.js WebGPU',
        open: async (task) =>
          openTransformersInNode((await openNodeAdapter(choice)).adapter, { device: 'webgpu', ...task }),
      },
      wasm,
    ],
  };
}
