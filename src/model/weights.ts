import type { Gpu } from '../gpu/gpu.ts';
import { type DecoderConfig, elements, tensorSpecs } from './config.ts';
import type { Tensors } from './decoder.ts';

/** Uploads every parameter of the decoder, one buffer a tensor. `tensors` holds each by its Hugging Face name. */
export function uploadWeights(gpu: Gpu, config: DecoderConfig, tensors: ReadonlyMap<string, Float32Array>): Tensors {
  return new Map(tensorSpecs(config).map(({ name }) => [name, gpu.upload(name, tensors.get(name)!)]));
}

/** Zeros in the shapes of the parameters. */
export function emptyTensors(gpu: Gpu, config: DecoderConfig, label: string): Tensors {
  return new Map(
    tensorSpecs(config).map(({ name, shape }) => [name, gpu.buffer(`${label} of ${name}`, elements(shape) * 4)]),
  );
}

export function copyWeights(gpu: Gpu, config: DecoderConfig, from: Tensors, to: Tensors): void {
  const r = gpu.record();
  for (const { name, shape } of tensorSpecs(config)) r.copy(from.get(name)!, to.get(name)!, elements(shape) * 4);
  r.submit();
}

/** One tensor after the other, so that no read-back is larger than the largest of them. */
export async function readTensors(gpu: Gpu, config: DecoderConfig, from: Tensors): Promise<Map<string, Float32Array>> {
  const tensors = new Map<string, Float32Array>();
  for (const { name, shape } of tensorSpecs(config)) {
    const [data] = await gpu.read({ buffer: from.get(name)!, bytes: elements(shape) * 4 });
    tensors.set(name, new Float32Array(data));
  }
  return tensors;
}
