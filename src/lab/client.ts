import type { LabCommand, LabMessage, LabSource } from './protocol.ts';

/** Collects messages and hands them over once per animation frame. */
export class FrameBuffer {
  #messages: LabMessage[] = [];
  #frame = 0;
  readonly #subscriber: (messages: LabMessage[]) => void;

  constructor(subscriber: (messages: LabMessage[]) => void) {
    this.#subscriber = subscriber;
  }

  push(message: LabMessage): void {
    this.#messages.push(message);
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      const messages = this.#messages;
      this.#messages = [];
      this.#frame = 0;
      this.#subscriber(messages);
    });
  }

  clear(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#messages = [];
  }
}

/** The lab in its worker. After a fault the next `reset` starts a fresh worker with a fresh device. */
export class LabClient implements LabSource {
  readonly #buffer: FrameBuffer;
  readonly #tunings: () => string | null;
  #worker: Worker;
  #failed = false;

  /** `tunings`: kernels by adapter as JSON, for a fresh worker. */
  constructor(subscriber: (messages: LabMessage[]) => void, tunings: () => string | null) {
    this.#buffer = new FrameBuffer(subscriber);
    this.#tunings = tunings;
    this.#worker = this.#hire();
  }

  send(command: LabCommand): void {
    if (command.type === 'reset' && this.#failed) {
      this.#worker.terminate();
      this.#failed = false;
      this.#worker = this.#hire();
      this.#buffer.push({ type: 'reset' });
      this.#worker.postMessage({ type: 'open', tunings: this.#tunings() } satisfies LabCommand);
      return;
    }
    this.#worker.postMessage(command);
  }

  close(): void {
    this.#worker.terminate();
    this.#buffer.clear();
  }

  #hire(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<LabMessage>) => {
      if (data.type === 'fault') this.#failed = true;
      this.#buffer.push(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(`The lab's worker stopped${event.message ? `: ${event.message}` : ''}. Reset starts a new one.`);
    };
    worker.onmessageerror = () => this.#fail("The lab's worker sent what cannot be read. Reset starts a new one.");
    return worker;
  }

  #fail(message: string): void {
    this.#failed = true;
    this.#buffer.push({ type: 'fault', message });
  }
}
