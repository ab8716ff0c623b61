import { Fault } from '../gpu/fault.ts';

/** Token ids of one prompt and one response to it (an EOS, where there is one, belongs to the response). */
export interface Sequence {
  prompt: readonly number[];
  response: readonly number[];
}

/**
 * Sequences laid end to end without padding. The last response token is no input, and a sequence with an empty response has none at all.
 * Rows of one prompt follow one another and share what they have of it in common: all but its last token, which predicts a token of each.
 * tokens: (id, position, first slot, who sees what: `sightOf`) each; targets: (token index that predicts it, target id, row, 0);
 * rows: (first target, targets, 0, 0), both in the order of the sequences. longest: input tokens of the longest row.
 */
export interface Packed {
  tokens: Uint32Array;
  targets: Uint32Array;
  rows: Uint32Array;
  longest: number;
}

/** The likeliest tokens at each place of a response, the likeliest first: both [places, the same number at each]. */
export interface Likeliest {
  ids: Uint32Array;
  /** Nats. */
  logps: Float32Array;
  /** Of the response's own tokens, as `score` gives them. */
  own: Float32Array;
}

/** Inputs a sequence costs: its prompt and all but the last token of its response. */
export const inputLength = ({ prompt, response }: Sequence): number =>
  response.length === 0 ? 0 : prompt.length + response.length - 1;

/** The most tokens that one can be seen by: half a word holds them. */
const FARTHEST = 2 ** 16 - 1;

/**
 * The fourth word of a token's record: `shared` tokens of its prompt are those of other rows, too, and `reach` tokens from it on up to the
 * last that sees it, in its own row or, where it is shared, in the others.
 */
export const sightOf = (shared: number, reach: number): number => shared * (FARTHEST + 1) + reach;

/** Which sequences, by their index, are laid out as one: those of one prompt, as far as a record can tell them. */
function groupsOf(sequences: readonly Sequence[], sharing: boolean): { shared: number; members: number[] }[] {
  const groups: { shared: number; members: number[]; tokens: number }[] = [];
  const open = new Map<string, (typeof groups)[number]>();
  sequences.forEach((sequence, index) => {
    const { prompt, response } = sequence;
    const length = inputLength(sequence);
    if (length === 0) return;
    if (length > FARTHEST) throw new Fault(`A row has ${length} tokens: ${FARTHEST} is the most; shorten it.`);
    const key = sharing && prompt.length > 1 ? String(prompt) : `alone ${index}`;
    const group = open.get(key);
    if (group && group.tokens + response.length <= FARTHEST) {
      group.members.push(index);
      group.tokens += response.length;
      group.shared = prompt.length - 1;
    } else {
      const alone = { shared: 0, members: [index], tokens: length };
      groups.push(alone);
      open.set(key, alone);
    }
  });
  return groups;
}

/** Lays sequences out for a forward pass; without `sharing` each has its prompt to itself. */
export function pack(sequences: readonly Sequence[], sharing = true): Packed {
  const groups = groupsOf(sequences, sharing);
  const tokens: number[] = [];
  /** Of each sequence: the token that predicts the first of its response. */
  const predicting = sequences.map(() => 0);
  for (const { shared, members } of groups) {
    const first = tokens.length / 4;
    const own = members.map((index) => inputLength(sequences[index]) - shared);
    const total = own.reduce((sum, length) => sum + length, shared);
    const lay = ({ prompt, response }: Sequence, from: number, count: number, end: number) => {
      for (let position = from; position < from + count; position++) {
        const id = position < prompt.length ? prompt[position] : response[position - prompt.length];
        tokens.push(id, position, first, sightOf(shared, end - tokens.length / 4));
      }
    };
    lay(sequences[members[0]], 0, shared, first + total);
    members.forEach((index, i) => {
      const branch = tokens.length / 4;
      predicting[index] = branch + sequences[index].prompt.length - 1 - shared;
      lay(sequences[index], shared, own[i], branch + own[i]);
    });
  }
  const targets: number[] = [];
  const rows: number[] = [];
  sequences.forEach(({ response }, row) => {
    rows.push(targets.length / 4, response.length, 0, 0);
    response.forEach((id, i) => {
      targets.push(predicting[row] + i, id, row, 0);
    });
  });
  return {
    ...{ tokens: Uint32Array.from(tokens), targets: Uint32Array.from(targets), rows: Uint32Array.from(rows) },
    longest: Math.max(0, ...sequences.map(inputLength)),
  };
}

/** Lays prompts out with every option (token id) as a target of the last token of each. */
export function packOptions(prompts: readonly (readonly number[])[], options: readonly number[]): Packed {
  const single = pack(prompts.map((prompt) => ({ prompt, response: [options[0]] })));
  const targets = new Uint32Array(4 * prompts.length * options.length);
  const rows = new Uint32Array(4 * prompts.length);
  prompts.forEach((_, row) => {
    const last = single.targets[4 * row];
    rows.set([row * options.length, options.length], 4 * row);
    options.forEach((id, i) => {
      targets.set([last, id, row], 4 * (row * options.length + i));
    });
  });
  return { ...single, targets, rows };
}

/** Splits items, in order, into runs whose costs add up to at most `budget`; an item dearer than that stands alone. */
export function splitByCost<T>(items: readonly T[], cost: (item: T) => number, budget: number): T[][] {
  const runs: T[][] = [];
  let spent = Number.POSITIVE_INFINITY;
  for (const item of items) {
    if (spent + cost(item) > budget) {
      runs.push([]);
      spent = 0;
    }
    runs.at(-1)!.push(item);
    spent += cost(item);
  }
  return runs;
}

/** Cuts consecutive parts of these lengths. */
export function cut<T extends Float32Array | ArrayBuffer>(whole: T, lengths: readonly number[]): T[] {
  let end = 0;
  return lengths.map((length) => {
    end += length;
    return whole.slice(end - length, end) as T;
  });
}

/** Sum in float32 and in order, as the sequence_logp kernel adds: so a player against itself has a margin of exactly 0. */
export const sumLogps = (logps: Float32Array): number => logps.reduce((sum, logp) => Math.fround(sum + logp), 0);
