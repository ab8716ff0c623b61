import { openTransformers, type Transformers, type TransformersOptions } from './transformers.ts';

/** `openTransformers` on WebGPU in Node: ONNX Runtime's build for browsers over Dawn, on the device of this adapter. */
export async function openTransformersInNode(
  adapter: GPUAdapter,
  o: TransformersOptions & { gpuDevice: GPUDevice },
): Promise<Transformers> {
  if (!globalThis.navigator?.gpu)
    Object.defineProperty(globalThis, 'navigator', {
      value: { gpu: { requestAdapter: async () => adapter } },
      configurable: true,
    });
  takeSharedMemory(o.gpuDevice.queue);
  // Whenever its event loop runs empty Node waits for V8 to optimise WebAssembly, a minute for ONNX Runtime's.
  const awake = setInterval(() => {}, 1000);
  const peer = await openTransformers(o);
  return {
    ...peer,
    async release() {
      clearInterval(awake);
      await peer.release();
    },
  };
}

/** Dawn in Node refuses views of shared memory, and ONNX Runtime's memory is shared. */
function takeSharedMemory(queue: GPUQueue): void {
  const write = queue.writeBuffer.bind(queue);
  queue.writeBuffer = (buffer, offset, data, ...window) => {
    const shared = data instanceof Uint8Array && data.buffer instanceof SharedArrayBuffer;
    write(buffer, offset, shared ? data.slice() : data, ...window);
  };
}
