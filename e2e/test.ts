import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './browser.ts';

const adapters = ['gles', 'swiftshader'] as const;
const packages = 'chromium fonts-dejavu-core fonts-noto-cjk libegl1 libegl-mesa0 libgles2 libgl1-mesa-dri libvulkan1';
/** Tested on every software adapter. */
const engine = ['src/gpu', 'src/kernels', 'src/model', 'src/players'];
/** Tested once. */
const others = readdirSync('src')
  .map((floor) => `src/${floor}`)
  .filter((floor) => !engine.includes(floor));

/** Vite, which loads this file, has said `development` here; users get the production build. */
const production = { NODE_ENV: 'production' };

const reports = mkdtempSync(join(tmpdir(), 'self-play-lab-'));
let passed = 0;
let failed = 0;

/** `npm test`: static checks, unit tests on both software adapters, the build, page tests, and one line over all of it. */
export async function main(): Promise<number> {
  const lacking = provide();
  for (const thing of lacking) fail(`${thing} is missing: install Debian's packages ${packages}.`);

  const available = adapters.filter((adapter) => !lacking.includes(adapter));
  // Unit tests keep one core busy: two processes halve the time.
  const [built] = await Promise.all([
    checksAndEngine(available),
    ...available.slice(0, 1).map((adapter) => vitest(adapter, others)),
  ]);
  if (built && findChromium()) {
    await playwright('--grep-invert', '50 ms');
    // The processor time of a task is measured with nothing beside it.
    await playwright('--grep', '50 ms', '--workers', '1');
  }

  rmSync(reports, { recursive: true });
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Static checks, the build, and the engine on the adapters. Whether the page is built. */
async function checksAndEngine(available: readonly string[]): Promise<boolean> {
  await check(['tsc', '--noEmit']);
  await check(['biome', 'check', '.']);
  const built = await check(['vite', 'build', '--logLevel', 'warn'], production);
  for (const adapter of available) await vitest(adapter, engine);
  return built;
}

/** What the tests need and this machine lacks, after installing it where that is allowed. */
function provide(): string[] {
  const isRoot = process.getuid?.() === 0;
  if (missing().length > 0 && isRoot && existsSync('/usr/bin/apt-get')) {
    const install = ['install', '-y', '--no-install-recommends', ...packages.split(' ')];
    console.log(`Installing ${packages}`);
    if (!quietly('apt-get', ...install)) quietly('apt-get', 'update') && quietly('apt-get', ...install);
  }
  return missing();
}

const missing = (): string[] => [
  ...adapters.filter((adapter) => !quietly('node', 'src/cli/load.mjs', 'e2e/adapter.ts', adapter)),
  ...(findChromium() ? [] : ['Chromium']),
  // Other systems than Linux bring one.
  ...(process.platform !== 'linux' || quietly('sh', '-c', 'fc-list :lang=zh-cn | grep -q .') ? [] : ['A Chinese font']),
];

const environment = (more: Record<string, string>) => ({
  ...process.env,
  ...{ DEBIAN_FRONTEND: 'noninteractive', ...more },
});

const quietly = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore', env: environment({}) }).status === 0;

/** Runs a tool. What it says is held back until it has ended, so that tools beside one another are not mixed up. */
async function run(name: string, [command, ...args]: string[], more: Record<string, string> = {}): Promise<boolean> {
  const began = performance.now();
  const child = spawn(command, args, { env: environment(more) });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => said.push(bytes));
  const ok = await new Promise<boolean>((resolve) => {
    child.on('error', () => resolve(false)).on('close', (code) => resolve(code === 0));
  });
  console.log(`\n> ${name} (${Math.round((performance.now() - began) / 1000)} s)`);
  process.stdout.write(Buffer.concat(said));
  return ok;
}

function fail(message: string): void {
  failed++;
  console.log(message);
}

/** A tool whose exit code is the whole answer. */
async function check(command: string[], more?: Record<string, string>): Promise<boolean> {
  const ok = await run(command.join(' '), command, more);
  if (ok) passed++;
  else fail(`${command[0]} failed`);
  return ok;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; name: string; assertionResults: { status: string }[] }[];
}

async function vitest(adapter: string, folders: readonly string[]): Promise<void> {
  const name = `vitest on ${adapter}: ${folders.join(', ')}`;
  const file = join(mkdtempSync(join(reports, 'vitest-')), 'report.json');
  const command = ['vitest', 'run', '--reporter=dot', '--reporter=json', `--outputFile=${file}`, ...folders];
  const ok = await run(name, command, { LAB_ADAPTER: adapter });
  count(ok, file, ({ numPassedTests, numFailedTests, testResults }: VitestReport) => {
    // A file that does not load has no tests to fail.
    const broken = testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
    );
    return [numPassedTests, numFailedTests + broken.length];
  });
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number };
  errors: unknown[];
}

async function playwright(...which: string[]): Promise<void> {
  const file = join(mkdtempSync(join(reports, 'playwright-')), 'report.json');
  const command = ['playwright', 'test', '--reporter=list,json', ...which];
  const ok = await run(command.join(' '), command, { ...production, PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  count(ok, file, ({ stats, errors }: PlaywrightReport) => [
    stats.expected,
    stats.unexpected + stats.flaky + errors.length,
  ]);
}

/** Adds up a report. A tool that failed without a failed test, or left no report, is one failure. */
function count<Report>(ok: boolean, file: string, read: (report: Report) => [passed: number, failed: number]): void {
  const [good, bad] = existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : [0, 0];
  passed += good;
  failed += bad;
  if (!ok && bad === 0) fail('It ended with an error of its own.');
}
