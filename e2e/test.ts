import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './browser.ts';

const adapters = ['gles', 'swiftshader'] as const;
const packages = 'chromium fonts-dejavu-core fonts-noto-cjk libegl1 libegl-mesa0 libgles2 libgl1-mesa-dri libvulkan1';
/** Run on every software adapter; everything else once. */
const engine = ['src/gpu', 'src/kernels', 'src/model', 'src/players'];

const reports = mkdtempSync(join(tmpdir(), 'self-play-lab-'));
let passed = 0;
let failed = 0;

/** `npm test`: static checks, unit tests on both software adapters, the build, page tests, and one line over all of it. */
export async function main(): Promise<number> {
  const lacking = provide();
  for (const thing of lacking) fail(`${thing} is missing: install Debian's packages ${packages}.`);

  check('tsc', '--noEmit');
  check('biome', 'check', '.');
  for (const adapter of adapters) {
    if (lacking.includes(adapter)) continue;
    vitest(adapter, adapter === adapters[0] || lacking.includes(adapters[0]) ? ['src'] : engine);
  }
  // Vite, which loads this file, has said `development` here; users get the production build.
  process.env.NODE_ENV = 'production';
  if (check('vite', 'build', '--logLevel', 'warn') && findChromium()) playwright();

  rmSync(reports, { recursive: true });
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** What the tests need and this machine lacks, after installing it where that is allowed. */
function provide(): string[] {
  const isRoot = process.getuid?.() === 0;
  if (missing().length > 0 && isRoot && existsSync('/usr/bin/apt-get')) {
    const install = ['install', '-y', '--no-install-recommends', ...packages.split(' ')];
    console.log(`Installing ${packages}`);
    if (!run('apt-get', install, 'ignore')) run('apt-get', ['update'], 'ignore') && run('apt-get', install, 'ignore');
  }
  return missing();
}

const missing = (): string[] => [
  ...adapters.filter((adapter) => !run('node', ['src/cli/load.mjs', 'e2e/adapter.ts', adapter], 'ignore')),
  ...(findChromium() ? [] : ['Chromium']),
  // Other systems than Linux bring one.
  ...(process.platform !== 'linux' || run('sh', ['-c', 'fc-list :lang=zh-cn | grep -q .'], 'ignore')
    ? []
    : ['A Chinese font']),
];

function run(command: string, args: string[], stdio: 'inherit' | 'ignore', env: Record<string, string> = {}): boolean {
  const noninteractive = { DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio, env: { ...process.env, ...noninteractive, ...env } }).status === 0;
}

function fail(message: string): void {
  failed++;
  console.log(message);
}

/** A tool whose exit code is the whole answer. */
function check(...command: [string, ...string[]]): boolean {
  console.log(`\n> ${command.join(' ')}`);
  const ok = run(command[0], command.slice(1), 'inherit');
  if (ok) passed++;
  else fail(`${command[0]} failed`);
  return ok;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; name: string; assertionResults: { status: string }[] }[];
}

function vitest(adapter: string, folders: string[]): void {
  console.log(`\n> vitest on ${adapter}`);
  const file = join(reports, `${adapter}.json`);
  const args = ['run', '--reporter=dot', '--reporter=json', `--outputFile=${file}`, ...folders];
  const ok = run('vitest', args, 'inherit', { LAB_ADAPTER: adapter });
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

function playwright(): void {
  console.log('\n> playwright');
  const file = join(reports, 'playwright.json');
  const args = ['test', '--reporter=list,json'];
  const ok = run('playwright', args, 'inherit', { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
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
