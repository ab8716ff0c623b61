import { type Checkpoint, loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { webFolder } from '../checkpoint/folder.ts';
import { Fault } from '../gpu/fault.ts';
import { Gpu } from '../gpu/gpu.ts';
import { openWebAdapter } from '../gpu/web.ts';
import { choose, parseTunings, variantsOf } from '../kernels/variants.ts';
import type { LabEvent } from '../methods/events.ts';
import { WebGpuPlayer } from '../players/webgpu.ts';
import { parseRunConfig, shippedModels } from './config.ts';
import { type Lab, Session } from './controls.ts';
import type { AdapterInfo, LabCommand, LabMessage } from './protocol.ts';
import { otherModel, run } from './run.ts';
import { tunerOf } from './tuner.ts';

// The lab in its own thread: everything that touches the GPU happens here.

/** This file is two folders below the page's root as a source, one when built. */
const models = new URL(import.meta.env.DEV ? '../../models/' : '../models/', self.location.href);

async function open(tunings: string | null): Promise<Lab> {
  const { adapter, kind, name } = await openWebAdapter();
  const gpu = await Gpu.open(adapter, kind);
  if (tunings !== null) choose(gpu, parseTunings(tunings)?.[name] ?? {});
  const info = (): AdapterInfo => ({ name, software: kind !== 'gpu', kernels: variantsOf(gpu) });
  const checkpoints = new Map<string, Checkpoint>();
  const load = async (model: string): Promise<Checkpoint> => {
    if (!shippedModels.includes(model))
      throw new Fault(`This page has the models ${shippedModels.join(', ')}, not ${JSON.stringify(model)}.`);
    const known = checkpoints.get(model);
    if (known) return known;
    const checkpoint = await loadCheckpoint(webFolder(new URL(`${model}/`, models).href));
    checkpoints.set(model, checkpoint);
    return checkpoint;
  };
  const playerOf = (model: Checkpoint) =>
    WebGpuPlayer.open(gpu, model, (finding) => post({ type: 'gave-way', adapter: info(), finding }));
  return {
    adapter: info(),
    recorded: null,
    async *run(input): AsyncGenerator<LabEvent> {
      const config = parseRunConfig(input);
      if (config.data !== null) throw new Fault('Data files are read by the command line, not by this page.');
      const checkpoint = await load(config.model);
      const name = otherModel(config);
      const other = name === null ? null : await load(name);
      const player = await playerOf(checkpoint);
      const judge = other && config.method === 'self-rewarding' ? await playerOf(other) : undefined;
      await player.ready();
      const base = config.method === 'rest-em' ? other?.tensors : undefined;
      try {
        yield* run(config, { checkpoint, player, adapter: info(), base, judge });
      } finally {
        player.release();
        judge?.release();
      }
    },
    tuner: tunerOf(gpu, info, async () => (await load('embedded')).config),
  };
}

const post = (message: LabMessage) => self.postMessage(message);
const session = new Session(open, post);
self.onmessage = ({ data }: MessageEvent<LabCommand>) => session.handle(data);
