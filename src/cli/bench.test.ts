import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Report } from '../bench/report.ts';
import { Fault } from '../gpu/fault.ts';
import { testAdapter } from '../gpu/testing.ts';
import { bench } from './bench.ts';

test.each([
  [['--only', 'kernels,games'], /--only "games" is none of kernels, steps, rollouts, memory/],
  [['--rounds', '0'], /--rounds "0" is not an integer from 1/],
])('%j is a fault', async (args, message) => {
  await expect(bench(args)).rejects.toThrow(message);
  await expect(bench(args)).rejects.toBeInstanceOf(Fault);
});

test('a quick benchmark: a table on standard error, one JSON object on standard output, and what memory is promised', () => {
  const lab = fileURLToPath(new URL('lab.mjs', import.meta.url));
  const args = ['bench', '--quick', '--only', 'memory', '--adapter', testAdapter];
  const { status, stdout, stderr } = spawnSync(process.execPath, [lab, ...args], { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stderr).toMatch(/^best matmul \d+\.\d\d GFLOP\/s/m);
  const report: Report = JSON.parse(stdout);
  expect(report.lines.slice(0, 4).map(({ name }) => name)).toEqual([
    ...['NT', 'NN', 'TN'].map((form) => `${form} square 768→768, 768 rows`),
    'copy of 64 MiB',
  ]);
  for (const { skipped, rate, fraction } of report.lines) {
    expect(skipped).toBe(null);
    expect(rate).toBeGreaterThan(0);
    expect(fraction).toBeGreaterThan(0);
  }
  const [{ spin, spinOverSft, createdLater }] = report.memory;
  // Read-backs and records of sizes are the device's, not the player's.
  expect(spin.allocated - spin.planned).toBeLessThan(2 ** 14);
  expect(spin.allocated).toBeGreaterThanOrEqual(spin.planned);
  expect(spinOverSft).toBeLessThanOrEqual(1.02);
  expect(createdLater).toBe(0);
});
