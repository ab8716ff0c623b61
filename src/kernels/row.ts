import { linear, type Recorder, type Workgroups } from '../gpu/gpu.ts';
import { inFours } from './fours.ts';
import { variantOf } from './variants.ts';

const isShared = (r: Recorder): boolean => variantOf(r, 'rows') === 'workgroup';

/** Constants of row.wgsl. */
export const rowConstants = (r: Recorder, width: number) => ({ ...inFours(width), SHARED: Number(isShared(r)) });

/** A workgroup a row where its threads share it, else a thread a row. */
export const rowGroups = (r: Recorder, rows: number): Workgroups => linear(isShared(r) ? rows * 64 : rows);
