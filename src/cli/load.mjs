// node src/cli/load.mjs MODULE.ts [arguments]: loads a TypeScript module with Vite, `?raw` shaders included, and runs its
// main(arguments), whose number is the exit code. 2 where the module does not load.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [file, ...args] = process.argv.slice(2);
try {
  const { createServer } = await import('vite');
  const vite = await createServer({
    configFile: false,
    root: resolve(dirname(fileURLToPath(import.meta.url)), '../..'),
    logLevel: 'silent',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  const { main } = await vite.environments.ssr.runner.import(resolve(file));
  process.exit(await main(args));
} catch (error) {
  console.error(error);
  process.exit(2);
}
