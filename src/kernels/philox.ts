/**
 * Philox4x32-10, the counter-based generator of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
 * A pure function of counter and key, so the GPU and this file draw the same numbers from the same seed.
 */

export type Counter = readonly [number, number, number, number];
export type Key = readonly [number, number];

const rounds = 10;
const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
const weyl0 = 0x9e3779b9;
const weyl1 = 0xbb67ae85;

/** High 32 bits of the product of two u32, in doubles: every intermediate stays below 2^49. */
function multiplyHigh(a: number, b: number): number {
  const low = Math.floor(((a & 0xffff) * b) / 0x10000);
  return Math.floor(((a >>> 16) * b + low) / 0x10000);
}

/** Four u32 for one u32×4 counter and one u32×2 key. */
export function philox(counter: Counter, key: Key): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < rounds; round++) {
    const high0 = multiplyHigh(multiplier0, c0);
    const high1 = multiplyHigh(multiplier1, c2);
    const low0 = Math.imul(multiplier0, c0) >>> 0;
    const low1 = Math.imul(multiplier1, c2) >>> 0;
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + weyl0) >>> 0;
    k1 = (k1 + weyl1) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** A sequence of draws from one seed; streams of the same seed are independent. Both are taken as u32. */
export class Rng {
  private readonly key: Key;
  private block = 0;
  private words: number[] = [];

  constructor(seed: number, stream = 0) {
    this.key = [seed >>> 0, stream >>> 0];
  }

  /** Uniform in [0, 1): a multiple of 2^-24, so that it is the same number in float32. */
  next(): number {
    // Popping takes the block's words from the last to the first.
    if (this.words.length === 0) this.words = philox([this.block++, 0, 0, 0], this.key).reverse();
    return (this.words.pop()! >>> 8) * 2 ** -24;
  }

  /** An integer from lo to hi, both included. */
  int(lo: number, hi: number): number {
    return lo + Math.floor(this.next() * (hi - lo + 1));
  }

  choice<T>(items: ArrayLike<T>): T {
    return items[this.int(0, items.length - 1)];
  }

  /** Fisher-Yates, in place. */
  shuffle<T>(items: T[]): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [items[i], items[j]] = [items[j], items[i]];
    }
  }
}

/** A seed below 2^53 for one purpose of a run, independent of the others. */
export function subSeed(seed: number, purpose: number, index = 0): number {
  const [high, low] = philox([purpose, index, 0, 2], [seed >>> 0, 0]);
  return (high >>> 11) * 2 ** 32 + low;
}
