import { Fault } from '../gpu/fault.ts';
import type { Likeliest, Sequence } from '../model/batch.ts';
import type { Completion, Sampling } from '../model/sampler.ts';
import type { Evaluation, GradientReport, Objective, StepReport, UpdateRule } from '../model/trainer.ts';
import { draw, logSoftmax, sum } from './categorical.ts';
import type { GenerationProgress, Learner, ScoreProgress, Snapshot } from './player.ts';
import { pairTerm } from './tabular-loss.ts';

/** What losses are expected over. */
export interface Expectation {
  /** p_data, a probability per outcome. */
  data: ArrayLike<number>;
  /** Of the opponent's rollouts. */
  temperature: number;
}

/** KL(p ‖ q) in nats. */
export const kl = (p: Float64Array, q: Float64Array): number =>
  p.reduce((sum, value, k) => (value > 0 ? sum + value * Math.log(value / q[k]) : sum), 0);

/** An exact softmax over K outcomes in float64: a response is one token 0 … K − 1, and every prompt is the same to it. */
class FrozenTable implements Snapshot {
  readonly logits: Float64Array;
  readonly expectation: Expectation | null;

  constructor(logits: Float64Array, expectation: Expectation | null) {
    this.logits = logits;
    this.expectation = expectation;
  }

  /** [K] */
  probabilities(): Float64Array {
    return logSoftmax(this.logits).map(Math.exp);
  }

  async *generate(
    prompts: readonly (readonly number[])[],
    sampling: Sampling,
  ): AsyncGenerator<GenerationProgress, Completion[]> {
    const logps = logSoftmax(this.logits);
    const entropy = -sum(logps.map((logp) => Math.exp(logp) * logp));
    const outcome = this.expectation
      ? enumerate(this.expectation, sampling, logps.length)
      : draw(this.logits, sampling);
    const completions = prompts.map((_, row): Completion => {
      const token = outcome(row);
      return { tokens: [token], logps: [logps[token]], entropies: [entropy], finish: 'eos' };
    });
    yield { finished: prompts.length, rows: prompts.length, partial: completions };
    return completions;
  }

  async *score(sequences: readonly Sequence[]): AsyncGenerator<ScoreProgress, Float32Array[]> {
    const logps = logSoftmax(this.logits);
    const scored = sequences.map(({ response }) => Float32Array.of(logps[this.outcome(response)]));
    yield { scored: scored.length, rows: sequences.length };
    return scored;
  }

  async *likeliest(sequences: readonly Sequence[], count: number): AsyncGenerator<ScoreProgress, Likeliest[]> {
    const logps = logSoftmax(this.logits);
    const ids = Uint32Array.from(logps, (_, id) => id).sort((a, b) => logps[b] - logps[a] || a - b);
    const first = ids.slice(0, count);
    const found = sequences.map(({ response }) => ({
      ids: first,
      logps: Float32Array.from(first, (id) => logps[id]),
      own: Float32Array.of(logps[this.outcome(response)]),
    }));
    yield { scored: found.length, rows: sequences.length };
    return found;
  }

  async *weigh(
    prompts: readonly (readonly number[])[],
    options: readonly number[],
  ): AsyncGenerator<ScoreProgress, Float32Array[]> {
    const logps = logSoftmax(this.logits);
    const weighed = prompts.map(() => Float32Array.from(options, (option) => logps[this.outcome([option])]));
    yield { scored: weighed.length, rows: prompts.length };
    return weighed;
  }

  protected outcome(response: readonly number[]): number {
    const [token] = response;
    if (response.length === 1 && token in this.logits) return token;
    throw new Fault(
      `The response [${response}] is no outcome of the tabular player: give one token from 0 to ${this.logits.length - 1}.`,
    );
  }

  release(): void {
    // nothing is held beyond the heap
  }
}

/**
 * The tabular player that learns, on which SPIN's theory (Chen et al. 2024, section 5) can be read off. Without an expectation it samples,
 * and losses are means. With one, `generate` enumerates (row i gets outcome i mod K), and a pair counts by p_data(y) · p_t(y′)^(1/T),
 * a sequence by p_data(y), over their sum in the objective. So where the objective holds every (y, y′) equally often, that is data of the
 * K outcomes, K generations each, and one batch of all, its loss is the expectation over y ~ p_data and y′ ~ p_t at temperature T.
 */
export class TabularPlayer extends FrozenTable implements Learner {
  #mean: Float64Array;
  #square: Float64Array;
  #step = 0;
  #pending: { report: Omit<GradientReport, 'scale'>; gradient: Float64Array } | null = null;

  /** `start` is p_0 [K], positive; it need not sum to 1. */
  constructor(start: ArrayLike<number>, expectation: Expectation | null = null) {
    const weights = Float64Array.from(start);
    if (weights.length === 0 || !weights.every((weight) => weight > 0 && Number.isFinite(weight)))
      throw new Fault(`A tabular player starts from positive probabilities, not from [${weights.join(', ')}].`);
    if (expectation && expectation.data.length !== weights.length)
      throw new Fault(
        `p_data has ${expectation.data.length} outcomes and the tabular player ${weights.length}: give as many.`,
      );
    super(weights.map(Math.log), expectation);
    this.#mean = new Float64Array(weights.length);
    this.#square = new Float64Array(weights.length);
  }

  gradient(objective: Objective): void {
    const { slopes, weights, ...evaluation } = this.#evaluate(objective);
    const total = sum(slopes);
    const gradient = this.probabilities().map((p, k) => slopes[k] - p * total);
    const gradNorm = Math.hypot(...gradient);
    const tensors = [{ name: 'logits', norm: gradNorm }];
    this.#pending = { report: { ...evaluation, gradNorm, weights, tensors }, gradient };
  }

  async measure(maxGradNorm: number): Promise<GradientReport> {
    if (!this.#pending) throw new Error('gradient() comes before measure()');
    const { report } = this.#pending;
    return { ...report, scale: clipScale(report.gradNorm, maxGradNorm) };
  }

  async update(rule: UpdateRule): Promise<StepReport> {
    if (!this.#pending) throw new Error('gradient() comes before update()');
    const { report, gradient } = this.#pending;
    this.#pending = null;
    const scale = clipScale(report.gradNorm, rule.maxGradNorm);
    this.#descend(
      rule,
      gradient.map((g) => g * scale),
    );
    return report;
  }

  async evaluate(objective: Objective): Promise<Evaluation> {
    const { slopes, weights, ...evaluation } = this.#evaluate(objective);
    return evaluation;
  }

  /** The evaluation, and the loss's derivatives with respect to the sequences' log-probs and to the outcomes' [K]. */
  #evaluate(objective: Objective) {
    const logps = logSoftmax(this.logits);
    const terms = objective.type === 'pair' ? this.#pairTerms(objective, logps) : this.#nllTerms(objective, logps);
    const mass = sum(terms.map(({ weight }) => weight));
    const slopes = new Float64Array(logps.length);
    for (const { weight, outcomes } of terms)
      for (const [outcome, slope] of outcomes) slopes[outcome] += (weight / mass) * slope;
    const loss = sum(terms.map(({ weight, value }) => weight * value)) / mass;
    if (!Number.isFinite(loss))
      throw new Fault(`Training diverged: the loss is ${loss}; lower the learning rate or β and start again.`);
    return {
      loss,
      sequenceLogps: Float32Array.from(terms.flatMap(({ outcomes }) => outcomes.map(([outcome]) => logps[outcome]))),
      pairs:
        objective.type === 'pair'
          ? {
              losses: Float32Array.from(terms, ({ value }) => value),
              margins: Float32Array.from(terms, ({ margin }) => margin),
            }
          : null,
      weights: Float32Array.from(
        terms.flatMap(({ weight, outcomes }) => outcomes.map(([, slope]) => (weight / mass) * slope)),
      ),
      slopes,
    };
  }

  #pairTerms({ pairs, loss, beta, labelSmoothing }: Extract<Objective, { type: 'pair' }>, logps: Float64Array): Term[] {
    return pairs.map((pair) => {
      const [y, y2] = [this.outcome(pair.chosen), this.outcome(pair.rejected)];
      const [r, r2] = [logps[y] - pair.referenceChosen, logps[y2] - pair.referenceRejected];
      const { value, chosen, rejected } = pairTerm(loss, r, r2, beta, labelSmoothing);
      const weight = this.expectation
        ? this.expectation.data[y] * Math.exp(pair.referenceRejected / this.expectation.temperature)
        : 1;
      const outcomes: Term['outcomes'] = [
        [y, chosen],
        [y2, rejected],
      ];
      return { weight, value, margin: beta * (r - r2), outcomes };
    });
  }

  #nllTerms({ sequences }: Extract<Objective, { type: 'nll' }>, logps: Float64Array): Term[] {
    return sequences.map(({ response }) => {
      const y = this.outcome(response);
      return { weight: this.expectation?.data[y] ?? 1, value: -logps[y], margin: 0, outcomes: [[y, -1]] };
    });
  }

  /** torch.optim's AdamW, RMSprop and SGD. */
  #descend({ optimizer, learningRate, beta1, beta2, epsilon, weightDecay }: UpdateRule, gradient: Float64Array): void {
    const { logits } = this;
    const [mean, square] = [this.#mean, this.#square];
    this.#step++;
    const corrections = [1 - beta1 ** this.#step, Math.sqrt(1 - beta2 ** this.#step)];
    for (let k = 0; k < logits.length; k++) {
      if (optimizer === 'adamw') logits[k] -= learningRate * weightDecay * logits[k];
      const g = optimizer === 'adamw' ? gradient[k] : gradient[k] + weightDecay * logits[k];
      mean[k] = beta1 * mean[k] + (1 - beta1) * g;
      square[k] = beta2 * square[k] + (1 - beta2) * g * g;
      const directions = {
        adamw: mean[k] / corrections[0] / (Math.sqrt(square[k]) / corrections[1] + epsilon),
        rmsprop: g / (Math.sqrt(square[k]) + epsilon),
        sgd: g,
      };
      logits[k] -= learningRate * directions[optimizer];
    }
  }

  resetOptimizer(): void {
    this.#mean.fill(0);
    this.#square.fill(0);
    this.#step = 0;
  }

  snapshot(): FrozenTable {
    return new FrozenTable(this.logits.slice(), this.expectation);
  }

  restore(snapshot: Snapshot): void {
    if (!(snapshot instanceof FrozenTable) || snapshot.logits.length !== this.logits.length)
      throw new Error('a player restores snapshots of its own');
    this.logits.set(snapshot.logits);
    this.resetOptimizer();
  }
}

/** What a gradient of this norm is scaled by, as the clip kernel has it. */
const clipScale = (norm: number, maxGradNorm: number): number =>
  maxGradNorm > 0 ? Math.min(1, maxGradNorm / (norm + 1e-6)) : 1;

/** One pair or sequence: its weight, its loss, its margin (0 for a sequence), and the loss's derivatives with respect to its outcomes' log-probs. */
interface Term {
  weight: number;
  value: number;
  margin: number;
  outcomes: [outcome: number, slope: number][];
}

/** The outcomes in turn. */
function enumerate(expectation: Expectation, { temperature, topK, topP }: Sampling, outcomes: number) {
  if (temperature !== expectation.temperature || topK > 0 || topP < 1)
    throw new Fault(
      `This tabular player expects over rollouts at temperature ${expectation.temperature}, unfiltered: set temperature to that, top_k to 0 and top_p to 1.`,
    );
  return (row: number): number => row % outcomes;
}
