import type { Snapshot } from '../players/player.ts';
import type { Candidate, LabEvent } from './events.ts';
import {
  type Game,
  iterations,
  type Preference,
  type RunState,
  rollouts,
  type SamplingConfig,
  type Turn,
} from './game.ts';
import { type PairConfig, prefer, referenced } from './pairs.ts';

export interface DpoConfig extends PairConfig, SamplingConfig {
  /** Where the grader makes the pairs: the chosen response is the data's, or a right one of the main player's own. */
  chosen: 'data' | 'own';
}

export interface DpoGame extends Game {
  /** Stays as it is while the main player learns: usually the SFT model that one started from. */
  reference: Snapshot;
  /** Given preferences; null where the grader makes them of the main player's own responses. */
  preferences: readonly Preference[] | null;
}

/**
 * DPO (Rafailov et al. 2023, arXiv 2305.18290, eq. 7): chosen against rejected responses under a fixed reference. Without
 * given preferences each iteration makes its own: the grader calls a sampled response of the main player wrong.
 */
export async function* dpo(game: DpoGame, config: DpoConfig, state: RunState): AsyncGenerator<LabEvent> {
  const { data, exhibits, reference } = game;
  yield* iterations(game, config, state, async function* (turn) {
    const preferences = game.preferences ?? (yield* graded(game, config, turn));
    const pairs = yield* referenced(reference, preferences, turn);
    // A followed prompt may have no pair.
    const followed = exhibits.flatMap((i) => preferences.find(({ prompt }) => prompt === data[i].prompt) ?? []);
    return yield* prefer({ game, config, turn, reference, followed }, pairs);
  });
}

/** One pair for each prompt that has a wrong response among the samples (and a right one, where that shall be chosen). */
async function* graded(game: DpoGame, config: DpoConfig, turn: Turn): AsyncGenerator<LabEvent, Preference[]> {
  const { data, exhibits, correct } = game;
  const { iteration } = turn;
  const sampled = yield* rollouts(game, data, config, turn, true);
  const graded = data.map(({ prompt, response }, i) => {
    const answers = sampled[i].map(({ tokens }) => ({ tokens, right: correct(prompt, tokens) }));
    const first = (wanted: boolean) => answers.find(({ right }) => right === wanted)?.tokens;
    const rejected = first(false);
    const chosen = config.chosen === 'data' ? response : first(true);
    return { prompt, answers, pair: chosen && rejected ? { prompt, chosen, rejected } : null };
  });
  yield {
    type: 'candidates',
    iteration,
    prompts: exhibits.map((i) => {
      const { prompt, answers, pair } = graded[i];
      const responses = answers.map(({ tokens, right }): Candidate => {
        const use = tokens === pair?.chosen ? 'chosen' : tokens === pair?.rejected ? 'rejected' : 'unused';
        return { tokens: [...tokens], score: right === null ? null : Number(right), rubric: null, use };
      });
      return { prompt: [...prompt], responses };
    }),
  };
  const preferences = graded.flatMap(({ pair }): Preference[] => (pair ? [pair] : []));
  const [prompts, pairs] = [data.length, preferences.length];
  yield { type: 'pairs-built', iteration, prompts, pairs, right: null, wrong: null };
  return preferences;
}
