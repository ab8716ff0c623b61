import type { Gpu, Part, Recorder } from '../gpu/gpu.ts';
import { clip } from '../kernels/clip.ts';
import { type Optimizer, optimizer } from '../kernels/optimizer.ts';
import { pairLoss } from '../kernels/pair_loss.ts';
import type { PairLoss } from '../kernels/pair_losses.ts';
import { squarePartials, squareSum } from '../kernels/square_sum.ts';
import { cut, type Packed, pack, type Sequence } from './batch.ts';
import { Activations, type Capacity, DeviceBatch, grown, needOf, Records } from './buffers.ts';
import { elements, tensorSpecs } from './config.ts';
import type { Decoder, Tensors } from './decoder.ts';
import { emptyTensors } from './weights.ts';

/** A pair to learn from: `chosen` (SPIN: real) against `rejected` (SPIN: generated), with the reference's summed log-probs in nats. */
export interface Pair {
  prompt: readonly number[];
  chosen: readonly number[];
  rejected: readonly number[];
  referenceChosen: number;
  referenceRejected: number;
}

/** What is to be minimised: the mean loss over pairs, or the mean NLL over all response tokens (nats). */
export type Objective =
  | { type: 'pair'; pairs: readonly Pair[]; loss: PairLoss; beta: number; labelSmoothing: number }
  | { type: 'nll'; sequences: readonly Sequence[] };

/** torch.optim's AdamW, RMSprop (beta2 is its alpha) and SGD (no momentum); gradients are clipped first. */
export interface UpdateRule {
  optimizer: Optimizer;
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  /** Gradients are scaled down to this L2 norm; 0 leaves them alone. */
  maxGradNorm: number;
}

/** What the objective comes to as the weights are. */
export interface Evaluation {
  /** Mean over pairs, or over response tokens for NLL (nats). */
  loss: number;
  /** Summed log-probs in nats, in batch order: for pairs chosen then rejected of each. */
  sequenceLogps: Float32Array;
  /** Of each pair: its loss, and β times the difference of its log-ratios (nats); null for NLL. */
  pairs: { losses: Float32Array; margins: Float32Array } | null;
}

export interface StepReport extends Evaluation {
  /** L2 norm of the gradient before clipping. */
  gradNorm: number;
}

/** A gradient before it changes any weight. */
export interface GradientReport extends StepReport {
  /** What clipping scales the gradient by. */
  scale: number;
  /** ∂loss/∂(summed log-prob) of each sequence, in batch order. */
  weights: Float32Array;
  /** L2 norm of each tensor's gradient, by Hugging Face name. */
  tensors: { name: string; norm: number }[];
}

/** Gradients, optimizer state and the buffers of a training step over one set of weights. */
export class Trainer {
  readonly #gpu: Gpu;
  readonly #decoder: Decoder;
  readonly #weights: Tensors;
  readonly #gradients: Tensors;
  readonly #square: Tensors;
  #mean: Tensors | null = null;
  #step = 0;
  readonly #tensorRecords: Records;
  readonly #rule: GPUBuffer;
  readonly #clip: GPUBuffer;
  readonly #squares: GPUBuffer;
  readonly #squareCount: number;
  readonly #batches: DeviceBatch[] = [];
  #activations: Activations | null = null;
  #recorded: { recorder: Recorder; objective: Objective; batches: DeviceBatch[] } | null = null;
  /** Of the gradients that `measure` submitted and no update has used yet. */
  #measured: StepReport | null = null;

  constructor(gpu: Gpu, decoder: Decoder, weights: Tensors) {
    const { config } = decoder;
    const sizes = tensorSpecs(config).map(({ shape }) => elements(shape));
    this.#gpu = gpu;
    this.#decoder = decoder;
    this.#weights = weights;
    this.#gradients = emptyTensors(gpu, config, 'gradient');
    this.#square = emptyTensors(gpu, config, 'mean square');
    this.#tensorRecords = new Records(gpu, 'tensor sizes', sizes.length);
    let offset = 0;
    this.#tensorRecords.write(
      sizes.map((size) => {
        const record = [size, offset, squarePartials(size)];
        offset += squarePartials(size);
        return record;
      }),
    );
    this.#squareCount = offset;
    this.#squares = gpu.buffer('partial sums of squares', offset * 4);
    this.#rule = gpu.uniform('update rule', 32);
    this.#clip = gpu.buffer('clip', 8);
  }

  get gradients(): Tensors {
    return this.#gradients;
  }

  /**
   * Records forward, loss and backward over the objective, in micro-batches of at most `rows` pairs or sequences. Without
   * `sharing` a prompt is computed for each of its responses: the same gradient for more work.
   */
  gradient(objective: Objective, rows = Number.POSITIVE_INFINITY, sharing = true): void {
    this.#measured = null;
    const recorder = this.#gpu.record();
    for (const gradient of this.#gradients.values()) recorder.clear(gradient);
    const packed = packedParts(objective, rows, sharing);
    const batches = this.#forward(recorder, objective, packed, (batch) =>
      this.#decoder.backward(recorder, this.#weights, this.#gradients, batch, this.#activations!),
    );
    this.#recorded = { recorder, objective, batches };
  }

  /** The loss alone. */
  async evaluate(objective: Objective, rows = Number.POSITIVE_INFINITY): Promise<Evaluation> {
    const recorder = this.#gpu.record();
    const batches = this.#forward(recorder, objective, packedParts(objective, rows), () => {});
    const { evaluation } = await this.#submit(recorder, objective, batches);
    return evaluation;
  }

  /** Forward and loss of each micro-batch; `then` records what follows while its activations stand. */
  #forward(
    r: Recorder,
    objective: Objective,
    parts: readonly PackedPart[],
    then: (batch: DeviceBatch) => void,
  ): DeviceBatch[] {
    if (this.#recorded) throw new Error('the recorded gradient comes first: update() or measure()');
    // Before anything is recorded: buffers that a recording uses must not be replaced.
    for (const { packed } of parts) {
      this.#decoder.reach(packed.longest);
      this.#reserve(needOf(packed));
    }
    return parts.map(({ part, packed }, index) => {
      const batch = this.#upload(part, packed, objective, index);
      this.#decoder.score(r, this.#weights, batch, this.#activations!);
      if (part.type === 'pair')
        pairLoss(r, {
          size: batch.size.pairs,
          count: batch.count.rows / 2,
          kind: part.loss,
          ...{ knobs: batch.knobs, rows: batch.rows, sequence: batch.sequence },
          ...{ reference: batch.reference, weight: batch.weight, loss: batch.loss, margin: batch.margin },
        });
      then(batch);
      return batch;
    });
  }

  #reserve(need: Capacity): void {
    const room = grown(this.#activations?.room, need);
    if (!room) return;
    this.#gpu.release(this.#activations?.buffers ?? []);
    this.#activations = null; // should the new ones not fit, the old ones are gone all the same
    this.#activations = new Activations(this.#gpu, this.#decoder.config, room, true);
  }

  /** Fills the `index`-th batch of a step, which grows where it is too small. */
  #upload(part: Objective, packed: Packed, whole: Objective, index: number): DeviceBatch {
    const room = grown(this.#batches[index]?.room, needOf(packed));
    if (room) {
      this.#gpu.release(this.#batches[index]?.buffers ?? []);
      delete this.#batches[index];
      this.#batches[index] = new DeviceBatch(this.#gpu, room, this.#decoder.config.vocabSize);
    }
    const batch = this.#batches[index];
    batch.upload(packed, true);
    if (part.type === 'pair') {
      const reference = part.pairs.flatMap((pair) => [pair.referenceChosen, pair.referenceRejected]);
      this.#gpu.write(batch.reference, Float32Array.from(reference));
      this.#gpu.write(batch.knobs, Float32Array.of(part.beta, part.labelSmoothing, 1 / itemsOf(whole), 0));
    } else {
      this.#gpu.write(batch.weight, new Float32Array(part.sequences.length).fill(-1 / responseTokens(whole)));
    }
    return batch;
  }

  /**
   * Records clipping and the optimizer after the last `gradient`, submits what is not yet, and reads the step's numbers back.
   * After `measure` the gradients are there already, and the update is all that is submitted.
   */
  async update(rule: UpdateRule): Promise<StepReport> {
    if (this.#measured) {
      const report = this.#measured;
      this.#measured = null;
      const recorder = this.#gpu.record();
      this.#recordUpdate(recorder, rule);
      const done = recorder.read({ buffer: this.#clip, bytes: 8 });
      recorder.submit();
      await done();
      return report;
    }
    const { recorder, objective, batches } = this.#take();
    this.#recordUpdate(recorder, rule);
    const { evaluation, clipped } = await this.#submit(recorder, objective, batches);
    return { ...evaluation, gradNorm: clipped[1] };
  }

  /** Submits the last `gradient` alone: no weight changes before `update`. `maxGradNorm` as in its rule. */
  async measure(maxGradNorm = 0): Promise<GradientReport> {
    const { recorder, objective, batches } = this.#take();
    this.#gpu.write(this.#rule, Float32Array.of(0, 0, 0, 0, 0, 0, 0, maxGradNorm));
    this.#recordNorm(recorder);
    const { evaluation, clipped, rest } = await this.#submit(recorder, objective, batches, [
      { buffer: this.#squares, bytes: this.#squareCount * 4 },
      ...batches.map((batch) => ({ buffer: batch.weight, bytes: batch.count.rows * 4 })),
    ]);
    const [squares, ...weights] = rest;
    const report = { ...evaluation, gradNorm: clipped[1] };
    this.#measured = report;
    return { ...report, scale: clipped[0], weights: joined(weights), tensors: this.#tensorNorms(squares) };
  }

  #tensorNorms(squares: Float32Array): GradientReport['tensors'] {
    const specs = tensorSpecs(this.#decoder.config);
    const parts = cut(
      squares,
      specs.map(({ shape }) => squarePartials(elements(shape))),
    );
    return specs.map(({ name }, i) => ({ name, norm: Math.sqrt(total(parts[i])) }));
  }

  #take() {
    const recorded = this.#recorded;
    if (!recorded) throw new Error('gradient() comes before update()');
    this.#recorded = null;
    return recorded;
  }

  #recordNorm(r: Recorder): void {
    tensorSpecs(this.#decoder.config).forEach(({ name, shape }, i) => {
      const gradient = this.#gradients.get(name)!;
      squareSum(r, {
        ...{ tensor: this.#tensorRecords.at(i), gradient },
        partials: this.#squares,
        elements: elements(shape),
      });
    });
    clip(r, { rule: this.#rule, partials: this.#squares, clip: this.#clip, count: this.#squareCount });
  }

  #recordUpdate(r: Recorder, rule: UpdateRule): void {
    this.#step++;
    const { learningRate, beta1, beta2, epsilon, weightDecay, maxGradNorm } = rule;
    const corrections = [1 - beta1 ** this.#step, Math.sqrt(1 - beta2 ** this.#step)];
    this.#gpu.write(
      this.#rule,
      Float32Array.of(learningRate, beta1, beta2, epsilon, weightDecay, ...corrections, maxGradNorm),
    );
    this.#recordNorm(r);
    const { config } = this.#decoder;
    if (rule.optimizer === 'adamw') this.#mean ??= emptyTensors(this.#gpu, config, 'mean');
    tensorSpecs(config).forEach(({ name, shape }, i) => {
      optimizer(r, {
        ...{ tensor: this.#tensorRecords.at(i), rule: this.#rule, clip: this.#clip },
        gradient: this.#gradients.get(name)!,
        parameter: this.#weights.get(name)!,
        kind: rule.optimizer,
        square: this.#square.get(name)!,
        mean: this.#mean?.get(name),
        elements: elements(shape),
      });
    });
  }

  /** Also reads `beside` back. */
  async #submit(
    recorder: Recorder,
    objective: Objective,
    batches: readonly DeviceBatch[],
    beside: readonly Part[] = [],
  ): Promise<{ evaluation: Evaluation; clipped: Float32Array; rest: Float32Array[] }> {
    const pairs = objective.type === 'pair';
    const result = recorder.read(
      { buffer: this.#clip, bytes: 8 },
      ...batches.map((batch) => ({ buffer: batch.sequence, bytes: batch.count.rows * 4 })),
      ...batches.map((batch) => ({ buffer: batch.loss, bytes: pairs ? batch.count.rows * 2 : 0 })),
      ...batches.map((batch) => ({ buffer: batch.margin, bytes: pairs ? batch.count.rows * 2 : 0 })),
      ...beside,
    );
    recorder.submit();
    const [clipped, ...parts] = (await result()).map((part) => new Float32Array(part));
    const of = (kind: number) => joined(parts.slice(kind * batches.length, (kind + 1) * batches.length));
    const [sequenceLogps, losses, margins] = [of(0), of(1), of(2)];
    const loss =
      objective.type === 'pair'
        ? total(losses) / objective.pairs.length
        : -total(sequenceLogps) / responseTokens(objective);
    const evaluation = { loss, sequenceLogps, pairs: pairs ? { losses, margins } : null };
    return { evaluation, clipped, rest: parts.slice(3 * batches.length) };
  }

  /** Forgets the moments and the step count. */
  reset(): void {
    this.#step = 0;
    this.#measured = null;
    const r = this.#gpu.record();
    for (const buffer of [...this.#square.values(), ...(this.#mean?.values() ?? [])]) r.clear(buffer);
    r.submit();
  }

  /** Frees batches and activations, unless a recorded gradient waits in them. */
  vacate(): boolean {
    if (this.#recorded) return false;
    this.#gpu.release(this.#roomBuffers);
    this.#batches.length = 0;
    this.#activations = null;
    return true;
  }

  get #roomBuffers(): GPUBuffer[] {
    return [...this.#batches.flatMap((batch) => batch.buffers), ...(this.#activations?.buffers ?? [])];
  }

  get buffers(): GPUBuffer[] {
    return [
      ...[this.#gradients, this.#square, this.#mean ?? new Map<string, GPUBuffer>()].flatMap((t) => [...t.values()]),
      ...[this.#tensorRecords.buffer, this.#rule, this.#clip, this.#squares],
      ...this.#roomBuffers,
    ];
  }
}

const joined = (parts: readonly Float32Array[]): Float32Array => Float32Array.from(parts.flatMap((part) => [...part]));

const total = (values: Float32Array): number => [...values].reduce((sum, value) => sum + value, 0);

const itemsOf = (objective: Objective): number =>
  objective.type === 'pair' ? objective.pairs.length : objective.sequences.length;

/** In batch order: for pairs chosen then rejected of each. */
const sequencesOf = (objective: Objective): readonly Sequence[] =>
  objective.type === 'nll'
    ? objective.sequences
    : objective.pairs.flatMap(({ prompt, chosen, rejected }) => [
        { prompt, response: chosen },
        { prompt, response: rejected },
      ]);

/** A micro-batch, and how it is laid out. */
interface PackedPart {
  part: Objective;
  packed: Packed;
}

const packedParts = (objective: Objective, rows: number, sharing = true): PackedPart[] =>
  split(objective, rows).map((part) => ({ part, packed: pack(sequencesOf(part), sharing) }));

/** The objective over runs of at most `rows` of its items. */
function split(objective: Objective, rows: number): Objective[] {
  const parts: Objective[] = [];
  for (let first = 0; first < itemsOf(objective); first += rows)
    parts.push(
      objective.type === 'pair'
        ? { ...objective, pairs: objective.pairs.slice(first, first + rows) }
        : { ...objective, sequences: objective.sequences.slice(first, first + rows) },
    );
  return parts;
}

/** At least 1, so that a batch of empty responses has loss 0 and not NaN. */
const responseTokens = (objective: Objective): number =>
  Math.max(
    1,
    sequencesOf(objective).reduce((sum, { response }) => sum + response.length, 0),
  );
