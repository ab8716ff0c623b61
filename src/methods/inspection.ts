import type { Sequence } from '../model/batch.ts';
import type { Completion } from '../model/sampler.ts';
import type { GradientReport, Objective, Pair, StepReport } from '../model/trainer.ts';
import { drain, type Learner, type Player } from '../players/player.ts';
import type { BatchItem, LabEvent, Moment, TokenScores } from './events.ts';
import { digits, short } from './exhibits.ts';
import {
  type Game,
  type Inspected,
  type Item,
  type IterationConfig,
  orderOf,
  type Preference,
  type SamplingConfig,
  seconds,
  type Turn,
} from './game.ts';
import { type OptimizationConfig, type Planned, planned, updateRule } from './optimization.ts';

/** So many tokens are named at each place of a response. */
const LIKELIEST = 5;

type Grader = Game['correct'];

/** How a batch is scored: when, in which iteration, after how many of its steps. */
interface Look {
  iteration: number;
  step: number;
  moment: Moment;
}

const sequencesOf = ({ prompt, chosen, rejected }: Item): Sequence[] =>
  [chosen, rejected].flatMap((response) => (response ? [{ prompt, response }] : []));

const itemsOf = (objective: Objective): Item[] =>
  objective.type === 'pair'
    ? objective.pairs.map(({ prompt, chosen, rejected }) => ({ prompt, chosen, rejected }))
    : objective.sequences.map(({ prompt, response }) => ({ prompt, chosen: response, rejected: null }));

/** What belongs to the sequences of a batch, in its order, apart again for each item. */
function perItem<T>(items: readonly Item[], ofSequences: ArrayLike<T>): { chosen: T; rejected: T | null }[] {
  let next = 0;
  return items.map(({ rejected }) => ({
    chosen: ofSequences[next++],
    rejected: rejected ? ofSequences[next++] : null,
  }));
}

/** What a player thinks of a batch; its likeliest tokens where `named`. */
async function scored(
  player: Player,
  side: 'main' | 'opponent',
  items: readonly Item[],
  look: Look,
  named: boolean,
): Promise<Extract<LabEvent, { type: 'batch-scored' }>> {
  const sequences = items.flatMap(sequencesOf);
  const likeliest = named ? await drain(player.likeliest(sequences, LIKELIEST)) : null;
  const logps = likeliest?.map(({ own }) => own) ?? (await drain(player.score(sequences)));
  const scores = sequences.map(({ response }, i): TokenScores => {
    const { ids, logps: nats } = likeliest?.[i] ?? { ids: [], logps: [] };
    const count = ids.length / response.length;
    const places = response.map((_, place) =>
      Array.from({ length: count }, (_, k) => {
        const at = place * count + k;
        return [ids[at], Math.round(1e4 * Math.exp(nats[at])) / 1e4];
      }).flat(),
    );
    return { logps: digits(logps[i]), likeliest: likeliest && places };
  });
  return { type: 'batch-scored', ...look, player: side, items: perItem(items, scores) };
}

function drawn(iteration: number, step: number, items: readonly Item[], correct: Grader): LabEvent {
  const told = items.map(
    ({ prompt, chosen, rejected }): BatchItem => ({
      prompt: [...prompt],
      chosen: [...chosen],
      rejected: rejected && [...rejected],
      right: { chosen: correct(prompt, chosen), rejected: rejected && correct(prompt, rejected) },
    }),
  );
  return { type: 'batch-drawn', iteration, step, items: told };
}

/** Takes the training steps of an iteration, the first of them apart: each phase is told before the next is computed. */
export class Inspection {
  readonly #main: Learner;
  readonly #opponent: Player;
  readonly #correct: Grader;
  readonly #config: OptimizationConfig & IterationConfig;
  readonly #turn: Turn;

  constructor({ main, correct }: Game, config: OptimizationConfig & IterationConfig, turn: Turn, opponent: Player) {
    this.#main = main;
    this.#correct = correct;
    this.#config = config;
    this.#turn = turn;
    this.#opponent = opponent;
  }

  /** One step; `seconds` is the time it took to learn, without what was looked at. */
  async *step(
    { step, learningRate }: Planned<unknown>,
    objective: Objective,
  ): AsyncGenerator<LabEvent, { report: StepReport; seconds: number }> {
    const main = this.#main;
    const rule = updateRule(this.#config, learningRate);
    const apart = step <= this.#config.inspected_steps;
    if (apart) yield* this.#before(step, objective);
    let began = performance.now();
    let spent = 0;
    main.gradient(objective, this.#config.per_device_train_batch_size);
    if (apart) {
      const report = await main.measure(rule.maxGradNorm);
      spent = seconds(began);
      // A gradient that is no number is told by the update's Fault.
      if (Number.isFinite(report.gradNorm)) yield this.#gradient(step, learningRate, objective, report);
      began = performance.now();
    }
    const report = await main.update(rule);
    return { report, seconds: spent + seconds(began) };
  }

  /** From the draw to the losses. */
  async *#before(step: number, objective: Objective): AsyncGenerator<LabEvent> {
    const { iteration } = this.#turn;
    const items = itemsOf(objective);
    const look: Look = { iteration, step: step - 1, moment: 'before' };
    // SPIN has drawn its first batch before the opponent played it.
    if (step > 1 || !this.#turn.inspected) {
      this.#turn.inspected = items;
      yield drawn(iteration, step, items, this.#correct);
      yield await scored(this.#opponent, 'opponent', items, look, true);
    }
    yield await scored(this.#main, 'main', items, look, true);
    const { loss, sequenceLogps, pairs } = await this.#main.evaluate(
      objective,
      this.#config.per_device_train_batch_size,
    );
    if (objective.type === 'pair')
      yield { type: 'batch-margins', iteration, step, pairs: sumsOf(objective.pairs, sequenceLogps, pairs!.margins) };
    const losses = pairs?.losses ?? items.map(({ chosen }, i) => -sequenceLogps[i] / Math.max(1, chosen.length));
    yield { type: 'batch-losses', iteration, step, loss, losses: digits(losses) };
  }

  #gradient(
    step: number,
    learningRate: number,
    objective: Objective,
    { weights, gradNorm, scale, tensors }: GradientReport,
  ): LabEvent {
    return {
      type: 'batch-gradient',
      ...{ iteration: this.#turn.iteration, step, learningRate },
      weights: perItem(itemsOf(objective), digits(weights)),
      ...{ norm: short(gradNorm), scale: short(scale) },
      tensors: tensors.map(({ name, norm }) => ({ name, norm: short(norm) })),
    };
  }

  /** To come before the event of a step: what its update, and those before it, have made of the batch that was taken apart. */
  async *after({ step, steps }: Planned<unknown>): AsyncGenerator<LabEvent> {
    const { exhibit_steps: pace, inspected_steps: apart } = this.#config;
    if (step <= apart) yield* this.#again(step, 'after', true);
    else if (step < steps && pace > 0 && step % pace === 0) yield* this.#again(step, 'later', false);
    if (step === steps) yield* this.#again(step, 'end', true);
  }

  async *#again(step: number, moment: Moment, named: boolean): AsyncGenerator<LabEvent> {
    const { iteration, inspected } = this.#turn;
    if (inspected) yield await scored(this.#main, 'main', inspected, { iteration, step, moment }, named);
  }
}

const sumsOf = (pairs: readonly Pair[], logps: Float32Array, margins: Float32Array) =>
  pairs.map(({ referenceChosen, referenceRejected }, i) => ({
    chosen: short(logps[2 * i]),
    rejected: short(logps[2 * i + 1]),
    referenceChosen: short(referenceChosen),
    referenceRejected: short(referenceRejected),
    margin: short(margins[i]),
  }));

/** SPIN's first batch: which pairs it holds depends on how many there are alone, so it is drawn before the opponent plays. */
export class Opening {
  readonly #game: Game;
  readonly #turn: Turn;
  /** Places among all pairs, the fresh ones of each prompt first: the first of them are the rows of the rollouts. */
  readonly #places: readonly number[];
  readonly #items: readonly Item[];
  /** Tokens of each item that have been told. */
  readonly #told: number[];

  constructor(
    game: Game,
    config: OptimizationConfig & IterationConfig & SamplingConfig,
    turn: Turn,
    previous: readonly Preference[],
  ) {
    const fresh = game.data.flatMap(({ prompt, response: chosen }) =>
      Array.from({ length: config.num_generations }, (): Item => ({ prompt, chosen, rejected: null })),
    );
    const all = [...fresh, ...previous];
    const [first] = planned([...all.keys()], config, orderOf(config, turn.iteration), turn.iteration);
    this.#game = game;
    this.#turn = turn;
    this.#places = config.inspected_steps > 0 ? first.batch : [];
    this.#items = this.#places.map((place) => all[place]);
    // What was generated in the iteration before is all there.
    this.#told = this.#places.map((place) => (place < fresh.length ? 0 : Number.POSITIVE_INFINITY));
  }

  *drawn(): Generator<LabEvent> {
    if (this.#items.length > 0) yield drawn(this.#turn.iteration, 1, this.#items, this.#game.correct);
  }

  /** What the batch's rows have gained since it was asked last, one place of the responses after the other. */
  readonly grown = (rows: readonly Completion[]): LabEvent[] => {
    const { iteration } = this.#turn;
    const events: LabEvent[] = [];
    const longest = Math.max(0, ...this.#places.map((row) => rows[row]?.tokens.length ?? 0));
    for (let place = Math.min(...this.#told); place < longest; place++) {
      const tokens = this.#places.map((row, i): [number, number] | null => {
        if (place < this.#told[i] || place >= rows[row].tokens.length) return null;
        return [rows[row].tokens[place], short(rows[row].logps[place])];
      });
      if (tokens.some((token) => token !== null)) events.push({ type: 'token-played', iteration, place, tokens });
    }
    this.#places.forEach((row, i) => {
      this.#told[i] = Math.max(this.#told[i], rows[row]?.tokens.length ?? 0);
    });
    return events;
  };

  /** `pairs`: all of them, now that the opponent has played. */
  async *played(pairs: readonly Preference[]): AsyncGenerator<LabEvent> {
    if (this.#items.length === 0) return;
    const { iteration, opponent } = this.#turn;
    const items = this.#places.map((place) => pairs[place]);
    this.#turn.inspected = items;
    const right = items.map(({ prompt, rejected }) => this.#game.correct(prompt, rejected));
    yield { type: 'batch-played', iteration, right };
    yield await scored(opponent, 'opponent', items, { iteration, step: 0, moment: 'before' }, true);
  }
}

/** The batch under the opponent of the next iteration, which is the main player as it is now: every margin is 0. */
export async function* swapped(main: Learner, { iteration, step, items }: Inspected): AsyncGenerator<LabEvent> {
  const look: Look = { iteration, step, moment: 'swapped' };
  const opponent = main.snapshot();
  try {
    yield await scored(opponent, 'opponent', items, look, false);
    yield await scored(main, 'main', items, look, false);
  } finally {
    opponent.release();
  }
}
