import { type Checkpoint, loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { webFolder } from '../checkpoint/folder.ts';
import { Fault } from '../gpu/fault.ts';
import { type AdapterKind, Gpu, kindOf } from '../gpu/gpu.ts';
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

/** Asks for no more than the compatibility level guarantees, so older phones, OpenGL ES and software serve too. */
async function openAdapter(): Promise<{ adapter: GPUAdapter; kind: AdapterKind; name: string }> {
  if (!navigator.gpu) throw new Fault('This browser offers no WebGPU in workers.');
  const adapter = await navigator.gpu.requestAdapter({
    featureLevel: 'compatibility',
    powerPreference: 'high-performance',
  });
  if (!adapter) throw new Fault('This browser has WebGPU, but found no adapter for it.');
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const name =
    description || [vendor, architecture, device].filter(Boolean).join(' ') || webglRenderer() || 'unnamed adapter';
  const kind = kindOf(name, isFallbackAdapter);
  return { adapter, kind, name };
}

/**
 * Some browsers leave WebGPU's adapter nameless but name the renderer of WebGL, which is the same device: Chromium also
 * where it refuses WebGL, as it does over Mesa's llvmpipe.
 */
function webglRenderer(): string | undefined {
  const canvas = new OffscreenCanvas(1, 1);
  let refusal = '';
  canvas.addEventListener('webglcontextcreationerror', (event) => {
    if (event instanceof WebGLContextEvent) refusal = event.statusMessage;
  });
  const gl = canvas.getContext('webgl2');
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  if (gl && names) return gl.getParameter(names.UNMASKED_RENDERER_WEBGL);
  return /GL_RENDERER = (.*), GL_VERSION/.exec(refusal)?.[1];
}

async function open(tunings: string | null): Promise<Lab> {
  const { adapter, kind, name } = await openAdapter();
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
