import type { Gpu } from '../gpu/gpu.ts';
import { logsumexp } from '../kernels/logsumexp.ts';
import { sample } from '../kernels/sample.ts';
import { splitByCost } from './batch.ts';
import { Activations, type Chunk, chunkRows, Records } from './buffers.ts';
import type { Decoder, ForwardInputs, KvCache, Tensors } from './decoder.ts';

export interface Sampling {
  /** 0 is greedy. */
  temperature: number;
  /** Keep the k likeliest tokens; 0 keeps all. */
  topK: number;
  /** Keep the smallest set of likeliest tokens with at least this probability; 1 keeps all. */
  topP: number;
  maxNewTokens: number;
  /** A non-negative integer below 2^53. */
  seed: number;
}

export interface Completion {
  /** Token ids, with the EOS that ended them. */
  tokens: number[];
  /** Nats per token: the model's own at temperature 1 before any filter, whatever the sampling. */
  logps: number[];
  /** Nats per token: entropy of the model's own distribution at temperature 1. */
  entropies: number[];
  /** `length`: cut at maxNewTokens or at the end of the context, so there is no EOS. */
  finish: 'eos' | 'length';
}

/** Tokens drawn between two read-backs: finished rows leave the batch there, and a watcher sees the others grow. */
const BURST = 4;
/** KV slots of one pass over all its rows. */
const SLOTS_PER_PASS = 32_768;

const FIRST_CHUNK = 2; // records: prompt tokens, rows, then one per chunk and step

/** A row that still grows. */
interface Row {
  index: number;
  prompt: readonly number[];
  completion: Completion;
  limit: number;
}

/** Samples completions, several tokens a submit, the drawn token fed back on the GPU. Shared by every player of one decoder. */
export class Sampler {
  readonly #gpu: Gpu;
  readonly #decoder: Decoder;
  #room: Room | null = null;

  constructor(gpu: Gpu, decoder: Decoder) {
    this.#gpu = gpu;
    this.#decoder = decoder;
  }

  /** Yields after every burst with all completions as they stand; a row's draws depend only on its index and the seed. */
  async *generate(
    weights: Tensors,
    prompts: readonly (readonly number[])[],
    sampling: Sampling,
    eosIds: readonly number[],
  ): AsyncGenerator<Completion[]> {
    const completions = prompts.map((): Completion => ({ tokens: [], logps: [], entropies: [], finish: 'length' }));
    const rows = prompts.map((prompt, index): Row => {
      const limit = Math.min(sampling.maxNewTokens, this.#decoder.contextLength - prompt.length);
      return { index, prompt, completion: completions[index], limit };
    });
    const growing = rows.filter((row) => row.limit > 0);
    const slots = (row: Row) => row.prompt.length + row.limit;
    for (const pass of splitByCost(growing, slots, SLOTS_PER_PASS))
      yield* this.#pass(weights, pass, sampling, eosIds, completions);
  }

  async *#pass(
    weights: Tensors,
    all: readonly Row[],
    sampling: Sampling,
    eosIds: readonly number[],
    completions: Completion[],
  ): AsyncGenerator<Completion[]> {
    const steps = Math.max(...all.map((row) => row.limit));
    const slots = Math.max(...all.map((row) => row.prompt.length)) + steps;
    const promptTokens = all.reduce((sum, row) => sum + row.prompt.length, 0);
    const room = this.#reserve(all.length, promptTokens, all.length * slots, all.length * steps);
    this.#gpu.write(room.sampling, samplingWords(sampling, all[0].index));
    const local = new Map(all.map((row, i) => [row, i]));

    let rows = all;
    for (let step = 0; step < steps && rows.length > 0; ) {
      const count = Math.min(BURST, steps - step);
      const r = this.#gpu.record();
      const chunks = this.#upload(room, rows, local, slots, step, count, steps);
      for (let i = 0; i < count; i++) {
        const inputs = step + i === 0 ? this.#prompts(room, rows, slots) : decoding(room, rows.length);
        this.#decoder.forward(r, weights, inputs, room.activations, room.cache);
        for (const chunk of chunks[i]) {
          this.#decoder.logits(r, weights, chunk, room.activations);
          const vocabulary = this.#decoder.config.vocabSize;
          const { distribution, drawn, tokens } = room;
          const { logits } = room.activations.head;
          const o = { size: chunk.size, count: chunk.rows, logits, distribution, vocabulary };
          logsumexp(r, o);
          sample(r, { ...o, sampling: room.sampling, tokens, drawn });
        }
      }
      const result = r.read({ buffer: room.drawn, bytes: all.length * steps * 16 });
      r.submit();
      const drawn = (await result())[0];
      for (const row of rows) append(row, drawn, local.get(row)! * steps + step, count, eosIds);
      rows = rows.filter((row) => row.completion.finish === 'length' && row.completion.tokens.length < row.limit);
      step += count;
      yield completions;
    }
  }

  /** Rows, sizes and the rows' last tokens for a burst; gives each step's head chunks. */
  #upload(
    room: Room,
    rows: readonly Row[],
    local: ReadonlyMap<Row, number>,
    slots: number,
    step: number,
    count: number,
    steps: number,
  ): Chunk[][] {
    const tokens = new Uint32Array(rows.length * 4);
    const targets = new Uint32Array(rows.length * 4);
    rows.forEach((row, i) => {
      // Before the first draw the position is the prompt's last: drawing moves on to the next.
      const position = row.prompt.length - 1 + step;
      tokens.set([row.completion.tokens.at(-1) ?? 0, position, local.get(row)! * slots, local.get(row)!], 4 * i);
      targets.set([i, 0, i], 4 * i);
    });
    this.#gpu.write(room.tokens, tokens);
    this.#gpu.write(room.targets, targets);
    const promptTokens = rows.reduce((sum, row) => sum + row.prompt.length, 0);
    const records: number[][] = [[promptTokens], [rows.length]];
    const size = chunkRows(this.#decoder.config.vocabSize);
    const chunks = Array.from({ length: count }, (_, i) => {
      const all: Chunk[] = [];
      for (let first = 0; first < rows.length; first += size) {
        const chunk = { first, rows: Math.min(size, rows.length - first), size: room.sizes.at(records.length) };
        records.push([chunk.rows, first, step + i, steps]);
        all.push(chunk);
      }
      return all;
    });
    room.sizes.write(records);
    return chunks;
  }

  /** The prompts laid end to end, each with the slots of its row; its last token predicts the first of the response. */
  #prompts(room: Room, rows: readonly Row[], slots: number): ForwardInputs {
    const tokens = rows.flatMap(({ prompt }, i) => prompt.flatMap((id, position) => [id, position, i * slots, 0]));
    let end = 0;
    const targets = rows.flatMap(({ prompt }, i) => {
      end += prompt.length;
      return [end - 1, 0, i, 0];
    });
    this.#gpu.write(room.promptTokens, Uint32Array.from(tokens));
    this.#gpu.write(room.promptTargets, Uint32Array.from(targets));
    return {
      tokens: room.promptTokens,
      targets: room.promptTargets,
      size: { tokens: room.sizes.at(0), targets: room.sizes.at(1) },
      count: { tokens: tokens.length / 4, targets: rows.length },
    };
  }

  #reserve(rows: number, promptTokens: number, slots: number, drawn: number): Room {
    const room = this.#room;
    if (room && rows <= room.rows && promptTokens <= room.promptLength && slots <= room.slots && drawn <= room.draws)
      return room;
    if (room) this.#gpu.release(room.buffers);
    this.#room = new Room(
      this.#gpu,
      this.#decoder,
      Math.max(rows, room?.rows ?? 0),
      Math.max(promptTokens, room?.promptLength ?? 0),
      Math.max(slots, room?.slots ?? 0),
      Math.max(drawn, room?.draws ?? 0),
    );
    return this.#room;
  }

  get buffers(): GPUBuffer[] {
    return this.#room?.buffers ?? [];
  }
}

/** Buffers of a pass, kept for the next of no greater size. */
class Room {
  readonly sizes: Records;
  readonly sampling: GPUBuffer;
  /** The rows' inputs, one each: (id, position, first slot, row of drawn). */
  readonly tokens: GPUBuffer;
  readonly targets: GPUBuffer;
  readonly promptTokens: GPUBuffer;
  readonly promptTargets: GPUBuffer;
  readonly distribution: GPUBuffer;
  /** [rows, steps]: (id, log-prob, entropy) as bits. */
  readonly drawn: GPUBuffer;
  readonly cache: KvCache;
  readonly activations: Activations;

  constructor(
    gpu: Gpu,
    { config }: Decoder,
    readonly rows: number,
    readonly promptLength: number,
    readonly slots: number,
    readonly draws: number,
  ) {
    const kvBytes = config.kvHeads * config.headDim * 4;
    const perLayer = (label: string) =>
      Array.from({ length: config.layers }, (_, i) => gpu.buffer(`${label} cache ${i}`, slots * kvBytes));
    this.sizes = new Records(
      gpu,
      'sampling sizes',
      FIRST_CHUNK + BURST * Math.ceil(rows / chunkRows(config.vocabSize)),
    );
    this.sampling = gpu.uniform('sampling', 32);
    this.tokens = gpu.buffer('row tokens', rows * 16);
    this.targets = gpu.buffer('row targets', rows * 16);
    this.promptTokens = gpu.buffer('prompt tokens', promptLength * 16);
    this.promptTargets = gpu.buffer('prompt targets', rows * 16);
    this.distribution = gpu.buffer('row distributions', rows * 8);
    this.drawn = gpu.buffer('drawn tokens', draws * 16);
    this.cache = { k: perLayer('key'), v: perLayer('value') };
    this.activations = new Activations(
      gpu,
      config,
      { tokens: Math.max(rows, promptLength), targets: rows, rows },
      false,
    );
  }

  get buffers(): GPUBuffer[] {
    const { tokens, targets, promptTokens, promptTargets, distribution, drawn, sampling } = this;
    return [
      ...[this.sizes.buffer, sampling, tokens, targets, promptTokens, promptTargets, distribution, drawn],
      ...this.cache.k,
      ...this.cache.v,
      ...this.activations.buffers,
    ];
  }
}

const decoding = (room: Room, rows: number): ForwardInputs => ({
  tokens: room.tokens,
  targets: room.targets,
  size: { tokens: room.sizes.at(1), targets: room.sizes.at(1) },
  count: { tokens: rows, targets: rows },
});

function samplingWords({ temperature, topP, topK, seed }: Sampling, firstRow: number): Uint32Array {
  const words = new Uint32Array(8);
  new Float32Array(words.buffer).set([temperature, topP]);
  words.set([topK, seed % 2 ** 32, Math.floor(seed / 2 ** 32), firstRow], 4);
  return words;
}

/** Appends a burst's draws to a row, up to its EOS or its limit. */
function append({ completion, limit }: Row, drawn: ArrayBuffer, at: number, count: number, eosIds: readonly number[]) {
  const words = new Uint32Array(drawn, at * 16, count * 4);
  const nats = new Float32Array(drawn, at * 16, count * 4);
  for (let i = 0; i < count && completion.finish === 'length' && completion.tokens.length < limit; i++) {
    completion.tokens.push(words[4 * i]);
    completion.logps.push(nats[4 * i + 1]);
    completion.entropies.push(nats[4 * i + 2]);
    if (eosIds.includes(words[4 * i])) completion.finish = 'eos';
  }
}
