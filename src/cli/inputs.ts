import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Checkpoint, loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { diskFolder } from '../checkpoint/disk.ts';
import { decodeText } from '../checkpoint/json.ts';
import { encodeRow, parseRows, type Row } from '../checkpoint/rows.ts';
import { Fault } from '../gpu/fault.ts';
import { Gpu } from '../gpu/gpu.ts';
import { type AdapterChoice, openNodeAdapter } from '../gpu/node.ts';
import { choose } from '../kernels/variants.ts';
import { shippedModels } from '../lab/config.ts';
import { WebGpuPlayer } from '../players/webgpu.ts';
import { type Progress, say } from './terminal.ts';
import { readTuning } from './tuning.ts';

const models = join(dirname(fileURLToPath(import.meta.url)), '../../public/models');

export const isShipped = (model: string): boolean => shippedModels.includes(model);

/** The folder of a model that ships, by its name, or a folder in Hugging Face layout. */
export const modelPath = (model: string): string => (isShipped(model) ? join(models, model) : model);

export const loadModel = (model: string): Promise<Checkpoint> => loadCheckpoint(diskFolder(modelPath(model)));

export function readText(path: string): string {
  try {
    return decodeText(readFileSync(path), path);
  } catch (error) {
    if (error instanceof Fault) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Fault(`The file ${path} does not exist.`);
    throw new Fault(`The file ${path} could not be read: ${message}.`);
  }
}

/** The rows of a JSONL file, each with its line. */
export const readRows = (path: string): Row[] => parseRows(readText(path), path);

/**
 * Token ids of rows by the model's tokenizer. A reference must read every row as the same ids, or its log-probabilities
 * would be of other texts.
 */
export function encodeRows<R extends Row>(rows: readonly R[], path: string, model: Checkpoint, reference?: Checkpoint) {
  return rows.map((row) => {
    const ids = encodeRow(model.tokenizer, row, path, model.config.contextLength);
    if (reference) {
      const others = encodeRow(reference.tokenizer, row, path, reference.config.contextLength);
      if (JSON.stringify(ids) !== JSON.stringify(others)) {
        throw new Fault(`${path} line ${row.line}: the reference's tokenizer gives other ids than the model's.`);
      }
    }
    return ids;
  });
}

/** The device all of a command's work runs on, and what it is. */
export async function openGpu(choice: AdapterChoice | undefined, progress: Progress) {
  const { adapter, name, kind } = await openNodeAdapter(choice);
  const software = kind !== 'gpu';
  progress.note(software ? `No GPU in use: computing on ${name}.` : `Computing on ${name}.`);
  const gpu = await Gpu.open(adapter, kind);
  choose(gpu, readTuning(name));
  return { gpu, adapter: { name, software } };
}

export const playerOf = (gpu: Gpu, model: Checkpoint): Promise<WebGpuPlayer> => WebGpuPlayer.open(gpu, model, say);

export const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);

/** JSON has no NaN: weights that overflow are a fault of the model. */
export function finite(values: number[], model: string): number[] {
  if (values.every(Number.isFinite)) return values;
  throw new Fault(`The model ${model} computes log-probabilities that are not finite: its weights are too large.`);
}
