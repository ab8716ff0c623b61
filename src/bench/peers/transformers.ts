import * as ort from 'onnxruntime-web/webgpu';
import type { DecoderConfig } from '../../model/config.ts';
import { llamaGraph } from './llama-graph.ts';
import { encodeModel } from './onnx.ts';

export interface TransformersOptions {
  device: 'webgpu' | 'wasm';
  /** The device that WebGPU computes on; without it ONNX Runtime asks for one of its own. */
  gpuDevice?: GPUDevice;
  config: DecoderConfig;
  /** Every parameter by its Hugging Face name. */
  tensors: ReadonlyMap<string, Float32Array>;
  eosIds: readonly number[];
}

export interface Transformers {
  /**
   * New token ids per row, with the EOS that ends them, of prompts of one length, in one batch. Temperature 0 is greedy.
   * Every row is computed until the last has ended.
   */
  generate(
    prompts: readonly (readonly number[])[],
    o: { maxNewTokens: number; temperature: number },
  ): Promise<number[][]>;
  release(): Promise<void>;
}

/** Transformers.js generating from an ONNX graph of these weights, keys and values kept on the GPU between tokens. */
export async function openTransformers(o: TransformersOptions): Promise<Transformers> {
  // Before Transformers.js loads: in Node it would choose onnxruntime-node, which knows nothing of this session's tensors.
  Object.assign(globalThis, { [Symbol.for('onnxruntime')]: ort });
  const { LlamaForCausalLM, PretrainedConfig, Tensor } = await import('@huggingface/transformers');
  // It points to a CDN; unset, the file beside the module serves.
  ort.env.wasm.wasmPaths = undefined;
  ort.env.wasm.numThreads = 1;

  const graph = llamaGraph(o.config, o.tensors);
  const cache = graph.outputs.filter(({ name }) => name.startsWith('present.'));
  const session = await ort.InferenceSession.create(encodeModel(graph), {
    logSeverityLevel: 3,
    ...(o.device === 'wasm'
      ? { executionProviders: ['wasm'] }
      : {
          executionProviders: [{ name: 'webgpu', device: o.gpuDevice }],
          preferredOutputLocation: Object.fromEntries(cache.map(({ name }) => [name, 'gpu-buffer'] as const)),
        }),
  });
  const eos = [...o.eosIds];
  const model = new LlamaForCausalLM(
    new PretrainedConfig(modelConfig(o.config)),
    { model: session },
    { generation_config: { eos_token_id: eos, pad_token_id: eos[0] } },
  );
  return {
    async generate(prompts, { maxNewTokens, temperature }) {
      const shape = [prompts.length, prompts[0].length];
      if (prompts.some(({ length }) => length !== shape[1])) throw new Error('the prompts of a batch have one length');
      const ids = BigInt64Array.from(prompts.flat(), BigInt);
      const sequences = await model.generate({
        inputs: new Tensor('int64', ids, shape),
        attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
        max_new_tokens: maxNewTokens,
        ...(temperature === 0 ? { do_sample: false } : { do_sample: true, temperature, top_k: 0 }),
      });
      if (!(sequences instanceof Tensor)) throw new Error('generate gives a tensor of token ids');
      return sequences.tolist().map((row: bigint[]) => upToEos(row.slice(shape[1]).map(Number), eos));
    },
    release: async () => {
      await model.dispose();
    },
  };
}

const modelConfig = (c: DecoderConfig) => ({
  model_type: 'llama',
  architectures: ['LlamaForCausalLM'],
  vocab_size: c.vocabSize,
  hidden_size: c.hiddenSize,
  num_hidden_layers: c.layers,
  num_attention_heads: c.heads,
  num_key_value_heads: c.kvHeads,
  head_dim: c.headDim,
  max_position_embeddings: c.contextLength,
});

function upToEos(tokens: number[], eosIds: readonly number[]): number[] {
  const end = tokens.findIndex((id) => eosIds.includes(id));
  return end === -1 ? tokens : tokens.slice(0, end + 1);
}
