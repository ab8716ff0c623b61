import { afterAll, expect, test } from 'vitest';
import { openTestGpu } from '../gpu/testing.ts';
import { variantsOf } from '../kernels/variants.ts';
import type { LabMessage } from './protocol.ts';
import { tunerOf } from './tuner.ts';
import type { KernelName } from './tunings.ts';

const gpu = await openTestGpu();
afterAll(() => gpu.destroy());

const tuner = tunerOf(
  gpu,
  () => ({ name: 'here', software: true, kernels: variantsOf(gpu) }),
  async () => ({ heads: 2, kvHeads: 1, headDim: 8, hiddenSize: 16, intermediateSize: 24 }),
);
const given = variantsOf(gpu);
const kernelNames = Object.keys(given) as KernelName[];

test('tuning that is ended before its end changes nothing', async () => {
  for await (const message of tuner.tune()) if (message.type === 'tuning' && message.kernel === 'matmul_nn') break;
  expect(gpu.choices).toEqual({});
});

test('tuning times every kernel, the plain variant first, uses the fastest and goes back when asked', async () => {
  const messages: LabMessage[] = [];
  for await (const message of tuner.tune()) messages.push(message);
  expect(messages.slice(0, -1)).toEqual(kernelNames.map((kernel) => ({ type: 'tuning', kernel })));
  const tuned = messages.at(-1)!;
  if (tuned.type !== 'tuned') throw new Error('no tuned');
  expect(tuned.adapter.kernels).toEqual(gpu.choices);
  for (const kernel of kernelNames) {
    expect(['plain', 'thread']).toContain(Object.keys(tuned.timings![kernel])[0]);
    expect(tuned.timings![kernel][tuned.adapter.kernels[kernel]]).toBeGreaterThan(0);
  }
  expect(tuner.forget().kernels).toEqual(given);
});
