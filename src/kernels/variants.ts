import type { AdapterKind, Gpu, Recorder } from '../gpu/gpu.ts';

/** Outputs of a workgroup on a side, largest first. */
export const tileVariants = ['tiles-128', 'tiles-64', 'tiles-32'] as const;
const products = ['plain', 'registers-8x8', 'registers-16x8', 'quads-16x8', 'tiles', ...tileVariants] as const;

/** Kernels of which there are several, and their variants; the first of each is the plain one that the others are checked against. */
export const families = {
  matmul_nt: products,
  matmul_nn: products,
  matmul_tn: products,
  gated: ['plain', 'registers'],
  rows: ['thread', 'workgroup'],
  attention: ['plain', 'block', 'tiles'],
  cached: ['plain', 'thread', 'workgroup'],
} as const;

export type Family = keyof typeof families;
export type Variants = { readonly [F in Family]: (typeof families)[F][number] };

/** What each kind of adapter is given unless its user had it tuned; README.md beside this file says what was measured. */
export const table: Record<AdapterKind, Variants> = {
  gpu: {
    matmul_nt: 'tiles',
    matmul_nn: 'tiles',
    matmul_tn: 'tiles',
    gated: 'plain',
    rows: 'workgroup',
    attention: 'tiles',
    cached: 'workgroup',
  },
  software: {
    ...{ matmul_nt: 'registers-16x8', matmul_nn: 'registers-16x8', matmul_tn: 'registers-16x8' },
    ...{ gated: 'registers', rows: 'thread', attention: 'block', cached: 'thread' },
  },
  swiftshader: {
    ...{ matmul_nt: 'quads-16x8', matmul_nn: 'quads-16x8', matmul_tn: 'quads-16x8' },
    ...{ gated: 'registers', rows: 'thread', attention: 'block', cached: 'thread' },
  },
};

export const isTiles = (variant: Variants['matmul_nt']): variant is 'tiles' | (typeof tileVariants)[number] =>
  variant.startsWith('tiles');

/** Whether this device has what the variant asks for. */
export function isAvailable({ device: { features, limits } }: Gpu, variant: string): boolean {
  if (variant.startsWith('quads')) return features.has('subgroups');
  // Compatibility level allows 128 threads and 16 KiB.
  const threads = Math.min(limits.maxComputeInvocationsPerWorkgroup, limits.maxComputeWorkgroupSizeX);
  const isLarge = threads >= 256 && limits.maxComputeWorkgroupStorageSize >= 16_896;
  return variant !== 'tiles-128' || isLarge;
}

/** The variants in use on this device. */
export const variantsOf = (gpu: Gpu): Variants => ({ ...table[gpu.kind], ...(gpu.choices as Partial<Variants>) });

/** The variant of a kernel that is being recorded. */
export const variantOf = <F extends Family>({ gpu }: Recorder, family: F): Variants[F] =>
  (gpu.choices as Partial<Variants>)[family] ?? table[gpu.kind][family];

/** Whether a kernel's loads and stores are loops (SwiftShader: compiled in a fifth of the time) or unrolled (Mesa: in half). */
export const looped = (r: Recorder): number => Number(r.gpu.kind === 'swiftshader');

/** Uses these instead of the table's from the next recording on. */
export function choose(gpu: Gpu, variants: Partial<Record<Family, string>>): void {
  gpu.choices = { ...gpu.choices, ...variants };
}

/** Tuned variants by the adapter's name. */
export type Tunings = Record<string, Partial<Variants>>;

/** Reads stored tunings; null where the text is not one. A variant that is no longer there is left out. */
export function parseTunings(text: string): Tunings | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([adapter, variants]) => [adapter, knownOnly(variants)]));
}

/** Those of a recorded choice that exist. */
export function knownOnly(variants: unknown): Partial<Variants> {
  const entries = isRecord(variants) ? Object.entries(variants) : [];
  const known: Record<string, readonly unknown[]> = families;
  return Object.fromEntries(entries.filter(([family, variant]) => known[family]?.includes(variant)));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
