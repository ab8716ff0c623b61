import { describe, expect, test } from 'vitest';
import { philox } from './philox.ts';
import { sample } from './sample.ts';
import { floats, gpu, logSumExp, random, range, sizes, uniform, words } from './testing.ts';

interface Sampling {
  temperature: number;
  topK: number;
  topP: number;
  seed: [low: number, high: number];
}

const plain: Sampling = { temperature: 1, topK: 0, topP: 1, seed: [1, 0] };

interface Draw {
  id: number;
  logp: number;
  entropy: number;
}

/** How a pass lies on the GPU. */
interface Layout {
  steps?: number;
  /** Rows of the pass before this chunk's. */
  first?: number;
  /** Rows of all passes before this one's. */
  firstRow?: number;
  /** Which row of the pass the chunk's i-th is. */
  row?: (i: number) => number;
}

/** Draws from each row of logits [rows, vocabulary]: [rows][steps]. */
async function draw(
  logits: ArrayLike<number>,
  vocabulary: number,
  { temperature, topK, topP, seed }: Sampling,
  { steps = 1, first = 0, firstRow = 0, row = (i) => i }: Layout = {},
): Promise<Draw[][]> {
  const count = logits.length / vocabulary;
  const settings = new Uint32Array(8);
  new Float32Array(settings.buffer).set([temperature, topP]);
  settings.set([topK, ...seed, firstRow], 4);
  const places = range(first + count, (i) => (i < first ? 0 : row(i - first)));
  const drawnRows = Math.max(...places) + 1;
  const START = 5;
  const targets = words(places.flatMap((place) => [0, 0, firstRow + place, START]));
  const drawn = words(new Uint32Array(drawnRows * steps * 4));
  const tokens = words(places.flatMap(() => [99, START, 1000, 77]));
  const all = Array.from(logits);
  const totals = range(count, (i) => logSumExp(all.slice(i * vocabulary, (i + 1) * vocabulary)));
  const distribution = floats(range(first + count, (i) => [totals[i - first] ?? Number.NaN, i]).flat());
  const inputs = {
    sampling: uniform(settings),
    logits: floats(logits),
    distribution,
    targets,
    tokens,
    drawn,
    count,
    vocabulary,
  };
  const r = gpu.record();
  for (let step = 0; step < steps; step++) sample(r, { ...inputs, size: sizes(count, first, 0, drawnRows) });
  const result = r.read({ buffer: drawn, bytes: drawn.size }, { buffer: tokens, bytes: tokens.size });
  r.submit();
  const [bytes, after] = await result();
  const [ids, nats, fed] = [new Uint32Array(bytes), new Float32Array(bytes), new Uint32Array(after)];
  return range(count, (i) => {
    const place = row(i);
    const draws = range(steps, (step) => {
      const at = (step * drawnRows + place) * 4;
      return { id: ids[at], logp: nats[at + 1], entropy: nats[at + 2] };
    });
    const last = draws[steps - 1].id;
    expect([...fed.subarray((first + i) * 4, (first + i + 1) * 4)]).toEqual([last, START + steps, 1000, 77]);
    return draws;
  });
}

const idsOf = (draws: Draw[][]): number[] => draws.flat().map(({ id }) => id);

/** Softmax of logits / temperature after Hugging Face's top-k and then top-p, tokens equal to the last one kept kept. */
function filtered(logits: ArrayLike<number>, { temperature, topK, topP }: Sampling): number[] {
  const scaled = Array.from(logits, (x) => x / temperature);
  const kth = topK > 0 ? scaled.toSorted((a, b) => b - a)[Math.min(topK, scaled.length) - 1] : Number.NEGATIVE_INFINITY;
  const probabilities = (kept: (x: number) => boolean) => {
    const total = logSumExp(scaled.filter(kept));
    return scaled.map((x) => (kept(x) ? Math.exp(x - total) : 0));
  };
  const afterTopK = probabilities((x) => x >= kth);
  const likelier = (x: number) => afterTopK.reduce((sum, p, v) => (scaled[v] > x ? sum + p : sum), 0);
  const enough = scaled.filter((x) => x >= kth && likelier(x) < topP);
  const lowest = topP < 1 ? enough.reduce((a, b) => Math.min(a, b)) : kth;
  return probabilities((x) => x >= lowest);
}

/** Pearson's χ² of the draws against the probabilities, rare tokens counted as one, within five deviations of its mean. */
function expectFrequencies(ids: readonly number[], probabilities: readonly number[]): void {
  const observed = probabilities.map(() => 0);
  for (const id of ids) observed[id]++;
  let rare = { observed: 0, expected: 0 };
  let statistic = 0;
  let cells = 0;
  const add = (cell: typeof rare) => {
    statistic += (cell.observed - cell.expected) ** 2 / cell.expected;
    cells++;
  };
  probabilities.forEach((p, v) => {
    if (p === 0) expect(observed[v], `token ${v} is cut`).toBe(0);
    const expected = p * ids.length;
    if (expected >= 8) add({ observed: observed[v], expected });
    else rare = { observed: rare.observed + observed[v], expected: rare.expected + expected };
  });
  if (rare.expected >= 8) add(rare);
  const freedom = Math.max(1, cells - 1);
  expect(statistic).toBeLessThan(freedom + 5 * Math.sqrt(2 * freedom));
}

const repeated = (row: Float32Array, rows: number) =>
  Float32Array.from({ length: rows * row.length }, (_, i) => row[i % row.length]);

describe.each([
  [40, 2000, 10],
  [1000, 10, 100],
  [5003, 8, 50],
])('vocabulary %i', (vocabulary, rows, steps) => {
  const logits = random(vocabulary, 3, 4);
  // Tokens as likely as the fifth likeliest: top-k keeps them all.
  const fifth = [...logits].sort((a, b) => b - a)[4];
  logits[7] = fifth;
  logits[vocabulary - 2] = fifth;

  test.each([
    [plain],
    [{ ...plain, temperature: 0.7, seed: [5, 9] }],
    [{ ...plain, topK: 3 }],
    [{ ...plain, temperature: 1.5, topK: 5 }],
    [{ ...plain, topP: 0.8 }],
    [{ ...plain, temperature: 0.9, topK: 12, topP: 0.6 }],
    [{ ...plain, topK: vocabulary + 1, topP: 0.999 }],
  ] as [Sampling][])('%j', async (sampling) => {
    const draws = await draw(repeated(logits, rows), vocabulary, sampling, { steps });
    expectFrequencies(idsOf(draws), filtered(logits, sampling));
    const total = logSumExp([...logits]);
    draws.forEach((row, i) => {
      for (const { id, logp, entropy } of row) {
        expect(Math.abs(logp - (logits[id] - total))).toBeLessThan(1e-5);
        expect(entropy).toBe(i);
      }
    });
  });

  test('temperature 0: the likeliest, the lowest id of equals', async () => {
    const tied = logits.slice();
    for (const id of [3, vocabulary / 2, vocabulary - 1]) tied[Math.floor(id)] = 9;
    const last = logits.map((x) => x - 100);
    last[vocabulary - 1] = -9;
    const greedy = { ...plain, temperature: 0, topK: 2, topP: 0.5 };
    expect(idsOf(await draw([...tied, ...last], vocabulary, greedy))).toEqual([3, vocabulary - 1]);
  });

  test('top-k of 1 and top-p of 0 keep the likeliest, all of equals', async () => {
    const tied = logits.slice();
    for (const id of [3, vocabulary - 1]) tied[id] = 9;
    for (const filter of [{ topK: 1 }, { topP: 0 }]) {
      const ids = idsOf(await draw(repeated(tied, 5), vocabulary, { ...plain, ...filter }, { steps: 20 }));
      expect(new Set(ids)).toEqual(new Set([3, vocabulary - 1]));
    }
  });

  test('logits of ±10,000, and low temperatures', async () => {
    const peak = new Float32Array(vocabulary).fill(-1e4);
    peak[11] = 1e4;
    for (const filter of [{}, { topK: 3 }, { topP: 0.9 }, { temperature: 1e-3 }, { temperature: 100 }])
      expect(idsOf(await draw(peak, vocabulary, { ...plain, ...filter }, { steps: 5 }))).toEqual([11, 11, 11, 11, 11]);
  });

  test('a row draws the same whatever batch and chunk it is in', async () => {
    const seed: [number, number] = [77, 3];
    const sampling = { ...plain, topK: 30, topP: 0.95, seed };
    const all = random(9 * vocabulary, 4, 3);
    const ids = async (rows: number[], layout: Layout = {}) => {
      const logits = rows.flatMap((row) => [...all.subarray(row * vocabulary, (row + 1) * vocabulary)]);
      const draws = await draw(logits, vocabulary, sampling, { steps: 6, ...layout });
      return draws.map((row) => row.map(({ id }) => id));
    };
    const together = await ids(range(9, (row) => row));
    expect(new Set(together.map(String)).size).toBeGreaterThan(1);
    // Rows 3 to 8 as a pass of their own; rows that are left when others have finished; a second chunk.
    expect(await ids([3, 4, 5, 6, 7, 8], { firstRow: 3 })).toEqual(together.slice(3));
    expect(await ids([1, 4, 8], { row: (i) => [1, 4, 8][i] })).toEqual([together[1], together[4], together[8]]);
    expect(await ids([5, 6], { first: 4, row: (i) => 5 + i })).toEqual(together.slice(5, 7));
  });
});

// Of equal logits the token drawn is ⌊u · vocabulary⌋, and 4096 of them show u's first 12 bits.
test.each([
  [1, 0],
  [0xffffffff, 0xfffffffe],
  [0x243f6a88, 0x85a308d3],
])('the numbers are those of philox.ts: seed %i, %i', async (low, high) => {
  const vocabulary = 4096;
  const firstRow = 70_000;
  const draws = await draw(
    new Float32Array(5 * vocabulary),
    vocabulary,
    { ...plain, seed: [low, high] },
    { steps: 40, firstRow },
  );
  const expected = range(5, (row) => range(40, (step) => philox([firstRow + row, step, 0, 1], [low, high])[0] >>> 20));
  expect(draws.map((row) => row.map(({ id }) => id))).toEqual(expected);
});
