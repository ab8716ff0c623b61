import { sum } from '../players/categorical.ts';
import { pairTerm } from '../players/tabular-loss.ts';

/**
 * SPIN on responses of different lengths, exactly: at each place i the model ends its response with probability σ(z_i) or goes on.
 * A response is its length n, EOS included; at the last place it ends for sure.
 */

export const places = 12;

/** Shares of the lengths 1 … 12 in the data. */
export const dataLengths: readonly number[] = [0.04, 0.08, 0.13, 0.17, 0.17, 0.14, 0.1, 0.07, 0.04, 0.03, 0.02, 0.01];

/** Where the model starts: as the data is, or with responses that are too short. */
export const lengthStarts = {
  data: dataLengths,
  short: [0.2, 0.2, 0.16, 0.13, 0.1, 0.07, 0.05, 0.04, 0.02, 0.01, 0.01, 0.01],
} as const;

export interface Truncation {
  start: keyof typeof lengthStarts;
  /** Most tokens of the opponent's responses; longer ones are cut. */
  limit: number;
}

/** Of an iteration: λ = 1, plain gradient descent. */
export const lengthSteps = { lambda: 1, steps: 20, stepSize: 2 } as const;

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** z_1 … z_11 of a model that has these shares of lengths. */
function logitsOf(lengths: readonly number[]): number[] {
  return lengths.slice(0, -1).map((share, i) => Math.log(share / sum(lengths.slice(i + 1))));
}

/** A response: it goes on at so many places first, and then ends, or is cut there and says nothing more. */
interface Response {
  goesOn: number;
  ends: boolean;
  /** Its probability. */
  weight: number;
}

/** log p(response) under logits z, nats. The last place has no logit: what gets there ends. */
function logp(z: readonly number[], { goesOn, ends }: Response): number {
  const on = sum(z.slice(0, goesOn).map((logit) => Math.log(sigmoid(-logit))));
  return on + (ends && goesOn < z.length ? Math.log(sigmoid(z[goesOn])) : 0);
}

const whole = (lengths: readonly number[]): Response[] =>
  lengths.map((weight, goesOn) => ({ goesOn, ends: true, weight }));

/** Shares of the lengths [12] of a model with logits z. */
export const lengthsOf = (z: readonly number[]): number[] =>
  whole(dataLengths).map((response) => Math.exp(logp(z, response)));

export const meanLength = (lengths: readonly number[]): number => sum(lengths.map((share, i) => share * (i + 1)));

/** The opponent's responses: those longer than the limit are cut, all to the same one, which is scored with or without an EOS. */
function cutAt(limit: number, lengths: readonly number[], appendEos: boolean): Response[] {
  const cut = { goesOn: limit, ends: appendEos, weight: sum(lengths.slice(limit)) };
  return [...whole(lengths).slice(0, limit), cut];
}

/** Gradient [11] of the expected logistic loss over all pairs of the data's and the opponent's responses. */
function gradient(z: readonly number[], opponent: readonly number[], limit: number, appendEos: boolean): number[] {
  const score = (response: Response) => ({ ...response, r: logp(z, response) - logp(opponent, response), slope: 0 });
  const real = whole(dataLengths).map(score);
  const generated = cutAt(limit, lengthsOf(opponent), appendEos).map(score);
  for (const y of real)
    for (const y2 of generated) {
      const { chosen, rejected } = pairTerm('sigmoid', y.r, y2.r, lengthSteps.lambda, 0);
      y.slope += y.weight * y2.weight * chosen;
      y2.slope += y.weight * y2.weight * rejected;
    }
  // ∂ log p / ∂z_i is −σ(z_i) at places where the response goes on and σ(−z_i) where it ends.
  const ends = [...real, ...generated];
  return z.map((logit, i) =>
    sum(
      ends.map(({ goesOn, ends: ended, slope }) => {
        if (goesOn > i) return -slope * sigmoid(logit);
        return goesOn === i && ended ? slope * sigmoid(-logit) : 0;
      }),
    ),
  );
}

/** The first step's gradient [11] with respect to the logits of ending; where it is positive, a step makes ending there rarer. */
export function firstGradient({ start, limit }: Truncation, appendEos: boolean): number[] {
  const z = logitsOf(lengthStarts[start]);
  return gradient(z, z, limit, appendEos);
}

/** Shares of the lengths, [t][12], before the first iteration and after each. */
export function lengthCourse({ start, limit }: Truncation, appendEos: boolean, iterations: number): number[][] {
  let z = logitsOf(lengthStarts[start]);
  const course = [lengthsOf(z)];
  for (let t = 0; t < iterations; t++) {
    const opponent = z;
    for (let step = 0; step < lengthSteps.steps; step++) {
      const slopes = gradient(z, opponent, limit, appendEos);
      z = z.map((logit, i) => logit - lengthSteps.stepSize * slopes[i]);
    }
    course.push(lengthsOf(z));
  }
  return course;
}
