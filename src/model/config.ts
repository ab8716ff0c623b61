/** Rotary embedding frequencies as Hugging Face defines them; `default` is the plain θ^(−2i/d). */
export type RopeScaling =
  | { type: 'default' }
  | { type: 'linear'; factor: number }
  | {
      type: 'llama3';
      factor: number;
      lowFreqFactor: number;
      highFreqFactor: number;
      originalMaxPositionEmbeddings: number;
    };

/** What the decoder needs of a Hugging Face `config.json` (Llama family). Sizes in elements, context in tokens. */
export interface DecoderConfig {
  vocabSize: number;
  hiddenSize: number;
  intermediateSize: number;
  layers: number;
  heads: number;
  kvHeads: number;
  headDim: number;
  /** max_position_embeddings: tokens of prompt and response together. */
  contextLength: number;
  rmsNormEps: number;
  ropeTheta: number;
  ropeScaling: RopeScaling;
  tieWordEmbeddings: boolean;
}

/** One weight: its Hugging Face name and shape (row-major, `[out, in]` for projections). */
export interface TensorSpec {
  name: string;
  shape: readonly number[];
}

/** Every parameter of the decoder, in Hugging Face names and order; a tied `lm_head.weight` is not listed. */
export function tensorSpecs(c: DecoderConfig): TensorSpec[] {
  const q = c.heads * c.headDim;
  const kv = c.kvHeads * c.headDim;
  const specs: TensorSpec[] = [{ name: 'model.embed_tokens.weight', shape: [c.vocabSize, c.hiddenSize] }];
  for (let i = 0; i < c.layers; i++) {
    const layer = `model.layers.${i}`;
    specs.push(
      { name: `${layer}.input_layernorm.weight`, shape: [c.hiddenSize] },
      { name: `${layer}.self_attn.q_proj.weight`, shape: [q, c.hiddenSize] },
      { name: `${layer}.self_attn.k_proj.weight`, shape: [kv, c.hiddenSize] },
      { name: `${layer}.self_attn.v_proj.weight`, shape: [kv, c.hiddenSize] },
      { name: `${layer}.self_attn.o_proj.weight`, shape: [c.hiddenSize, q] },
      { name: `${layer}.post_attention_layernorm.weight`, shape: [c.hiddenSize] },
      { name: `${layer}.mlp.gate_proj.weight`, shape: [c.intermediateSize, c.hiddenSize] },
      { name: `${layer}.mlp.up_proj.weight`, shape: [c.intermediateSize, c.hiddenSize] },
      { name: `${layer}.mlp.down_proj.weight`, shape: [c.hiddenSize, c.intermediateSize] },
    );
  }
  specs.push({ name: 'model.norm.weight', shape: [c.hiddenSize] });
  if (!c.tieWordEmbeddings) specs.push({ name: 'lm_head.weight', shape: [c.vocabSize, c.hiddenSize] });
  return specs;
}

export const elements = (shape: readonly number[]): number => shape.reduce((n, size) => n * size, 1);
