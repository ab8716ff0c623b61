import { Fault } from '../gpu/fault.ts';
import type { LabEvent } from '../methods/events.ts';
import { type Method, methods } from './config.ts';
import type { AdapterInfo, LabCommand, LabMessage, StepTo } from './protocol.ts';
import { endsIteration, endsPhase } from './walk.ts';

/** A step ends at a training step or where one phase gives way to the next. */
export function endsStep(event: LabEvent): boolean {
  switch (event.type) {
    case 'run-started':
    case 'progress':
    case 'tokens-sampled':
    case 'exhibits':
    case 'batch-drawn':
    case 'token-played':
    case 'batch-played':
    case 'batch-scored':
    case 'batch-margins':
    case 'batch-losses':
    case 'batch-gradient':
      return false;
    default:
      return true;
  }
}

/** Knows from the events of a run where the steps of each kind end. */
class Stops {
  #method: Method | null = null;
  #iteration = 0;
  /** Whether the iteration takes a batch apart: one that does not ends where it says that it does. */
  #apart = false;

  /** Takes in the next event of the run; whether a step that goes so far ends with it. */
  passed(event: LabEvent, to: StepTo): boolean {
    if (event.type === 'run-started') this.#method = methods.find((name) => name === event.config.method) ?? null;
    if (event.type === 'iteration-started') {
      this.#iteration = event.iteration;
      this.#apart = false;
    }
    if (event.type === 'batch-drawn') this.#apart = true;
    if (to === 'step') return endsStep(event);
    const iterationEnds =
      this.#apart && this.#method
        ? endsIteration(this.#method, this.#iteration, event)
        : event.type === 'iteration-ended';
    if (to === 'iteration' || iterationEnds) return iterationEnds;
    if (this.#method && endsPhase(this.#method, this.#iteration, event)) return true;
    return to === 'stop' && (event.type === 'token-played' || event.type === 'step');
  }
}

/** The tape controls of one run. It begins paused; `stop` is final. */
export class Transport {
  #wish: 'pause' | 'play' | 'step' | 'stop' = 'pause';
  #to: StepTo = 'step';
  readonly #stops = new Stops();
  #reported: 'paused' | 'running' = 'paused';
  #wake = () => {};
  readonly #report: (status: 'paused' | 'running') => void;

  /** `report` hears of a pause when the work has really stopped, not when it was asked for. */
  constructor(report: (status: 'paused' | 'running') => void) {
    this.#report = report;
  }

  play(): void {
    this.#ask('play');
  }

  pause(): void {
    this.#ask('pause');
  }

  step(to: StepTo): void {
    this.#to = to;
    this.#ask('step');
  }

  stop(): void {
    this.#ask('stop');
  }

  /** Resolves once the next event may be asked for: false when there shall be none. */
  async ready(): Promise<boolean> {
    while (this.#wish === 'pause') {
      this.#tell('paused');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#wish === 'stop') return false;
    this.#tell('running');
    return true;
  }

  /** To be told of every event, so that a step knows its end. */
  passed(event: LabEvent): void {
    const ends = this.#stops.passed(event, this.#to);
    if (this.#wish === 'step' && ends) this.#wish = 'pause';
  }

  #ask(wish: 'pause' | 'play' | 'step' | 'stop'): void {
    if (this.#wish !== 'stop') this.#wish = wish;
    this.#wake();
  }

  #tell(status: 'paused' | 'running'): void {
    if (this.#reported !== status) this.#report(status);
    this.#reported = status;
  }
}

/** Asks the generator for events as long as the transport lets it: a paused run has no work under way. */
export async function drive(
  run: AsyncGenerator<LabEvent>,
  transport: Transport,
  emit: (event: LabEvent) => void,
): Promise<'ended' | 'stopped'> {
  while (await transport.ready()) {
    const next = await run.next();
    if (next.done) return 'ended';
    emit(next.value);
    transport.passed(next.value);
  }
  await run.return(undefined);
  return 'stopped';
}

/** Chooses the kernels of an adapter. */
export interface Tuner {
  /** Whether kernels that tuning chose earlier are in use. */
  tuned: boolean;
  /** Tells which kernel it times, at the end what is in use; ended before, it has changed nothing. */
  tune(): AsyncGenerator<LabMessage>;
  /** Goes back to the kernels that its kind of adapter is given. */
  forget(): AdapterInfo;
}

/** What a session opens: an adapter and a way to make runs on it. */
export interface Lab {
  adapter: AdapterInfo;
  /** The configuration of its only run, where that is a recorded one. */
  recorded: Record<string, unknown> | null;
  run(config: Record<string, unknown>): AsyncGenerator<LabEvent>;
  /** null where nothing is computed. */
  tuner: Tuner | null;
}

/** Commands in, messages out: one lab and at most one run of it. A second `start` ends the first run. */
export class Session {
  readonly #open: (tunings: string | null) => Promise<Lab>;
  readonly #post: (message: LabMessage) => void;
  #lab: Lab | null = null;
  /** Of the run or the tuning that is under way. */
  #transport: Transport | null = null;
  /** Opening, runs, tuning and resets one after the other; the transport's commands do not wait here. */
  #work: Promise<void> = Promise.resolve();

  constructor(open: (tunings: string | null) => Promise<Lab>, post: (message: LabMessage) => void) {
    this.#open = open;
    this.#post = post;
  }

  handle(command: LabCommand): void {
    switch (command.type) {
      case 'open':
        this.#then(async () => {
          this.#lab = await this.#open(command.tunings);
          const { adapter, recorded, tuner } = this.#lab;
          this.#post({ type: 'opened', adapter, recorded, tuned: tuner?.tuned ?? false });
        });
        break;
      case 'start': {
        this.#transport?.stop();
        const transport = new Transport((type) => this.#post({ type }));
        this.#during(transport, async () => {
          if (!this.#lab) throw new Fault('No adapter is open: open the lab before starting a run.');
          const run = this.#lab.run(command.config);
          this.#post({ type: await drive(run, transport, (event) => this.#post({ type: 'events', events: [event] })) });
        });
        break;
      }
      case 'tune':
        this.#withTuner(async (tuner, transport) => {
          for await (const message of tuner.tune()) {
            this.#post(message);
            if (!(await transport.ready())) break;
          }
        });
        break;
      case 'forget':
        this.#withTuner(async (tuner) => this.#post({ type: 'tuned', adapter: tuner.forget(), timings: null }));
        break;
      case 'reset':
        this.#transport?.stop();
        this.#transport = null;
        this.#then(async () => this.#post({ type: 'reset' }));
        break;
      case 'step':
        this.#transport?.step(command.to);
        break;
      default:
        this.#transport?.[command.type]();
    }
  }

  /** A run keeps its kernels: they change before it or after it. */
  #withTuner(work: (tuner: Tuner, transport: Transport) => Promise<void>): void {
    if (this.#transport) {
      this.#post({ type: 'fault', message: 'A run is under way and keeps its kernels: reset it before tuning.' });
      return;
    }
    const transport = new Transport(() => {});
    transport.play();
    this.#during(transport, async () => {
      if (!this.#lab) throw new Fault('No adapter is open: open the lab before tuning.');
      if (!this.#lab.tuner) throw new Fault('A recorded run keeps its kernels: tune where runs are computed.');
      await work(this.#lab.tuner, transport);
    });
  }

  /** Work that the transport may end, after what is under way. */
  #during(transport: Transport, work: () => Promise<void>): void {
    this.#transport = transport;
    this.#then(async () => {
      try {
        await work();
      } finally {
        if (this.#transport === transport) this.#transport = null;
      }
    });
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#post({ type: 'fault', message: sentence(error) });
    });
  }
}

/** A fault's own sentence; anything else is a bug and keeps its name. */
function sentence(error: unknown): string {
  return error instanceof Fault ? error.message : `Something broke that should not: ${error}`;
}
