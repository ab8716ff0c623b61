import { expect, test } from 'vitest';
import { pack, packOptions, sightOf } from './batch.ts';

const records = (words: Uint32Array): number[][] =>
  Array.from({ length: words.length / 4 }, (_, i) => [...words.subarray(4 * i, 4 * i + 4)]);

test('rows of their own: the last response token is no input, an empty response has none', () => {
  const packed = pack([
    { prompt: [5, 6], response: [7, 8] },
    { prompt: [9], response: [] },
    { prompt: [5], response: [3] },
  ]);
  expect(records(packed.tokens)).toEqual([
    [5, 0, 0, 3],
    [6, 1, 0, 2],
    [7, 2, 0, 1],
    [5, 0, 3, 1],
  ]);
  expect(records(packed.targets)).toEqual([
    [1, 7, 0, 0],
    [2, 8, 0, 0],
    [3, 3, 2, 0],
  ]);
  expect(records(packed.rows)).toEqual([
    [0, 2, 0, 0],
    [2, 0, 0, 0],
    [2, 1, 0, 0],
  ]);
  expect(packed.longest).toBe(3);
});

test('responses to one prompt share it but its last token, wherever they stand; results stay in order', () => {
  const packed = pack([
    { prompt: [1, 2, 3], response: [10, 11] },
    { prompt: [4], response: [12] },
    { prompt: [1, 2, 3], response: [] },
    { prompt: [1, 2, 3], response: [13, 14, 15] },
  ]);
  expect(records(packed.tokens)).toEqual([
    [1, 0, 0, sightOf(2, 7)],
    [2, 1, 0, sightOf(2, 6)],
    [3, 2, 0, sightOf(2, 2)],
    [10, 3, 0, sightOf(2, 1)],
    [3, 2, 0, sightOf(2, 3)],
    [13, 3, 0, sightOf(2, 2)],
    [14, 4, 0, sightOf(2, 1)],
    [4, 0, 7, 1],
  ]);
  expect(records(packed.targets)).toEqual([
    [2, 10, 0, 0],
    [3, 11, 0, 0],
    [7, 12, 1, 0],
    [4, 13, 3, 0],
    [5, 14, 3, 0],
    [6, 15, 3, 0],
  ]);
  expect(records(packed.rows).map(([first, count]) => [first, count])).toEqual([
    [0, 2],
    [2, 1],
    [3, 0],
    [3, 3],
  ]);
  expect(packed.longest).toBe(5);
});

test('without sharing, and of prompts of one token, each row is laid out whole', () => {
  const both = [10, 11].map((id) => ({ prompt: [1, 2], response: [id, 12] }));
  expect(records(pack(both, false).tokens)).toEqual(
    [0, 3].flatMap((first) => [
      [1, 0, first, 3],
      [2, 1, first, 2],
      [both[first / 3].response[0], 2, first, 1],
    ]),
  );
  const short = both.map(({ response }) => ({ prompt: [1], response }));
  expect(pack(short)).toEqual(pack(short, false));
});

test('options of prompts that are alike', () => {
  const { targets } = packOptions([[1, 2], [3], [1, 2]], [8, 9]);
  expect(records(targets)).toEqual([
    [1, 8, 0, 0],
    [1, 9, 0, 0],
    [3, 8, 1, 0],
    [3, 9, 1, 0],
    [2, 8, 2, 0],
    [2, 9, 2, 0],
  ]);
});

test('a record counts to 65,535: longer groups begin anew, a longer row is refused', () => {
  const long = (id: number) => ({ prompt: [1, 2], response: Array.from({ length: 40_000 }, () => id) });
  const { tokens } = pack([long(3), long(4)]);
  expect(tokens.length / 4).toBe(2 * 40_001);
  expect([...tokens.subarray(4 * 40_001, 4 * 40_002)]).toEqual([1, 0, 40_001, 40_001]);
  const endless = { prompt: [1], response: Array.from({ length: 2 ** 16 }, () => 2) };
  expect(() => pack([endless])).toThrow('A row has 65536 tokens: 65535 is the most; shorten it.');
});
