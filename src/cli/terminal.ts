import { createWriteStream, writeSync } from 'node:fs';

/** The launcher hands over its standard error and output as these descriptors. */
const stderr = Number(process.env.LAB_STDERR ?? 2);
export const stdout = createWriteStream('', { fd: Number(process.env.LAB_STDOUT ?? 1), autoClose: false });

/** A line on standard error. A reader that has gone is no fault. */
export function say(line: string): void {
  try {
    writeSync(stderr, `${line}\n`);
  } catch {}
}

/** Writes to standard output and waits until it is there. */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** JSON lines, one a value. */
export const lines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

/** `message` without line breaks. */
export const oneLine = (message: string): string => message.replace(/\s*\n\s*/g, ' ').trim();

const pause = 3000;

/**
 * What happens, on standard error: a line every three seconds. What is noted at the start waits for the first of them, or
 * for the end, so that a fault found at once stands alone there.
 */
export class Progress {
  #notes: string[] = [];
  #last = performance.now();

  note(text: string): void {
    this.#notes.push(text);
  }

  tick(text: string): void {
    if (performance.now() - this.#last < pause) return;
    this.end();
    say(text);
    this.#last = performance.now();
  }

  end(): void {
    for (const note of this.#notes.splice(0)) say(note);
  }

  /** Runs a generator to its end, with a line of what it yields now and then. */
  async follow<P, R>(generator: AsyncGenerator<P, R>, text: (progress: P) => string): Promise<R> {
    for (;;) {
      const next = await generator.next();
      if (next.done) return next.value;
      this.tick(text(next.value));
    }
  }
}
