import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findBesideChromium } from './chromium.ts';
import { Fault } from './fault.ts';
import { type AdapterKind, kindOf } from './gpu.ts';

/** `gpu`: hardware. `gles`: OpenGL ES over Mesa. `swiftshader`: Chromium's software Vulkan. */
export const adapterChoices = ['gpu', 'gles', 'swiftshader'] as const;
export type AdapterChoice = (typeof adapterChoices)[number];

export interface NodeAdapter {
  adapter: GPUAdapter;
  name: string;
  kind: AdapterKind;
}

const linux = process.platform === 'linux';
const howToGetOne =
  'install a Vulkan driver for the GPU, Mesa for OpenGL ES ' +
  '(Debian: apt-get install libegl1 libegl-mesa0 libgles2 libgl1-mesa-dri), or Chromium for SwiftShader';

/** Dawn's instances: an adapter whose instance is collected stops working. */
const instances: GPU[] = [];

/**
 * Opens a WebGPU adapter (compatibility level or better) in Node: the one asked for, else the first there is of a GPU,
 * OpenGL ES over Mesa, SwiftShader, anything. Throws a Fault that says how to get one where there is none.
 */
export async function openNodeAdapter(choice?: AdapterChoice): Promise<NodeAdapter> {
  if (linux) {
    linkLibraries();
    // Without a display server Mesa has to be told so.
    process.env.EGL_PLATFORM ||= 'surfaceless';
  }
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);

  const request = async (...flags: string[]): Promise<NodeAdapter | null> => {
    const gpu = create(flags);
    const adapter = await gpu.requestAdapter({ featureLevel: 'compatibility', powerPreference: 'high-performance' });
    if (!adapter) return null;
    instances.push(gpu);
    const { device, architecture, description, isFallbackAdapter } = adapter.info;
    const name = `${device || architecture} (${description})`;
    return { adapter, name, kind: kindOf(name, isFallbackAdapter) };
  };
  const openFirst = () => request(...(linux ? ['backend=vulkan'] : []));
  const open: Record<AdapterChoice, () => Promise<NodeAdapter | null>> = {
    gpu: async () => {
      const found = await openFirst();
      return found?.kind === 'gpu' ? found : null;
    },
    gles: () => request('backend=opengles'),
    swiftshader: async () => {
      const driver = findBesideChromium('vk_swiftshader_icd.json');
      if (!driver) return null;
      process.env.VK_DRIVER_FILES = driver;
      process.env.VK_ICD_FILENAMES = driver;
      return request('backend=vulkan');
    },
  };

  const found = choice
    ? await open[choice]()
    : ((await open.gpu()) ?? (await open.gles()) ?? (await open.swiftshader()) ?? (await openFirst()));
  if (!found) throw new Fault(`No WebGPU adapter${choice ? ` of kind ${choice}` : ''} found: ${howToGetOne}.`);
  return found;
}

/**
 * Dawn asks for its libraries by names a machine may lack: Mesa's `libEGL.so` comes with development packages only, and
 * the Vulkan loader may be there only beside a Chromium. It looks first beside its own binary, so a link there helps.
 */
function linkLibraries(): void {
  const platform = `${process.platform}-${process.arch}`;
  const beside = join(dirname(createRequire(import.meta.url).resolve('webgpu')), 'dist', platform);
  const libraries = {
    'libEGL.so': findInSystem('libEGL.so.1'),
    'libvulkan.so.1': findBesideChromium('libvulkan.so.1'),
  };
  for (const [name, path] of Object.entries(libraries)) {
    const link = join(beside, name);
    if (!path || findInSystem(name) || existsSync(link)) continue;
    try {
      rmSync(link, { force: true });
      symlinkSync(path, link);
    } catch {
      // A folder that cannot be written: another adapter may do.
    }
  }
}

/** A library in the folders the dynamic linker searches. */
function findInSystem(library: string): string | undefined {
  const triplet = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;
  const listed = (process.env.LD_LIBRARY_PATH ?? '').split(':').filter(Boolean);
  return [...listed, `/usr/lib/${triplet}`, `/lib/${triplet}`, '/usr/lib64', '/usr/lib', '/usr/local/lib']
    .map((folder) => join(folder, library))
    .find((path) => existsSync(path));
}
