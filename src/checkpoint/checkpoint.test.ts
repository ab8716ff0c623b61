import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Fault } from '../gpu/fault.ts';
import { tensorSpecs } from '../model/config.ts';
import { checkpointFiles, loadCheckpoint } from './checkpoint.ts';
import { diskFolder } from './disk.ts';
import { type Folder, webFolder } from './folder.ts';
import { readSafetensors, type Tensor, writeSafetensors } from './safetensors.ts';

const path = fileURLToPath(new URL('fixtures/tiny', import.meta.url));
const names = [
  'config.json',
  'model.safetensors',
  'tokenizer.json',
  'tokenizer_config.json',
  'generation_config.json',
  'chat_template.jinja',
];
const original = new Map<string, Uint8Array>();
for (const name of names) original.set(name, new Uint8Array(await readFile(join(path, name))));

const folderOf = (files: ReadonlyMap<string, Uint8Array>): Folder => ({
  name: 'm',
  async read(file) {
    const bytes = files.get(file);
    if (bytes === undefined) throw new Fault(`m has no file ${file}.`);
    return bytes;
  },
  has: async (file) => files.has(file),
});
const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const json = (file: string) => JSON.parse(new TextDecoder().decode(original.get(file)));
const withFile = (file: string, bytes: Uint8Array) => folderOf(new Map(original).set(file, bytes));
const withConfig = (fields: object) => withFile('config.json', text({ ...json('config.json'), ...fields }));
function withTensors(change: (tensors: Map<string, Tensor>) => void): Folder {
  const tensors = readSafetensors(original.get('model.safetensors')!.slice(), 'model.safetensors');
  change(tensors);
  return withFile('model.safetensors', writeSafetensors(tensors));
}

test('loads what Python saved', async () => {
  const checkpoint = await loadCheckpoint(diskFolder(path));
  const python: Record<string, number[]> = JSON.parse(
    await readFile(new URL('fixtures/tiny.json', import.meta.url), 'utf8'),
  ).tensors;
  for (const { name, shape } of tensorSpecs(checkpoint.config)) {
    const data = checkpoint.tensors.get(name)!;
    expect([...shape, data[0], data.at(-1)]).toEqual(python[name]);
  }
  expect(checkpoint.name).toBe('tiny');
  expect(checkpoint.tensors.size).toBe(20);
  expect(checkpoint.eosIds).toEqual([2, 0]);
  expect(checkpoint.config).toMatchObject({ vocabSize: 328, headDim: 4, kvHeads: 1, ropeTheta: 5000 });
  expect(checkpoint.tokenizer.chat([{ role: 'user', content: 'x' }])).toContain('<|start|>user\nx');
});

test('new weights go out beside the old files, and come back', async () => {
  const checkpoint = await loadCheckpoint(withConfig({ dtype: 'bfloat16' }));
  const tensors = new Map([...checkpoint.tensors].map(([name, data]) => [name, data.map((x) => x + 1)]));
  const files = checkpointFiles(checkpoint, tensors);
  expect([...files.keys()].sort()).toEqual([...names].sort());
  const again = await loadCheckpoint(folderOf(files));
  expect(again.tensors).toEqual(tensors);
  expect(again.config).toEqual(checkpoint.config);
  expect(again.eosIds).toEqual([2, 0]);
  const config = JSON.parse(new TextDecoder().decode(files.get('config.json')));
  expect([config.dtype, config.eos_token_id]).toEqual(['float32', 2]);
});

test('ends of text: generation_config.json, else config.json, else the tokenizer', async () => {
  const files = new Map(original);
  files.delete('generation_config.json');
  expect((await loadCheckpoint(folderOf(files))).eosIds).toEqual([2]);
  files.set('config.json', text({ ...json('config.json'), eos_token_id: [5, 6] }));
  expect((await loadCheckpoint(folderOf(files))).eosIds).toEqual([5, 6]);
  files.set('config.json', text({ ...json('config.json'), eos_token_id: null }));
  expect((await loadCheckpoint(folderOf(files))).eosIds).toEqual([2]);
});

test('a stored copy of the tied embedding and old rotary buffers are left out', async () => {
  const folder = withTensors((tensors) => {
    tensors.set('lm_head.weight', tensors.get('model.embed_tokens.weight')!);
    tensors.set('model.layers.0.self_attn.rotary_emb.inv_freq', { shape: [1], data: Float32Array.of(1) });
  });
  expect((await loadCheckpoint(folder)).tensors.size).toBe(20);
});

describe('what does not fit together is one sentence', () => {
  const without = (file: string) => {
    const files = new Map(original);
    files.delete(file);
    return folderOf(files);
  };
  const q = 'model.layers.1.self_attn.q_proj.weight';
  const cases: [string, Folder, string][] = [
    ['no tokenizer.json', without('tokenizer.json'), 'm has no file tokenizer.json.'],
    ['no tokenizer_config.json', without('tokenizer_config.json'), 'm has no file tokenizer_config.json.'],
    ['no weights', without('model.safetensors'), 'm has no file model.safetensors.'],
    ['a missing tensor', withTensors((t) => t.delete(q)), `m/model.safetensors has no tensor "${q}"`],
    [
      'more layers',
      withConfig({ num_hidden_layers: 1e9 }),
      'no tensor "model.layers.999999999.input_layernorm.weight"',
    ],
    [
      'fewer layers',
      withConfig({ num_hidden_layers: 1 }),
      'tensor "model.layers.1.input_layernorm.weight" is not part',
    ],
    ['an untied head', withConfig({ tie_word_embeddings: false }), 'no tensor "lm_head.weight"'],
    ['another shape', withConfig({ vocab_size: 329 }), '"model.embed_tokens.weight" has shape [328,6], where'],
    [
      'a shape turned round',
      withTensors((t) => t.set(q, { shape: [6, 8], data: t.get(q)!.data })),
      `tensor "${q}" has shape [6,8], where config.json calls for [8,6].`,
    ],
    [
      'a bias',
      withTensors((t) => t.set('model.layers.0.self_attn.q_proj.bias', { shape: [1], data: Float32Array.of(1) })),
      'tensor "model.layers.0.self_attn.q_proj.bias" is not part of the decoder',
    ],
    [
      'a head that is not the tied embedding',
      withTensors((t) => t.set('lm_head.weight', { shape: [328, 6], data: new Float32Array(328 * 6) })),
      '"lm_head.weight" differs from the embedding',
    ],
    ['NaN', withTensors((t) => t.get(q)!.data.fill(NaN, 5, 6)), `tensor "${q}" is NaN at index 5.`],
    ['infinity', withTensors((t) => t.get(q)!.data.fill(-Infinity, 0, 1)), `tensor "${q}" is -Infinity at index 0.`],
    [
      'ids beyond the model',
      withFile(
        'tokenizer.json',
        text({ ...json('tokenizer.json'), added_tokens: [{ id: 400, content: '<x>', special: true }] }),
      ),
      'm/tokenizer.json has ids up to 400, beyond the "vocab_size" of 328 in config.json.',
    ],
    [
      'an eos id beyond the model',
      withFile('generation_config.json', text({ eos_token_id: [2, 328] })),
      'm/generation_config.json: "eos_token_id" 328 is beyond',
    ],
    [
      'an eos id that is none',
      withFile('generation_config.json', text({ eos_token_id: '2' })),
      'm/generation_config.json: "eos_token_id" is "2", where a token id belongs.',
    ],
    ['a missing folder', diskFolder('no/such/folder'), 'The folder no/such/folder does not exist.'],
    ['a file for a folder', diskFolder(fileURLToPath(import.meta.url)), 'is not a folder.'],
  ];
  test.each(cases)('%s', async (_, folder, message) => {
    const error = await loadCheckpoint(folder).then(
      () => null,
      (error: unknown) => error,
    );
    expect(error).toBeInstanceOf(Fault);
    expect((error as Fault).message).toContain(message);
  });
});

test('a disk folder names the file it lacks', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'checkpoint-'));
  await writeFile(join(folder, 'config.json'), original.get('config.json')!);
  await expect(loadCheckpoint(diskFolder(folder))).rejects.toThrow(`The folder ${folder} has no file tokenizer.json.`);
  await rm(folder, { recursive: true });
});

test('a web folder loads, and takes an HTML page in place of a file for a missing file', async () => {
  const server = createServer((request, response) => {
    const [, folder, file] = request.url!.split('/');
    const bytes = original.get(file);
    if (bytes !== undefined && (folder === 'full' || file === 'config.json')) response.end(bytes);
    else if (folder === 'broken') response.writeHead(500).end();
    else if (folder === 'none') response.writeHead(404).end();
    else response.setHeader('content-type', 'text/html; charset=utf-8').end('<!doctype html>');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const checkpoint = await loadCheckpoint(webFolder(`${url}/full/`));
  expect([checkpoint.name, checkpoint.files.size, checkpoint.tensors.size]).toEqual(['full', 5, 20]);
  expect(await webFolder(`${url}/full`).has('special_tokens_map.json')).toBe(false);
  for (const folder of ['fallback', 'none']) {
    await expect(loadCheckpoint(webFolder(`${url}/${folder}`))).rejects.toThrow(
      `${url}/${folder} has no file tokenizer.json.`,
    );
  }
  await expect(loadCheckpoint(webFolder(`${url}/broken`))).rejects.toThrow('the server answered 500.');
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await expect(loadCheckpoint(webFolder(`${url}/full`))).rejects.toThrow(Fault);
});

test('a damaged folder is a Fault or still a checkpoint, never another error', async () => {
  let state = 1;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const outcomes = { checkpoint: 0, fault: 0 };
  for (let round = 0; round < 1500; round++) {
    const file = names[round % names.length];
    const bytes = original.get(file)!.slice();
    const header = file === 'model.safetensors' ? 2500 : bytes.length;
    for (let flips = random(3); flips >= 0; flips--) bytes[random(header)] ^= 1 << random(8);
    const damaged = random(4) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
    try {
      const { tokenizer } = await loadCheckpoint(withFile(file, damaged));
      tokenizer.decode(tokenizer.encode('the main player <|end|> → 12'));
      outcomes.checkpoint++;
    } catch (error) {
      if (!(error instanceof Fault) || error.message.includes('\n'))
        throw new Error(`round ${round}, ${file}`, { cause: error });
      outcomes.fault++;
    }
  }
  expect(outcomes.fault).toBeGreaterThan(300);
  expect(outcomes.checkpoint).toBeGreaterThan(100);
});
