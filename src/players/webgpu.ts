import { Fault } from '../gpu/fault.ts';
import type { Gpu } from '../gpu/gpu.ts';
import type { Likeliest, Sequence } from '../model/batch.ts';
import type { DecoderConfig } from '../model/config.ts';
import { Decoder, type Tensors } from '../model/decoder.ts';
import { type Completion, Sampler, type Sampling } from '../model/sampler.ts';
import { Scorer } from '../model/scorer.ts';
import {
  type Evaluation,
  type GradientReport,
  type Objective,
  type StepReport,
  Trainer,
  type UpdateRule,
} from '../model/trainer.ts';
import { copyWeights, emptyTensors, readTensors, uploadWeights } from '../model/weights.ts';
import type { GenerationProgress, Learner, ScoreProgress, Snapshot } from './player.ts';

/** Who holds buffers only while it works. */
interface Room {
  /** False where work is under way in them. */
  vacate(): boolean;
}

/** One decoder on the GPU with the buffers its players share. */
class Engine {
  readonly decoder: Decoder;
  readonly scorer: Scorer;
  readonly sampler: Sampler;
  readonly #inside = new Set<Room>();

  constructor(
    readonly gpu: Gpu,
    config: DecoderConfig,
    readonly eosIds: readonly number[],
    /** Awaited before every inference, whose kernels are checked before its first. */
    readonly ready: () => Promise<void>,
  ) {
    this.decoder = new Decoder(gpu, config);
    this.scorer = new Scorer(gpu, this.decoder);
    this.sampler = new Sampler(gpu, this.decoder);
  }

  /**
   * Whoever samples, scores or trains has the room for it: what the others held is freed, so that rollouts and a reference
   * add nothing to the peak of training.
   */
  enter(worker: Room): void {
    for (const other of this.#inside) if (other !== worker && other.vacate()) this.#inside.delete(other);
    this.#inside.add(worker);
  }

  get buffers(): GPUBuffer[] {
    return [...this.decoder.buffers, ...this.scorer.buffers, ...this.sampler.buffers];
  }
}

/** A set of weights that samples and scores, until the last of those that hold it releases it. */
class FrozenPlayer implements Snapshot {
  readonly engine: Engine;
  readonly weights: Tensors;
  #holders = 1;

  constructor(engine: Engine, weights: Tensors) {
    this.engine = engine;
    this.weights = weights;
  }

  async *generate(
    prompts: readonly (readonly number[])[],
    sampling: Sampling,
    drafts: readonly (readonly number[])[] = [],
  ): AsyncGenerator<GenerationProgress, Completion[]> {
    const { sampler, eosIds } = this.engine;
    await this.engine.ready();
    this.engine.enter(sampler);
    let completions: Completion[] = [];
    for await (completions of sampler.generate(this.weights, prompts, sampling, eosIds, drafts)) {
      const finished = completions.filter((c) => c.finish === 'eos' || c.tokens.length >= sampling.maxNewTokens).length;
      yield { finished, rows: prompts.length, partial: completions };
    }
    return completions;
  }

  score(sequences: readonly Sequence[]): AsyncGenerator<ScoreProgress, Float32Array[]> {
    return this.#gathered((scorer) => scorer.score(this.weights, sequences), sequences.length);
  }

  likeliest(sequences: readonly Sequence[], count: number): AsyncGenerator<ScoreProgress, Likeliest[]> {
    return this.#gathered((scorer) => scorer.likeliest(this.weights, sequences, count), sequences.length);
  }

  weigh(
    prompts: readonly (readonly number[])[],
    options: readonly number[],
  ): AsyncGenerator<ScoreProgress, Float32Array[]> {
    return this.#gathered((scorer) => scorer.weigh(this.weights, prompts, options), prompts.length);
  }

  async *#gathered<T>(
    parts: (scorer: Scorer) => AsyncGenerator<T[]>,
    rows: number,
  ): AsyncGenerator<ScoreProgress, T[]> {
    const { scorer } = this.engine;
    await this.engine.ready();
    this.engine.enter(scorer);
    const all: T[] = [];
    for await (const part of parts(scorer)) {
      all.push(...part);
      yield { scored: all.length, rows };
    }
    return all;
  }

  get held(): boolean {
    return this.#holders > 0;
  }

  hold(): this {
    this.#holders++;
    return this;
  }

  release(): void {
    if (--this.#holders === 0) this.engine.gpu.release(this.weights.values());
  }
}

/** What a player is made from: every parameter by its Hugging Face name. */
export interface Model {
  config: DecoderConfig;
  tensors: ReadonlyMap<string, Float32Array>;
  eosIds: readonly number[];
}

/** The trainable player: a Llama decoder whose forward, backward, loss and optimizer all run in WGSL. */
export class WebGpuPlayer extends FrozenPlayer implements Learner {
  #made: Trainer | null = null;
  /** Holds the weights as they are now; null once they have changed. */
  #same: FrozenPlayer | null = null;

  /** `tensors` holds every parameter by its Hugging Face name. */
  constructor(
    gpu: Gpu,
    config: DecoderConfig,
    tensors: ReadonlyMap<string, Float32Array>,
    eosIds: readonly number[],
    ready = async () => {},
  ) {
    super(new Engine(gpu, config, eosIds, ready), uploadWeights(gpu, config, tensors));
  }

  /** A player on kernels that were checked on this device in the model's shapes; `say` is told which of them gave way. */
  static async open(gpu: Gpu, model: Model, say: (finding: string) => void): Promise<WebGpuPlayer> {
    const { checkKernels } = await import('../kernels/check.ts'); // with the first model, not with the page
    const check = async (use: 'training' | 'inference'): Promise<void> => {
      for (const finding of await checkKernels(gpu, model.config, use)) say(finding);
    };
    await check('training');
    return new WebGpuPlayer(gpu, model.config, model.tensors, model.eosIds, () => check('inference'));
  }

  /** Checks what inference runs on, which is else done before the first: whoever records the kernels in use wants to know now. */
  ready(): Promise<void> {
    return this.engine.ready();
  }

  /** Made when first needed: a player that only samples and scores holds no gradients. */
  get #trainer(): Trainer {
    this.#made ??= new Trainer(this.engine.gpu, this.engine.decoder, this.weights);
    this.engine.enter(this.#made);
    return this.#made;
  }

  gradient(objective: Objective, rows?: number, sharing?: boolean): void {
    this.#trainer.gradient(objective, rows, sharing);
  }

  async update(rule: UpdateRule): Promise<StepReport> {
    this.#same = null;
    const report = await this.#trainer.update(rule);
    return finite(report, report.loss, report.gradNorm);
  }

  async evaluate(objective: Objective, rows?: number): Promise<Evaluation> {
    const report = await this.#trainer.evaluate(objective, rows);
    return finite(report, report.loss);
  }

  measure(maxGradNorm = 0): Promise<GradientReport> {
    return this.#trainer.measure(maxGradNorm);
  }

  resetOptimizer(): void {
    this.#made?.reset();
  }

  snapshot(): Snapshot {
    if (this.#same?.held) return this.#same.hold();
    const { gpu, decoder } = this.engine;
    const copy = emptyTensors(gpu, decoder.config, 'snapshot');
    copyWeights(gpu, decoder.config, this.weights, copy);
    this.#same = new FrozenPlayer(this.engine, copy);
    return this.#same;
  }

  restore(snapshot: Snapshot): void {
    if (!(snapshot instanceof FrozenPlayer) || snapshot.engine !== this.engine)
      throw new Error('a player restores snapshots of its own');
    copyWeights(this.engine.gpu, this.engine.decoder.config, snapshot.weights, this.weights);
    this.#same = snapshot;
    this.resetOptimizer();
  }

  /** Takes other weights of the same shapes, and forgets the optimizer's state. */
  load(tensors: ReadonlyMap<string, Float32Array>): void {
    for (const [name, buffer] of this.weights) this.engine.gpu.write(buffer, tensors.get(name)!);
    this.#same = null;
    this.resetOptimizer();
  }

  /** The parameters by Hugging Face name. */
  tensors(): Promise<Map<string, Float32Array>> {
    return readTensors(this.engine.gpu, this.engine.decoder.config, this.weights);
  }

  /** The gradients of the last submitted `gradient`, by Hugging Face name. */
  gradients(): Promise<Map<string, Float32Array>> {
    return readTensors(this.engine.gpu, this.engine.decoder.config, this.#trainer.gradients);
  }

  /** Everything it holds on the GPU: weights, gradients, moments, activations, caches. */
  get buffers(): GPUBuffer[] {
    return [...this.engine.buffers, ...(this.#made?.buffers ?? []), ...this.weights.values()];
  }

  override release(): void {
    this.engine.gpu.release(this.buffers);
  }
}

/** Throws a Fault where training has diverged. */
function finite<T>(report: T, ...numbers: number[]): T {
  if (numbers.every(Number.isFinite)) return report;
  throw new Fault(
    `Training diverged: loss and gradient norm are ${numbers.join(' and ')}; lower the learning rate or β and start again.`,
  );
}
