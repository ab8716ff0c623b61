import { expect, test } from 'vitest';
import { checkKernels } from './check.ts';
import { gpu } from './testing.ts';
import { choose, isAvailable, variantsOf } from './variants.ts';

const widths = { heads: 2, kvHeads: 1, headDim: 8, hiddenSize: 16, intermediateSize: 24 };

test.skipIf(isAvailable(gpu, 'quads-16x8'))(
  'a variant that this device cannot run gives way to the plain one, again where it is chosen again',
  async () => {
    for (let time = 0; time < 2; time++) {
      choose(gpu, { matmul_nt: 'quads-16x8' });
      expect(await checkKernels(gpu, widths, 'training')).toEqual([
        expect.stringMatching(/^The kernel matmul_nt .* plain one/),
      ]);
      expect(variantsOf(gpu).matmul_nt).toBe('plain');
      expect(await checkKernels(gpu, widths, 'training')).toEqual([]);
    }
  },
);

test('a kernel that computes something else on this device is found out, the others are kept', async () => {
  const compile = gpu.kernel.bind(gpu);
  gpu.kernel = (name, source, constants) =>
    compile(name, name === 'matmul_nn' ? source.replaceAll('sum$q_$l_$j +=', 'sum$q_$l_$j -=') : source, constants);
  choose(gpu, { matmul_nn: 'registers-8x8', matmul_nt: 'registers-8x8' });
  const [finding, ...others] = await checkKernels(gpu, { ...widths, hiddenSize: 20 }, 'training');
  expect(finding).toMatch(/^The kernel matmul_nn in its variant registers-8x8 is .* off the plain one/);
  expect(others).toEqual([]);
  expect(variantsOf(gpu)).toMatchObject({ matmul_nn: 'plain', matmul_nt: 'registers-8x8' });
});
