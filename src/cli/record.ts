import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseOptions } from './options.ts';
import { train } from './train.ts';

const recording = join(dirname(fileURLToPath(import.meta.url)), '../../public/recordings/spin.jsonl');

/** `lab record`: makes the run that the page shows where there is no WebGPU: the defaults, three iterations. */
export async function record(args: string[]): Promise<void> {
  const { adapter } = parseOptions(args, {});
  const folder = mkdtempSync(join(tmpdir(), 'lab-record-'));
  const config = join(folder, 'config.json');
  writeFileSync(config, JSON.stringify({ iterations: 3 }));
  const out = join(folder, 'run');
  await train(['--config', config, '--out', out, ...(adapter ? ['--adapter', adapter] : [])]);
  copyFileSync(join(out, 'events.jsonl'), recording);
  rmSync(folder, { recursive: true });
}
