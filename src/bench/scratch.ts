import type { AdapterKind, Gpu, Recorder } from '../gpu/gpu.ts';
import { randomFloats } from './shapes.ts';
import type { Subject } from './timing.ts';

/** Buffers to run kernels on, freed together. */
export class Scratch {
  readonly #gpu: Gpu;
  readonly #buffers: GPUBuffer[] = [];

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
  }

  get kind(): AdapterKind {
    return this.#gpu.kind;
  }

  /** Random numbers in [−1, 1). */
  floats(length: number): GPUBuffer {
    // Room before values: a buffer that does not fit is a fault before anything is made for it.
    const buffer = this.zeros(length);
    this.#gpu.write(buffer, randomFloats(length, this.#buffers.length));
    return buffer;
  }

  zeros(length: number): GPUBuffer {
    const buffer = this.#gpu.buffer('scratch', 4 * length);
    this.#buffers.push(buffer);
    return buffer;
  }

  words(values: readonly number[]): GPUBuffer {
    const buffer = this.#gpu.upload('scratch', Uint32Array.from(values));
    this.#buffers.push(buffer);
    return buffer;
  }

  /** A kernel's size record. */
  size(...values: number[]): GPUBuffer {
    const buffer = this.#gpu.uniform('scratch', 16);
    this.#gpu.write(buffer, Uint32Array.from(values));
    this.#buffers.push(buffer);
    return buffer;
  }

  release(): void {
    this.#gpu.release(this.#buffers);
  }
}

/** Kernels to be timed: `prepare` makes their buffers, and gives what records them and a buffer they write. */
export interface KernelCase {
  name: string;
  prepare(scratch: Scratch): { record(r: Recorder): void; out: GPUBuffer };
}

/** A subject over a case: its repeats are one submit, and reading four bytes waits for them. */
export function kernelSubject(gpu: Gpu, scratch: Scratch, { name, prepare }: KernelCase): Subject {
  let prepared: ReturnType<KernelCase['prepare']> | null = null;
  return {
    name,
    async run(times) {
      prepared ??= prepare(scratch);
      const r = gpu.record();
      for (let i = 0; i < times; i++) prepared.record(r);
      const done = r.read({ buffer: prepared.out, bytes: 4 });
      r.submit();
      await done();
    },
  };
}
