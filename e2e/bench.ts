import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from '@playwright/test';
import { build, createServer, preview } from 'vite';
import { groups, type Report } from '../src/bench/report.ts';
import { table } from '../src/bench/table.ts';
import { adapterChoices } from '../src/gpu/node.ts';
import { launchOptions } from './browser.ts';
import { type Startup, startup } from './startup.ts';

const usage =
  'npm run --silent bench:page -- [--adapter gles|swiftshader|gpu] [--only startup,kernels,steps,rollouts,memory] [--rounds 5] [--quick]';

/** The built page and the benchmark in Chromium: one JSON object on standard output, a table on standard error. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      ...{ adapter: { type: 'string', default: 'gles' }, only: { type: 'string' }, rounds: { type: 'string' } },
      ...{ quick: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    },
  });
  const adapter = adapterChoices.find((choice) => choice === values.adapter);
  const only = values.only?.split(',');
  const known = !only || only.every((name) => ['startup', ...groups].includes(name));
  if (!adapter || !known || !/^[1-9]\d*$/.test(values.rounds ?? '1') || values.help) {
    console.error(usage);
    return values.help ? 0 : 1;
  }
  const opened = async <T>(act: (browser: Browser) => Promise<T>): Promise<T> => {
    // A browser of its own, without Mesa's cache on disk: what it compiles is compiled for the first time.
    const { env, ...options } = launchOptions(adapter);
    const browser = await chromium.launch({ ...options, env: { ...env, MESA_SHADER_CACHE_DISABLE: 'true' } });
    return act(browser).finally(() => browser.close());
  };

  const page = !only || only.includes('startup') ? await opened(measurePage) : null;
  if (page) console.error(pageTable(page));
  const wanted = only?.filter((name) => name !== 'startup');
  const query = new URLSearchParams({
    ...(wanted && { only: wanted.join(',') }),
    ...(values.rounds && { rounds: values.rounds }),
    ...(values.quick && { quick: '' }),
  });
  const report = wanted?.length === 0 ? null : await opened((browser) => measureEngine(browser, query));
  if (report) console.error(table(report));
  console.log(JSON.stringify({ adapter, page, bench: report }));
  return 0;
}

/** The production build, as a visitor meets it. */
async function measurePage(browser: Browser): Promise<Startup> {
  // Vite, which loads this file, has said `development` here; visitors get the production build.
  process.env.NODE_ENV = 'production';
  const outDir = mkdtempSync(join(tmpdir(), 'self-play-lab-'));
  try {
    await build({ logLevel: 'silent', build: { outDir } });
    const server = await preview({ logLevel: 'silent', build: { outDir }, preview: { port: 0 } });
    const result = await startup(browser, server.resolvedUrls!.local[0]);
    await server.close();
    return result;
  } finally {
    rmSync(outDir, { recursive: true });
  }
}

/** The same benchmark as on the command line, in a module worker. */
async function measureEngine(browser: Browser, query: URLSearchParams): Promise<Report> {
  const server = await createServer({
    ...{ configFile: false, logLevel: 'silent', appType: 'mpa' },
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
    // All that it imports is prepared before the page asks: finding more midway would load it anew.
    optimizeDeps: { entries: ['src/bench/page.html', 'src/bench/worker.ts'] },
  });
  await server.listen();
  const page = await browser.newPage();
  await page.goto(new URL(`src/bench/page.html?${query}`, server.resolvedUrls!.local[0]).href);
  const progress = setInterval(() => {
    page
      .getByRole('status')
      .textContent()
      .then(console.error, () => {});
  }, 10_000);
  try {
    await page.waitForFunction(() => window.report, null, { timeout: 3_600_000, polling: 500 });
    const message = await page.evaluate(() => window.report!);
    if (message.type === 'failed') throw new Error(message.message);
    return message.report;
  } finally {
    clearInterval(progress);
    await server.close();
  }
}

function pageTable({ firstLoad, untilStep, training, ...times }: Startup): string {
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  return [
    `first load: ${firstLoad.requests} requests, ${kilobytes(firstLoad.bytes)}, ${kilobytes(firstLoad.gzipped)} gzipped, ${kilobytes(firstLoad.javascriptGzipped)} of it JavaScript`,
    `until the first step: ${untilStep.requests} requests, ${kilobytes(untilStep.bytes)}, ${kilobytes(untilStep.gzipped)} gzipped`,
    `first paint ${seconds(times.firstPaintMs)}, interactive ${seconds(times.interactiveMs)}, Play ${seconds(times.playedMs)}, first tokens ${seconds(times.firstTokensMs)}, first training step ${seconds(times.firstStepMs)}`,
    `training, ${training.seconds.toFixed(1)} s: ${training.framesPerSecond.toFixed(1)} frames a second (median ${training.frameMs.median.toFixed(1)} ms, p95 ${training.frameMs.p95.toFixed(1)} ms, most ${training.frameMs.most.toFixed(0)} ms), ${training.longTasks} tasks over 50 ms, longest ${training.longestTaskMs.toFixed(0)} ms`,
    '',
  ].join('\n');
}
