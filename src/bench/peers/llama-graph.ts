import { type DecoderConfig, tensorSpecs } from '../../model/config.ts';
import { rotaryTurns } from '../../model/rope.ts';
import type { Attribute, OnnxGraph, OnnxNode, OnnxTensor, OnnxValue } from './onnx.ts';

const MICROSOFT = 'com.microsoft';
const INT32 = 6; // TensorProto.DataType

/**
 * The decoder as public models are exported for ONNX Runtime's WebGPU: fused attention with rotary embeddings and
 * cache, fused norms, logits of the last position alone, by the contract Transformers.js generates with. Attention counts
 * a row's keys and so takes no padding on the left; its head size is a multiple of 8. `tensors` by Hugging Face name.
 */
export function llamaGraph(c: DecoderConfig, tensors: ReadonlyMap<string, Float32Array>): OnnxGraph {
  const nodes: OnnxNode[] = [];
  const constants: OnnxTensor[] = [];
  const constant = (name: string, shape: readonly number[], data: OnnxTensor['data']): string => {
    constants.push({ name, shape, data });
    return name;
  };
  const node = (
    [output, ...others]: readonly string[],
    type: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, Attribute>>,
    domain?: string,
  ): string => {
    nodes.push({ type, inputs, outputs: [output, ...others], attributes, domain });
    return output;
  };
  const shapes = new Map(tensorSpecs(c).map(({ name, shape }) => [name, shape]));
  const weight = (name: string): string => constant(name, shapes.get(name)!, tensors.get(name)!);
  /** x · Wᵀ, the weights laid side by side: [.., K] → [.., sum of N]. */
  const project = (x: string, names: readonly string[], output: string): string => {
    const matrices = names.map((name) => tensors.get(name)!);
    const n = names.reduce((sum, name) => sum + shapes.get(name)![0], 0);
    const k = shapes.get(names[0])![1];
    return node([output], 'MatMul', [x, constant(`${output}.weight`, [k, n], sideBySide(matrices, k, n))]);
  };
  const epsilon = { float: c.rmsNormEps };
  /** Adds `delta` to the residual stream and normalises the sum. */
  const addNorm = (x: string, delta: string, name: string, outputs: readonly [normed: string, sum: string]): string =>
    node(
      [outputs[0], '', '', outputs[1]],
      'SkipSimplifiedLayerNormalization',
      [x, delta, weight(name)],
      { epsilon },
      MICROSOFT,
    );

  const one = constant('one', [1], BigInt64Array.of(1n));
  const keys = node(['keys'], 'ReduceSum', ['attention_mask', one], { keepdims: 0 });
  const lastKey = node(['last_key'], 'Cast', [node(['keys_before'], 'Sub', [keys, one])], { to: INT32 });
  const total = node(['total'], 'Cast', [node(['length'], 'Shape', ['attention_mask'], { start: 1 })], { to: INT32 });
  const turns = rotaryTurns(c, c.contextLength);
  const table = (name: string, part: 0 | 1): string =>
    constant(
      name,
      [c.contextLength, c.headDim / 2],
      turns.filter((_, i) => i % 2 === part),
    );
  const [cos, sin] = [table('cos', 0), table('sin', 1)];

  const embedding = weight('model.embed_tokens.weight');
  let x = node(['embedded'], 'Gather', [embedding, 'input_ids']);
  let delta = '';
  for (let i = 0; i < c.layers; i++) {
    const layer = `model.layers.${i}`;
    const first = `${layer}.input_layernorm.weight`;
    let normed = `${layer}.normed1`;
    if (i === 0) node([normed], 'SimplifiedLayerNormalization', [x, weight(first)], { axis: -1, epsilon });
    else {
      addNorm(x, delta, first, [normed, `${layer}.x1`]);
      x = `${layer}.x1`;
    }
    const qkv = ['q', 'k', 'v'].map((name) => `${layer}.self_attn.${name}_proj.weight`);
    const packed = project(normed, qkv, `${layer}.qkv`);
    const past = [`past_key_values.${i}.key`, `past_key_values.${i}.value`];
    const attended = node(
      [`${layer}.attended`, `present.${i}.key`, `present.${i}.value`],
      'GroupQueryAttention',
      [packed, '', '', ...past, lastKey, total, cos, sin],
      { num_heads: c.heads, kv_num_heads: c.kvHeads, do_rotary: 1 },
      MICROSOFT,
    );
    delta = project(attended, [`${layer}.self_attn.o_proj.weight`], `${layer}.delta1`);
    normed = addNorm(x, delta, `${layer}.post_attention_layernorm.weight`, [`${layer}.normed2`, `${layer}.x2`]);
    x = `${layer}.x2`;
    const gate = project(normed, [`${layer}.mlp.gate_proj.weight`], `${layer}.gate`);
    const up = project(normed, [`${layer}.mlp.up_proj.weight`], `${layer}.up`);
    const silu = node([`${layer}.silu`], 'Mul', [gate, node([`${layer}.sigmoid`], 'Sigmoid', [gate])]);
    const activated = node([`${layer}.activated`], 'Mul', [silu, up]);
    delta = project(activated, [`${layer}.mlp.down_proj.weight`], `${layer}.delta2`);
  }
  const minusOne = constant('minus_one', [1], BigInt64Array.of(-1n));
  const end = constant('end', [1], BigInt64Array.of(2n ** 31n - 1n));
  const last = (name: string): string => node([`${name}.last`], 'Slice', [name, minusOne, end, one]);
  const normed = addNorm(last(x), last(delta), 'model.norm.weight', ['normed', '']);
  project(normed, [c.tieWordEmbeddings ? embedding : 'lm_head.weight'], 'logits');
  return { name: 'llama', nodes, constants, ...interfaceOf(c) };
}

function interfaceOf(c: DecoderConfig): { inputs: OnnxValue[]; outputs: OnnxValue[] } {
  const cache = (when: 'past_key_values' | 'present', length: string): OnnxValue[] =>
    Array.from({ length: c.layers }, (_, i) =>
      ['key', 'value'].map(
        (side): OnnxValue => ({
          name: `${when}.${i}.${side}`,
          type: 'float32',
          shape: ['batch_size', c.kvHeads, length, c.headDim],
        }),
      ),
    ).flat();
  return {
    inputs: [
      { name: 'input_ids', type: 'int64', shape: ['batch_size', 'sequence_length'] },
      { name: 'attention_mask', type: 'int64', shape: ['batch_size', 'total_sequence_length'] },
      ...cache('past_key_values', 'past_sequence_length'),
    ],
    outputs: [
      { name: 'logits', type: 'float32', shape: ['batch_size', 1, c.vocabSize] },
      ...cache('present', 'total_sequence_length'),
    ],
  };
}

/** Matrices [N, K] as one [K, sum of N]: ONNX multiplies by [in, out], checkpoints hold [out, in]. */
function sideBySide(matrices: readonly Float32Array[], k: number, n: number): Float32Array {
  const result = new Float32Array(k * n);
  let column = 0;
  for (const matrix of matrices)
    for (let row = 0; row < matrix.length; row += k, column++)
      for (let i = 0; i < k; i++) result[i * n + column] = matrix[row + i];
  return result;
}
