import { bench as run } from '../bench/bench.ts';
import { peersInNode } from '../bench/peers/peers-node.ts';
import { type Group, groups } from '../bench/report.ts';
import { table } from '../bench/table.ts';
import { encodePrompt } from '../checkpoint/rows.ts';
import { Gpu } from '../gpu/gpu.ts';
import { openNodeAdapter } from '../gpu/node.ts';
import { tune } from '../kernels/tune.ts';
import { choose, type Family } from '../kernels/variants.ts';
import { teachingData } from '../tasks/data.ts';
import { loadModel } from './inputs.ts';
import { numberOr, oneOf, parseOptions } from './options.ts';
import { lines, Progress, print, say } from './terminal.ts';
import { readTuning, writeTuning } from './tuning.ts';

/** `lab bench`: how fast the engine is on this adapter; with --tune the fastest kernels are found and kept. */
export async function bench(args: string[]): Promise<void> {
  const options = parseOptions(args, { only: 'string', rounds: 'string', quick: 'boolean', tune: 'boolean' });
  const only: Group[] = options.only?.split(',').map((name) => oneOf(name, '--only', groups)) ?? [...groups];
  const quick = options.quick ?? false;
  const rounds = numberOr(options.rounds, '--rounds', quick ? 1 : 5, { integer: true, min: 1, max: 1000 });
  // Mesa keeps compiled shaders on disk, and a first step is to be a cold one.
  process.env.MESA_SHADER_CACHE_DISABLE ??= 'true';

  const { config, tensors, eosIds, tokenizer } = await loadModel('embedded');
  const prompts = teachingData().test.map(({ prompt }) => encodePrompt(tokenizer, prompt));
  const { adapter: first, name, kind } = await openNodeAdapter(options.adapter);
  const progress = new Progress();
  progress.note(`Measuring ${name}.`);
  let unused: GPUAdapter | null = first;
  const openGpu = async () => {
    // An adapter gives one device.
    const { adapter: another } = unused ? { adapter: unused } : await openNodeAdapter(options.adapter);
    unused = null;
    const gpu = await Gpu.open(another, kind);
    choose(gpu, readTuning(name));
    return gpu;
  };
  const embedded = { config, tensors, eosIds, prompts };
  if (options.tune) {
    const gpu = await openGpu();
    const { variants, timings } = await progress.follow(tune(gpu, config), (family) => `tuning ${family}`);
    gpu.destroy();
    const file = writeTuning(name, variants);
    progress.end();
    for (const [family, times] of Object.entries(timings)) {
      const all = Object.entries(times).map(([variant, ms]) => `${variant} ${ms.toFixed(2)} ms`);
      say(`${family}: ${variants[family as Family]} of ${all.join(', ')}`);
    }
    say(`These kernels are used on ${name} from now on: ${file} says so, and without that file it is the table's.`);
    return print(lines([{ adapter: name, variants, timings }]));
  }
  const report = await progress.follow(
    run({
      adapter: { name, software: kind !== 'gpu' },
      openGpu,
      embedded,
      peers: peersInNode(options.adapter),
      only,
      rounds,
      quick,
    }),
    (name) => `timing ${name}`,
  );
  progress.end();
  say(table(report));
  await print(lines([report]));
}
