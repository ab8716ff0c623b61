import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Fault } from '../gpu/fault.ts';
import { encodePrompt, encodeResponse, encodeRow, parseRows, readColumn } from './rows.ts';
import { Tokenizer } from './tokenizer.ts';

const fixture = (file: string) => readFileSync(new URL(`fixtures/tiny/${file}`, import.meta.url), 'utf8');
const tokenizer = await Tokenizer.load(
  JSON.parse(fixture('tokenizer.json')),
  JSON.parse(fixture('tokenizer_config.json')),
  fixture('chat_template.jinja'),
  'tiny',
);
const user = { role: 'user', content: '7+8=' };
const assistant = { role: 'assistant', content: '15' };

test('reads every form of row, over blank lines, CRLF and a byte order mark', () => {
  const lines = [
    '\uFEFF{"prompt": "a", "completion": "b", "task": "add"}\r',
    '  \r',
    '',
    '{"prompt": "a", "chosen": "b", "rejected": "c"}',
    JSON.stringify({ prompt: [user], completion: [{ ...assistant, weight: 1 }] }),
    '{"prompt": "\u2028a"}',
  ];
  expect(parseRows(lines.join('\n'), 'd.jsonl')).toEqual([
    { line: 1, prompt: 'a', completion: 'b' },
    { line: 4, prompt: 'a', chosen: 'b', rejected: 'c' },
    { line: 5, prompt: [user], completion: [assistant] },
    { line: 6, prompt: '\u2028a' },
  ]);
});

describe('a line that is not a row is one sentence that names file, line and field', () => {
  const cases: [string, string][] = [
    ['{"prompt": "a"', 'd.jsonl line 2 is not JSON: '],
    ['{"prompt": "a"} {}', 'd.jsonl line 2 is not JSON: '],
    ['{"prompt":\t\f"a"', 'd.jsonl line 2 is not JSON: '],
    ['["a"]', 'd.jsonl line 2 is ["a"], where a JSON object belongs.'],
    ['{"completion": "b"}', 'd.jsonl line 2 has no "prompt".'],
    ['{"prompt": 3}', 'd.jsonl line 2: "prompt" is 3, where a text or a list of messages belongs.'],
    ['{"prompt": []}', '"prompt" is [], where a text or a list of messages belongs.'],
    ['{"prompt": [{"role": "user"}]}', 'd.jsonl line 2 has no "prompt.0.content".'],
    ['{"prompt": ["hi"]}', '"prompt.0" is "hi", where a message'],
    ['{"prompt": "a", "completion": null}', '"completion" is null, where a text'],
    ['{"prompt": "a", "completion": [{"role": "user", "content": "b"}]}', 'a list of one message of the assistant'],
    ['{"prompt": "a", "chosen": "b"}', 'd.jsonl line 2 has "chosen" but no "rejected".'],
    ['{"prompt": "a", "rejected": "b"}', 'd.jsonl line 2 has "rejected" but no "chosen".'],
    ['{"prompt": "a", "chosen": "b", "rejected": "c", "completion": "d"}', '"completion" beside "chosen"'],
  ];
  test.each(cases)('%s', (line, message) => {
    const act = () => parseRows(`{"prompt": "a"}\n${line}\n`, 'd.jsonl');
    expect(act).toThrow(Fault);
    expect(act).toThrow(message);
    expect(act).toThrow(/^[^\n]+$/);
  });
  test('an empty file', () => {
    expect(() => parseRows('\n \n', 'd.jsonl')).toThrow('d.jsonl has no rows');
  });
});

test('a column is read as text, a value a row', () => {
  const text = '\uFEFF{"prompt": "a", "n": 3}\r\n\n{"prompt": "b", "n": " 4 "}\n';
  expect(readColumn(text, 'd.jsonl', 'n')).toEqual(['3', ' 4 ']);
  expect(readColumn(text, 'd.jsonl', 'prompt')).toEqual(['a', 'b']);
});

test.each([
  ['{"prompt": "b"}', 'd.jsonl line 3 has no text or number in "n", the answer to be given.'],
  ['{"prompt": "b", "n": null}', 'd.jsonl line 3 has no text or number in "n"'],
  ['{"prompt": "b", "n": ["4"]}', 'd.jsonl line 3 has no text or number in "n"'],
  ['{"n": ', 'd.jsonl line 3 is not JSON: '],
])('a row without the column is named: %s', (line, message) => {
  const act = () => readColumn(`{"prompt": "a", "n": 3}\n\n${line}\n`, 'd.jsonl', 'n');
  expect(act).toThrow(Fault);
  expect(act).toThrow(message);
});

test('texts are tokenised apart and end in EOS, messages go through the chat template', () => {
  expect(encodePrompt(tokenizer, '7+8=')).toEqual(tokenizer.encode('7+8='));
  expect(encodeResponse(tokenizer, '15')).toEqual([...tokenizer.encode('15'), 2]);
  expect(encodeResponse(tokenizer, '')).toEqual([2]);
  expect(encodeResponse(tokenizer, [assistant])).toEqual([...tokenizer.encode('15'), 2]);
  expect(tokenizer.encode(tokenizer.chat([user]))).toEqual(encodePrompt(tokenizer, [user]));
  expect(encodeRow(tokenizer, { line: 1, prompt: 'ab', chosen: 'b', rejected: '' }, 'd.jsonl', 64)).toEqual({
    prompt: tokenizer.encode('ab'),
    chosen: [...tokenizer.encode('b'), 2],
    rejected: [2],
  });
});

test('a row that the context cannot hold is one sentence with line, tokens and limit', () => {
  const prompt = 'a'.repeat(5);
  const tokens = tokenizer.encode(prompt).length;
  const encode = (row: object, limit: number) => () =>
    encodeRow(tokenizer, { line: 7, prompt, ...row }, 'd.jsonl', limit);
  expect(encode({}, tokens + 1)).not.toThrow();
  expect(encode({}, tokens)).toThrow(`d.jsonl line 7: "prompt" has ${tokens} tokens, which leaves no room`);
  expect(encode({ completion: 'b' }, tokens + 2)).not.toThrow();
  expect(encode({ chosen: '', rejected: 'b' }, tokens + 1)).toThrow(
    `d.jsonl line 7: "prompt" and "rejected" have ${tokens + 2} tokens together, more than the model's context of ${tokens + 1}.`,
  );
  expect(encode({ prompt: '' }, 9)).toThrow('d.jsonl line 7: "prompt" has no tokens');
  expect(encode({ prompt: [assistant] }, 64)).toThrow('d.jsonl line 7: The chat template of tiny');
});
