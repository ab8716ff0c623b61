import type { Gpu } from '../gpu/gpu.ts';
import { freely } from '../model/sampler.ts';
import type { WebGpuPlayer } from '../players/webgpu.ts';
import type { Peers, RolloutPeer, RolloutTask } from './peers/peer.ts';
import { type Measured, measured, peerLine } from './report.ts';
import { openPlayer } from './steps.ts';
import { interleaved, type Outcome, type Subject } from './timing.ts';
import { rolloutFlops } from './work.ts';

/** A model with prompts to answer. */
export interface RolloutTasks {
  model: Omit<RolloutTask, 'gpuDevice'>;
  prompts: readonly (readonly number[])[];
  maxNewTokens: number;
}

const SEED = 5;
/** A whole batch takes the other library long, on software a minute. */
const LONG = { budgetMs: 6000, endlessMs: 20_000 };

/** Answers prompts and keeps what the last responses were, in tokens. */
type Answering = Subject & { lengths: number[] };

/** Tokens of a response up to its EOS. */
const lengthOf = (response: readonly number[], eosIds: readonly number[]): number => {
  const end = response.findIndex((id) => eosIds.includes(id));
  return end === -1 ? response.length : end + 1;
};

function ourRollouts(name: string, player: WebGpuPlayer, prompts: RolloutTasks['prompts'], limit: number): Answering {
  return {
    name,
    lengths: [],
    async run(times) {
      for (let i = 0; i < times; i++)
        for await (const { partial } of player.generate(prompts, freely(limit, SEED)))
          this.lengths = partial.map(({ tokens }) => tokens.length);
    },
  };
}

function theirRollouts(
  name: string,
  peer: () => Promise<RolloutPeer>,
  { prompts, maxNewTokens, model: { eosIds } }: RolloutTasks,
): Answering {
  return {
    name,
    lengths: [],
    async run(times) {
      const open = await peer();
      for (let i = 0; i < times; i++) {
        const responses = await open.generate(prompts, { maxNewTokens, temperature: 1 });
        this.lengths = responses.map((response) => lengthOf(response, eosIds));
      }
    },
  };
}

const tokensPerSecond = ({ timing }: Outcome, lengths: readonly number[]): number | undefined =>
  timing ? (1000 * lengths.reduce((sum, length) => sum + length, 0)) / timing.ms : undefined;

/** Until a watcher sees the first tokens of one response: the first burst. */
function firstToken(player: WebGpuPlayer, { prompts, maxNewTokens }: RolloutTasks): Subject {
  return {
    name: 'rollouts, first token of one row',
    async run(times) {
      for (let i = 0; i < times; i++) {
        const growing = player.generate(prompts.slice(0, 1), freely(maxNewTokens, SEED));
        await growing.next();
        // Leaving it there frees the sampler; what was submitted has been read.
        await growing.return([]);
      }
    },
  };
}

/** Responses drawn at temperature 1, up to their EOS, for batches of prompts; and how soon one begins. */
export async function* timedRollouts(
  gpu: Gpu,
  openDevice: () => Promise<Gpu>,
  tasks: RolloutTasks,
  { peers, rounds, batches }: { peers: Peers; rounds: number; batches: readonly number[] },
): AsyncGenerator<string, Measured[]> {
  const { config } = tasks.model;
  const player = await openPlayer(gpu, tasks.model);
  const theirGpu = peers.rollouts.length > 0 ? await openDevice() : null;
  const opened = peers.rollouts.map(({ name, open }) => {
    let peer: Promise<RolloutPeer> | null = null;
    return {
      name,
      get: () => (peer ??= open({ gpuDevice: theirGpu!.device, ...tasks.model })),
      release: async () => (await peer)?.release(),
    };
  });
  const lines: Measured[] = [];

  const single = tasks.prompts.slice(0, 1);
  const theirs = opened.map(({ name, get }) =>
    theirRollouts(name, get, { ...tasks, prompts: single, maxNewTokens: 1 }),
  );
  const [soon, ...others] = yield* interleaved([firstToken(player, tasks), ...theirs], { rounds, ...LONG });
  lines.push(
    measured(
      'rollouts',
      soon,
      { flops: rolloutFlops(config, single[0].length, 1) },
      {
        peers: others.map((outcome) => peerLine(outcome, soon)),
      },
    ),
  );

  for (const batch of batches) {
    const prompts = Array.from({ length: batch }, (_, i) => tasks.prompts[i % tasks.prompts.length]);
    const ours = ourRollouts(`rollouts, batch ${batch}`, player, prompts, tasks.maxNewTokens);
    const beside = opened.map(({ name, get }) => theirRollouts(name, get, { ...tasks, prompts }));
    const [own, ...rest] = yield* interleaved([ours, ...beside], { rounds, ...LONG });
    const flops = ours.lengths.reduce((sum, n, i) => sum + rolloutFlops(config, prompts[i].length, n), 0);
    const speed = tokensPerSecond(own, ours.lengths);
    lines.push(
      measured(
        'rollouts',
        own,
        { flops },
        {
          tokensPerSecond: speed,
          peers: rest.map((outcome, i) => {
            const theirs = tokensPerSecond(outcome, beside[i].lengths);
            // Draws differ, and with them lengths: tokens a second are compared, not times.
            const ratio = speed !== undefined && theirs !== undefined ? speed / theirs : null;
            return peerLine(outcome, own, { tokensPerSecond: theirs, ratio });
          }),
        },
      ),
    );
  }
  for (const { release } of opened) await release().catch(() => {});
  theirGpu?.destroy();
  return lines;
}
