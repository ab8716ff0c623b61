import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Fault } from '../gpu/fault.ts';
import { type Message, Tokenizer } from './tokenizer.ts';

const fixture = (file: string) => readFileSync(new URL(`fixtures/${file}`, import.meta.url), 'utf8');
const json = JSON.parse(fixture('tiny/tokenizer.json'));
const config = JSON.parse(fixture('tiny/tokenizer_config.json'));
const template = fixture('tiny/chat_template.jinja');
const tokenizer = await Tokenizer.load(json, config, template, 'tiny');
const python: {
  encode: [string, number[]][];
  decode: [number[], string][];
  chat: [Message[], string][];
} = JSON.parse(fixture('tiny.json'));

describe('agrees with Python', () => {
  test.each(python.encode)('encoding %j', (text, ids) => {
    expect(tokenizer.encode(text)).toEqual(ids);
  });
  test.each(python.decode)('decoding %j', (ids, text) => {
    expect(tokenizer.decode(ids)).toBe(text);
  });
  test.each(python.chat)('the chat template on %j', (messages, text) => {
    expect(tokenizer.chat(messages)).toBe(text);
  });
});

test('names its end of text and shows every id', () => {
  expect([tokenizer.eosToken, tokenizer.eosId, tokenizer.vocabSize]).toEqual(['<|end|>', 2, 321]);
  const { vocabulary } = tokenizer;
  expect(vocabulary.length).toBe(321);
  expect([vocabulary[2], vocabulary[320]]).toEqual(['<|end|>', '<move>']);
  const text = 'the main  player, naive';
  expect(
    tokenizer
      .encode(text)
      .map((id) => vocabulary[id])
      .join(''),
  ).toBe(text);
});

test('a token that only tokenizer_config.json names is special too', () => {
  const named = new Tokenizer({ ...json, added_tokens: [] }, { eos_token: { content: '<|end|>' } }, null, 'tiny');
  expect(named.eosId).toBe(2);
  expect(named.encode('the<|end|>')).toEqual([...named.encode('the'), 2]);
  expect(named.decode([...named.encode('the'), 2])).toBe('the');
});

test('the chat template may stand in tokenizer_config.json, alone or named', async () => {
  const messages = [{ role: 'user', content: 'x' }];
  const render = async (chat_template: unknown, file: string | null = null) =>
    (await Tokenizer.load(json, { ...config, chat_template }, file, 'tiny')).chat(messages);
  expect(await render('{{ messages[0].content }}{{ eos_token }}')).toBe('x<|end|>');
  expect(await render([{ name: 'default', template: 'd' }])).toBe('d');
  expect(await render('config', 'file')).toBe('file');
});

describe('what cannot be used is one sentence', () => {
  const model = json.model;
  const cases: [string, () => unknown, string][] = [
    ['no chat template', () => new Tokenizer(json, config, null, 'tiny').chat([]), 'tiny has no chat template'],
    ['a broken chat template', () => Tokenizer.load(json, config, '{% if', 'tiny'), 'The chat template of tiny cannot'],
    [
      'a chat template not a text',
      () => Tokenizer.load(json, { ...config, chat_template: 3 }, null, 'tiny'),
      'is 3, where',
    ],
    [
      'messages the template refuses',
      () => tokenizer.chat([{ role: 'assistant', content: 'x' }]),
      'does not take these messages: user and assistant must take turns.',
    ],
    ['no eos_token', () => new Tokenizer(json, {}, null, 'tiny'), 'tiny/tokenizer_config.json has no "eos_token"'],
    [
      'an unknown eos_token',
      () => new Tokenizer(json, { eos_token: '</s>' }, null, 'tiny'),
      '"eos_token" is "</s>", which',
    ],
    ['no model', () => new Tokenizer({}, config, null, 'tiny'), 'tiny/tokenizer.json is not a tokenizer'],
    [
      'ids that are none',
      () => new Tokenizer({ ...json, model: { ...model, vocab: { ...model.vocab, q: -1 } } }, config, null, 'tiny'),
      'tiny/tokenizer.json: token "q" has id -1',
    ],
  ];
  test.each(cases)('%s', async (_, act, message) => {
    const acted = expect(Promise.resolve().then(act)).rejects;
    await acted.toThrow(Fault);
    await acted.toThrow(message);
  });
});
