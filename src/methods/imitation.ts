import { Fault } from '../gpu/fault.ts';
import type { Sequence } from '../model/batch.ts';
import type { LabEvent } from './events.ts';
import { Exhibition, type Followed } from './exhibits.ts';
import { followSampling, type Game, type IterationConfig, orderOf, PURPOSE, type Turn, tokensOf } from './game.ts';
import { Inspection } from './inspection.ts';
import { type OptimizationConfig, planned } from './optimization.ts';

interface Imitation {
  game: Game;
  config: OptimizationConfig & IterationConfig & { max_new_tokens: number };
  turn: Turn;
  /** What to look at between steps. */
  followed: readonly Followed[];
  /** Stream of the order of the sequences. */
  purpose?: number;
}

/** Trains on sequences with the mean NLL over response tokens (nats), and scores them all again at the end. */
export async function* imitate(
  { game, config, turn, followed, purpose = PURPOSE.order }: Imitation,
  sequences: readonly Sequence[],
): AsyncGenerator<LabEvent, { loss: number; rewards: null; steps: number }> {
  const { main, correct } = game;
  const { iteration, opponent, tally } = turn;
  if (sequences.length === 0)
    throw new Fault(`Iteration ${iteration} has no response to learn from: not one was kept.`);
  const shown = new Exhibition({ main, opponent, followed, correct, sampling: followSampling(config) });
  const objective = (batch: readonly Sequence[]) => ({ type: 'nll', sequences: batch }) as const;
  const look = config.exhibit_steps > 0 && followed.length > 0;
  if (look) yield* shown.look(iteration, 0);

  main.resetOptimizer();
  const inspection = new Inspection(game, config, turn, opponent);
  let steps = 0;
  for (const plan of planned(sequences, config, orderOf(config, iteration, purpose), iteration)) {
    const { step, learningRate, batch } = plan;
    const { report, seconds } = yield* inspection.step(plan, objective(batch));
    steps = plan.steps;
    tally.trained += tokensOf(batch);
    if (look && (step % config.exhibit_steps === 0 || step === steps)) yield* shown.look(iteration, step);
    yield* inspection.after(plan);
    yield {
      type: 'step',
      ...{ iteration, step, steps, learningRate, loss: report.loss, gradNorm: report.gradNorm, rewards: null },
      seconds,
    };
  }

  const rows = config.per_device_train_batch_size;
  let nats = 0;
  let tokens = 0;
  for (let first = 0; first < sequences.length; first += rows) {
    const batch = sequences.slice(first, first + rows);
    const count = batch.reduce((sum, { response }) => sum + response.length, 0);
    nats += (await main.evaluate(objective(batch))).loss * count;
    tokens += count;
    yield { type: 'progress', iteration, phase: 'scoring', done: first + batch.length, total: sequences.length };
  }
  return { loss: nats / Math.max(1, tokens), rewards: null, steps };
}
