import { Fault } from '../gpu/fault.ts';
import type { Gpu } from '../gpu/gpu.ts';
import { checkKernels } from '../kernels/check.ts';
import { inputLength } from '../model/batch.ts';
import type { Objective, Pair, UpdateRule } from '../model/trainer.ts';
import { WebGpuPlayer } from '../players/webgpu.ts';
import { squares } from './kernels.ts';
import type { Peers, StepPeer, StepTask } from './peers/peer.ts';
import { bestMedian, type FirstStep, type Measured, measured, peerLine } from './report.ts';
import { kernelSubject, Scratch } from './scratch.ts';
import { type Lengths, type Model, randomPairs } from './shapes.ts';
import { interleaved, type Subject } from './timing.ts';
import { type RowLength, trainingFlops } from './work.ts';

/** A pair-training step to be timed. */
export interface StepCase {
  model: Model;
  pairs: number;
  lengths: Lengths;
  /** Timed beside the other libraries too. */
  beside: boolean;
}

const BETA = 0.1;

/** So slow that many steps leave the model about where it was. */
export const gentle: UpdateRule = {
  ...{ optimizer: 'adamw', learningRate: 1e-7, beta1: 0.9, beta2: 0.99, epsilon: 1e-8 },
  ...{ weightDecay: 0.01, maxGradNorm: 1 },
};

export const pairObjective = (pairs: readonly Pair[]): Objective => ({
  ...{ type: 'pair', pairs, loss: 'sigmoid' },
  ...{ beta: BETA, labelSmoothing: 0 },
});

/** Input tokens and targets of the rows that pairs make, each with the prompt to itself. */
export const rowsOf = (pairs: readonly Pair[]): RowLength[] =>
  pairs.flatMap(({ prompt, chosen, rejected }) =>
    [chosen, rejected].map((response) => ({
      tokens: inputLength({ prompt, response }),
      targets: response.length,
    })),
  );

/** The same rows where those of a pair share the prompt but for its last token, as training and scoring compute them. */
export const sharedRowsOf = (pairs: readonly Pair[]): RowLength[] =>
  rowsOf(pairs).map(({ tokens, targets }, i) => {
    const before = i % 2 === 1 ? tokens - targets : 0;
    return { tokens: tokens - before, targets, before };
  });

export const caseName = ({ model, pairs, lengths: { prompt, response } }: StepCase): string =>
  `step ${model.name}, ${pairs} pairs × ${prompt + response} tokens`;

/** A player on checked kernels, as a user has it; the report names the table's variants, so one that gives way ends the measurement. */
export const openPlayer = (gpu: Gpu, model: Parameters<typeof WebGpuPlayer.open>[1]): Promise<WebGpuPlayer> =>
  WebGpuPlayer.open(gpu, model, refuse);

const refuse = (finding: string): never => {
  throw new Fault(finding);
};

/** Checks kernels before they are measured, as `openPlayer` does. */
export async function checkOrRefuse(...o: Parameters<typeof checkKernels>): Promise<void> {
  for (const finding of await checkKernels(...o)) refuse(finding);
}

/** A step that leaves the model about where it was. Without `sharing` a prompt is computed for each of its responses. */
export async function step(player: WebGpuPlayer, objective: Objective, sharing?: boolean): Promise<void> {
  player.gradient(objective, undefined, sharing);
  await player.update(gentle);
}

/** Waits until every pipeline of what was recorded stands; of the work itself software has none yet, and a GPU what it was handed so far. */
async function settled({ device }: Gpu): Promise<void> {
  device.pushErrorScope('validation');
  await device.popErrorScope();
}

/** The first step on a device that has compiled nothing, with the check of the kernels that a user waits for before it. */
async function firstStep(gpu: Gpu, player: WebGpuPlayer, pairs: readonly Pair[]): Promise<FirstStep> {
  await gpu.read({ buffer: [...player.weights.values()][0], bytes: 4 });
  const began = performance.now();
  await checkOrRefuse(gpu, player.engine.decoder.config, 'training');
  const checked = performance.now();
  player.gradient(pairObjective(pairs), undefined, false);
  await settled(gpu);
  const compileMs = performance.now() - checked;
  const { loss } = await player.update(gentle);
  return { ms: performance.now() - began, checkMs: checked - began, compileMs, loss };
}

/** Another library's step; its first counts the opening, which compiles what it needs. */
function peerSubject(
  { name, open }: Peers['steps'][number],
  task: StepTask,
): Subject & { first: FirstStep | null; release(): Promise<void> } {
  let peer: StepPeer | null = null;
  return {
    name,
    first: null,
    async run(times) {
      if (!peer) {
        const began = performance.now();
        peer = await open(task);
        const loss = await peer.step();
        this.first = { ms: performance.now() - began, checkMs: null, compileMs: null, loss };
        return;
      }
      for (let i = 0; i < times; i++) await peer.step();
    },
    release: async () => peer?.release(),
  };
}

/**
 * One case on a device of its own: the first step, then steps beside those of the others. All compute the prompt for both responses; where
 * others are there, ours is timed once more as a user has it, who pays for it once.
 */
export async function* timedStep(
  gpu: Gpu,
  one: StepCase,
  { peers, rounds }: { peers: Peers; rounds: number },
): AsyncGenerator<string, Measured[]> {
  const { config } = one.model;
  const name = caseName(one);
  yield name;
  const pairs = randomPairs(one.pairs, one.lengths, config.vocabSize);
  const tensors = one.model.tensors();
  let player: WebGpuPlayer | null = null;
  let first: FirstStep | undefined;
  const ours: Subject = {
    name,
    async run(times) {
      if (!player) {
        player = new WebGpuPlayer(gpu, config, tensors, []);
        first = await firstStep(gpu, player, pairs);
        return;
      }
      for (let i = 0; i < times; i++) await step(player, pairObjective(pairs), false);
    },
  };
  const shared: Subject = {
    name: `${name}, prompts computed once`,
    async run(times) {
      if (!player) throw new Error('the step before it failed');
      for (let i = 0; i < times; i++) await step(player, pairObjective(pairs));
    },
  };
  const task: StepTask = { config, tensors, pairs, beta: BETA, rule: gentle };
  const others = one.beside ? peers.steps.map((peer) => peerSubject(peer, task)) : [];
  // A first step that takes this long stays the only one, with its compiling; what is compared has no such excuse.
  const endlessMs = others.length > 0 ? undefined : 60_000;
  const budgetMs = 12_000;
  const again = others.length > 0 ? [shared] : [];
  const scratch = new Scratch(gpu);
  const products = squares(gpu.kind !== 'gpu');
  const timedProducts = products.map((product) => ({ ...kernelSubject(gpu, scratch, product), beside: ours }));
  const subjects = [ours, ...others, ...again, ...timedProducts];
  const [own, ...rest] = yield* interleaved(subjects, { rounds, endlessMs, budgetMs });
  for (const other of others) await other.release().catch(() => {});
  const theirs = rest.splice(0, others.length);
  const once = rest.splice(0, again.length);
  // Beside a first step that stays the only one nothing was timed.
  const alone = own.timing !== null && endlessMs !== undefined && own.timing.ms >= endlessMs;
  const inTurns = alone ? undefined : bestMedian(rest.map((outcome, i) => measured('best', outcome, products[i].work)));
  const beside = theirs.map((outcome, i) => peerLine(outcome, own, { first: others[i].first ?? undefined }));
  return [
    measured('steps', own, { flops: trainingFlops(config, rowsOf(pairs)) }, { first, inTurns, peers: beside }),
    ...once.map((outcome) =>
      measured('steps', outcome, { flops: trainingFlops(config, sharedRowsOf(pairs)) }, { inTurns }),
    ),
  ];
}
