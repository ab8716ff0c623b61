import { expect, test } from 'vitest';
import { bestMedian, bestOf, type Measured, type Report, rated } from './report.ts';
import { aligned, number, table } from './table.ts';

const timing = (ms: number) => ({ ms, minMs: ms, rounds: 3 });
const none = { skipped: null };

const lines: Measured[] = [
  { group: 'best', name: 'NT square', timing: timing(100), ...none, work: { flops: 1e9 } },
  { group: 'best', name: 'copy of 64 MiB', timing: timing(10), ...none, work: { bytes: 1e8 } },
  {
    ...{ group: 'steps', name: 'step embedded', timing: timing(200), ...none, work: { flops: 1e9 } },
    first: { ms: 4000, checkMs: 100, compileMs: 500, loss: 0.7 },
    peers: [
      { name: 'other', timing: timing(600), ...none, ratio: 3 },
      { name: 'third', timing: null, skipped: 'it does not open', ratio: null },
    ],
  },
  { group: 'kernels', name: 'head', timing: null, skipped: 'too large', work: { flops: 1 } },
];

test('rates are fractions of the best there is of their kind', () => {
  const best = bestOf(lines, ({ name }) => name.startsWith('NT'));
  expect(best).toEqual({ gflops: 10, of: 'NT square', copyGBps: 10 });
  expect(rated(lines, best).map(({ rate, fraction }) => [rate, fraction])).toEqual([
    [10, 1],
    [10, 1],
    [5, 0.5],
    [null, null],
  ]);
});

test('a line with products timed beside it is a fraction of the best of those', () => {
  const products = lines
    .filter(({ name }) => name === 'NT square')
    .flatMap((line) => [line, { ...line, name: 'NN square', timing: timing(80) }, { ...line, timing: null }]);
  const inTurns = bestMedian(products);
  expect(inTurns).toEqual({ gflops: 12.5, of: 'NN square' });
  const [step] = rated(
    [{ ...lines[2], inTurns }],
    bestOf(lines, () => true),
  );
  expect(step.fraction).toBe(5 / 12.5);
});

test('the table says every line, its peers and what was left out', () => {
  const best = bestOf(lines, ({ name }) => name.startsWith('NT'));
  const bytes = { planned: 2 ** 20, allocated: 2 ** 20, peak: 2 ** 21 };
  const report: Report = {
    ...{ adapter: { name: 'llvmpipe', software: true, kernels: {} }, quick: false, rounds: 5, best, seconds: 12.3 },
    lines: rated(lines, best),
    memory: [
      {
        ...{ model: 'embedded', rows: 32, tokensPerRow: 27, sft: bytes, pairs: bytes, spin: bytes },
        ...{ pairsOverSft: 1, spinOverSft: 1.25, createdLater: 0 },
      },
    ],
    spinTime: { sftMs: 1, pairsMs: 2, referenceMs: 1, rolloutsMs: 1, ofAllowed: 0.95 },
    growth: [{ tokens: 128, ms: 12.8, microsecondsPerToken: 100 }],
  };
  const rows = table(report)
    .split('\n')
    .map((row) => row.trim().replace(/ {2,}/g, ' | '));
  expect(rows).toEqual([
    'llvmpipe, software; 12 s, at most 5 rounds',
    'best matmul 10.00 GFLOP/s (NT square), copy 10.00 GB/s; a step’s part is of the best timed in turns with it',
    '',
    'line | ms | least | rounds | work | rate | of best | tokens/s | first ms',
    'NT square | 100 | 100 | 3 | 1.00 GFLOP | 10.0 GFLOP/s | 100.0 %',
    'copy of 64 MiB | 10.0 | 10.0 | 3 | 0.100 GB | 10.0 GB/s | 100.0 %',
    'step embedded | 200 | 200 | 3 | 1.00 GFLOP | 5.00 GFLOP/s | 50.0 % | 4000 (100 check, 500 to pipelines)',
    'other | 600 | 600 | 3 | ours is 3.00×',
    'third | left out: it does not open',
    'head | left out: too large',
    '',
    'GPU memory, MiB | planned | allocated | peak | over SFT | created later',
    'embedded: SFT, 32 rows | 1.00 | 1.00 | 2.00',
    'embedded: SPIN’s step | 1.00 | 1.00 | 2.00 | 100.0 %',
    'embedded: SPIN with rollouts, reference | 1.00 | 1.00 | 2.00 | 125.0 % | 0',
    '',
    'SPIN takes 95.0 % of twice SFT’s training + one reference forward + rollouts',
    '',
    'tokens of a step | ms | µs per token',
    '128 | 12.8 | 100',
  ]);
});

test('columns are as wide as their cells', () => {
  expect(aligned(['name', 'ms'], [['longer', '1000']])).toEqual(['name      ms', 'longer  1000']);
});

test.each([
  [1234.5, '1235'],
  [12.345, '12.3'],
  [1.2345, '1.23'],
  [0.012345, '0.0123'],
  [0, '0.00'],
])('%d is %s', (value, text) => expect(number(value)).toBe(text));
