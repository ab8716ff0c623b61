import type { Completion, Sampling } from '../model/sampler.ts';
import type { Pair } from '../model/trainer.ts';
import { drain, type Player, relay } from '../players/player.ts';
import type { GrowingResponse, LabEvent, ScoredResponse } from './events.ts';

/** The few pairs the page follows, and both players to ask about them. */
export interface Exhibited {
  main: Player;
  opponent: Player;
  pairs: readonly Pair[];
  sampling: Sampling;
  correct(prompt: readonly number[], response: readonly number[]): boolean | null;
}

export const growing = (completions: readonly (Completion | undefined)[]): GrowingResponse[] =>
  completions.flatMap((c, exhibit) => (c ? [{ exhibit, tokens: [...c.tokens] }] : []));

/** All that float32 holds and no more, so that a recording stays small. */
const digits = (values: Float32Array): number[] => Array.from(values, (x) => Number(x.toPrecision(8)));

/** The main player answers the followed prompts afresh (always with the same draws), and both players score every response. */
export async function* exhibits(
  { main, opponent, pairs, sampling, correct }: Exhibited,
  iteration: number,
  step: number,
): AsyncGenerator<LabEvent> {
  const answers: Completion[] = yield* relay(
    main.generate(
      pairs.map(({ prompt }) => prompt),
      sampling,
    ),
    ({ partial }): LabEvent[] => [{ type: 'tokens-sampled', iteration, player: 'main', responses: growing(partial) }],
  );
  const sequences = pairs.flatMap(({ prompt, real, generated }, i) =>
    [real, generated, answers[i].tokens].map((response) => ({ prompt, response })),
  );
  const ofMain = await drain(main.score(sequences));
  const ofOpponent = await drain(opponent.score(sequences));
  const scored = (i: number): ScoredResponse => ({
    tokens: [...sequences[i].response],
    main: digits(ofMain[i]),
    opponent: digits(ofOpponent[i]),
    correct: correct(sequences[i].prompt, sequences[i].response),
  });
  yield {
    type: 'exhibits',
    ...{ iteration, step },
    exhibits: pairs.map(({ prompt }, i) => ({
      prompt: [...prompt],
      real: scored(3 * i),
      generated: scored(3 * i + 1),
      main: scored(3 * i + 2),
    })),
  };
}
