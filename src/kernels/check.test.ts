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
      expect(await checkKernels(gpu, widths)).toEqual([expect.stringMatching(/^The kernel matmul_nt .* plain one/)]);
      expect(variantsOf(gpu).matmul_nt).toBe('plain');
      expect(await checkKernels(gpu, widths)).toEqual([]);
    }
  },
);
