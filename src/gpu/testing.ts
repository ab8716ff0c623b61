import { type AdapterKind, Gpu } from './gpu.ts';
import { type AdapterChoice, openNodeAdapter } from './node.ts';

/** The adapter tests run on; drivers read the environment when they load, so one a process. */
export const testAdapter = (process.env.LAB_ADAPTER ?? 'gles') as AdapterChoice;

/** A device for a test file, on the adapter that LAB_ADAPTER names (`gles` unless set), taken for one of its own kind or of this. */
export async function openTestGpu(taken?: AdapterKind): Promise<Gpu> {
  const { adapter, kind } = await openNodeAdapter(testAdapter);
  return Gpu.open(adapter, taken ?? kind);
}
