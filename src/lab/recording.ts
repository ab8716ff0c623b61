import { Fault } from '../gpu/fault.ts';
import type { LabEvent } from '../methods/events.ts';
import { FrameBuffer } from './client.ts';
import { Session } from './controls.ts';
import type { LabCommand, LabMessage, LabSource } from './protocol.ts';

/** How long the replay rests before an event, in ms at speed 1. Every type of event is listed. */
const rests: Record<LabEvent['type'], number> = {
  'run-started': 0,
  'iteration-started': 600,
  progress: 60,
  'tokens-sampled': 90,
  'rollouts-ended': 300,
  'prompts-made': 300,
  judged: 300,
  candidates: 900,
  'pairs-built': 300,
  kept: 300,
  'reference-scored': 300,
  'batch-drawn': 0,
  'token-played': 0,
  'batch-played': 0,
  'batch-scored': 0,
  'batch-margins': 0,
  'batch-losses': 0,
  'batch-gradient': 0,
  step: 250,
  exhibits: 0,
  benchmark: 300,
  'iteration-ended': 600,
  control: 300,
  'run-ended': 0,
};

/** Reads a recording: JSON lines of events, the first of them `run-started`. `name` is for the fault's sentence. */
export function parseRecording(text: string, name: string): LabEvent[] {
  const events: LabEvent[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const broken = (what: string) =>
      new Fault(`${name}, line ${index + 1}: ${what}; record the run again with \`lab train --out\`.`);
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw broken('not a line of JSON');
    }
    const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
    if (typeof type !== 'string' || !Object.hasOwn(rests, type)) {
      throw broken(`not an event of this lab (type ${JSON.stringify(type) ?? 'missing'})`);
    }
    if (events.length === 0 && type !== 'run-started') throw broken('a recording begins with run-started');
    events.push(value as LabEvent);
  }
  if (events.length === 0) throw new Fault(`${name} is empty; record a run with \`lab train --out\`.`);
  return events;
}

/** Plays a recording through the lab's own protocol, without a GPU. */
export class Replay implements LabSource {
  /** 1 is a readable pace, Infinity is at once; may be changed while it plays. */
  speed: number;
  readonly #buffer: FrameBuffer;
  readonly #session: Session;

  constructor(load: () => Promise<LabEvent[]>, speed: number, subscriber: (messages: LabMessage[]) => void) {
    this.speed = speed;
    this.#buffer = new FrameBuffer(subscriber);
    this.#session = new Session(
      async () => {
        const events = await load();
        const first = events[0];
        if (first.type !== 'run-started') throw new Fault('A recording begins with run-started.');
        // Runs that were recorded before kernels had variants say nothing of them.
        const adapter = { ...first.adapter, kernels: first.adapter.kernels ?? {} };
        return { adapter, recorded: first.config, run: () => this.#play(events), tuner: null };
      },
      (message) => this.#buffer.push(message),
    );
  }

  send(command: LabCommand): void {
    this.#session.handle(command);
  }

  close(): void {
    this.#session.handle({ type: 'stop' });
    this.#buffer.clear();
  }

  async *#play(events: readonly LabEvent[]): AsyncGenerator<LabEvent> {
    let burst = performance.now();
    for (const event of events) {
      const rest = rests[event.type] / this.speed;
      // At once still means in bursts of 10 ms: the page draws and hears its buttons between them.
      if (rest >= 1 || performance.now() - burst > 10) {
        await new Promise((resolve) => setTimeout(resolve, rest));
        burst = performance.now();
      }
      yield event;
    }
  }
}
