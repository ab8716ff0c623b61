import { Fault } from './fault.ts';
import { type AdapterKind, kindOf } from './gpu.ts';

export interface WebAdapter {
  adapter: GPUAdapter;
  name: string;
  kind: AdapterKind;
}

/** Opens a browser's adapter. Asks for no more than the compatibility level guarantees, so older phones, OpenGL ES and software serve too. */
export async function openWebAdapter(): Promise<WebAdapter> {
  if (!navigator.gpu) throw new Fault('This browser offers no WebGPU in workers.');
  const adapter = await navigator.gpu.requestAdapter({
    featureLevel: 'compatibility',
    powerPreference: 'high-performance',
  });
  if (!adapter) throw new Fault('This browser has WebGPU, but found no adapter for it.');
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const name =
    description || [vendor, architecture, device].filter(Boolean).join(' ') || webglRenderer() || 'unnamed adapter';
  return { adapter, name, kind: kindOf(name, isFallbackAdapter) };
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
