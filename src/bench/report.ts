import type { Outcome, Timing } from './timing.ts';

export const groups = ['kernels', 'steps', 'rollouts', 'memory'] as const;
export type Group = (typeof groups)[number];

/** Floating-point operations, or bytes read and written. */
export type Work = { flops: number } | { bytes: number };

/** A line's time beside another library's. */
export interface PeerLine {
  name: string;
  timing: Timing | null;
  skipped: string | null;
  /** Its time for the same work over ours: above 1 we are faster. */
  ratio: number | null;
  tokensPerSecond?: number;
  first?: FirstStep;
}

/** A step on a device that has compiled nothing yet. */
export interface FirstStep {
  ms: number;
  /** Of that, for the check of the kernels against the plain ones; null of a library that has none. */
  checkMs: number | null;
  /** After it, until every pipeline of forward, loss and backward stood (recording included); null where it shows nothing. */
  compileMs: number | null;
  /** Mean over pairs, in nats: the same for whoever computes it. */
  loss: number;
}

export interface Line {
  group: Group | 'best';
  name: string;
  timing: Timing | null;
  /** Why there is no time. */
  skipped: string | null;
  work: Work;
  /** GFLOP/s or GB/s at the median. */
  rate: number | null;
  /** Of the adapter's best measured matmul rate (where there is an `inTurns`, of that), or of its copy bandwidth. */
  fraction: number | null;
  /** The best matmul timed in turns with the line, at its median: what a busy or a throttled machine does to one it does to the other. */
  inTurns?: Best;
  tokensPerSecond?: number;
  first?: FirstStep;
  peers?: PeerLine[];
}

/** A line before the adapter's best is known. */
export type Measured = Omit<Line, 'rate' | 'fraction'>;

export const measured = (
  group: Line['group'],
  outcome: Outcome,
  work: Work,
  more: Partial<Measured> = {},
): Measured => ({
  ...{ group, name: outcome.name, timing: outcome.timing, skipped: outcome.skipped, work },
  ...more,
});

export const peerLine = (outcome: Outcome, ours: Outcome, more: Partial<PeerLine> = {}): PeerLine => ({
  ...outcome,
  ratio: outcome.timing && ours.timing ? outcome.timing.ms / ours.timing.ms : null,
  ...more,
});

/** A matmul's rate in GFLOP/s, and which it is. */
export interface Best {
  gflops: number;
  of: string;
}

/** GPU bytes of one way to train. */
export interface Bytes {
  /** In the buffers that the player lists as its own. */
  planned: number;
  /** In all buffers that the device was asked for and has not been told to free. */
  allocated: number;
  /** The most that was ever allocated at once. */
  peak: number;
}

/** SPIN beside SFT at equal rows per micro-batch. */
export interface MemoryReport {
  model: string;
  rows: number;
  tokensPerRow: number;
  sft: Bytes;
  /** The training step alone. */
  pairs: Bytes;
  /** With rollouts and the reference's scores before it. */
  spin: Bytes;
  /** Peaks over SFT's. */
  pairsOverSft: number;
  spinOverSft: number;
  /** Buffers created by the third round of rollouts, scores and steps of one shape. */
  createdLater: number;
}

/** What an iteration over the same prompts takes, in ms. */
export interface SpinTime {
  sftMs: number;
  pairsMs: number;
  referenceMs: number;
  rolloutsMs: number;
  /** SPIN (rollouts, reference, pairs) over twice SFT + reference + rollouts: at most 1 is the target. */
  ofAllowed: number;
}

export interface Growth {
  tokens: number;
  ms: number;
  microsecondsPerToken: number;
}

export interface Report {
  adapter: { name: string; software: boolean; kernels: Record<string, string> };
  quick: boolean;
  rounds: number;
  /** The adapter's best: GFLOP/s of a matmul, and which; GB/s read and written by a copy. */
  best: Best & { copyGBps: number };
  lines: Line[];
  memory: MemoryReport[];
  spinTime: SpinTime | null;
  growth: Growth[];
  /** Of the whole benchmark. */
  seconds: number;
}

const amount = (work: Work): number => ('flops' in work ? work.flops : work.bytes);

/** 10⁹ operations or bytes a second. */
const rate = (work: Work, ms: number): number => amount(work) / ms / 1e6;

/** The best of these products at their medians, if one was timed. */
export function bestMedian(products: readonly Measured[]): Best | undefined {
  const timed = products.flatMap(({ name, timing, work }) =>
    timing ? [{ gflops: rate(work, timing.ms), of: name }] : [],
  );
  return timed.sort((a, b) => b.gflops - a.gflops).at(0);
}

/** The best rates among these lines, each at its least time: of matmuls, and of the copy. */
export function bestOf(lines: readonly Measured[], isMatmul: (line: Measured) => boolean): Report['best'] {
  let best = { gflops: 0, of: '', copyGBps: 0 };
  for (const line of lines) {
    if (!line.timing) continue;
    const most = rate(line.work, line.timing.minMs);
    if ('bytes' in line.work) best = { ...best, copyGBps: Math.max(best.copyGBps, most) };
    else if (isMatmul(line) && most > best.gflops) best = { ...best, gflops: most, of: line.name };
  }
  return best;
}

/** The lines with their rates at the median, and what part of the best those are. */
export const rated = (lines: readonly Measured[], best: Report['best']): Line[] =>
  lines.map((line) => {
    const { timing, work } = line;
    if (!timing) return { ...line, rate: null, fraction: null };
    const own = rate(work, timing.ms);
    const most = 'flops' in work ? (line.inTurns ?? best).gflops : best.copyGBps;
    return { ...line, rate: own, fraction: most > 0 ? own / most : null };
  });
