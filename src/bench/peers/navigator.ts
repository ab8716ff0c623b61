import { type AdapterChoice, openNodeAdapter } from '../../gpu/node.ts';

/**
 * Gives a library written for pages its WebGPU in Node: `navigator.gpu` opens an adapter of this kind, whatever is asked
 * for. A new one each time, because an adapter makes one device only.
 */
export function offerWebGpu(choice?: AdapterChoice): void {
  const gpu = { requestAdapter: async () => (await openNodeAdapter(choice)).adapter };
  const value = { gpu, userAgent: `Node.js ${process.version}` };
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true });
}
