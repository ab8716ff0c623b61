import type { Gpu } from '../gpu/gpu.ts';
import { bucketTokens } from '../kernels/embed_backward.ts';
import { inputPartials, weightSplits } from '../kernels/matmul.ts';
import { NORM_SPLITS } from '../kernels/rms_norm_weight_backward.ts';
import type { Packed } from './batch.ts';
import { type DecoderConfig, elements, tensorSpecs } from './config.ts';

const F32 = 4;
const RECORD = 256; // bytes: the alignment of a uniform window
const MEBIBYTE = 2 ** 20;

/** Targets whose logits are held at once: 32 MiB of them, in multiples of 64 so that windows stay aligned. */
export const chunkRows = (vocabulary: number): number =>
  64 * Math.max(1, Math.min(64, Math.floor((32 * MEBIBYTE) / (F32 * vocabulary * 64))));

/** Room for a batch; grows by half again so that batches of slightly different length share their buffers. */
export interface Capacity {
  tokens: number;
  targets: number;
  rows: number;
}

const dimensions = ['tokens', 'targets', 'rows'] as const;

/** The room to make where `need` exceeds what there is, or null where it does not. */
export function grown(have: Capacity | undefined, need: Capacity): Capacity | null {
  const room = have ? { ...have } : { tokens: 0, targets: 0, rows: 0 };
  const short = dimensions.filter((d) => !have || need[d] > have[d]);
  for (const d of short) room[d] = 64 * Math.max(1, Math.ceil((need[d] * 1.5) / 64));
  return short.length > 0 ? room : null;
}

export const needOf = ({ tokens, targets, rows }: Packed): Capacity => ({
  tokens: tokens.length / 4,
  targets: targets.length / 4,
  rows: rows.length / 4,
});

/** One record of a uniform buffer: only its 16 bytes are bound, because whole buffers may exceed what a uniform binding holds. */
export interface Window {
  buffer: GPUBuffer;
  offset: number;
  size: number;
}

/** Windows of a uniform buffer, one (x, y, z, w) record each. */
export class Records {
  readonly buffer: GPUBuffer;
  readonly #gpu: Gpu;

  constructor(gpu: Gpu, label: string, count: number) {
    this.#gpu = gpu;
    this.buffer = gpu.uniform(label, count * RECORD);
  }

  at(index: number): Window {
    return { buffer: this.buffer, offset: index * RECORD, size: 16 };
  }

  write(records: readonly (readonly number[])[]): void {
    const data = new Uint32Array((records.length * RECORD) / 4);
    records.forEach((record, i) => {
      data.set(record, (i * RECORD) / 4);
    });
    this.#gpu.write(this.buffer, data);
  }
}

/** One head chunk: `size` = (rows, first row). */
export interface Chunk {
  first: number;
  rows: number;
  size: Window;
}

/** A batch on the GPU: what goes in (tokens, targets, rows, references) and what comes out per target and row. */
export class DeviceBatch {
  readonly sizes: Records;
  readonly tokens: GPUBuffer;
  readonly targets: GPUBuffer;
  readonly rows: GPUBuffer;
  readonly buckets: GPUBuffer;
  readonly members: GPUBuffer;
  /** Nats, two a pair. */
  readonly reference: GPUBuffer;
  /** (β, label smoothing, 1/pairs of the step). */
  readonly knobs: GPUBuffer;
  /** (logsumexp, entropy) per target. */
  readonly distribution: GPUBuffer;
  readonly logp: GPUBuffer;
  /** Summed log-prob per row. */
  readonly sequence: GPUBuffer;
  /** ∂L/∂(summed log-prob) per row. */
  readonly weight: GPUBuffer;
  readonly loss: GPUBuffer;
  /** β times the difference of the log-ratios, per pair (nats). */
  readonly margin: GPUBuffer;
  count: Capacity = { tokens: 0, targets: 0, rows: 0 };
  bucketCount = 0;
  chunks: Chunk[] = [];
  readonly #gpu: Gpu;
  readonly #chunkRows: number;

  constructor(
    gpu: Gpu,
    readonly room: Capacity,
    vocabulary: number,
  ) {
    const { tokens, targets, rows } = room;
    this.#gpu = gpu;
    this.#chunkRows = chunkRows(vocabulary);
    this.sizes = new Records(gpu, 'sizes', FIRST_CHUNK + Math.ceil(targets / this.#chunkRows));
    this.tokens = gpu.buffer('tokens', tokens * 16);
    this.targets = gpu.buffer('targets', targets * 16);
    this.rows = gpu.buffer('rows', rows * 16);
    this.buckets = gpu.buffer('buckets', Math.min(tokens, vocabulary) * 16);
    this.members = gpu.buffer('members', tokens * F32);
    this.reference = gpu.buffer('reference', rows * F32);
    this.knobs = gpu.uniform('knobs', 16);
    this.distribution = gpu.buffer('distribution', targets * 2 * F32);
    this.logp = gpu.buffer('log-probs', targets * F32);
    this.sequence = gpu.buffer('sequence log-probs', rows * F32);
    this.weight = gpu.buffer('sequence weights', rows * F32);
    this.loss = gpu.buffer('losses', rows * F32);
    this.margin = gpu.buffer('margins', rows * F32);
  }

  get size() {
    return {
      tokens: this.sizes.at(0),
      targets: this.sizes.at(1),
      rows: this.sizes.at(2),
      pairs: this.sizes.at(3),
      buckets: this.sizes.at(4),
    };
  }

  /** `learning` also sorts the tokens by id for the embedding's gradient. */
  upload(packed: Packed, learning = false): void {
    this.count = needOf(packed);
    const { targets, rows, tokens } = this.count;
    this.#gpu.write(this.tokens, packed.tokens);
    this.#gpu.write(this.targets, packed.targets);
    this.#gpu.write(this.rows, packed.rows);
    if (learning) {
      const { buckets, members, count } = bucketTokens(Array.from({ length: tokens }, (_, t) => packed.tokens[4 * t]));
      this.bucketCount = count;
      this.#gpu.write(this.buckets, buckets);
      this.#gpu.write(this.members, members);
    }
    this.chunks = [];
    for (let first = 0; first < targets; first += this.#chunkRows)
      this.chunks.push({
        first,
        rows: Math.min(this.#chunkRows, targets - first),
        size: this.sizes.at(FIRST_CHUNK + this.chunks.length),
      });
    this.sizes.write([
      [tokens],
      [targets],
      [rows],
      [Math.floor(rows / 2)],
      [this.bucketCount],
      ...this.chunks.map((c) => [c.rows, c.first]),
    ]);
  }

  get buffers(): GPUBuffer[] {
    const { tokens, targets, rows, buckets, members, reference, knobs } = this;
    const { distribution, logp, sequence, weight, loss, margin } = this;
    return [
      this.sizes.buffer,
      ...[tokens, targets, rows, buckets, members, reference, knobs],
      ...[distribution, logp, sequence, weight, loss, margin],
    ];
  }
}

const FIRST_CHUNK = 5;

/** What one layer keeps from forward to backward; widths: W hidden, H heads·headDim, G kvHeads·headDim, F feed-forward. */
export interface LayerBuffers {
  /** [tokens, W]: the residual stream as it enters attention, and the MLP. */
  x1: GPUBuffer;
  x2: GPUBuffer;
  inverseRms1: GPUBuffer;
  inverseRms2: GPUBuffer;
  normed1: GPUBuffer;
  normed2: GPUBuffer;
  q: GPUBuffer;
  k: GPUBuffer;
  v: GPUBuffer;
  attended: GPUBuffer;
  softmax: GPUBuffer;
  gate: GPUBuffer;
  up: GPUBuffer;
  activated: GPUBuffer;
}

function layerBuffers(gpu: Gpu, c: DecoderConfig, tokens: number): LayerBuffers {
  const make = (label: string, width: number) => gpu.buffer(label, tokens * width * F32);
  const kv = c.kvHeads * c.headDim;
  return {
    x1: make('x1', c.hiddenSize),
    x2: make('x2', c.hiddenSize),
    inverseRms1: make('inverse rms 1', 1),
    inverseRms2: make('inverse rms 2', 1),
    normed1: make('normed 1', c.hiddenSize),
    normed2: make('normed 2', c.hiddenSize),
    q: make('q', c.heads * c.headDim),
    k: make('k', kv),
    v: make('v', kv),
    attended: make('attended', c.heads * c.headDim),
    softmax: make('softmax', 2 * c.heads),
    gate: make('gate', c.intermediateSize),
    up: make('up', c.intermediateSize),
    activated: make('activated', c.intermediateSize),
  };
}

/** Activations of a forward pass. Inference keeps one layer's worth, training every layer's and room for the gradients. */
export class Activations {
  readonly layers: LayerBuffers[];
  /** [tokens, W]: what the last projection adds to the residual stream. */
  readonly delta: GPUBuffer;
  /** [targets, W]: the residual stream where something is predicted, and normed for the head. */
  readonly head: { x: GPUBuffer; inverseRms: GPUBuffer; normed: GPUBuffer; logits: GPUBuffer };
  readonly gradients: GradientBuffers | null;

  constructor(
    gpu: Gpu,
    c: DecoderConfig,
    readonly room: Capacity,
    training: boolean,
  ) {
    const { tokens, targets } = room;
    if (training) this.layers = Array.from({ length: c.layers }, () => layerBuffers(gpu, c, tokens));
    else this.layers = new Array(c.layers).fill(layerBuffers(gpu, c, tokens));
    this.delta = gpu.buffer('delta', tokens * c.hiddenSize * F32);
    this.head = {
      x: gpu.buffer('head x', targets * c.hiddenSize * F32),
      inverseRms: gpu.buffer('head inverse rms', targets * F32),
      normed: gpu.buffer('head normed', targets * c.hiddenSize * F32),
      logits: gpu.buffer('logits', Math.min(targets, chunkRows(c.vocabSize)) * c.vocabSize * F32),
    };
    this.gradients = training ? gradientBuffers(gpu, c, room) : null;
  }

  get buffers(): GPUBuffer[] {
    const layers = [...new Set(this.layers)].flatMap((layer) => Object.values(layer));
    return [...layers, this.delta, ...Object.values(this.head), ...Object.values(this.gradients ?? {})];
  }
}

/** Gradients with respect to activations, reused from layer to layer. */
export interface GradientBuffers {
  /** [tokens, W]: of the residual stream, carried from the top to the bottom. */
  x: GPUBuffer;
  normed: GPUBuffer;
  /** [tokens, W]: what is added to `normed`. */
  term: GPUBuffer;
  attended: GPUBuffer;
  q: GPUBuffer;
  k: GPUBuffer;
  v: GPUBuffer;
  activated: GPUBuffer;
  /** [targets, W] */
  headX: GPUBuffer;
  headNormed: GPUBuffer;
  partials: GPUBuffer;
}

function gradientBuffers(gpu: Gpu, c: DecoderConfig, { tokens, targets }: Capacity): GradientBuffers {
  const make = (label: string, rows: number, width: number) => gpu.buffer(label, rows * width * F32);
  const split = tensorSpecs(c)
    .filter(({ shape }) => shape.length === 2 && weightSplits(gpu.kind, shape[0], shape[1]) > 1)
    .map(({ shape }) => weightSplits(gpu.kind, shape[0], shape[1]) * elements(shape));
  const chunk = Math.min(targets, chunkRows(c.vocabSize));
  const head = inputPartials(chunk, c.vocabSize, c.hiddenSize);
  return {
    x: make('d x', tokens, c.hiddenSize),
    normed: make('d normed', tokens, c.hiddenSize),
    term: make('term of d normed', tokens, c.hiddenSize),
    attended: make('d attended', tokens, c.heads * c.headDim),
    q: make('d q', tokens, c.heads * c.headDim),
    k: make('d k', tokens, c.kvHeads * c.headDim),
    v: make('d v', tokens, c.kvHeads * c.headDim),
    activated: make('d activated', tokens, c.intermediateSize),
    headX: make('d head x', targets, c.hiddenSize),
    headNormed: make('d head normed', targets, c.hiddenSize),
    partials: make('partial sums', 1, Math.max(NORM_SPLITS * c.hiddenSize, head, ...split)),
  };
}
