import { Fault } from '../gpu/fault.ts';
import type { PairLoss } from '../kernels/pair_losses.ts';
import { type Sequence, sumLogps } from '../model/batch.ts';
import type { Objective, Pair } from '../model/trainer.ts';
import { type Learner, type Player, relay } from '../players/player.ts';
import type { LabEvent, Rewards } from './events.ts';
import { Exhibition } from './exhibits.ts';
import {
  followSampling,
  type Game,
  type IterationConfig,
  orderOf,
  type Preference,
  seconds,
  type Turn,
  tokensOf,
} from './game.ts';
import { Inspection } from './inspection.ts';
import { at, type OptimizationConfig, planned } from './optimization.ts';
import { meanRewards, rewardsOf } from './rewards.ts';

export interface PairConfig extends OptimizationConfig, IterationConfig {
  /** Strength of the loss, λ in SPIN's paper; a list holds one for each iteration, the last for all that follow. */
  beta: number | readonly number[];
  loss_type: PairLoss;
  /** ε of robust and cDPO. */
  label_smoothing: number;
}

/** What to train on pairs. `reference` is the other player of the exhibits. */
interface Training {
  game: Game;
  config: PairConfig & { max_new_tokens: number };
  turn: Turn;
  reference: Player;
  /** Pairs to look at between steps. */
  followed: readonly Preference[];
}

const bothOf = ({ prompt, chosen, rejected }: Preference): Sequence[] => [
  { prompt, response: chosen },
  { prompt, response: rejected },
];

/** Log-probs of both responses under the reference. */
export async function* referenced(
  reference: Player,
  preferences: readonly Preference[],
  { iteration, tally }: Turn,
): AsyncGenerator<LabEvent, Pair[]> {
  const began = performance.now();
  const sequences = preferences.flatMap(bothOf);
  const scored = yield* relay(reference.score(sequences), ({ scored: done, rows: total }): LabEvent[] => [
    { type: 'progress', iteration, phase: 'reference', done, total },
  ]);
  tally.forward += tokensOf(sequences);
  const sums = scored.map(sumLogps);
  yield { type: 'reference-scored', iteration, pairs: preferences.length, seconds: seconds(began) };
  return preferences.map(
    (one, i): Pair => ({
      ...one,
      referenceChosen: sums[2 * i],
      referenceRejected: sums[2 * i + 1],
    }),
  );
}

/** Trains on pairs with the pair loss, and scores them all again at the end. */
export async function* prefer(
  { game, config, turn, reference, followed }: Training,
  pairs: readonly Pair[],
): AsyncGenerator<LabEvent, { loss: number; rewards: Rewards; steps: number }> {
  const { main, correct } = game;
  const { iteration, tally } = turn;
  if (pairs.length === 0) throw new Fault(`Iteration ${iteration} has no pair to learn from: nothing was preferred.`);
  const beta = at(config.beta, iteration);
  const objective = (batch: readonly Pair[]): Objective => ({
    type: 'pair',
    pairs: batch,
    loss: config.loss_type,
    beta,
    labelSmoothing: config.label_smoothing,
  });
  const shown = new Exhibition({ main, opponent: reference, followed, correct, sampling: followSampling(config) });
  const look = config.exhibit_steps > 0 && followed.length > 0;
  if (look) yield* shown.look(iteration, 0);

  main.resetOptimizer();
  const inspection = new Inspection(game, config, turn, reference);
  let steps = 0;
  for (const plan of planned(pairs, config, orderOf(config, iteration), iteration)) {
    const { step, learningRate, batch } = plan;
    const { report, seconds } = yield* inspection.step(plan, objective(batch));
    steps = plan.steps;
    tally.trained += tokensOf(batch.flatMap(bothOf));
    // The look comes first: whoever stops after the step sees the players as they are then.
    if (look && (step % config.exhibit_steps === 0 || step === steps)) yield* shown.look(iteration, step);
    yield* inspection.after(plan);
    yield {
      type: 'step',
      ...{ iteration, step, steps, learningRate, loss: report.loss, gradNorm: report.gradNorm },
      rewards: rewardsOf(batch, report.sequenceLogps, beta),
      seconds,
    };
  }
  return { ...(yield* scoredAgain(main, pairs, objective, beta, config, iteration)), steps };
}

/** Loss and rewards over all pairs as the main player stands now. */
async function* scoredAgain(
  main: Learner,
  pairs: readonly Pair[],
  objective: (pairs: readonly Pair[]) => Objective,
  beta: number,
  { per_device_train_batch_size: rows }: PairConfig,
  iteration: number,
): AsyncGenerator<LabEvent, { loss: number; rewards: Rewards }> {
  const parts = [];
  for (let first = 0; first < pairs.length; first += rows) {
    const batch = pairs.slice(first, first + rows);
    const { loss, sequenceLogps } = await main.evaluate(objective(batch));
    parts.push({ loss, rewards: rewardsOf(batch, sequenceLogps, beta), pairs: batch.length });
    yield { type: 'progress', iteration, phase: 'scoring', done: first + batch.length, total: pairs.length };
  }
  return {
    loss: parts.reduce((sum, part) => sum + (part.loss * part.pairs) / pairs.length, 0),
    rewards: meanRewards(parts),
  };
}
