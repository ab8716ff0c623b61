import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Tokenizer } from '@huggingface/tokenizers';
import { AutoTokenizer, env } from '@huggingface/transformers';
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../kernels/philox.ts';
import { teachingData } from './data.ts';
import { tokenizerFiles, vocabulary } from './tokenizer.ts';

type Row = [text: string, ids: number[], decoded: string];

const models = new URL('../../public/models/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(`embedded/${name}`, models), 'utf8'));
const tokenizer = new Tokenizer(read('tokenizer.json'), read('tokenizer_config.json'));
const rows = gunzipSync(readFileSync(new URL('./fixtures/encodings.jsonl.gz', import.meta.url)))
  .toString('utf8')
  .split('\n')
  .map((line) => JSON.parse(line) as Row);

const decode = (ids: number[], decoder: (ids: number[]) => string) => (ids.length === 0 ? '' : decoder(ids));

test('the shipped files are the ones this project writes', () => {
  for (const [name, value] of Object.entries(tokenizerFiles())) expect(read(name)).toEqual(value);
});

test('ids follow the order of the vocabulary', () => {
  expect(vocabulary).toHaveLength(40);
  expect(vocabulary.map((token) => tokenizer.token_to_id(token))).toEqual(vocabulary.map((_, id) => id));
});

test.each([
  ['add 17+38:', [3, 12, 18, 31, 14, 19, 37]],
  ['7+8=15,1+3+1=5→55', [18, 31, 19, 32, 12, 16, 33, 12, 31, 14, 31, 12, 32, 16, 34, 16, 16]],
  ['count e ejefe:', [6, 25, 39, 25, 30, 25, 26, 25, 37]],
  ['4=4,2>1→428', [15, 32, 15, 33, 13, 36, 12, 34, 15, 13, 19]],
  [
    'judge add 17+38:7+8=15,1+3+1=5→55?',
    [9, 3, 12, 18, 31, 14, 19, 37, 18, 31, 19, 32, 12, 16, 33, 12, 31, 14, 31, 12, 32, 16, 34, 16, 16, 38],
  ],
  ['ask :', [10, 37]],
  ['add é\n:', [3, 1, 1, 37]],
])('%j', (text, ids) => {
  expect(tokenizer.encode(text).ids).toEqual(ids);
});

test('@huggingface/tokenizers encodes and decodes as Python does', () => {
  expect(rows.length).toBeGreaterThan(2000);
  for (const [text, ids, decoded] of rows) {
    for (const add_special_tokens of [true, false])
      expect([text, tokenizer.encode(text, { add_special_tokens }).ids]).toEqual([text, ids]);
    expect(decode(ids, (ids) => tokenizer.decode(ids, { skip_special_tokens: true }))).toBe(decoded);
  }
});

describe('@huggingface/transformers', () => {
  let auto: Awaited<ReturnType<typeof AutoTokenizer.from_pretrained>>;

  beforeAll(async () => {
    env.allowRemoteModels = false;
    env.localModelPath = fileURLToPath(models);
    auto = await AutoTokenizer.from_pretrained('embedded');
  });

  test('encodes and decodes as Python does', () => {
    for (const [text, ids, decoded] of rows) {
      for (const add_special_tokens of [true, false])
        expect([text, auto.encode(text, { add_special_tokens })]).toEqual([text, ids]);
      expect(decode(ids, (ids) => auto.decode(ids, { skip_special_tokens: true }))).toBe(decoded);
    }
  });

  test('knows the special tokens', () => {
    const { pad_token_id, bos_token_id, eos_token_id } = read('generation_config.json');
    expect([auto.pad_token_id, auto.bos_token_id, auto.eos_token_id]).toEqual([0, 1, 2]);
    expect([pad_token_id, bos_token_id, eos_token_id]).toEqual([0, 1, 2]);
  });
});

test('decoding gives back every text of the domain', () => {
  const { test: heldOut, web } = teachingData(0, { sft: 0, web: 600 });
  for (const { prompt, completion } of [...heldOut, ...web])
    for (const text of [prompt, completion, `judge ${prompt}${completion}?`])
      expect(tokenizer.decode(tokenizer.encode(text).ids)).toBe(text);
});

test('decoding gives back whatever a model writes, verbs amid a response included', () => {
  const rng = new Rng(0);
  for (let i = 0; i < 1000; i++) {
    const ids = Array.from({ length: rng.int(1, 24) }, () => rng.int(3, vocabulary.length - 1));
    const text = ids.map((id) => vocabulary[id]).join('');
    expect(tokenizer.decode([...ids, 2], { skip_special_tokens: true })).toBe(text);
    expect(tokenizer.decode(tokenizer.encode(text).ids)).toBe(text);
  }
});
