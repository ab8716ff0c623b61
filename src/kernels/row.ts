import { linear, type Recorder, type Workgroups } from '../gpu/gpu.ts';
import { perThread } from './fours.ts';
import { variantOf } from './variants.ts';

const isShared = (r: Recorder): boolean => variantOf(r, 'rows') === 'workgroup';

/** Constants of row.wgsl. */
export const rowConstants = (r: Recorder, width: number) => ({
  VEC4: Number(perThread(width) === 4),
  SHARED: Number(isShared(r)),
});

/** The record `shape` of kernels on rows. */
export const rowShape = (r: Recorder, width: number): GPUBuffer => r.gpu.words(width / perThread(width));

/** A workgroup a row where its threads share it, else a thread a row. */
export const rowGroups = (r: Recorder, rows: number): Workgroups => linear(isShared(r) ? rows * 64 : rows);
