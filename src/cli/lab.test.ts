import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { Fault } from '../gpu/fault.ts';
import { testAdapter } from '../gpu/testing.ts';
import { generate } from './generate.ts';
import { loss } from './loss.ts';
import { score } from './score.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const tiny = path('../checkpoint/fixtures/tiny');
const folder = mkdtempSync(join(tmpdir(), 'lab-'));
afterAll(() => rmSync(folder, { recursive: true }));

function lab(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path('lab.mjs'), ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

function file(name: string, ...rows: unknown[]): string {
  const lines = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)));
  writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''));
  return join(folder, name);
}

const pair = { prompt: 'the data', chosen: ' is here', rejected: ' was not there' };
const pairs = file('pairs.jsonl', pair, { ...pair, prompt: 'a longer prompt than that', chosen: '' });
const mixed = file('mixed.jsonl', pair, { prompt: 'the data', completion: ' is here' });

/** Each is found before an adapter is opened. */
const faults: [command: (args: string[]) => Promise<void>, args: string[], message: RegExp][] = [
  [score, ['--data', pairs], /--model is missing/],
  [score, ['--model', tiny, '--data'], /--data/],
  [score, ['--model', tiny, '--data', pairs, 'stray'], /stray/],
  [score, ['--model', tiny, '--data', join(folder, 'none.jsonl')], /none\.jsonl does not exist/],
  [score, ['--model', tiny, '--data', folder], /could not be read/],
  [score, ['--model', tiny, '--data', file('broken.jsonl', pair, '{"prompt": "x",')], /broken\.jsonl line 2/],
  [score, ['--model', tiny, '--data', file('prompt.jsonl', { prompt: 'x' })], /prompt\.jsonl line 1 has no response/],
  [score, ['--model', tiny, '--data', pairs, '--adapter', 'cuda'], /"cuda" is none of gpu, gles, swiftshader/],
  [loss, ['--model', tiny, '--data', pairs], /--reference is missing/],
  [loss, ['--model', tiny, '--reference', tiny, '--data', mixed], /mixed\.jsonl line 2 is no pair/],
  [loss, ['--data', pairs, '--loss', 'dpo'], /"dpo" is none of sigmoid/],
  [loss, ['--data', pairs, '--beta', 'x'], /--beta "x" is not a number from 0/],
  [loss, ['--data', pairs, '--beta', ''], /--beta "" is not a number/],
  [loss, ['--data', pairs, '--loss', 'ipo', '--beta', '0'], /--beta "0" is not a number above 0/],
  [loss, ['--data', pairs, '--label-smoothing', '0.1'], /--label-smoothing belongs to/],
  [loss, ['--data', pairs, '--loss', 'cdpo', '--label-smoothing', '0.5'], /to below 0.5/],
  [loss, ['--data', pairs, '--grads', join(folder, 'none', 'g.safetensors')], /none cannot be written/],
  [generate, ['--model', tiny, '--prompts', pairs, '--top-p', '1.5'], /--top-p "1.5"/],
  [generate, ['--model', tiny, '--prompts', pairs, '--samples', '0.5'], /--samples "0.5" is not an integer/],
  [generate, ['--model', tiny, '--prompts', file('long.jsonl', { prompt: 'word '.repeat(80) })], /long\.jsonl line 1/],
];

test.each(faults)('%o %j is a fault', async (command, args, message) => {
  const fault = command(args);
  await expect(fault).rejects.toThrow(message);
  await expect(fault).rejects.toThrow(Fault);
});

test.each([
  [[], /^No command/],
  [['nonsense'], /^Unknown command "nonsense"/],
  [['score', '--bogus'], /^Unknown option '--bogus'/],
  [['score', '--model', join(folder, 'none'), '--data', pairs], /none does not exist/],
])('%j is one line on standard error and nothing else', (args, message) => {
  const { status, stdout, stderr } = lab(...args);
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
});

test('--help is printed', () => {
  const { status, stdout } = lab('--help');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^score /m);
});

test('score prints a line per row, with the EOS among the tokens', () => {
  const { status, stdout } = lab(
    'score',
    '--model',
    tiny,
    '--reference',
    tiny,
    '--data',
    mixed,
    '--adapter',
    testAdapter,
  );
  expect(status).toBe(0);
  const [first, second] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(Object.keys(first)).toEqual(['prompt_tokens', 'chosen', 'rejected']);
  expect(Object.keys(second)).toEqual(['prompt_tokens', 'completion']);
  expect(second.completion.tokens.at(-1)).toBe(2);
  expect(second.completion.logps).toHaveLength(second.completion.tokens.length);
  expect(second.completion).toMatchObject({
    reference_logps: second.completion.logps,
    reference_sum: second.completion.sum,
  });
});

test('a model against itself has the loss ln 2 in float32 and margins of exactly 0', () => {
  const { stdout } = lab('loss', '--model', tiny, '--reference', tiny, '--data', pairs, '--adapter', testAdapter);
  const rewards = { chosen: 0, rejected: 0, margins: 0, accuracies: 0 };
  expect(JSON.parse(stdout)).toEqual({ loss: Math.fround(Math.LN2), rewards });
});

test('the same seed gives the same completions', () => {
  const args = ['generate', '--model', tiny, '--prompts', pairs, '--temperature', '1', '--max-new-tokens', '6'];
  const [first, again, other] = [0, 0, 1].map((seed) => lab(...args, '--samples', '2', '--seed', `${seed}`).stdout);
  expect(JSON.parse(first.split('\n')[0]).completions).toHaveLength(2);
  expect(first).toBe(again);
  expect(first).not.toBe(other);
});

test('a run that was cut ends, resumed, with the bytes and the lines of one that was not', () => {
  const data = file(
    'own.jsonl',
    ...Array.from({ length: 12 }, (_, i) => ({ prompt: `seven plus ${i}`, completion: 'x' })),
  );
  const config = file('run.json', { mix_previous: true, max_new_tokens: 8, exhibit_steps: 0 });
  const train = (out: string, ...rest: string[]) =>
    lab('train', '--out', join(folder, out), '--adapter', testAdapter, ...rest);
  const whole = train('whole', '--model', tiny, '--data', data, '--config', config);
  expect(whole.status).toBe(0);

  // As it stood while the second iteration was trained.
  cpSync(join(folder, 'whole'), join(folder, 'cut'), { recursive: true });
  rmSync(join(folder, 'cut/checkpoint-1'), { recursive: true });
  const events = readFileSync(join(folder, 'whole/events.jsonl'), 'utf8');
  writeFileSync(join(folder, 'cut/events.jsonl'), events.slice(0, events.lastIndexOf('"type":"step"')));
  const resumed = train('cut', '--resume');
  const numbers = ({ stdout }: { stdout: string }) => stdout.replaceAll(/"seconds":[^}]*/g, '');
  expect(numbers(resumed)).toBe(numbers(whole));
  for (const name of ['checkpoint-1/model.safetensors', 'checkpoint-1/trainer_state.json']) {
    expect(readFileSync(join(folder, 'cut', name))).toEqual(readFileSync(join(folder, 'whole', name)));
  }

  // On a finished run there is nothing to do.
  const before = readFileSync(join(folder, 'cut/events.jsonl'), 'utf8');
  expect(train('cut', '--resume')).toEqual({ status: 0, stdout: resumed.stdout, stderr: '' });
  expect(readFileSync(join(folder, 'cut/events.jsonl'), 'utf8')).toBe(before);
  expect(train('cut', '--resume', '--seed', '3')).toMatchObject({ status: 1, stdout: '' });
  expect(train('cut', '--model', tiny, '--data', data)).toMatchObject({ status: 1, stdout: '' });
});
