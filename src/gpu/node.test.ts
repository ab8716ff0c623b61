import { expect, test } from 'vitest';
import { openNodeAdapter } from './node.ts';
import { testAdapter } from './testing.ts';

const double = `
@group(0) @binding(0) var<storage, read_write> values: array<f32>;
@compute @workgroup_size(4) fn main(@builtin(global_invocation_id) id: vec3u) { values[id.x] = 2.0 * values[id.x]; }`;

test('the adapter asked for opens and computes', async () => {
  const { adapter, name, kind } = await openNodeAdapter(testAdapter);
  expect(name).toMatch(testAdapter === 'gles' ? /OpenGL ES/ : /SwiftShader/);
  if (testAdapter === 'swiftshader') expect(kind).toBe('swiftshader');

  const device = await adapter.requestDevice();
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const values = device.createBuffer({ size: 16, usage });
  const result = device.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  device.queue.writeBuffer(values, 0, new Float32Array([1, 2, 3, -4.5]));
  const module = device.createShaderModule({ code: double });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: values }] }),
  );
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(values, result);
  device.queue.submit([encoder.finish()]);
  await result.mapAsync(GPUMapMode.READ);
  expect([...new Float32Array(result.getMappedRange())]).toEqual([2, 4, 6, -9]);
  device.destroy();
});
