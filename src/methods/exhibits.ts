import type { Sequence } from '../model/batch.ts';
import type { Completion, Sampling } from '../model/sampler.ts';
import { drain, type Player, relay } from '../players/player.ts';
import type { GrowingResponse, LabEvent, ScoredResponse } from './events.ts';

/** What the page follows: a prompt with the response to learn and the one to unlearn, where there are such. */
export interface Followed {
  prompt: readonly number[];
  chosen: readonly number[] | null;
  rejected: readonly number[] | null;
}

export const growing = (completions: readonly (Completion | undefined)[]): GrowingResponse[] =>
  completions.flatMap((c, exhibit) => (c ? [{ exhibit, tokens: [...c.tokens] }] : []));

/** All that float32 holds and no more, so that a recording stays small. */
export const short = (x: number): number => Number(x.toPrecision(8));
export const digits = (values: ArrayLike<number>): number[] => Array.from(values, short);

interface Exhibited {
  main: Player;
  /** Stays as it is while the main player learns. */
  opponent: Player;
  followed: readonly Followed[];
  sampling: Sampling;
  correct(prompt: readonly number[], response: readonly number[]): boolean | null;
}

/** The followed prompts while the main player learns, and both players to ask about them. */
export class Exhibition {
  readonly #with: Exhibited;
  /** How the main player answered last: most answers stay as they are for a while. */
  #answers: Completion[] = [];
  /** What the opponent thinks of every response it has been asked about. */
  readonly #opinions = new Map<string, Float32Array>();

  constructor(exhibited: Exhibited) {
    this.#with = exhibited;
  }

  /** The main player answers the followed prompts afresh (always with the same draws), and both players score every response. */
  async *look(iteration: number, step: number): AsyncGenerator<LabEvent> {
    const { main, followed, sampling, correct } = this.#with;
    const prompts = followed.map(({ prompt }) => prompt);
    const drafts = this.#answers.map(({ tokens }) => tokens);
    this.#answers = yield* relay(main.generate(prompts, sampling, drafts), ({ partial }): LabEvent[] => [
      { type: 'tokens-sampled', iteration, player: 'main', responses: growing(partial) },
    ]);
    const sides = followed.flatMap(({ prompt, chosen, rejected }) =>
      [chosen, rejected].map((response) => ({ prompt, response: response ?? [] })),
    );
    const answers = followed.map(({ prompt }, i) => ({ prompt, response: this.#answers[i].tokens }));
    const ofMain = await drain(main.score(sides));
    await this.#ask([...sides, ...answers]);
    const scored = ({ prompt, response }: Sequence, logps: ArrayLike<number>): ScoredResponse => ({
      tokens: [...response],
      main: digits(logps),
      opponent: digits(this.#opinions.get(keyOf({ prompt, response }))!),
      correct: correct(prompt, response),
    });
    yield {
      type: 'exhibits',
      ...{ iteration, step },
      exhibits: followed.map(({ prompt, chosen, rejected }, i) => ({
        prompt: [...prompt],
        chosen: chosen && scored(sides[2 * i], ofMain[2 * i]),
        rejected: rejected && scored(sides[2 * i + 1], ofMain[2 * i + 1]),
        main: scored(answers[i], this.#answers[i].logps),
      })),
    };
  }

  /** Has the opponent score what it has not scored yet. */
  async #ask(sequences: readonly Sequence[]): Promise<void> {
    const unknown = sequences.filter((sequence) => !this.#opinions.has(keyOf(sequence)));
    const scored = await drain(this.#with.opponent.score(unknown));
    unknown.forEach((sequence, i) => {
      this.#opinions.set(keyOf(sequence), scored[i]);
    });
  }
}

const keyOf = ({ prompt, response }: Sequence): string => `${prompt}:${response}`;
