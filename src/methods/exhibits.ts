import type { Completion, Sampling } from '../model/sampler.ts';
import { drain, type Player, relay } from '../players/player.ts';
import type { GrowingResponse, LabEvent, ScoredResponse } from './events.ts';

/** What the page follows: a prompt with the response to learn and the one to unlearn, where there are such. */
export interface Followed {
  prompt: readonly number[];
  chosen: readonly number[] | null;
  rejected: readonly number[] | null;
}

/** The followed prompts, and both players to ask about them. */
export interface Exhibited {
  main: Player;
  opponent: Player;
  followed: readonly Followed[];
  sampling: Sampling;
  correct(prompt: readonly number[], response: readonly number[]): boolean | null;
}

export const growing = (completions: readonly (Completion | undefined)[]): GrowingResponse[] =>
  completions.flatMap((c, exhibit) => (c ? [{ exhibit, tokens: [...c.tokens] }] : []));

/** All that float32 holds and no more, so that a recording stays small. */
export const short = (x: number): number => Number(x.toPrecision(8));
export const digits = (values: ArrayLike<number>): number[] => Array.from(values, short);

/** The main player answers the followed prompts afresh (always with the same draws), and both players score every response. */
export async function* exhibits(
  { main, opponent, followed, sampling, correct }: Exhibited,
  iteration: number,
  step: number,
): AsyncGenerator<LabEvent> {
  const answers: Completion[] = yield* relay(
    main.generate(
      followed.map(({ prompt }) => prompt),
      sampling,
    ),
    ({ partial }): LabEvent[] => [{ type: 'tokens-sampled', iteration, player: 'main', responses: growing(partial) }],
  );
  const sides = followed.flatMap(({ prompt, chosen, rejected }, i) =>
    [chosen, rejected, answers[i].tokens].map((response) => ({ prompt, response })),
  );
  const sequences = sides.map(({ prompt, response }) => ({ prompt, response: response ?? [] }));
  const ofMain = await drain(main.score(sequences));
  const ofOpponent = await drain(opponent.score(sequences));
  const scored = (i: number): ScoredResponse | null => {
    const { prompt, response } = sides[i];
    return response
      ? {
          tokens: [...response],
          main: digits(ofMain[i]),
          opponent: digits(ofOpponent[i]),
          correct: correct(prompt, response),
        }
      : null;
  };
  yield {
    type: 'exhibits',
    ...{ iteration, step },
    exhibits: followed.map(({ prompt }, i) => ({
      prompt: [...prompt],
      chosen: scored(3 * i),
      rejected: scored(3 * i + 1),
      main: scored(3 * i + 2),
    })),
  };
}
