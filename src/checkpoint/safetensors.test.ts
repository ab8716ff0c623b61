import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { Fault } from '../gpu/fault.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

const fixture = (file: string) => readFile(new URL(`fixtures/${file}`, import.meta.url));

function build(header: unknown, dataBytes: number): Uint8Array {
  const json = typeof header === 'string' ? header : JSON.stringify(header);
  const text = new TextEncoder().encode(json);
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}
const entry = (begin: unknown, end: unknown, shape: unknown = [2], dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

test('writes byte for byte what Python wrote', async () => {
  const bytes = await fixture('tiny/model.safetensors');
  expect(Buffer.from(writeSafetensors(readSafetensors(bytes, 'model.safetensors'))).equals(bytes)).toBe(true);
});

test('F16 and BF16 widen to the bits PyTorch gives, at any alignment', async () => {
  const bytes = await fixture('dtypes.safetensors');
  for (const shift of [0, 1, 2]) {
    const shifted = Buffer.alloc(bytes.length + shift).subarray(shift);
    shifted.set(bytes);
    const tensors = readSafetensors(shifted, 'dtypes.safetensors');
    for (const dtype of ['f16', 'bf16']) {
      const { data } = tensors.get(dtype)!;
      const expected = tensors.get(`${dtype} as f32`)!.data;
      expect(data.length).toBeGreaterThan(1000);
      expect(data.every((value, i) => Object.is(value, expected[i]))).toBe(true);
    }
  }
});

test('aligned F32 is a view, unaligned F32 reads the same', () => {
  const data = Float32Array.of(1.5, -0, 3e-40, Infinity);
  const bytes = writeSafetensors(new Map([['a', { shape: [2, 2], data }]]));
  expect(readSafetensors(bytes, 'f').get('a')!.data.buffer).toBe(bytes.buffer);
  const shifted = new Uint8Array(bytes.length + 3).subarray(3);
  shifted.set(bytes);
  expect(readSafetensors(shifted, 'f').get('a')).toEqual({ shape: [2, 2], data });
});

test('scalars, empty tensors, empty files and unordered headers are valid', () => {
  expect(readSafetensors(build('{}   ', 0), 'f').size).toBe(0);
  const tensors = readSafetensors(
    build({ b: entry(4, 12), none: entry(4, 4, [0, 3]), a: entry(0, 4, []), __metadata__: { format: 'pt' } }, 12),
    'f',
  );
  expect([...tensors].map(([name, { shape, data }]) => [name, shape, data.length])).toEqual([
    ['b', [2], 2],
    ['none', [0, 3], 0],
    ['a', [], 1],
  ]);
});

describe('a damaged file is one sentence that names file and tensor', () => {
  const huge = new Uint8Array(16).fill(255);
  const latin = build('{"é":1}', 0);
  latin[10] = 0xe9;
  const cases: [string, Uint8Array, string][] = [
    ['shorter than 8 bytes', new Uint8Array(7), 'w.safetensors is 7 bytes long'],
    ['a header length over 100 MB', huge, 'w.safetensors claims a header of 18446744073709551615 bytes'],
    ['a header beyond the file', build('{}', 0).subarray(0, 9), 'w.safetensors claims a header of 2 bytes'],
    ['a header not UTF-8', latin, 'w.safetensors: the header is not UTF-8'],
    ['a header not JSON', build('{"a":\n', 0), 'w.safetensors: the header is not JSON'],
    ['a header not an object', build('[1]', 0), 'w.safetensors: the header is [1], where a JSON object belongs.'],
    ['metadata not strings', build({ __metadata__: { a: 1 } }, 0), '"__metadata__": "a" is 1, where a string belongs'],
    ['a tensor not an object', build({ a: 3 }, 0), 'w.safetensors: tensor "a" is 3'],
    ['no dtype', build({ a: { shape: [], data_offsets: [0, 4] } }, 4), 'tensor "a" has no "dtype"'],
    ['another dtype', build({ a: entry(0, 16, [2], 'I64') }, 16), 'tensor "a" has dtype "I64"; F32, F16 and BF16'],
    ['a negative size', build({ a: entry(0, 8, [-2]) }, 8), 'tensor "a": "shape.0" is -2'],
    ['a fractional size', build({ a: entry(0, 8, [0.5, 4]) }, 8), 'tensor "a": "shape.0" is 0.5'],
    ['offsets not numbers', build({ a: entry('0', 8) }, 8), 'tensor "a": "data_offsets.0" is "0", where two byte'],
    ['three offsets', build({ a: { ...entry(0, 8), data_offsets: [0, 8, 9] } }, 8), 'where two byte offsets'],
    ['negative offsets', build({ a: entry(-8, 0) }, 8), 'tensor "a": "data_offsets.0" is -8'],
    ['end before begin', build({ a: entry(8, 0) }, 8), 'tensor "a" ends at byte 0, before it begins at byte 8.'],
    ['truncated data', build({ a: entry(0, 8) }, 7), 'tensor "a" ends at byte 8 of the data, but there are 7'],
    ['another length than the shape', build({ a: entry(0, 12) }, 12), 'has 12 bytes, which is not F32 of shape [2].'],
    ['a lying dtype', build({ a: entry(0, 8, [2], 'F16') }, 8), 'has 8 bytes, which is not F16 of shape [2].'],
    ['a shape beyond all bounds', build({ a: entry(0, 8, Array(99).fill(1e15)) }, 8), 'tensor "a" has 8 bytes'],
    ['overlap', build({ a: entry(0, 8), b: entry(4, 12) }, 12), 'tensor "b" begins at byte 4, inside the tensor'],
    [
      'a hole',
      build({ a: entry(0, 8), b: entry(12, 20) }, 20),
      'tensor "b" begins at byte 12, after a hole from byte 8',
    ],
    ['a hole at the start', build({ a: entry(4, 12) }, 12), 'tensor "a" begins at byte 4, after a hole from byte 0'],
    ['trailing data', build({ a: entry(0, 8) }, 9), 'w.safetensors has 1 bytes after its last tensor'],
    ['a name with a line break', build({ 'a\nb': entry(0, 8) }, 0), 'tensor "a\\nb" ends at byte 8'],
  ];
  test.each(cases)('%s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes, 'w.safetensors')).toThrow(Fault);
    expect(() => readSafetensors(bytes, 'w.safetensors')).toThrow(message);
    expect(() => readSafetensors(bytes, 'w.safetensors')).toThrow(/^[^\n]+\.$/);
  });
});
