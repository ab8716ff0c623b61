import { Fault } from './fault.ts';
import { type Constants, preprocess } from './preprocess.ts';

/** A compute pipeline with the layout its source declares. */
export interface Kernel {
  id: number;
  name: string;
  pipeline: GPUComputePipeline;
  layout: GPUBindGroupLayout;
  /** Binding numbers as declared, ascending. */
  bindings: readonly number[];
}

/** What an adapter computes on: SwiftShader, other software such as Mesa's llvmpipe, or a GPU. */
export type AdapterKind = 'gpu' | 'software' | 'swiftshader';

export function kindOf(name: string, isFallback: boolean): AdapterKind {
  if (/swiftshader/i.test(name)) return 'swiftshader';
  return isFallback || /llvmpipe|softpipe|lavapipe|basic render|software/i.test(name) ? 'software' : 'gpu';
}

export interface KernelSource {
  name: string;
  /** WGSL with the directives of preprocess.ts. */
  source: string;
}

/** A buffer, or a window of one: `size` bytes (to its end where it says none) from `offset`, a multiple of 256. */
export type Binding = GPUBuffer | { buffer: GPUBuffer; offset: number; size?: number };

/** What a read-back copies: `bytes` of a buffer from `offset`, both multiples of 4. */
export interface Part {
  buffer: GPUBuffer;
  bytes: number;
  offset?: number;
}

export type Workgroups = readonly [x: number, y?: number, z?: number];

/** Threads per workgroup of the kernels that run one thread per element; compatibility level allows 128. */
export const LINEAR_WORKGROUP = 64;

/** Workgroups for one thread per element, folded into two dimensions where one would exceed the limit of 65,535. */
export function linear(threads: number): Workgroups {
  const groups = Math.ceil(threads / LINEAR_WORKGROUP);
  if (groups <= 65_535) return [groups];
  const y = Math.ceil(groups / 65_535);
  return [Math.ceil(groups / y), y];
}

const BUFFER_USAGE = 0x80 | 0x04 | 0x08; // STORAGE | COPY_SRC | COPY_DST
const UNIFORM_USAGE = 0x40 | 0x08; // UNIFORM | COPY_DST
const READ_USAGE = 0x01 | 0x08; // MAP_READ | COPY_DST

/** The device with its caches of pipelines and bind groups. Knows no model. */
export class Gpu {
  readonly #kernels = new Map<string, Kernel>();
  readonly #bindGroups = new Map<string, GPUBindGroup>();
  readonly #staging = new Map<number, GPUBuffer[]>();
  readonly #bufferIds = new WeakMap<GPUBuffer, number>();
  readonly #words = new Map<string, GPUBuffer>();
  #nextId = 0;
  #fault: Fault | null = null;
  /** Variants of kernels in use, by family, where they are not those of the kind of adapter. */
  choices: Readonly<Record<string, string>> = {};

  private constructor(
    readonly device: GPUDevice,
    readonly kind: AdapterKind,
  ) {
    device.lost.then((info) => {
      this.#fault ??= new Fault(
        `The GPU device was lost (${info.message || info.reason}): reset or start again, with smaller batches if it happens again; what was finished is kept.`,
      );
    });
    device.onuncapturederror = (event) => {
      this.#fault ??= new Fault(`The GPU reported: ${event.error.message.split('\n')[0]}`);
    };
  }

  /** Opens the device with every limit and feature the adapter has that kernels depend on. */
  static async open(adapter: GPUAdapter, kind: AdapterKind): Promise<Gpu> {
    const wanted = [
      'maxStorageBufferBindingSize',
      'maxBufferSize',
      'maxStorageBuffersPerShaderStage',
      'maxComputeInvocationsPerWorkgroup',
      'maxComputeWorkgroupSizeX',
      'maxComputeWorkgroupStorageSize',
    ] as const;
    const requiredLimits = Object.fromEntries(wanted.map((name) => [name, adapter.limits[name]]));
    const requiredFeatures = (['subgroups'] as const).filter((name) => adapter.features.has(name));
    return new Gpu(await adapter.requestDevice({ requiredLimits, requiredFeatures }), kind);
  }

  /** Throws the fault of a lost device or a rejected command, so that no later result is believed. */
  check(): void {
    if (this.#fault) throw this.#fault;
  }

  /** A storage buffer of zeros. Throws a Fault where it exceeds what the adapter binds. */
  buffer(label: string, bytes: number): GPUBuffer {
    const limit = Math.min(this.device.limits.maxStorageBufferBindingSize, this.device.limits.maxBufferSize);
    if (bytes > limit)
      throw new Fault(
        `${label} needs ${mebibytes(bytes)} in one buffer, and this adapter binds at most ${mebibytes(limit)}: use a smaller model or batch.`,
      );
    return this.#create(label, bytes, BUFFER_USAGE);
  }

  /** A uniform buffer of zeros. */
  uniform(label: string, bytes: number): GPUBuffer {
    return this.#create(label, bytes, UNIFORM_USAGE);
  }

  #create(label: string, bytes: number, usage: number): GPUBuffer {
    const buffer = this.device.createBuffer({ label, size: Math.max(16, Math.ceil(bytes / 4) * 4), usage });
    this.#bufferIds.set(buffer, this.#nextId++);
    return buffer;
  }

  /** A uniform record of up to four words that never change, made once. */
  words(...values: readonly number[]): GPUBuffer {
    const key = values.join();
    let buffer = this.#words.get(key);
    if (!buffer) {
      buffer = this.uniform(`words ${key}`, 16);
      this.write(buffer, Uint32Array.from(values));
      this.#words.set(key, buffer);
    }
    return buffer;
  }

  upload(label: string, data: Float32Array | Uint32Array): GPUBuffer {
    const buffer = this.buffer(label, data.byteLength);
    this.write(buffer, data);
    return buffer;
  }

  /** Writes at `offset` bytes, before whatever is submitted next. */
  write(buffer: GPUBuffer, data: Float32Array | Uint32Array, offset = 0): void {
    this.device.queue.writeBuffer(buffer, offset, data.buffer, data.byteOffset, data.byteLength);
  }

  /** The pipeline of `source` with these constants, compiled once. */
  kernel(name: string, source: string, constants: Constants = {}): Kernel {
    let key = name;
    for (const constant in constants) key += ` ${constant} ${constants[constant]}`;
    let kernel = this.#kernels.get(key);
    if (!kernel) {
      const code = preprocess(source, constants);
      const entries = declaredBindings(code);
      const layout = this.device.createBindGroupLayout({ label: name, entries });
      const pipeline = this.device.createComputePipeline({
        label: key,
        layout: this.device.createPipelineLayout({ bindGroupLayouts: [layout] }),
        compute: { module: this.device.createShaderModule({ label: key, code }) },
      });
      kernel = { id: this.#nextId++, name, pipeline, layout, bindings: entries.map((e) => e.binding) };
      this.#kernels.set(key, kernel);
    }
    return kernel;
  }

  bindGroup(kernel: Kernel, bindings: readonly Binding[]): GPUBindGroup {
    if (bindings.length !== kernel.bindings.length)
      throw new Error(`${kernel.name} has ${kernel.bindings.length} bindings, ${bindings.length} were given`);
    let key = String(kernel.id);
    for (const b of bindings) key += 'buffer' in b ? `,${this.#id(b.buffer)}+${b.offset}` : `,${this.#id(b)}`;
    let group = this.#bindGroups.get(key);
    if (!group) {
      group = this.device.createBindGroup({
        label: kernel.name,
        layout: kernel.layout,
        entries: bindings.map((b, i) => ({
          binding: kernel.bindings[i],
          resource: 'buffer' in b ? b : { buffer: b },
        })),
      });
      this.#bindGroups.set(key, group);
    }
    return group;
  }

  #id(buffer: GPUBuffer): number {
    const id = this.#bufferIds.get(buffer);
    if (id === undefined) throw new Error(`buffer ${buffer.label} was not made by this Gpu`);
    return id;
  }

  /** Frees buffers and the bind groups that held them. */
  release(buffers: Iterable<GPUBuffer>): void {
    this.#bindGroups.clear();
    for (const buffer of buffers) buffer.destroy();
  }

  record(): Recorder {
    return new Recorder(this);
  }

  /** Copies parts of buffers to the CPU, after all that was submitted. */
  async read(...wanted: readonly Part[]): Promise<ArrayBuffer[]> {
    const recorder = this.record();
    const result = recorder.read(...wanted);
    recorder.submit();
    return result();
  }

  destroy(): void {
    this.device.destroy();
  }

  /** A buffer to map, of at least so many bytes; handed back to be used again once it is unmapped. */
  borrowStaging(bytes: number): GPUBuffer {
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, bytes)));
    const free = this.#staging.get(size)?.pop();
    return free ?? this.device.createBuffer({ label: 'read back', size, usage: READ_USAGE });
  }

  returnStaging(buffer: GPUBuffer): void {
    const free = this.#staging.get(buffer.size) ?? [];
    this.#staging.set(buffer.size, [...free, buffer]);
  }
}

/** Dispatches that a GPU is handed at once: it works on them while the next are recorded. Software computes where we record. */
const AHEAD = 48;

/** A sequence of commands: dispatches share a pass until a copy needs it closed. What they read is written before they are recorded. */
export class Recorder {
  #encoder: GPUCommandEncoder;
  #dispatches = 0;
  #pass: GPUComputePassEncoder | null = null;
  #pipeline: GPUComputePipeline | null = null;

  constructor(readonly gpu: Gpu) {
    this.#encoder = gpu.device.createCommandEncoder();
  }

  /** Records one kernel; `bindings` in the order of their numbers. */
  run(
    { name, source }: KernelSource,
    constants: Constants,
    bindings: readonly Binding[],
    [x, y = 1, z = 1]: Workgroups,
  ): void {
    if (x * y * z === 0) return;
    const kernel = this.gpu.kernel(name, source, constants);
    this.#pass ??= this.#encoder.beginComputePass();
    if (this.#pipeline !== kernel.pipeline) this.#pass.setPipeline(kernel.pipeline);
    this.#pipeline = kernel.pipeline;
    this.#pass.setBindGroup(0, this.gpu.bindGroup(kernel, bindings));
    this.#pass.dispatchWorkgroups(x, y, z);
    if (this.gpu.kind !== 'gpu' || ++this.#dispatches % AHEAD > 0) return;
    this.submit();
    this.#encoder = this.gpu.device.createCommandEncoder();
  }

  /** Copies bytes from buffer to buffer. */
  copy(from: GPUBuffer, to: GPUBuffer, bytes: number, fromOffset = 0, toOffset = 0): void {
    this.#endPass();
    this.#encoder.copyBufferToBuffer(from, fromOffset, to, toOffset, bytes);
  }

  /** Fills a buffer with zeros. */
  clear(buffer: GPUBuffer): void {
    this.#endPass();
    this.#encoder.clearBuffer(buffer);
  }

  /** Records copies to the CPU; call the result after `submit` to wait for them. */
  read(...wanted: readonly Part[]): () => Promise<ArrayBuffer[]> {
    const sizes = wanted.map(({ bytes }) => Math.ceil(bytes / 4) * 4);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const staging = this.gpu.borrowStaging(total);
    let at = 0;
    wanted.forEach(({ buffer, offset = 0 }, i) => {
      if (sizes[i] > 0) this.copy(buffer, staging, sizes[i], offset, at);
      at += sizes[i];
    });
    return async () => {
      this.gpu.check();
      try {
        await staging.mapAsync(0x01, 0, Math.max(4, total));
      } catch (error) {
        this.gpu.check();
        throw error;
      }
      this.gpu.check();
      const all = staging.getMappedRange(0, Math.max(4, total));
      let end = 0;
      const parts = sizes.map((size) => {
        end += size;
        return all.slice(end - size, end);
      });
      staging.unmap();
      this.gpu.returnStaging(staging);
      return parts;
    };
  }

  /** Ends the recording and hands it to the device. */
  submit(): void {
    this.#endPass();
    this.gpu.device.queue.submit([this.#encoder.finish()]);
  }

  #endPass(): void {
    this.#pass?.end();
    this.#pass = null;
    this.#pipeline = null;
  }
}

const KINDS: Record<string, GPUBufferBindingType> = {
  'storage, read': 'read-only-storage',
  'storage, read_write': 'storage',
  uniform: 'uniform',
};

/** The layout of all declared bindings, also those a variant does not use. */
function declaredBindings(source: string): GPUBindGroupLayoutEntry[] {
  const pattern = /@group\(0\)\s*@binding\((\d+)\)\s*var<([^>]+)>/g;
  const kinds = new Map([...source.matchAll(pattern)].map((m) => [Number(m[1]), KINDS[m[2]]]));
  return [...kinds]
    .sort(([x], [y]) => x - y)
    .map(([binding, type]) => ({ binding, visibility: 0x4, buffer: { type } }));
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
