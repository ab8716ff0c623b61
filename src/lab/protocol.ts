import type { LabEvent } from '../methods/events.ts';
import type { KernelName } from './tunings.ts';

export interface AdapterInfo {
  name: string;
  /** True where no GPU was found and the processor does the work. */
  software: boolean;
  /** The variant in use of each kernel that has several. */
  kernels: Record<string, string>;
}

/** Median time in ms of each kernel's variants, the plain one first; of a slow one its only time. */
export type KernelTimings = Record<KernelName, Record<string, number>>;

/**
 * How far a step goes: to the next phase boundary or training step; to the end of a phase of the walk, a token or a
 * training step; to the end of a phase of the walk; to the end of the iteration's last.
 */
export type StepTo = 'step' | 'stop' | 'phase' | 'iteration';

/** What a page asks of a lab. */
export type LabCommand =
  /** Find an adapter; answered by `opened` or `fault`. `tunings`: kernels by adapter as JSON, what cannot be read of it is left. */
  | { type: 'open'; tunings: string | null }
  /** Time the variants of each kernel and use the fastest, where no run is under way; `tuning`s, then `tuned`. */
  | { type: 'tune' }
  /** Go back to the kernels that this kind of adapter is given; answered by `tuned`. */
  | { type: 'forget' }
  /** Make a run, paused (without saying so) before its first event. The lab checks the configuration. */
  | { type: 'start'; config: Record<string, unknown> }
  | { type: 'play' }
  | { type: 'pause' }
  /** Run on so far, then pause. */
  | { type: 'step'; to: StepTo }
  /** End the run for good; what it found out stays. */
  | { type: 'stop' }
  /** End and forget the run, or end tuning with the kernel it is at and keep the former ones; answered by `reset`, after which nothing of it follows. */
  | { type: 'reset' };

/** What a lab tells a page. */
export type LabMessage =
  /**
   * `recorded`: the configuration that a recorded run was made with; null where the next run may have any. `tuned`: whether
   * kernels in use come from tuning.
   */
  | { type: 'opened'; adapter: AdapterInfo; recorded: Record<string, unknown> | null; tuned: boolean }
  /** The kernel whose variants are being timed. */
  | { type: 'tuning'; kernel: KernelName }
  /** The kernels now in use; `timings` is null where tuning was forgotten. */
  | { type: 'tuned'; adapter: AdapterInfo; timings: KernelTimings | null }
  /** A kernel computes something else than the plain one, which is now in use: a sentence about it. */
  | { type: 'gave-way'; adapter: AdapterInfo; finding: string }
  | { type: 'events'; events: LabEvent[] }
  | { type: 'paused' | 'running' | 'stopped' | 'ended' | 'reset' }
  | { type: 'fault'; message: string };

/** A lab as the page sees it: live in a worker, or a recording. Its messages go to the subscriber, once per animation frame. */
export interface LabSource {
  send(command: LabCommand): void;
  close(): void;
}
