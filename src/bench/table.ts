import type { Bytes, Line, PeerLine, Report } from './report.ts';

/** The report as a table to read in a terminal. */
export function table(report: Report): string {
  const { adapter, best, lines, memory, spinTime, growth } = report;
  const blocks = [
    `${adapter.name}${adapter.software ? ', software' : ''}; ${report.seconds.toFixed(0)} s, at most ${report.rounds} rounds`,
    `best matmul ${best.gflops.toFixed(2)} GFLOP/s (${best.of}), copy ${best.copyGBps.toFixed(2)} GB/s; a step’s part is of the best timed in turns with it`,
    '',
    ...aligned(
      ['line', 'ms', 'least', 'rounds', 'work', 'rate', 'of best', 'tokens/s', 'first ms'],
      lines.flatMap(rowsOf),
    ),
  ];
  if (memory.length > 0)
    blocks.push(
      '',
      ...aligned(
        ['GPU memory, MiB', 'planned', 'allocated', 'peak', 'over SFT', 'created later'],
        memory.flatMap(({ model, rows, sft, pairs, spin, pairsOverSft, spinOverSft, createdLater }) => [
          [`${model}: SFT, ${rows} rows`, ...mebibytes(sft), '', ''],
          [`${model}: SPIN’s step`, ...mebibytes(pairs), percent(pairsOverSft), ''],
          [`${model}: SPIN with rollouts, reference`, ...mebibytes(spin), percent(spinOverSft), String(createdLater)],
        ]),
      ),
    );
  if (spinTime)
    blocks.push(
      '',
      `SPIN takes ${percent(spinTime.ofAllowed)} of twice SFT’s training + one reference forward + rollouts`,
    );
  if (growth.length > 0)
    blocks.push(
      '',
      ...aligned(
        ['tokens of a step', 'ms', 'µs per token'],
        growth.map(({ tokens, ms, microsecondsPerToken }) => [
          String(tokens),
          number(ms),
          number(microsecondsPerToken),
        ]),
      ),
    );
  return blocks.join('\n');
}

function rowsOf({ name, timing, skipped, work, rate, fraction, tokensPerSecond, first, peers = [] }: Line): string[][] {
  if (!timing) return [[name, `left out: ${skipped}`]];
  const flops = 'flops' in work;
  return [
    [
      ...[name, number(timing.ms), number(timing.minMs), String(timing.rounds)],
      flops ? `${number(work.flops / 1e9)} GFLOP` : `${number(work.bytes / 1e9)} GB`,
      rate === null ? '' : `${number(rate)} ${flops ? 'GFLOP/s' : 'GB/s'}`,
      fraction === null ? '' : percent(fraction),
      tokensPerSecond === undefined ? '' : number(tokensPerSecond),
      first
        ? `${number(first.ms)} (${number(first.checkMs ?? 0)} check, ${number(first.compileMs ?? 0)} to pipelines)`
        : '',
    ],
    ...peers.map(peerRow),
  ];
}

function peerRow({ name, timing, skipped, ratio, tokensPerSecond, first }: PeerLine): string[] {
  if (!timing) return [`  ${name}`, `left out: ${skipped}`];
  return [
    ...[`  ${name}`, number(timing.ms), number(timing.minMs), String(timing.rounds)],
    ratio === null ? '' : `ours is ${ratio.toFixed(2)}×`,
    ...['', ''],
    tokensPerSecond === undefined ? '' : number(tokensPerSecond),
    first ? number(first.ms) : '',
  ];
}

const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;

const mebibytes = ({ planned, allocated, peak }: Bytes): string[] =>
  [planned, allocated, peak].map((bytes) => (bytes / 2 ** 20).toFixed(2));

/** Three significant digits, or all before the point. */
export const number = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value.toFixed(Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(value || 1)))));

/** Columns as wide as their widest cell, the first to the left and numbers to the right; a last cell may run on. */
export function aligned(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const whole = rows.filter((row) => row.length === head.length);
  const widths = head.map((title, i) =>
    Math.max(...[head, ...(i === 0 ? rows : whole)].map((row) => row[i].length), title.length),
  );
  return [head, ...rows].map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(row.length === head.length ? widths[i] : 0)))
      .join('  ')
      .trimEnd(),
  );
}
