import type { Gpu } from '../gpu/gpu.ts';
import { deviation, type ProblemSize, problem, solve } from './problems.ts';
import { choose, type Family, families, isAvailable, tileVariants, type Variants, variantsOf } from './variants.ts';

/** Relative deviation from the plain kernel that float32 sums in another order may have, with room. */
export const TOLERANCE = 1e-5;

/** Batches the kernels take other paths for: blocks and tiles with remainders, and the few rows of decoding. */
const batches: Record<Family, readonly (readonly number[])[]> = {
  matmul_nt: [[3, 70, 12], [5]],
  matmul_nn: [[3, 70, 12]],
  matmul_tn: [[3, 70, 12]],
  gated: [[3, 70, 12]],
  rows: [[3, 70, 12]],
  attention: [[3, 70, 12]],
  cached: [[3, 70, 12]],
};

/** Families by what runs on them first: what only inference needs is not compiled and compared before a first step. */
const uses = {
  training: ['matmul_nt', 'matmul_nn', 'matmul_tn', 'rows', 'attention'],
  inference: ['gated', 'cached'],
} as const satisfies Record<string, readonly Family[]>;

/** What was found out about variants in shapes: what is wrong, or null. */
const checked = new WeakMap<Gpu, Map<string, string | null>>();

export type ModelWidths = Omit<ProblemSize, 'lengths'>;

/** Widths as the model's as far as kernels depend on them, and no greater than a check needs. */
const small = (widths: ModelWidths): ModelWidths => ({
  ...widths,
  hiddenSize: Math.min(widths.hiddenSize, 96 + (widths.hiddenSize % 4)),
  intermediateSize: Math.min(widths.intermediateSize, 72 + (widths.intermediateSize % 4)),
});

/**
 * Compares the kernels in use with the plain ones on this device, in the shapes of a model: those of training before the
 * model is run at all, those of inference, which runs on both, before its first. What is known already is not compared again.
 * A variant that computes something else gives way to the plain kernel; answers a sentence for each.
 */
export async function checkKernels(
  gpu: Gpu,
  { heads, kvHeads, headDim, ...widths }: ModelWidths,
  use: keyof typeof uses,
): Promise<string[]> {
  const size = small({ heads, kvHeads, headDim, ...widths });
  const known = checked.get(gpu) ?? new Map<string, string | null>();
  checked.set(gpu, known);
  const findings: string[] = [];
  for (const family of uses[use]) {
    const variant = variantsOf(gpu)[family];
    const key = JSON.stringify([family, variant, size]);
    if (!known.has(key)) known.set(key, await deviates(gpu, family, variant, size));
    const wrong = known.get(key);
    if (!wrong) continue;
    choose(gpu, { [family]: families[family][0] });
    findings.push(
      `The kernel ${family} in its variant ${variant} ${wrong} on this adapter: the plain one is used instead, which is slower.`,
    );
  }
  return findings;
}

/** What is wrong with a variant on this device, or null. */
export async function deviates<F extends Family>(
  gpu: Gpu,
  family: F,
  variant: Variants[F],
  widths: ModelWidths,
): Promise<string | null> {
  const [plain] = families[family];
  if (variant === plain) return null;
  if (!isAvailable(gpu, variant)) return 'needs a feature that is not there';
  // All sizes of tiles that it chooses from.
  const forms =
    variant === 'tiles' && family !== 'attention' ? tileVariants.filter((size) => isAvailable(gpu, size)) : [variant];
  const before = gpu.choices;
  try {
    for (const lengths of batches[family]) {
      const work = problem(gpu, family, { ...widths, lengths });
      choose(gpu, { [family]: plain });
      const expected = await solve(gpu, work);
      let off = 0;
      for (const form of forms) {
        choose(gpu, { [family]: form });
        off = Math.max(off, deviation(await solve(gpu, work), expected));
      }
      gpu.release(work.buffers);
      if (!(off <= TOLERANCE)) return `is ${off.toExponential(1)} off the plain one`;
    }
    return null;
  } finally {
    gpu.choices = before;
  }
}
