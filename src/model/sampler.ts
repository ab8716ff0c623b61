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

const FIRST_CHUNK = 2; // records: the opening's tokens, targets, then one per chunk of the targets

/** A row that grows: `index` among all prompts, `slot` the first of its keys and values. */
interface Row {
  index: number;
  prompt: readonly number[];
  completion: Completion;
  /** A guess at how the completion begins. */
  draft: readonly number[];
  limit: number;
  slot: number;
}

const slotsOf = (row: Row): number => row.prompt.length + row.limit;
/** Tokens a row has. */
const reached = (row: Row): number => row.completion.tokens.length;

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

  /**
   * Yields after every burst with all completions as they stand; a row's draws depend only on its index and the seed. Drafts
   * change none of them: all tokens of a draft are drawn again in one pass, and those up to the first that differs are kept.
   */
  async *generate(
    weights: Tensors,
    prompts: readonly (readonly number[])[],
    sampling: Sampling,
    eosIds: readonly number[],
    drafts: readonly (readonly number[])[],
  ): AsyncGenerator<Completion[]> {
    if (this.#busy) throw new Error('one generation at a time: the players of an engine share its cache');
    this.#busy = true;
    try {
      const { config } = this.#decoder;
      const completions = prompts.map((): Completion => ({ tokens: [], logps: [], entropies: [], finish: 'length' }));
      const rows = prompts.map((prompt, index): Row => {
        const limit = Math.min(sampling.maxNewTokens, config.contextLength - prompt.length);
        const draft = drafts[index]?.slice(0, limit) ?? [];
        return { index, prompt, completion: completions[index], draft, limit, slot: 0 };
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
    const first = all[0].index;
    const drawnRows = all.at(-1)!.index - first + 1;
    let slot = 0;
    for (const row of all) {
      row.slot = slot;
      slot += slotsOf(row);
    }
    this.#decoder.reach(Math.max(...all.map(slotsOf)));
    const opening = layOut(all);
    const room = this.#reserve({
      targets: opening.targets.length / 4,
      openingTokens: opening.tokens.length / 4,
      slots: slot,
      draws: drawnRows * Math.max(...all.map((row) => row.limit)),
    });
    this.#gpu.write(room.sampling, samplingWords(sampling, first));

    const drafted = all.some(({ draft }) => draft.length > 0);
    let opens = true;
    for (let rows = all; rows.length > 0; opens = false) {
      const count = opens && drafted ? 1 : Math.min(BURST, ...rows.map((row) => row.limit - reached(row)));
      const r = this.#gpu.record();
      const { prompts, decoding, chunks } = this.#upload(room, opens ? opening : null, rows, drawnRows);
      for (let i = 0; i < count; i++) {
        const inputs = i === 0 && prompts ? prompts : decoding;
        this.#decoder.forward(r, weights, inputs, room.activations, room.cache);
        for (const chunk of chunks) {
          this.#decoder.logits(r, weights, chunk, room.activations);
          const vocabulary = this.#decoder.config.vocabSize;
          const { distribution, drawn, tokens } = room;
          const { logits } = room.activations.head;
          const o = { size: chunk.size, count: chunk.rows, logits, distribution, vocabulary };
          logsumexp(r, o);
          sample(r, { ...o, sampling: room.sampling, targets: inputs.targets, tokens, drawn });
        }
      }
      const draws = (row: Row) => Math.max(count, opens ? row.draft.length : 0);
      const from = Math.min(...rows.map(reached));
      const to = Math.max(...rows.map((row) => reached(row) + draws(row)));
      const result = r.read({ buffer: room.drawn, offset: from * drawnRows * 16, bytes: (to - from) * drawnRows * 16 });
      r.submit();
      const [drawn] = await result();
      for (const row of rows) {
        const start = (reached(row) - from) * drawnRows + row.index - first;
        append(row.completion, opens ? row.draft : [], drawn, start, drawnRows, draws(row), eosIds);
      }
      rows = rows.filter((row) => row.completion.finish === 'length' && reached(row) < row.limit);
      yield;
    }
  }

  /** What the passes of a burst read: the rows' last tokens, or the opening's prompts first; and the chunks of their targets. */
  #upload(room: Room, opening: Opening | null, rows: readonly Row[], drawnRows: number) {
    const fed = rows.flatMap((row) => fedBy(row, reached(row)));
    this.#gpu.write(room.tokens, Uint32Array.from(opening?.fed ?? fed));
    this.#gpu.write(room.targets, Uint32Array.from(rows.flatMap((row, i) => targetOf(row, i))));
    const targets = (opening?.fed ?? fed).length / 4;
    const size = chunkRows(this.#decoder.config.vocabSize);
    const chunks: Chunk[] = [];
    for (let first = 0; first < targets; first += size)
      chunks.push({ first, rows: Math.min(size, targets - first), size: room.sizes.at(FIRST_CHUNK + chunks.length) });
    const tokens = opening?.count ?? 0;
    room.sizes.write([[tokens], [targets], ...chunks.map((chunk) => [chunk.rows, chunk.first, 0, drawnRows])]);
    const decoding: ForwardInputs = {
      ...{ tokens: room.tokens, targets: room.targets },
      size: { tokens: room.sizes.at(1), targets: room.sizes.at(1) },
      count: { tokens: targets, targets },
    };
    if (!opening) return { prompts: null, decoding, chunks };
    this.#gpu.write(room.openingTokens, Uint32Array.from(opening.tokens));
    this.#gpu.write(room.openingTargets, Uint32Array.from(opening.targets));
    const prompts: ForwardInputs = {
      ...{ tokens: room.openingTokens, targets: room.openingTargets },
      size: { tokens: room.sizes.at(0), targets: room.sizes.at(1) },
      count: { tokens, targets },
    };
    return { prompts, decoding, chunks };
  }

  #reserve(need: RoomSize): Room {
    const have = this.#room?.has;
    const kinds = ['targets', 'openingTokens', 'slots', 'draws'] as const;
    if (have && kinds.every((kind) => need[kind] <= have[kind])) return this.#room!;
    this.#gpu.release(this.buffers);
    this.#room = null; // should the new one not fit, the old one is gone all the same
    const most = (kind: keyof RoomSize) => Math.max(need[kind], have?.[kind] ?? 0);
    this.#room = new Room(this.#gpu, this.#decoder, {
      targets: most('targets'),
      openingTokens: most('openingTokens'),
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
  /** Rows, or what an opening predicts. */
  targets: number;
  openingTokens: number;
  slots: number;
  /** Rows of `drawn` times steps. */
  draws: number;
}

/** Buffers of a pass, kept for the next of no greater size. */
class Room {
  readonly sizes: Records;
  readonly sampling: GPUBuffer;
  /** One for each target: (id, position, first slot, –), of the token drawn last or, before a draw, the one that predicts. */
  readonly tokens: GPUBuffer;
  /** (token, –, row's index, position of the prompt's last token) */
  readonly targets: GPUBuffer;
  readonly openingTokens: GPUBuffer;
  readonly openingTargets: GPUBuffer;
  readonly distribution: GPUBuffer;
  /** [steps, rows]: (id, log-prob, entropy) as bits. */
  readonly drawn: GPUBuffer;
  readonly cache: KvCache;
  readonly activations: Activations;

  constructor(
    gpu: Gpu,
    { config }: Decoder,
    readonly has: RoomSize,
  ) {
    const { targets, openingTokens, slots, draws } = has;
    const kvBytes = config.kvHeads * config.headDim * 4;
    const perLayer = (label: string) =>
      Array.from({ length: config.layers }, (_, i) => gpu.buffer(`${label} cache ${i}`, slots * kvBytes));
    this.sizes = new Records(gpu, 'sampling sizes', FIRST_CHUNK + Math.ceil(targets / chunkRows(config.vocabSize)));
    this.sampling = gpu.uniform('sampling', 32);
    this.tokens = gpu.buffer('row tokens', targets * 16);
    this.targets = gpu.buffer('row targets', targets * 16);
    this.openingTokens = gpu.buffer('opening tokens', openingTokens * 16);
    this.openingTargets = gpu.buffer('opening targets', targets * 16);
    this.distribution = gpu.buffer('row distributions', targets * 8);
    this.drawn = gpu.buffer('drawn tokens', draws * 16);
    this.cache = { k: perLayer('key'), v: perLayer('value') };
    const room = { tokens: Math.max(targets, openingTokens), targets, rows: targets };
    this.activations = new Activations(gpu, config, room, false);
  }

  get buffers(): GPUBuffer[] {
    const { tokens, targets, openingTokens, openingTargets, distribution, drawn, sampling } = this;
    return [
      ...[this.sizes.buffer, sampling, tokens, targets, openingTokens, openingTargets, distribution, drawn],
      ...this.cache.k,
      ...this.cache.v,
      ...this.activations.buffers,
    ];
  }
}

/** A pass over whole prompts: `count` tokens and the records they point to, targets, and for each target what draws there and feeds the next pass. */
interface Opening {
  count: number;
  tokens: number[];
  targets: number[];
  fed: number[];
}

const targetOf = ({ index, prompt }: Row, token: number): number[] => [token, 0, index, prompt.length - 1];

/** The input of a row that has so many tokens, the last of which is drawn from the place before. */
const fedBy = ({ prompt, completion, slot }: Row, place: number): number[] => [
  ...[completion.tokens.at(-1) ?? 0, prompt.length - 1 + place, slot, 0],
];

/**
 * The prompts laid end to end, each with its draft; the prompt's last token and the draft's, but for the last, predict. Neighbours
 * that differ in nothing so far are computed once: the tokens point to a chain of records with the slots of the others.
 */
function layOut(rows: readonly Row[]): Opening {
  const groups: Row[][] = [];
  for (const row of rows) {
    const group = groups.at(-1);
    if (group && group[0].prompt === row.prompt && group[0].draft.length + row.draft.length === 0) group.push(row);
    else groups.push([row]);
  }
  const inputs = groups.map(([{ prompt, draft }]) => [...prompt, ...draft.slice(0, -1)]);
  const count = inputs.reduce((sum, { length }) => sum + length, 0);
  const opening: Opening = { count, tokens: [], targets: [], fed: [] };
  const others: number[] = [];
  groups.forEach(([row, ...rest], i) => {
    const record = () => count + others.length / 4;
    const next = rest.length > 0 ? record() : 0;
    rest.forEach(({ slot }, k) => {
      others.push(0, 0, slot, k + 1 < rest.length ? record() + 1 : 0);
    });
    const last = row.prompt.length - 1;
    inputs[i].forEach((id, position) => {
      const token = opening.tokens.length / 4;
      opening.tokens.push(id, position, row.slot, next);
      if (position < last) return;
      for (const one of [row, ...rest]) {
        opening.targets.push(...targetOf(one, token));
        opening.fed.push(...fedBy(one, position - last));
      }
    });
  });
  opening.tokens.push(...others);
  return opening;
}

function samplingWords({ temperature, topP, topK, seed }: Sampling, firstRow: number): Uint32Array {
  const words = new Uint32Array(8);
  new Float32Array(words.buffer).set([temperature, topP]);
  words.set([topK, seed % 2 ** 32, Math.floor(seed / 2 ** 32), firstRow], 4);
  return words;
}

/** Appends `count` draws of a row, `stride` apart from `start`, up to the EOS or the first that is not as its draft has it. */
function append(
  completion: Completion,
  draft: readonly number[],
  drawn: ArrayBuffer,
  start: number,
  stride: number,
  count: number,
  eosIds: readonly number[],
): void {
  const words = new Uint32Array(drawn);
  const nats = new Float32Array(drawn);
  for (let i = 0; i < count && completion.finish === 'length'; i++) {
    const at = 4 * (start + i * stride);
    completion.tokens.push(words[at]);
    completion.logps.push(nats[at + 1]);
    completion.entropies.push(nats[at + 2]);
    if (eosIds.includes(words[at])) completion.finish = 'eos';
    if (i < draft.length && words[at] !== draft[i]) break;
  }
}
