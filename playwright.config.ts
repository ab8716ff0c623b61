import { createServer } from 'node:net';
import { defineConfig } from '@playwright/test';
import { launchOptions } from './e2e/browser.ts';

// The tests bring their own server of the built page, on a port that nobody holds; their workers read it from here.
process.env.LAB_PORT ??= String(await freePort());
const url = `http://127.0.0.1:${process.env.LAB_PORT}/`;

export default defineConfig({
  testDir: 'e2e',
  snapshotPathTemplate: '{testDir}/baselines/{arg}{ext}',
  // Half of a test is waiting for the page to come to rest.
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  timeout: 180_000,
  expect: { timeout: 60_000, toHaveScreenshot: { maxDiffPixelRatio: 0.02 } },
  reporter: 'list',
  use: { baseURL: url, trace: 'off', viewport: { width: 1280, height: 900 } },
  projects: [{ name: 'gles', use: { launchOptions: launchOptions('gles') } }],
  webServer: {
    command: `vite preview --port ${process.env.LAB_PORT} --strictPort`,
    url,
    reuseExistingServer: false,
  },
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
