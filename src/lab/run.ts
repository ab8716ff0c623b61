import { version } from '../../package.json';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { encodePrompt, encodeResponse } from '../checkpoint/rows.ts';
import { Fault } from '../gpu/fault.ts';
import { Rng } from '../kernels/philox.ts';
import { dataBenchmark, domainBenchmark, type HeldOut, heldOutPairs } from '../methods/benchmark.ts';
import type { LabEvent } from '../methods/events.ts';
import { benchmarked, type Game, type SpinState, spin } from '../methods/spin.ts';
import type { Sequence } from '../model/batch.ts';
import { elements, tensorSpecs } from '../model/config.ts';
import { relay } from '../players/player.ts';
import type { WebGpuPlayer } from '../players/webgpu.ts';
import { type Row, teachingData } from '../tasks/data.ts';
import { reward, taskOf } from '../tasks/domain.ts';
import type { RunConfig } from './config.ts';
import type { AdapterInfo } from './protocol.ts';

/** What a run is made of. */
export interface Parts {
  checkpoint: Checkpoint;
  player: WebGpuPlayer;
  adapter: AdapterInfo;
  /** The user's own rows as tokens; the teaching domain where there are none. */
  own?: readonly Sequence[];
  /** Where the run stands, brought up to date before each `iteration-ended`. */
  state?: SpinState;
  /** Weights that a run that was cut goes on with; the player holds the start model until then. */
  weights?: ReadonlyMap<string, Float32Array>;
}

/** The benchmark's draws are the same in every run, so that runs can be compared. */
const BENCHMARK_SEED = 5;
/** Order of the user's own rows before they are split, whatever the run's seed. */
const SPLIT = { seed: 7, heldOut: 0.1 };

export const freshState = (): SpinState => ({ iteration: 0, previous: [] });

/** A whole run as events; between two of them no work is under way. A resumed run starts with its next iteration. */
export async function* run(config: RunConfig, parts: Parts): AsyncGenerator<LabEvent> {
  const { checkpoint, player, adapter, own, state = freshState(), weights } = parts;
  const began = performance.now();
  if (!weights)
    yield {
      type: 'run-started',
      config,
      model: {
        name: checkpoint.name,
        parameters: tensorSpecs(checkpoint.config).reduce((sum, { shape }) => sum + elements(shape), 0),
        vocabulary: checkpoint.tokenizer.vocabulary,
      },
      ...{ adapter, version, iterations: config.iterations },
    };
  const teaching = own ? null : tokenized(checkpoint);
  const maxNewTokens = config.max_new_tokens || roomFor(own ?? teaching!.sft);
  const settled = { ...config, max_new_tokens: maxNewTokens };
  const game = teaching ? domainGame(settled, player, checkpoint, teaching) : yield* ownGame(settled, player, own!);
  if (weights) player.load(weights);
  else yield* benchmarked(game, null, null);
  yield* spin(game, settled, state);
  yield { type: 'run-ended', seconds: (performance.now() - began) / 1000 };
}

/** New tokens that let a response be a seventh longer than the longest of the data. */
const roomFor = (sequences: readonly Sequence[]): number =>
  Math.ceil((Math.max(...sequences.map(({ response }) => response.length)) * 8) / 7);

/** The teaching domain's sets as text and tokens. */
function tokenized({ tokenizer }: Checkpoint) {
  const encode = ({ prompt, completion }: Row): HeldOut => ({
    text: prompt,
    prompt: encodePrompt(tokenizer, prompt),
    response: encodeResponse(tokenizer, completion),
  });
  const { sft, test, validation } = teachingData();
  return { sft: sft.map(encode), test: test.map(encode), validation: validation.map(encode) };
}

/** The teaching domain: one followed prompt a task. */
function domainGame(
  config: RunConfig,
  main: WebGpuPlayer,
  { tokenizer, eosIds }: Checkpoint,
  sets: ReturnType<typeof tokenized>,
): Game {
  const data = sets.sft.slice(0, config.max_train_samples);
  const firsts = new Map(data.map(({ text }, i) => [taskOf(text), i] as const).reverse());
  const items = sets[config.eval_split].slice(0, config.max_eval_samples);
  const settings = { samples: config.eval_samples, maxNewTokens: config.max_new_tokens, seed: BENCHMARK_SEED };
  return {
    main,
    data,
    exhibits: [...firsts.values()].sort((a, b) => a - b),
    correct: (prompt, response) => {
      const finished = eosIds.includes(response.at(-1) ?? -1);
      return reward(tokenizer.decode([...prompt]), tokenizer.decode([...response]), finished) === 1;
    },
    benchmark: (player, previous) =>
      domainBenchmark(player, previous, items, (ids) => tokenizer.decode([...ids]), settings),
  };
}

/** The user's own rows: a tenth is held out, the first few are followed. */
async function* ownGame(
  config: RunConfig,
  main: WebGpuPlayer,
  rows: readonly Sequence[],
): AsyncGenerator<LabEvent, Game> {
  if (rows.length < 2) throw new Fault('Training needs at least two rows of data: one to learn from and one held out.');
  const shuffled = [...rows];
  new Rng(SPLIT.seed).shuffle(shuffled);
  const heldOut = Math.max(1, Math.floor(rows.length * SPLIT.heldOut));
  const items = shuffled.slice(0, heldOut).slice(0, config.max_eval_samples);
  const data = shuffled.slice(heldOut).slice(0, config.max_train_samples);
  const settings = { samples: 1, maxNewTokens: config.max_new_tokens, seed: BENCHMARK_SEED };
  const pairs = yield* relay(heldOutPairs(main, items, settings), (work): LabEvent[] => [
    { type: 'progress', iteration: null, phase: 'benchmark', ...work },
  ]);
  return {
    main,
    data,
    exhibits: data.slice(0, 6).map((_, i) => i),
    correct: () => null,
    benchmark: (player) => dataBenchmark(player, pairs),
  };
}
