import type { DecoderConfig } from '../../model/config.ts';
import type { Pair, UpdateRule } from '../../model/trainer.ts';

/** Another library that takes the same training step. */
export interface StepPeer {
  /** Takes one step, waits for it, and answers the loss before it (nats, mean over pairs). */
  step(): Promise<number>;
  release(): void | Promise<void>;
}

/** Another library that answers prompts with the same weights. */
export interface RolloutPeer {
  /** Token ids of each response, up to the EOS or longer; temperature 0 is greedy. */
  generate(
    prompts: readonly (readonly number[])[],
    options: { maxNewTokens: number; temperature: number },
  ): Promise<number[][]>;
  release(): void | Promise<void>;
}

/** The step to take: the sigmoid loss over these pairs, clipped, by AdamW. */
export interface StepTask {
  config: DecoderConfig;
  tensors: ReadonlyMap<string, Float32Array>;
  pairs: readonly Pair[];
  beta: number;
  rule: UpdateRule;
}

export interface RolloutTask {
  /** A device of its own on the adapter that is measured. */
  gpuDevice: GPUDevice;
  config: DecoderConfig;
  tensors: ReadonlyMap<string, Float32Array>;
  eosIds: readonly number[];
}

/** What a user might have picked instead, by name. */
export interface Peers {
  steps: readonly { name: string; open(task: StepTask): Promise<StepPeer> }[];
  rollouts: readonly { name: string; open(task: RolloutTask): Promise<RolloutPeer> }[];
}
