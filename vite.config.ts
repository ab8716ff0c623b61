import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Shaders as the worker compiles them; the page, which shows some, has them with their comments. */
const shadersWithoutComments = {
  name: 'shaders without comments',
  enforce: 'pre' as const,
  load(id: string): string | null {
    if (!id.endsWith('.wgsl?raw')) return null;
    const source = readFileSync(id.slice(0, -'?raw'.length), 'utf8');
    return `export default ${JSON.stringify(source.replace(/[ \t]*\/\/.*$/gm, '').replace(/^\s+/gm, ''))}`;
  },
};

export default defineConfig({
  base: './',
  // One page: a missing file is a 404, not the page again.
  appType: 'mpa',
  plugins: [react()],
  worker: { format: 'es', plugins: () => [shadersWithoutComments] },
  build: { target: 'es2023', chunkSizeWarningLimit: 1000 },
  preview: { port: 4173, host: '127.0.0.1' },
  test: {
    include: ['src/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
