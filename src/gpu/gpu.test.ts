import { afterAll, describe, expect, test } from 'vitest';
import { Fault } from './fault.ts';
import { type Gpu, LINEAR_WORKGROUP, linear } from './gpu.ts';
import { openTestGpu } from './testing.ts';

const gpu = await openTestGpu();
afterAll(() => gpu.destroy());

const twice = {
  name: 'twice',
  source: `
@group(0) @binding(1) var<storage, read_write> out: array<f32>;
@group(0) @binding(0) var<storage, read> values: array<f32>;
@compute @workgroup_size(4) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x < arrayLength(&values)) { out[id.x] = FACTOR * values[id.x]; }
}`,
};
const FACTOR = 2.5;

const floats = (bytes: ArrayBuffer) => [...new Float32Array(bytes)];
const four = (device: Gpu, ...values: number[]) => device.upload('values', Float32Array.from(values));

describe('linear', () => {
  test.each([0, 1, 64, 65, 65_535 * 64, 65_535 * 64 + 1, 70_001 * 64, 65_535 * 128 + 1, 2 ** 31])(
    '%i threads: enough workgroups, within the limit, none to spare beyond a column',
    (threads) => {
      const [x, y = 1] = linear(threads);
      expect(Math.max(x, y)).toBeLessThanOrEqual(65_535);
      expect(x * y * LINEAR_WORKGROUP).toBeGreaterThanOrEqual(threads);
      expect(x * y - Math.ceil(threads / LINEAR_WORKGROUP)).toBeLessThan(y);
    },
  );
});

test('runs a kernel, constants and windows included, copies and clears in order', async () => {
  const [a, out, copy] = [
    gpu.upload(
      'a',
      Float32Array.from({ length: 68 }, (_, i) => i),
    ),
    gpu.buffer('out', 16),
    gpu.buffer('copy', 16),
  ];
  const r = gpu.record();
  r.run(twice, { FACTOR }, [{ buffer: a, offset: 256 }, out], [1]); // the four floats from the 65th on
  r.copy(out, copy, 8, 8, 0);
  r.clear(out);
  r.run(twice, { FACTOR }, [copy, out], [1]);
  r.run(twice, { FACTOR }, [a, out], [1, 0]); // nothing to do
  const result = r.read({ buffer: copy, bytes: 8 }, { buffer: out, bytes: 0 }, { buffer: out, bytes: 16 });
  r.submit();
  expect((await result()).map(floats)).toEqual([[165, 167.5], [], [412.5, 418.75, 0, 0]]);
});

test('a new buffer is zero, and reads back after all that was written', async () => {
  const buffer = gpu.buffer('empty', 6);
  expect(buffer.size).toBe(16);
  expect(floats((await gpu.read({ buffer, bytes: 16 }))[0])).toEqual([0, 0, 0, 0]);
  gpu.write(buffer, Float32Array.of(1, 2, 3, 4).subarray(1, 3), 4);
  expect(floats((await gpu.read({ buffer, bytes: 13 }))[0])).toEqual([0, 2, 3, 0]);
});

test('reads under way together, and later ones, each see their own buffer', async () => {
  const [a, b] = [four(gpu, 1, 2, 3, 4), four(gpu, 5, 6, 7, 8)];
  const read = async (buffer: GPUBuffer, bytes: number) => floats((await gpu.read({ buffer, bytes }))[0]);
  expect(await Promise.all([read(a, 16), read(b, 16)])).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]);
  expect(await Promise.all([read(b, 8), read(a, 16)])).toEqual([
    [5, 6],
    [1, 2, 3, 4],
  ]);
});

test('a buffer beyond what the adapter binds is a Fault that names it', () => {
  const { maxStorageBufferBindingSize, maxBufferSize } = gpu.device.limits;
  const tooMuch = Math.min(maxStorageBufferBindingSize, maxBufferSize) + 4;
  expect(() => gpu.buffer('the embedding', tooMuch)).toThrow(Fault);
  expect(() => gpu.buffer('the embedding', tooMuch)).toThrow(/the embedding needs \d+ MiB/);
});

test('pipelines and bind groups are made once', () => {
  const kernel = gpu.kernel(twice.name, twice.source, { FACTOR });
  expect(gpu.kernel(twice.name, twice.source, { FACTOR })).toBe(kernel);
  expect(gpu.kernel(twice.name, twice.source, { FACTOR: 3.5 })).not.toBe(kernel);
  expect(kernel.bindings).toEqual([0, 1]);

  const [a, b] = [gpu.buffer('a', 512), gpu.buffer('b', 512)];
  const group = gpu.bindGroup(kernel, [a, b]);
  expect(gpu.bindGroup(kernel, [a, b])).toBe(group);
  expect(gpu.bindGroup(kernel, [b, a])).not.toBe(group);
  expect(gpu.bindGroup(kernel, [{ buffer: a, offset: 256 }, b])).not.toBe(group);
});

test('a wrong number of bindings and a foreign buffer are errors', () => {
  const kernel = gpu.kernel(twice.name, twice.source, { FACTOR });
  const own = gpu.buffer('own', 16);
  expect(() => gpu.bindGroup(kernel, [own])).toThrow('twice has 2 bindings, 1 were given');
  expect(() => gpu.bindGroup(kernel, [own, own, own])).toThrow('twice has 2 bindings, 3 were given');
  const foreign = gpu.device.createBuffer({ label: 'foreign', size: 16, usage: GPUBufferUsage.STORAGE });
  expect(() => gpu.bindGroup(kernel, [own, foreign])).toThrow('foreign');
});

test('after release other buffers compute as before', async () => {
  const [kept, out] = [four(gpu, 1, 2, 3, 4), gpu.buffer('out', 16)];
  const compute = async (input: GPUBuffer) => {
    const r = gpu.record();
    r.run(twice, { FACTOR }, [input, out], [1]);
    r.submit();
    return floats((await gpu.read({ buffer: out, bytes: 16 }))[0]);
  };
  const gone = four(gpu, 9, 9, 9, 9);
  expect(await compute(kept)).toEqual([2.5, 5, 7.5, 10]);
  expect(await compute(gone)).toEqual([22.5, 22.5, 22.5, 22.5]);
  gpu.release([gone]);
  expect(await compute(kept)).toEqual([2.5, 5, 7.5, 10]);
  expect(await compute(four(gpu, 0, 0, 0, 2))).toEqual([0, 0, 0, 5]);
});

describe('faults', () => {
  test('a lost device rejects every read with a Fault, also one under way', async () => {
    const own = await openTestGpu();
    const buffer = four(own, 1, 2, 3, 4);
    const underWay = own.read({ buffer, bytes: 16 });
    own.destroy();
    await expect(underWay).rejects.toThrow(Fault);
    await expect(own.read({ buffer, bytes: 16 })).rejects.toThrow(/device was lost/);
    expect(() => own.check()).toThrow(Fault);
  });

  test('a rejected command rejects the next read with a Fault', async () => {
    const own = await openTestGpu();
    const buffer = four(own, 1, 2, 3, 4);
    const r = own.record();
    r.run(
      { name: 'wrong', source: twice.source.replace('values[id.x];', 'nothing[id.x];') },
      { FACTOR },
      [buffer, four(own, 0)],
      [1],
    );
    r.submit();
    await expect(own.read({ buffer, bytes: 16 })).rejects.toThrow(/The GPU reported/);
    await expect(own.read({ buffer, bytes: 16 })).rejects.toThrow(Fault);
    own.destroy();
  });
});
