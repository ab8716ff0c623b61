import type { Gpu } from '../gpu/gpu.ts';
import {
  cut,
  inputLength,
  type Likeliest,
  type Packed,
  pack,
  packOptions,
  type Sequence,
  splitByCost,
} from './batch.ts';
import { Activations, type Capacity, DeviceBatch, grown, needOf } from './buffers.ts';
import type { Decoder, Tensors } from './decoder.ts';

/** Input tokens of one scoring pass: enough to fill a device, few enough to keep its buffers small. */
const TOKENS_PER_PASS = 4096;

/** Scores responses in passes of bounded size. Shared by every player of one decoder: the weights are an argument. */
export class Scorer {
  readonly #gpu: Gpu;
  readonly #decoder: Decoder;
  #room: Room | null = null;
  /** [targets, top] of (id, nats). */
  #likeliest: GPUBuffer | null = null;

  constructor(gpu: Gpu, decoder: Decoder) {
    this.#gpu = gpu;
    this.#decoder = decoder;
  }

  /** Per-token log-probs (nats) of each response, pass by pass in order. */
  async *score(weights: Tensors, sequences: readonly Sequence[]): AsyncGenerator<Float32Array[]> {
    for (const run of splitByCost(sequences, inputLength, TOKENS_PER_PASS))
      yield this.#pass(
        weights,
        pack(run),
        run.map(({ response }) => response.length),
      );
  }

  /** Log-probs (nats) of each option as the first token after each prompt, pass by pass in order. */
  async *weigh(
    weights: Tensors,
    prompts: readonly (readonly number[])[],
    options: readonly number[],
  ): AsyncGenerator<Float32Array[]> {
    for (const run of splitByCost(prompts, (prompt) => prompt.length, TOKENS_PER_PASS))
      yield this.#pass(
        weights,
        packOptions(run, options),
        run.map(() => options.length),
      );
  }

  /** The `count` likeliest tokens at each place of each response (all of a smaller vocabulary), pass by pass in order. */
  async *likeliest(weights: Tensors, sequences: readonly Sequence[], count: number): AsyncGenerator<Likeliest[]> {
    const top = Math.min(count, this.#decoder.config.vocabSize);
    for (const run of splitByCost(sequences, inputLength, TOKENS_PER_PASS)) {
      const packed = pack(run);
      this.#decoder.reach(packed.longest);
      const { batch, activations } = this.#reserve(needOf(packed));
      const bytes = 8 * top * (packed.targets.length / 4);
      const likeliest = this.#reserveLikeliest(bytes);
      batch.upload(packed);
      const r = this.#gpu.record();
      this.#decoder.likeliest(r, weights, batch, activations, likeliest, top);
      const result = r.read({ buffer: likeliest, bytes }, { buffer: batch.logp, bytes: batch.count.targets * 4 });
      r.submit();
      const [pairs, logps] = await result();
      const lengths = run.map(({ response }) => response.length);
      const own = cut(new Float32Array(logps), lengths);
      yield cut(
        pairs,
        lengths.map((length) => 8 * top * length),
      ).map((part, i) => ({ ...unzipped(part), own: own[i] }));
    }
  }

  #reserveLikeliest(bytes: number): GPUBuffer {
    if (this.#likeliest && this.#likeliest.size >= bytes) return this.#likeliest;
    if (this.#likeliest) this.#gpu.release([this.#likeliest]);
    this.#likeliest = null; // should the new one not fit, the old one is gone all the same
    this.#likeliest = this.#gpu.buffer('likeliest tokens', 1.5 * bytes);
    return this.#likeliest;
  }

  async #pass(weights: Tensors, packed: Packed, lengths: readonly number[]): Promise<Float32Array[]> {
    this.#decoder.reach(packed.longest);
    const { batch, activations } = this.#reserve(needOf(packed));
    batch.upload(packed);
    const r = this.#gpu.record();
    this.#decoder.score(r, weights, batch, activations);
    const result = r.read({ buffer: batch.logp, bytes: batch.count.targets * 4 });
    r.submit();
    return cut(new Float32Array((await result())[0]), lengths);
  }

  #reserve(need: Capacity): Room {
    const room = grown(this.#room?.batch.room, need);
    if (room) {
      if (this.#room) this.#gpu.release(roomBuffers(this.#room));
      this.#room = null; // should the new buffers not fit, the old ones are gone all the same
      const { config } = this.#decoder;
      this.#room = {
        batch: new DeviceBatch(this.#gpu, room, config.vocabSize),
        activations: new Activations(this.#gpu, config, room, false),
      };
    }
    return this.#room!;
  }

  /** Frees what only a pass needs. */
  vacate(): boolean {
    this.#gpu.release(this.buffers);
    this.#room = null;
    this.#likeliest = null;
    return true;
  }

  get buffers(): GPUBuffer[] {
    return [...(this.#room ? roomBuffers(this.#room) : []), ...(this.#likeliest ? [this.#likeliest] : [])];
  }
}

interface Room {
  batch: DeviceBatch;
  activations: Activations;
}

const roomBuffers = ({ batch, activations }: Room): GPUBuffer[] => [...batch.buffers, ...activations.buffers];

/** Pairs of (id, nats as bits) apart. */
function unzipped(pairs: ArrayBuffer): Omit<Likeliest, 'own'> {
  const [words, nats] = [new Uint32Array(pairs), new Float32Array(pairs)];
  return { ids: words.filter((_, i) => i % 2 === 0), logps: nats.filter((_, i) => i % 2 === 1) };
}
