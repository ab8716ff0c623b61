/** Token ids of one prompt and one response to it (an EOS, where there is one, belongs to the response). */
export interface Sequence {
  prompt: readonly number[];
  response: readonly number[];
}

/**
 * Sequences laid end to end without padding. The last response token is no input, and a sequence with an empty response has none at all.
 * tokens: (id, position, first slot, row length) each; targets: (token index that predicts it, target id, row, 0); rows: (first target, targets, 0, 0).
 * longest: input tokens of the longest row.
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

/** Lays sequences out for a forward pass. */
export function pack(sequences: readonly Sequence[]): Packed {
  const tokenCount = sequences.reduce((sum, s) => sum + inputLength(s), 0);
  const targetCount = sequences.reduce((sum, s) => sum + s.response.length, 0);
  const tokens = new Uint32Array(4 * tokenCount);
  const targets = new Uint32Array(4 * targetCount);
  const rows = new Uint32Array(4 * sequences.length);
  let t = 0;
  let target = 0;
  sequences.forEach((sequence, row) => {
    const { prompt, response } = sequence;
    const first = t;
    const length = inputLength(sequence);
    for (let position = 0; position < length; position++, t++) {
      const id = position < prompt.length ? prompt[position] : response[position - prompt.length];
      tokens.set([id, position, first, length], 4 * t);
    }
    rows.set([target, response.length], 4 * row);
    response.forEach((id, i) => {
      targets.set([first + prompt.length - 1 + i, id, row], 4 * target++);
    });
  });
  return { tokens, targets, rows, longest: Math.max(0, ...sequences.map(inputLength)) };
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
