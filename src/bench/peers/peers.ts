import { openJaxStep } from './jax.ts';
import type { Peers } from './peer.ts';
import { openTransformers } from './transformers.ts';

/** The libraries that the lab is measured against, in a page. In Node see peers-node.ts. */
export const peers: Peers = {
  steps: [
    { name: 'jax-js WebGPU', open: (task) => openJaxStep({ device: 'webgpu', ...task }) },
    { name: 'jax-js WASM', open: (task) => openJaxStep({ device: 'wasm', ...task }) },
  ],
  rollouts: [
    { name: 'Transformers.js WebGPU', open: (task) => openTransformers({ device: 'webgpu', ...task }) },
    { name: 'Transformers.js WASM', open: (task) => openTransformers({ device: 'wasm', ...task }) },
  ],
};
