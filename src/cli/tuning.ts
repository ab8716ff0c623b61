import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Fault } from '../gpu/fault.ts';
import { parseTunings, type Tunings, type Variants } from '../kernels/variants.ts';

/** What tuning found, by adapter. */
const path = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'self-play-lab', 'kernels.json');

function readAll(): Tunings {
  let text: string;
  try {
    text = readFileSync(path(), 'utf8');
  } catch {
    return {};
  }
  const tunings = parseTunings(text);
  if (tunings) return tunings;
  throw new Fault(`The file ${path()} is not what tuning wrote: delete it, and run bench --tune again if you like.`);
}

/** The variants that tuning chose for an adapter; none where it was not tuned. */
export const readTuning = (adapter: string): Partial<Variants> => readAll()[adapter] ?? {};

export function writeTuning(adapter: string, variants: Variants): string {
  const file = path();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...readAll(), [adapter]: variants }, null, 2)}\n`);
  return file;
}
