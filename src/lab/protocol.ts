import type { LabEvent } from '../methods/events.ts';

export interface AdapterInfo {
  name: string;
  /** True where no GPU was found and the processor does the work. */
  software: boolean;
  /** The variant in use of each kernel that has several. */
  kernels: Record<string, string>;
}

/**
 * How far a step goes: to the next phase boundary or training step; to the end of a phase of the walk, a token or a
 * training step; to the end of a phase of the walk; to the end of the iteration's last.
 */
export type StepTo = 'step' | 'stop' | 'phase' | 'iteration';

/** What a page asks of a lab. */
export type LabCommand =
  /** Find an adapter; answered by `opened` or `fault`. */
  | { type: 'open' }
  /** Make a run, paused (without saying so) before its first event. The lab checks the configuration. */
  | { type: 'start'; config: Record<string, unknown> }
  | { type: 'play' }
  | { type: 'pause' }
  /** Run on so far, then pause. */
  | { type: 'step'; to: StepTo }
  /** End the run for good; what it found out stays. */
  | { type: 'stop' }
  /** End and forget the run; answered by `reset`, after which nothing of it follows. */
  | { type: 'reset' };

/** What a lab tells a page. */
export type LabMessage =
  /** `recorded`: the configuration that a recorded run was made with; null where the next run may have any. */
  | { type: 'opened'; adapter: AdapterInfo; recorded: Record<string, unknown> | null }
  | { type: 'events'; events: LabEvent[] }
  | { type: 'paused' | 'running' | 'stopped' | 'ended' | 'reset' }
  | { type: 'fault'; message: string };

/** A lab as the page sees it: live in a worker, or a recording. Its messages go to the subscriber, once per animation frame. */
export interface LabSource {
  send(command: LabCommand): void;
  close(): void;
}
