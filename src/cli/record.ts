import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Method, methods } from '../lab/config.ts';
import { oneOf, parseOptions } from './options.ts';
import { train } from './train.ts';

const recordings = join(dirname(fileURLToPath(import.meta.url)), '../../public/recordings');

/** The defaults, with the control where there is one, and no more looks at the followed prompts than a recording needs. */
const recorded: Record<Method, Record<string, unknown>> = {
  sft: { exhibit_steps: 6 },
  spin: { exhibit_steps: 5, control: 'both' },
  dpo: { iterations: 2, exhibit_steps: 6, control: 'both' },
  'rest-em': { exhibit_steps: 16 },
  'self-rewarding': { exhibit_steps: 6 },
};

/** `lab record`: makes the runs that the page shows where there is no WebGPU, one of each method. */
export async function record(args: string[]): Promise<void> {
  const { adapter, method } = parseOptions(args, { method: 'string' });
  const wanted = method === undefined ? methods : [oneOf(method, '--method', methods)];
  const folder = mkdtempSync(join(tmpdir(), 'lab-record-'));
  try {
    for (const name of wanted) {
      const config = join(folder, `${name}.json`);
      writeFileSync(config, JSON.stringify({ method: name, ...recorded[name] }));
      const out = join(folder, name);
      await train(['--config', config, '--out', out, ...(adapter ? ['--adapter', adapter] : [])]);
      copyFileSync(join(out, 'events.jsonl'), join(recordings, `${name}.jsonl`));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
