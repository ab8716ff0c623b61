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

/** Draws from the model's own distribution. */
export const freely = (maxNewTokens: number, seed: number): Sampling => ({
  ...{ temperature: 1, topK: 0, topP: 1 },
  ...{ maxNewTokens, seed },
});

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
/** One pass holds rows of so many tokens together, and no more keys and values than this. */
const SLOTS_PER_PASS = 32_768;
const CACHE_BYTES_PER_PASS = 2 ** 28;

const FIRST_CHUNK = 2; // records: prompt tokens, rows, then one per chunk and step

/** A row that grows: `index` among all prompts, `slot` the first of its keys and values. */
interface Row {
  index: number;
  prompt: readonly number[];
  completion: Completion;
  limit: number;
  slot: number;
}

/** A row that reaches its limit within a burst is computed on to the burst's end, in slots of its own. */
const slotsOf = (row: Row): number => row.prompt.length + row.limit + BURST;
const sum = (rows: readonly Row[], of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);

/** Samples completions, several tokens a submit, the drawn token fed back on the GPU. Shared by every player of one decoder. */
export class Sampler {
  readonly #gpu: Gpu;
  readonly #decoder: Decoder;
  #room: Room | null = null;
  #busy = false;

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
    if (this.#busy) throw new Error('one generation at a time: the players of an engine share its cache');
    this.#busy = true;
    try {
      const { config } = this.#decoder;
      const completions = prompts.map((): Completion => ({ tokens: [], logps: [], entropies: [], finish: 'length' }));
      const rows = prompts.map((prompt, index): Row => {
        const limit = Math.min(sampling.maxNewTokens, config.contextLength - prompt.length);
        return { index, prompt, completion: completions[index], limit, slot: 0 };
      });
      const slotBytes = 2 * config.layers * config.kvHeads * config.headDim * 4;
      const slots = Math.min(SLOTS_PER_PASS, CACHE_BYTES_PER_PASS / slotBytes);
      const growing = rows.filter((row) => row.limit > 0);
      for (const pass of splitByCost(growing, slotsOf, slots))
        for await (const _ of this.#pass(weights, pass, sampling, eosIds)) yield completions;
    } finally {
      this.#busy = false;
    }
  }

  async *#pass(
    weights: Tensors,
    all: readonly Row[],
    sampling: Sampling,
    eosIds: readonly number[],
  ): AsyncGenerator<void> {
    const steps = Math.max(...all.map((row) => row.limit));
    const first = all[0].index;
    const drawnRows = all.at(-1)!.index - first + 1;
    let slot = 0;
    for (const row of all) {
      row.slot = slot;
      slot += slotsOf(row);
    }
    this.#decoder.reach(Math.max(...all.map(slotsOf)));
    const promptTokens = sum(all, (row) => row.prompt.length);
    const room = this.#reserve({ rows: all.length, promptTokens, slots: slot, draws: drawnRows * steps });
    this.#gpu.write(room.sampling, samplingWords(sampling, first));

    let rows = all;
    for (let step = 0; step < steps && rows.length > 0; ) {
      const count = Math.min(BURST, steps - step);
      const r = this.#gpu.record();
      const chunks = this.#upload(room, rows, step, count, drawnRows);
      for (let i = 0; i < count; i++) {
        const inputs = step + i === 0 ? this.#prompts(room, rows) : decoding(room, rows.length);
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
      const result = r.read({ buffer: room.drawn, offset: step * drawnRows * 16, bytes: count * drawnRows * 16 });
      r.submit();
      const [drawn] = await result();
      for (const row of rows) append(row, drawn, row.index - first, drawnRows, count, eosIds);
      rows = rows.filter((row) => row.completion.finish === 'length' && row.completion.tokens.length < row.limit);
      step += count;
      yield;
    }
  }

  /** Rows, sizes and the rows' last tokens for a burst; gives each step's head chunks. */
  #upload(room: Room, rows: readonly Row[], step: number, count: number, drawnRows: number): Chunk[][] {
    const tokens = new Uint32Array(rows.length * 4);
    const targets = new Uint32Array(rows.length * 4);
    rows.forEach(({ completion, prompt, slot, index }, i) => {
      // Before the first draw the position is the prompt's last: drawing moves on to the next.
      tokens.set([completion.tokens.at(-1) ?? 0, prompt.length - 1 + step, slot, index], 4 * i);
      targets.set([i, 0, i], 4 * i);
    });
    this.#gpu.write(room.tokens, tokens);
    this.#gpu.write(room.targets, targets);
    const records: number[][] = [[sum(rows, (row) => row.prompt.length)], [rows.length]];
    const size = chunkRows(this.#decoder.config.vocabSize);
    const chunks = Array.from({ length: count }, (_, i) => {
      const all: Chunk[] = [];
      for (let first = 0; first < rows.length; first += size) {
        const chunk = { first, rows: Math.min(size, rows.length - first), size: room.sizes.at(records.length) };
        records.push([chunk.rows, first, step + i, drawnRows]);
        all.push(chunk);
      }
      return all;
    });
    room.sizes.write(records);
    return chunks;
  }

  /** The prompts laid end to end, each with the slots of its row; its last token predicts the first of the response. */
  #prompts(room: Room, rows: readonly Row[]): ForwardInputs {
    const tokens = rows.flatMap(({ prompt, slot }) => prompt.flatMap((id, position) => [id, position, slot, 0]));
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

  #reserve(need: RoomSize): Room {
    const have = this.#room?.room;
    const kinds = ['rows', 'promptTokens', 'slots', 'draws'] as const;
    if (have && kinds.every((kind) => need[kind] <= have[kind])) return this.#room!;
    this.#gpu.release(this.buffers);
    this.#room = null; // should the new one not fit, the old one is gone all the same
    const most = (kind: keyof RoomSize) => Math.max(need[kind], have?.[kind] ?? 0);
    this.#room = new Room(this.#gpu, this.#decoder, {
      rows: most('rows'),
      promptTokens: most('promptTokens'),
      slots: most('slots'),
      draws: most('draws'),
    });
    return this.#room;
  }

  /** Frees what only a generation needs, unless one is under way. */
  vacate(): boolean {
    if (this.#busy) return false;
    this.#gpu.release(this.buffers);
    this.#room = null;
    return true;
  }

  get buffers(): GPUBuffer[] {
    return this.#room?.buffers ?? [];
  }
}

interface RoomSize {
  rows: number;
  promptTokens: number;
  slots: number;
  /** Rows of `drawn` times steps. */
  draws: number;
}

/** Buffers of a pass, kept for the next of no greater size. */
class Room {
  readonly sizes: Records;
  readonly sampling: GPUBuffer;
  /** The rows' inputs, one each: (id, position, first slot, row's index). */
  readonly tokens: GPUBuffer;
  readonly targets: GPUBuffer;
  readonly promptTokens: GPUBuffer;
  readonly promptTargets: GPUBuffer;
  readonly distribution: GPUBuffer;
  /** [steps, rows]: (id, log-prob, entropy) as bits. */
  readonly drawn: GPUBuffer;
  readonly cache: KvCache;
  readonly activations: Activations;

  constructor(
    gpu: Gpu,
    { config }: Decoder,
    readonly room: RoomSize,
  ) {
    const { rows, promptTokens, slots, draws } = room;
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
    this.promptTokens = gpu.buffer('prompt tokens', promptTokens * 16);
    this.promptTargets = gpu.buffer('prompt targets', rows * 16);
    this.distribution = gpu.buffer('row distributions', rows * 8);
    this.drawn = gpu.buffer('drawn tokens', draws * 16);
    this.cache = { k: perLayer('key'), v: perLayer('value') };
    this.activations = new Activations(
      gpu,
      config,
      { tokens: Math.max(rows, promptTokens), targets: rows, rows },
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

/** Appends a burst's draws [count, rows] of one of its rows, up to the EOS or the row's limit. */
function append(
  { completion, limit }: Row,
  drawn: ArrayBuffer,
  row: number,
  rows: number,
  count: number,
  eosIds: readonly number[],
): void {
  const words = new Uint32Array(drawn);
  const nats = new Float32Array(drawn);
  for (let i = 0; i < count && completion.finish === 'length' && completion.tokens.length < limit; i++) {
    const at = 4 * (i * rows + row);
    completion.tokens.push(words[at]);
    completion.logps.push(nats[at + 1]);
    completion.entropies.push(nats[at + 2]);
    if (eosIds.includes(words[at])) completion.finish = 'eos';
  }
}
