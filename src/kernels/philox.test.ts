import { describe, expect, test } from 'vitest';
import { type Counter, type Key, philox, Rng } from './philox.ts';

const words = (hex: string) => hex.split(' ').map((word) => Number.parseInt(word, 16));

// The three philox4x32-10 rows of Random123's kat_vectors: counter, key, result.
test.each([
  ['00000000 00000000 00000000 00000000', '00000000 00000000', '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff', '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0', 'd16cfe09 94fdcceb 5001e420 24126ea1'],
])('philox of counter %s, key %s', (counter, key, result) => {
  expect(philox(words(counter) as unknown as Counter, words(key) as unknown as Key)).toEqual(words(result));
});

describe('Rng', () => {
  test('walks the counter in order', () => {
    const rng = new Rng(7, 3);
    const drawn = Array.from({ length: 8 }, () => rng.next());
    const expected = [philox([0, 0, 0, 0], [7, 3]), philox([1, 0, 0, 0], [7, 3])].flat();
    expect(drawn).toEqual(expected.map((word) => (word >>> 8) / 2 ** 24));
  });

  test('int includes both ends, evenly', () => {
    const rng = new Rng(0);
    const counts = new Map<number, number>();
    for (let i = 0; i < 60_000; i++) {
      const value = rng.int(-2, 3);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3]);
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  test('shuffle is an even permutation of its items', () => {
    const rng = new Rng(1);
    const orders = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const items = ['a', 'b', 'c', 'd'];
      rng.shuffle(items);
      const order = items.join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(160);
  });

  test('seeds and streams differ', () => {
    const first = [new Rng(0), new Rng(1), new Rng(0, 1), new Rng(1, 1)].map((rng) => rng.next());
    expect(new Set(first).size).toBe(4);
  });
});
