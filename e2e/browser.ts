import { existsSync } from 'node:fs';
import { findBesideChromium } from '../src/gpu/chromium.ts';

const names = ['chromium', 'chrome', 'chromium-browser', 'msedge', 'headless_shell', 'chrome-headless-shell'];

const elsewhere: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
};

/** A Chromium that runs the page tests: LAB_CHROMIUM, else the system's, else Playwright's download. */
export function findChromium(): string | undefined {
  const own = process.env.LAB_CHROMIUM;
  if (own && existsSync(own)) return own;
  return findBesideChromium(...names) ?? elsewhere[process.platform]?.find((path) => existsSync(path));
}

/** Chromium's WebGPU on the GPU, or on the processor: OpenGL ES over Mesa, or its own SwiftShader. */
const webgpu = {
  gpu: process.platform === 'linux' ? ['--enable-features=Vulkan', '--use-angle=vulkan', '--ignore-gpu-blocklist'] : [],
  gles: ['--use-webgpu-adapter=opengles', '--use-gl=angle', '--use-angle=gl-egl'],
  swiftshader: ['--use-webgpu-adapter=swiftshader'],
};

const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/** What Playwright launches; root has no sandbox, and Mesa has to be told that there is no display. */
export function launchOptions(adapter: keyof typeof webgpu) {
  const root = process.getuid?.() === 0;
  return {
    executablePath: findChromium(),
    args: ['--enable-unsafe-webgpu', ...webgpu[adapter], ...quiet, ...(root ? ['--no-sandbox'] : [])],
    env: { ...(process.env as Record<string, string>), EGL_PLATFORM: 'surfaceless' },
  };
}
