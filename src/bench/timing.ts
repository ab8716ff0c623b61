/** Something to be timed. */
export interface Subject {
  name: string;
  /** Does the work so many times over, and waits for the device to have done it. */
  run(times: number): Promise<void>;
  /** Sits out the rounds that this one does. */
  beside?: Subject;
}

/** Ms of the work done once: of all rounds the median and the least. */
export interface Timing {
  ms: number;
  minMs: number;
  rounds: number;
}

/** What a subject came to: its times, or why it has none. */
export interface Outcome {
  name: string;
  timing: Timing | null;
  skipped: string | null;
}

export interface Rounds {
  rounds: number;
  /** A sample repeats its work until it takes about so many ms. */
  sampleMs?: number;
  /** A subject whose samples have taken so many ms together sits out the rounds that are left. */
  budgetMs?: number;
  /** A run beforehand that takes so many ms stays the only sample. */
  endlessMs?: number;
  now?: () => number;
}

const MOST_REPEATS = 256;

/**
 * Times subjects in turns (a, b, c, a, b, c, …), so that a busy moment of the machine meets them all alike. Each runs once
 * beforehand, which compiles what it needs; its first sample tells how often the others repeat it. One that fails is said
 * so, and the others go on. Yields what is being timed.
 */
export async function* interleaved(subjects: readonly Subject[], options: Rounds): AsyncGenerator<string, Outcome[]> {
  const {
    rounds,
    sampleMs = 40,
    budgetMs = 1000,
    endlessMs = Number.POSITIVE_INFINITY,
    now = () => performance.now(),
  } = options;
  const entries = subjects.map((subject) => ({ subject, times: 1, samples: [] as number[], spent: 0, failure: '' }));
  const attempt = async (entry: (typeof entries)[number]): Promise<number> => {
    const began = now();
    try {
      await entry.subject.run(entry.times);
    } catch (error) {
      entry.failure = error instanceof Error ? error.message : String(error);
    }
    return now() - began;
  };

  const sitsOut = ({ failure, spent }: (typeof entries)[number]): boolean => failure !== '' || spent >= budgetMs;
  for (let round = -1; round < rounds; round++) {
    const over = new Set(entries.filter(sitsOut).map(({ subject }) => subject));
    for (const entry of entries) {
      if (sitsOut(entry) || (entry.subject.beside && over.has(entry.subject.beside))) continue;
      yield entry.subject.name;
      let took = await attempt(entry);
      if (round < 0 && took < endlessMs) continue;
      if (round === 0 && took < sampleMs / 2) {
        entry.times = Math.min(MOST_REPEATS, Math.ceil(sampleMs / Math.max(took, 1e-3)));
        took = await attempt(entry);
      }
      entry.spent += took;
      entry.samples.push(took / entry.times);
    }
  }
  return entries.map(({ subject: { name }, samples, failure }) =>
    failure ? { name, timing: null, skipped: failure } : { name, timing: summary(samples), skipped: null },
  );
}

const summary = (samples: readonly number[]): Timing => ({
  ms: median(samples),
  minMs: Math.min(...samples),
  rounds: samples.length,
});

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
