import * as v from 'valibot';
import { Fault } from '../gpu/fault.ts';
import type { DecoderConfig, RopeScaling } from '../model/config.ts';
import { check, show } from './json.ts';

const count = v.pipe(
  v.number('a positive integer'),
  v.safeInteger('a positive integer'),
  v.minValue(1, 'a positive integer'),
);
const positive = v.pipe(
  v.number('a positive number'),
  v.finite('a positive number'),
  v.gtValue(0, 'a positive number'),
);
const only = <T extends string | number | boolean>(value: T) =>
  v.nullish(v.literal(value, `the only supported value, ${show(value)},`));

const ropeSchema = v.looseObject(
  {
    rope_type: v.nullish(v.string('a rope type')),
    type: v.nullish(v.string('a rope type')),
    rope_theta: v.nullish(positive),
    partial_rotary_factor: only(1),
    factor: v.nullish(positive),
    low_freq_factor: v.nullish(positive),
    high_freq_factor: v.nullish(positive),
    original_max_position_embeddings: v.nullish(count),
  },
  'an object of rope parameters',
);

/** config.json of the Llama family, with the defaults of transformers where it has any that fit every model. */
const configSchema = v.looseObject(
  {
    model_type: v.literal('llama', 'the only supported value, "llama",'),
    hidden_size: count,
    intermediate_size: count,
    num_hidden_layers: count,
    num_attention_heads: count,
    num_key_value_heads: v.nullish(count),
    head_dim: v.nullish(count),
    vocab_size: count,
    original_max_position_embeddings: v.nullish(count),
    max_position_embeddings: v.nullish(count, 2048),
    rms_norm_eps: v.nullish(positive, 1e-6),
    tie_word_embeddings: v.nullish(v.boolean('true or false'), false),
    rope_theta: v.nullish(positive),
    rope_scaling: v.nullish(ropeSchema),
    rope_parameters: v.nullish(ropeSchema),
    hidden_act: only('silu'),
    attention_bias: only(false),
    mlp_bias: only(false),
    pretraining_tp: only(1),
    partial_rotary_factor: only(1),
    quantization_config: v.nullish(v.never('nothing (quantized weights are not supported)')),
  },
  'an object',
);
type ConfigJson = v.InferOutput<typeof configSchema>;

/** Reads a parsed Hugging Face `config.json`; an unsupported, missing or contradictory field is a Fault that names it. */
export function parseDecoderConfig(json: unknown, file: string): DecoderConfig {
  const c = check(configSchema, json, file);
  const heads = c.num_attention_heads;
  const kvHeads = c.num_key_value_heads ?? heads;
  if (heads % kvHeads !== 0) {
    throw new Fault(
      `${file}: "num_key_value_heads" is ${kvHeads}, which does not divide the ${heads} attention heads.`,
    );
  }
  if (c.head_dim == null && c.hidden_size % heads !== 0) {
    throw new Fault(`${file}: "hidden_size" is ${c.hidden_size}, which the ${heads} attention heads do not divide.`);
  }
  const headDim = c.head_dim ?? c.hidden_size / heads;
  if (headDim % 2 !== 0) throw new Fault(`${file}: "head_dim" is ${headDim}; rotary embeddings need an even one.`);
  return {
    vocabSize: c.vocab_size,
    hiddenSize: c.hidden_size,
    intermediateSize: c.intermediate_size,
    layers: c.num_hidden_layers,
    heads,
    kvHeads,
    headDim,
    contextLength: c.max_position_embeddings,
    rmsNormEps: c.rms_norm_eps,
    ropeTheta: parseRopeTheta(c, file),
    ropeScaling: parseRopeScaling(c, file),
    tieWordEmbeddings: c.tie_word_embeddings,
  };
}

/** transformers 5 reads `rope_parameters.rope_theta`, 4 the one beside it: they must agree where both stand. */
function parseRopeTheta(c: ConfigJson, file: string): number {
  const thetas = [c.rope_theta, c.rope_scaling?.rope_theta, c.rope_parameters?.rope_theta].filter((t) => t != null);
  const [theta = 10_000] = thetas;
  if (thetas.some((other) => other !== theta)) {
    throw new Fault(`${file} gives "rope_theta" twice, as ${thetas.join(' and as ')}: the two must agree.`);
  }
  return theta;
}

/** `rope_scaling` (transformers 4) or `rope_parameters` (5): they must agree where both stand. */
function parseRopeScaling(c: ConfigJson, file: string): RopeScaling {
  const scaling = ropeOf('rope_scaling', c, file);
  const parameters = ropeOf('rope_parameters', c, file);
  if (scaling && parameters && JSON.stringify(scaling) !== JSON.stringify(parameters)) {
    throw new Fault(`${file}: "rope_scaling" and "rope_parameters" differ: they must agree, or one must go.`);
  }
  return scaling ?? parameters ?? { type: 'default' };
}

function ropeOf(field: 'rope_scaling' | 'rope_parameters', c: ConfigJson, file: string): RopeScaling | null {
  const rope = c[field];
  if (rope == null) return null;
  const where = `${file}: "${field}"`;
  const type = rope.rope_type ?? rope.type ?? 'default';
  if (rope.type != null && rope.type !== type) {
    throw new Fault(`${where} has "rope_type" ${show(type)} and "type" ${show(rope.type)}: the two must agree.`);
  }
  const need = (name: 'factor' | 'low_freq_factor' | 'high_freq_factor'): number => {
    const value = rope[name];
    if (value == null) throw new Fault(`${where} has no "${name}", which rope type ${show(type)} needs.`);
    return value;
  };
  if (type === 'default') return { type };
  if (type === 'linear') return { type, factor: need('factor') };
  if (type !== 'llama3') {
    throw new Fault(`${where} has rope type ${show(type)}; "default", "linear" and "llama3" are supported.`);
  }
  const lowFreqFactor = need('low_freq_factor');
  const highFreqFactor = need('high_freq_factor');
  if (highFreqFactor <= lowFreqFactor) {
    throw new Fault(`${where}: "high_freq_factor" ${highFreqFactor} is not above "low_freq_factor" ${lowFreqFactor}.`);
  }
  const [original, other = original] = [rope, c].flatMap((from) => from.original_max_position_embeddings ?? []);
  if (other !== original) {
    throw new Fault(`${where} has another "original_max_position_embeddings" than the one beside it: they must agree.`);
  }
  return {
    type,
    factor: need('factor'),
    lowFreqFactor,
    highFreqFactor,
    originalMaxPositionEmbeddings: original ?? c.max_position_embeddings,
  };
}

/**
 * A `config.json` that transformers 4 and 5 load, in both spellings of rotary embeddings and of the dtype (F32).
 * `extra`: further fields, such as `eos_token_id`; the decoder's own win.
 */
export function configJson(c: DecoderConfig, extra: Record<string, unknown>): Record<string, unknown> {
  const scaling = ropeJson(c.ropeScaling);
  return {
    ...extra,
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    vocab_size: c.vocabSize,
    hidden_size: c.hiddenSize,
    intermediate_size: c.intermediateSize,
    num_hidden_layers: c.layers,
    num_attention_heads: c.heads,
    num_key_value_heads: c.kvHeads,
    head_dim: c.headDim,
    max_position_embeddings: c.contextLength,
    rms_norm_eps: c.rmsNormEps,
    tie_word_embeddings: c.tieWordEmbeddings,
    hidden_act: 'silu',
    attention_bias: false,
    mlp_bias: false,
    rope_theta: c.ropeTheta,
    rope_scaling: c.ropeScaling.type === 'default' ? null : scaling,
    rope_parameters: { ...scaling, rope_theta: c.ropeTheta },
    dtype: 'float32',
    torch_dtype: 'float32',
  };
}

function ropeJson(scaling: RopeScaling): Record<string, unknown> {
  if (scaling.type !== 'llama3')
    return { rope_type: scaling.type, ...('factor' in scaling && { factor: scaling.factor }) };
  return {
    rope_type: 'llama3',
    factor: scaling.factor,
    low_freq_factor: scaling.lowFreqFactor,
    high_freq_factor: scaling.highFreqFactor,
    original_max_position_embeddings: scaling.originalMaxPositionEmbeddings,
  };
}
