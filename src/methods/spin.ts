import type { LabEvent } from './events.ts';
import { type Game, iterations, type RunState, rollouts, type SamplingConfig, type Turn } from './game.ts';
import { Opening, swapped } from './inspection.ts';
import { type PairConfig, prefer, referenced } from './pairs.ts';

export interface SpinConfig extends PairConfig, SamplingConfig {
  /** The losses SPIN's theory allows; `sigmoid` is the logistic one. */
  loss_type: 'sigmoid' | 'hinge' | 'exponential' | 'correlation';
  /** Train on the generated data of the iteration before, too, scored against the newest opponent. */
  mix_previous: boolean;
}

/**
 * SPIN, Algorithm 1 (Chen et al. 2024, arXiv 2401.01335): the main player learns to tell the data's responses (real) from
 * those of its own past self (generated). The opponent is the main player until the first update, so rollouts and
 * reference log-probs need no second model.
 */
export async function* spin(game: Game, config: SpinConfig, state: RunState): AsyncGenerator<LabEvent> {
  const { main, data, exhibits } = game;
  const play = async function* (turn: Turn) {
    const previous = config.mix_previous ? state.previous : [];
    const opening = new Opening(game, config, turn, previous);
    yield* opening.drawn();
    const generated = yield* rollouts(game, data, config, turn, true, opening.grown);
    const fresh = data.flatMap(({ prompt, response: chosen }, i) =>
      generated[i].map(({ tokens: rejected }) => ({ prompt, chosen, rejected })),
    );
    const duels = [...fresh, ...previous];
    yield* opening.played(duels);
    const pairs = yield* referenced(main, duels, turn);
    const followed = exhibits.map((i) => fresh[i * config.num_generations]);
    const learned = yield* prefer({ game, config, turn, reference: turn.opponent, followed }, pairs);
    state.previous = config.mix_previous ? fresh : [];
    return learned;
  };
  yield* iterations(game, config, state, play, { swap: (inspected) => swapped(main, inspected) });
}
