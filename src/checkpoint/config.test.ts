import { describe, expect, test } from 'vitest';
import { Fault } from '../gpu/fault.ts';
import type { DecoderConfig } from '../model/config.ts';
import { configJson, parseDecoderConfig } from './config.ts';

const minimal = {
  model_type: 'llama',
  hidden_size: 12,
  intermediate_size: 20,
  num_hidden_layers: 3,
  num_attention_heads: 2,
  vocab_size: 31,
};
const parse = (fields: object) => parseDecoderConfig({ ...minimal, ...fields }, 'm/config.json');
const llama3 = { rope_type: 'llama3', factor: 8, low_freq_factor: 1, high_freq_factor: 4 };

test('the defaults are those of transformers', () => {
  expect(parse({})).toEqual({
    vocabSize: 31,
    hiddenSize: 12,
    intermediateSize: 20,
    layers: 3,
    heads: 2,
    kvHeads: 2,
    headDim: 6,
    contextLength: 2048,
    rmsNormEps: 1e-6,
    ropeTheta: 10_000,
    ropeScaling: { type: 'default' },
    tieWordEmbeddings: false,
  } satisfies DecoderConfig);
});

test('null stands for a default', () => {
  const fields = { num_key_value_heads: null, head_dim: null, rope_scaling: null, pretraining_tp: null };
  expect(parse(fields)).toEqual(parse({}));
});

test('both spellings of rotary embeddings read the same', () => {
  const linear = { type: 'linear', factor: 2 };
  expect(parse({ rope_theta: 500, rope_scaling: linear }).ropeScaling).toEqual(linear);
  expect(parse({ rope_theta: 500, rope_scaling: linear })).toEqual(
    parse({ rope_parameters: { rope_type: 'linear', factor: 2, rope_theta: 500 } }),
  );
  expect(parse({ rope_parameters: { rope_type: 'default', rope_theta: 7 } }).ropeTheta).toBe(7);
  expect(parse({ max_position_embeddings: 64, rope_scaling: llama3 }).ropeScaling).toEqual({
    type: 'llama3',
    factor: 8,
    lowFreqFactor: 1,
    highFreqFactor: 4,
    originalMaxPositionEmbeddings: 64,
  });
  expect(parse({ rope_parameters: { ...llama3, original_max_position_embeddings: 32 } }).ropeScaling).toHaveProperty(
    'originalMaxPositionEmbeddings',
    32,
  );
});

test('what configJson writes parses to the same configuration', () => {
  for (const fields of [
    {},
    { rope_scaling: { type: 'linear', factor: 2.5 } },
    { rope_theta: 3, rope_scaling: llama3 },
  ]) {
    const config = parse({ ...fields, num_key_value_heads: 1, head_dim: 8, tie_word_embeddings: true });
    const json = configJson(config, { eos_token_id: 2, hidden_size: 1 });
    expect(json.eos_token_id).toBe(2);
    expect(parseDecoderConfig(JSON.parse(JSON.stringify(json)), 'c')).toEqual(config);
  }
});

describe('what is not supported is one sentence that names file, field and value', () => {
  const cases: [object, string][] = [
    [
      { model_type: 'qwen2' },
      'm/config.json: "model_type" is "qwen2", where the only supported value, "llama", belongs.',
    ],
    [{ hidden_act: 'gelu' }, '"hidden_act" is "gelu", where the only supported value, "silu"'],
    [{ attention_bias: true }, '"attention_bias" is true'],
    [{ mlp_bias: true }, '"mlp_bias" is true'],
    [{ pretraining_tp: 2 }, '"pretraining_tp" is 2'],
    [{ partial_rotary_factor: 0.5 }, '"partial_rotary_factor" is 0.5'],
    [{ rope_parameters: { partial_rotary_factor: 0.5 } }, '"rope_parameters.partial_rotary_factor" is 0.5'],
    [{ quantization_config: { bits: 4 } }, '"quantization_config" is {"bits":4}'],
    [{ vocab_size: undefined }, 'm/config.json has no "vocab_size".'],
    [{ hidden_size: '12' }, '"hidden_size" is "12", where a positive integer belongs.'],
    [{ num_hidden_layers: 0 }, '"num_hidden_layers" is 0'],
    [{ intermediate_size: 1.5 }, '"intermediate_size" is 1.5'],
    [{ rms_norm_eps: -1 }, '"rms_norm_eps" is -1, where a positive number belongs.'],
    [{ tie_word_embeddings: 1 }, '"tie_word_embeddings" is 1, where true or false belongs.'],
    [{ num_key_value_heads: 3 }, '"num_key_value_heads" is 3, which does not divide the 2'],
    [{ hidden_size: 13 }, '"hidden_size" is 13, which the 2 attention heads do not divide'],
    [{ head_dim: 5 }, '"head_dim" is 5; rotary embeddings need an even one.'],
    [{ rope_scaling: 'linear' }, '"rope_scaling" is "linear", where an object'],
    [{ rope_scaling: { type: 'yarn', factor: 2 } }, '"rope_scaling" has rope type "yarn"; "default", "linear"'],
    [{ rope_scaling: { type: 'linear' } }, '"rope_scaling" has no "factor", which rope type "linear" needs.'],
    [{ rope_parameters: { ...llama3, low_freq_factor: null } }, '"rope_parameters" has no "low_freq_factor"'],
    [{ rope_parameters: { ...llama3, high_freq_factor: 1 } }, '"high_freq_factor" 1 is not above'],
    [{ rope_scaling: { type: 'linear', rope_type: 'default' } }, '"rope_type" "default" and "type" "linear"'],
    [{ rope_theta: 1, rope_parameters: { rope_theta: 2 } }, 'gives "rope_theta" twice, as 1 and as 2'],
    [
      { rope_scaling: llama3, rope_parameters: { ...llama3, factor: 9 } },
      '"rope_scaling" and "rope_parameters" differ',
    ],
  ];
  test.each(cases)('%j', (fields, message) => {
    expect(() => parse(fields)).toThrow(Fault);
    expect(() => parse(fields)).toThrow(message);
  });
  test.each([[null], [[]], ['llama']])('%j for a whole file', (json) => {
    expect(() => parseDecoderConfig(json, 'm/config.json')).toThrow(Fault);
  });
});
