import { init, jit, lax, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { inputLength, type Sequence } from '../../model/batch.ts';
import { type DecoderConfig, elements, tensorSpecs } from '../../model/config.ts';
import { rotaryTurns } from '../../model/rope.ts';
import type { Pair, UpdateRule } from '../../model/trainer.ts';

// The pair-training step of src/model/trainer.ts as one would write it with jax-js: forward, gradient, clipping and AdamW
// are one jitted function. Every use of an array but its last is a `.ref`: jax-js counts references.

export type JaxDevice = 'webgpu' | 'wasm';

export interface JaxStep {
  /** One step on the pairs; the loss before it (nats), once all work is finished on the device. */
  step(): Promise<number>;
  release(): void;
}

type Layer = {
  inputNorm: np.Array;
  /** [(heads + 2·kvHeads)·headDim, W]: queries, keys, values. */
  qkv: np.Array;
  output: np.Array;
  postNorm: np.Array;
  /** [2·intermediate, W]: gate, up. */
  gateUp: np.Array;
  down: np.Array;
};

/** `head` is empty where the embedding serves. */
type Weights = { embedding: np.Array; layers: Layer[]; norm: np.Array; head: np.Array[] };

type State = { weights: Weights; mean: Weights; square: Weights };

type Batch = {
  /** Ids [rows, T]: the chosen responses' rows, then those of the rejected. */
  tokens: np.Array;
  /** Ids [rows, P]: what the last P inputs of a row predict. */
  targets: np.Array;
  /** [rows, P]: 1 where a target is a response token, else 0. */
  counted: np.Array;
  /** Nats [rows]. */
  reference: np.Array;
  /** Ids [vocabulary]. */
  vocabulary: np.Array;
  /** [T, 1, 2, headDim/2]. */
  cosines: np.Array;
  /** [T, 1, 2, headDim/2], those of the first half negative. */
  sines: np.Array;
  /** [T, T]: 0 where a query sees a key. */
  causal: np.Array;
};

/** Opens the step. jax-js holds one WebGPU device for the whole process or page: the first that `navigator.gpu` gave it. */
export async function openJaxStep(o: {
  device: JaxDevice;
  config: DecoderConfig;
  tensors: ReadonlyMap<string, Float32Array>;
  pairs: readonly Pair[];
  beta: number;
  rule: UpdateRule;
}): Promise<JaxStep> {
  const { device, rule } = o;
  if (rule.optimizer !== 'adamw') throw new Error('the jax-js step knows AdamW only');
  await openDevice(device);
  const batch = batchOf(o.pairs, o.config, device);
  let state = stateOf(o.config, o.tensors, device);
  const run = jit(trainingStep(o.config, o.beta, rule));
  let steps = 0;
  return {
    async step() {
      steps++;
      const corrections = Float32Array.of(1 - rule.beta1 ** steps, Math.sqrt(1 - rule.beta2 ** steps));
      const next = run(state, tree.ref(batch), np.array(corrections, { device }));
      state = next.state;
      // All kernels of the jitted function are submitted together, so the loss is here when the weights are.
      const [loss] = await next.loss.data();
      return loss;
    },
    release() {
      tree.dispose(state);
      tree.dispose(batch);
      run.dispose();
    },
  };
}

/** jax-js asks for a core adapter only; asked for compatibility level, an older device gives one too. */
async function openDevice(device: JaxDevice): Promise<void> {
  if (device === 'wasm') {
    await init(device);
    return;
  }
  const { gpu } = navigator;
  const request = gpu.requestAdapter;
  gpu.requestAdapter = (options) => request.call(gpu, { ...options, featureLevel: 'compatibility' });
  const opened = await init(device);
  gpu.requestAdapter = request;
  if (!opened.includes(device)) throw new Error('jax-js found no WebGPU device');
}

function stateOf(config: DecoderConfig, tensors: ReadonlyMap<string, Float32Array>, device: JaxDevice): State {
  const shapes = new Map(tensorSpecs(config).map(({ name, shape }) => [name, shape]));
  /** Tensors laid under one another; all zeros for the moments. */
  const join = (names: readonly string[], zero: boolean): np.Array => {
    const [first] = names.map((name) => shapes.get(name)!);
    const size = names.reduce((sum, name) => sum + elements(shapes.get(name)!), 0);
    const data = new Float32Array(size);
    let at = 0;
    for (const name of zero ? [] : names) {
      data.set(tensors.get(name)!, at);
      at += elements(shapes.get(name)!);
    }
    return np.array(data, { shape: [size / elements(first.slice(1)), ...first.slice(1)], device });
  };
  const weights = (zero = false): Weights => ({
    embedding: join(['model.embed_tokens.weight'], zero),
    layers: Array.from({ length: config.layers }, (_, i) => {
      const of = (...names: string[]) =>
        join(
          names.map((name) => `model.layers.${i}.${name}.weight`),
          zero,
        );
      return {
        inputNorm: of('input_layernorm'),
        qkv: of('self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'),
        output: of('self_attn.o_proj'),
        postNorm: of('post_attention_layernorm'),
        gateUp: of('mlp.gate_proj', 'mlp.up_proj'),
        down: of('mlp.down_proj'),
      };
    }),
    norm: join(['model.norm.weight'], zero),
    head: config.tieWordEmbeddings ? [] : [join(['lm_head.weight'], zero)],
  });
  return { weights: weights(), mean: weights(true), square: weights(true) };
}

/** Pads on the right, where causal attention lets nobody look. */
function batchOf(pairs: readonly Pair[], config: DecoderConfig, device: JaxDevice): Batch {
  const side = (of: 'chosen' | 'rejected'): Sequence[] => pairs.map((p) => ({ prompt: p.prompt, response: p[of] }));
  const sequences = [...side('chosen'), ...side('rejected')];
  const rows = sequences.length;
  const length = Math.max(...sequences.map(inputLength));
  const first = Math.min(...sequences.map(({ prompt }) => prompt.length)) - 1;
  const places = length - first;
  const tokens = new Int32Array(rows * length);
  const targets = new Int32Array(rows * places);
  const counted = new Float32Array(rows * places);
  sequences.forEach((sequence, row) => {
    const { prompt, response } = sequence;
    tokens.set([...prompt, ...response].slice(0, inputLength(sequence)), row * length);
    const start = row * places + prompt.length - 1 - first;
    targets.set(response, start);
    counted.fill(1, start, start + response.length);
  });

  const half = config.headDim / 2;
  const turns = rotaryTurns(config, length);
  const cosines = new Float32Array(length * config.headDim);
  const sines = new Float32Array(length * config.headDim);
  for (let i = 0; i < length * half; i++) {
    const at = i + Math.floor(i / half) * half;
    const [cosine, sine] = [turns[2 * i], turns[2 * i + 1]];
    cosines.set([cosine], at);
    cosines.set([cosine], at + half);
    sines.set([-sine], at);
    sines.set([sine], at + half);
  }
  const causal = Float32Array.from({ length: length ** 2 }, (_, i) => (i % length <= i / length ? 0 : -1e30));
  const reference = [...pairs.map((p) => p.referenceChosen), ...pairs.map((p) => p.referenceRejected)];
  return {
    tokens: np.array(tokens, { shape: [rows, length], device }),
    targets: np.array(targets, { shape: [rows, places], device }),
    counted: np.array(counted, { shape: [rows, places], device }),
    reference: np.array(Float32Array.from(reference), { device }),
    vocabulary: np.array(
      Int32Array.from({ length: config.vocabSize }, (_, id) => id),
      { device },
    ),
    cosines: np.array(cosines, { shape: [length, 1, 2, half], device }),
    sines: np.array(sines, { shape: [length, 1, 2, half], device }),
    causal: np.array(causal, { shape: [length, length], device }),
  };
}

/** `corrections` [2]: 1 − β₁ᵗ and √(1 − β₂ᵗ). */
function trainingStep(config: DecoderConfig, beta: number, rule: UpdateRule) {
  const differentiate = valueAndGrad((weights: Weights, batch: Batch) => pairLoss(weights, batch, config, beta));
  return ({ weights, mean, square }: State, batch: Batch, corrections: np.Array) => {
    const [loss, gradient] = differentiate(tree.ref(weights), batch);
    const state = adamw({ weights, mean, square }, clipped(gradient, rule.maxGradNorm), rule, corrections);
    return { loss, state };
  };
}

/** Mean of −log σ(β·(chosen's log-ratio − rejected's)). */
function pairLoss(weights: Weights, batch: Batch, config: DecoderConfig, beta: number): np.Array {
  const { targets, counted, reference, vocabulary, ...inputs } = batch;
  const logits = decode(weights, inputs, targets.shape[1], config);
  const hit = np.equal(np.expandDims(targets, -1), vocabulary);
  const logp = np.where(hit, logits.ref, 0).sum(-1).sub(nn.logsumexp(logits, -1));
  const ratios = logp.mul(counted).sum(-1).sub(reference);
  const [chosen, rejected] = np.split(ratios, 2);
  return nn.softplus(rejected.sub(chosen).mul(beta)).mean();
}

/** Logits [rows, places, vocabulary] of the last `places` inputs of each row. */
function decode(
  weights: Weights,
  { tokens, cosines, sines, causal }: Pick<Batch, 'tokens' | 'cosines' | 'sines' | 'causal'>,
  places: number,
  config: DecoderConfig,
): np.Array {
  const { heads, kvHeads, headDim, rmsNormEps } = config;
  const [rows, length] = tokens.shape;
  const [qWidth, kvWidth] = [heads * headDim, kvHeads * headDim];
  const split = (x: np.Array, count: number) => x.reshape([rows, length, count, headDim]);
  const turn = (x: np.Array) => rotated(x, cosines.ref, sines.ref);
  const [head] = weights.head.length > 0 ? weights.head : [weights.embedding.ref];

  let x = np.take(weights.embedding, tokens, 0);
  for (const layer of weights.layers) {
    const qkv = linear(rmsNorm(x.ref, layer.inputNorm, rmsNormEps), layer.qkv);
    const [q, k, v] = np.split(qkv, [qWidth, qWidth + kvWidth], -1);
    const attended = attention(turn(split(q, heads)), turn(split(k, kvHeads)), split(v, kvHeads), causal.ref);
    x = x.add(linear(attended, layer.output));
    const gateUp = linear(rmsNorm(x.ref, layer.postNorm, rmsNormEps), layer.gateUp);
    const [gate, up] = np.split(gateUp, 2, -1);
    x = x.add(linear(nn.silu(gate).mul(up), layer.down));
  }
  for (const shared of [cosines, sines, causal]) shared.dispose();
  return linear(rmsNorm(x.slice([], [length - places]), weights.norm, rmsNormEps), head);
}

/** x [..., K] by weight [N, K]. */
const linear = (x: np.Array, weight: np.Array): np.Array =>
  lax.dot(x, weight, { lhsContractingDims: [-1], rhsContractingDims: [-1] });

function rmsNorm(x: np.Array, weight: np.Array, eps: number): np.Array {
  const meanSquare = np.square(x.ref).mean(-1, { keepdims: true });
  return x.mul(np.reciprocal(np.sqrt(meanSquare.add(eps)))).mul(weight);
}

/** Hugging Face's rotate_half on [rows, T, heads, headDim]: a flip of the halves is a view to jax-js, a concatenation is not. */
function rotated(x: np.Array, cosines: np.Array, sines: np.Array): np.Array {
  const { shape } = x;
  const halves = x.reshape([...shape.slice(0, 3), 2, shape[3] / 2]);
  return halves.ref.mul(cosines).add(np.flip(halves, -2).mul(sines)).reshape(shape);
}

/** q [rows, T, heads, headDim], k and v [rows, T, kvHeads, headDim] → [rows, T, heads·headDim]. */
function attention(q: np.Array, k: np.Array, v: np.Array, causal: np.Array): np.Array {
  const [rows, length, heads, headDim] = q.shape;
  const kvHeads = k.shape[2];
  const byHead = (x: np.Array, group: number) =>
    x.reshape([rows, length, kvHeads, group, headDim]).transpose([0, 2, 3, 1, 4]);
  const keys = np.matrixTranspose(byHead(k, 1));
  const scores = np.matmul(byHead(q, heads / kvHeads), keys).mul(1 / Math.sqrt(headDim));
  const attended = np.matmul(nn.softmax(scores.add(causal), -1), byHead(v, 1));
  return attended.transpose([0, 3, 1, 2, 4]).reshape([rows, length, heads * headDim]);
}

/** Scales the gradient down to this L2 norm; 0 leaves it alone. */
function clipped(gradient: Weights, maxNorm: number): Weights {
  if (maxNorm === 0) return gradient;
  const squares = tree.leaves<np.Array>(gradient).map((g) => np.square(g.ref).sum());
  const norm = np.sqrt(squares.reduce((sum, square) => sum.add(square)));
  const scale = np.minimum(1, np.reciprocal(norm.add(1e-6)).mul(maxNorm));
  const result = tree.map((g: np.Array) => g.mul(scale.ref), gradient);
  scale.dispose();
  return result;
}

function adamw(old: State, gradient: Weights, rule: UpdateRule, corrections: np.Array): State {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = rule;
  const rate = np.reciprocal(corrections.ref.slice(0)).mul(learningRate);
  const root = np.reciprocal(corrections.slice(1));
  const mean = tree.map((m: np.Array, g: np.Array) => m.mul(beta1).add(g.ref.mul(1 - beta1)), old.mean, gradient);
  const square = tree.map(
    (s: np.Array, g: np.Array) => s.mul(beta2).add(np.square(g).mul(1 - beta2)),
    old.square,
    gradient,
  );
  const weights = tree.map(
    (p: np.Array, m: np.Array, s: np.Array) => {
      const step = m.ref.mul(rate.ref).div(np.sqrt(s.ref).mul(root.ref).add(epsilon));
      return p.mul(1 - learningRate * weightDecay).sub(step);
    },
    old.weights,
    mean,
    square,
  );
  rate.dispose();
  root.dispose();
  return { weights, mean, square };
}
