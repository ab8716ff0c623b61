import * as v from 'valibot';
import { Fault } from '../gpu/fault.ts';
import { type DecoderConfig, tensorSpecs } from '../model/config.ts';
import { configJson, parseDecoderConfig } from './config.ts';
import type { Folder } from './folder.ts';
import { check, decodeText, parseObject, show } from './json.ts';
import { readSafetensors, type Tensor, writeSafetensors } from './safetensors.ts';
import { Tokenizer } from './tokenizer.ts';

/** A model in the Hugging Face layout, read and checked whole. */
export interface Checkpoint {
  name: string;
  config: DecoderConfig;
  /** Exactly the tensors of `tensorSpecs(config)`, row-major. */
  tensors: Map<string, Float32Array>;
  tokenizer: Tokenizer;
  /** Ids that end a generated response. */
  eosIds: number[];
  /** Everything but the weights as it was read, to be written again beside trained ones. */
  files: Map<string, Uint8Array>;
}

const weightsFile = 'model.safetensors';
const id = v.pipe(v.number('a token id'), v.safeInteger('a token id'), v.minValue(0, 'a token id'));
const eosSchema = v.looseObject({
  eos_token_id: v.nullish(
    v.lazy((input) =>
      Array.isArray(input) ? v.pipe(v.array(id), v.minLength(1, 'a token id or a list of them')) : id,
    ),
  ),
});

/**
 * Reads config.json, model.safetensors, tokenizer.json, tokenizer_config.json and, where there are any,
 * generation_config.json and chat_template.jinja. Whatever does not fit together is a Fault.
 */
export async function loadCheckpoint(folder: Folder): Promise<Checkpoint> {
  const files = new Map<string, Uint8Array>();
  const where = (file: string) => `${folder.name}/${file}`;
  const readText = async (file: string): Promise<string> => {
    const bytes = await folder.read(file);
    files.set(file, bytes);
    return decodeText(bytes, where(file));
  };
  const readTextIfAny = async (file: string) => ((await folder.has(file)) ? readText(file) : null);

  const configFile = parseObject(await readText('config.json'), where('config.json'));
  const config = parseDecoderConfig(configFile, where('config.json'));
  const tokenizer = await Tokenizer.load(
    parseObject(await readText('tokenizer.json'), where('tokenizer.json')),
    parseObject(await readText('tokenizer_config.json'), where('tokenizer_config.json')),
    await readTextIfAny('chat_template.jinja'),
    folder.name,
  );
  if (tokenizer.vocabSize > config.vocabSize) {
    throw new Fault(
      `${where('tokenizer.json')} has ids up to ${tokenizer.vocabSize - 1}, beyond the "vocab_size" of ${config.vocabSize} in config.json.`,
    );
  }
  const generationText = await readTextIfAny('generation_config.json');
  const generationFile = generationText === null ? {} : parseObject(generationText, where('generation_config.json'));
  const eosIds = readEosIds(generationFile, where('generation_config.json'), config.vocabSize) ??
    readEosIds(configFile, where('config.json'), config.vocabSize) ?? [tokenizer.eosId];

  const bytes = await folder.read(weightsFile);
  const tensors = matchTensors(readSafetensors(bytes, where(weightsFile)), config, where(weightsFile));
  return { name: folder.name, config, tensors, tokenizer, eosIds, files };
}

function readEosIds(json: Record<string, unknown>, where: string, vocabSize: number): number[] | null {
  const { eos_token_id } = check(eosSchema, json, where);
  if (eos_token_id == null) return null;
  const ids = Array.isArray(eos_token_id) ? eos_token_id : [eos_token_id];
  const beyond = ids.find((id) => id >= vocabSize);
  if (beyond !== undefined) {
    throw new Fault(`${where}: "eos_token_id" ${beyond} is beyond the model's ${vocabSize} tokens.`);
  }
  return ids;
}

/** The decoder's tensors among the file's; one that is missing, of another shape, not finite or not the decoder's is a Fault. */
function matchTensors(stored: Map<string, Tensor>, config: DecoderConfig, file: string): Map<string, Float32Array> {
  // Before every layer is listed: a config may claim any number of them.
  lookUp(stored, `model.layers.${config.layers - 1}.input_layernorm.weight`, file);
  const tensors = new Map<string, Float32Array>();
  for (const { name, shape } of tensorSpecs(config)) {
    tensors.set(name, shaped(lookUp(stored, name, file), name, shape, file));
  }
  for (const [name, tensor] of stored) {
    if (tensors.has(name) || name.endsWith('.rotary_emb.inv_freq')) continue;
    if (name !== 'lm_head.weight') {
      throw new Fault(`${file}: tensor ${show(name)} is not part of the decoder that config.json describes.`);
    }
    const embedding = tensors.get('model.embed_tokens.weight')!;
    const head = shaped(tensor, name, [config.vocabSize, config.hiddenSize], file);
    if (head.some((value, i) => value !== embedding[i])) {
      throw new Fault(
        `${file}: "lm_head.weight" differs from the embedding, but config.json has "tie_word_embeddings".`,
      );
    }
  }
  for (const [name, data] of tensors) {
    const bad = data.findIndex((value) => !Number.isFinite(value));
    if (bad !== -1) throw new Fault(`${file}: tensor "${name}" is ${data[bad]} at index ${bad}.`);
  }
  return tensors;
}

function lookUp(stored: Map<string, Tensor>, name: string, file: string): Tensor {
  const tensor = stored.get(name);
  if (tensor === undefined) throw new Fault(`${file} has no tensor "${name}", which config.json calls for.`);
  return tensor;
}

function shaped(tensor: Tensor, name: string, shape: readonly number[], file: string): Float32Array {
  if (tensor.shape.length !== shape.length || tensor.shape.some((size, i) => size !== shape[i])) {
    throw new Fault(
      `${file}: tensor "${name}" has shape ${show(tensor.shape)}, where config.json calls for ${show(shape)}.`,
    );
  }
  return tensor.data;
}

/** The files of a checkpoint folder with `tensors` in place of the weights `checkpoint` was read with. */
export function checkpointFiles(
  checkpoint: Checkpoint,
  tensors: ReadonlyMap<string, Float32Array>,
): Map<string, Uint8Array> {
  const files = new Map(checkpoint.files);
  const { config } = checkpoint;
  // The weights are F32 from here on, whatever dtype they were read in.
  const before = parseObject(decodeText(files.get('config.json')!, 'config.json'), 'config.json');
  files.set('config.json', new TextEncoder().encode(`${JSON.stringify(configJson(config, before), null, 2)}\n`));
  const weights = new Map<string, Tensor>();
  for (const { name, shape } of tensorSpecs(config)) weights.set(name, { shape, data: tensors.get(name)! });
  files.set(weightsFile, writeSafetensors(weights));
  return files;
}
