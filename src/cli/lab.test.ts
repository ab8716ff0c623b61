import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configJson } from '../checkpoint/config.ts';
import { readSafetensors, writeSafetensors } from '../checkpoint/safetensors.ts';
import { Fault } from '../gpu/fault.ts';
import { openNodeAdapter } from '../gpu/node.ts';
import { testAdapter } from '../gpu/testing.ts';
import { type DecoderConfig, elements, tensorSpecs } from '../model/config.ts';
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

/** The tiny checkpoint with other files in place of its own. */
function model(name: string, files: Record<string, string | Uint8Array>): string {
  const path = join(folder, name);
  cpSync(tiny, path, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
  return path;
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
    ...['score', '--model', tiny, '--reference', tiny],
    ...['--data', mixed, '--adapter', testAdapter],
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

const fixture = (name: string) => readFileSync(path(`fixtures/${name}`));
const golden = JSON.parse(fixture('golden.json').toString());
const goldenArgs = [
  ...['--model', model('model', { 'model.safetensors': fixture('model.safetensors') })],
  ...['--reference', model('reference', { 'model.safetensors': fixture('reference.safetensors') })],
  ...['--data', path('fixtures/pairs.jsonl'), '--adapter', testAdapter],
];
const norm = (values: Iterable<number>) => Math.sqrt([...values].reduce((sum, x) => sum + x * x, 0));
const far = (actual: ArrayLike<number>, expected: ArrayLike<number>) =>
  norm(Array.from(actual, (x, i) => x - expected[i])) / norm(Array.from(expected));

test('score says what PyTorch says', () => {
  const { status, stdout } = lab('score', ...goldenArgs);
  expect(status).toBe(0);
  const rows = stdout.trimEnd().split('\n');
  expect(rows).toHaveLength(golden.score.length);
  for (const [i, line] of rows.entries()) {
    const [row, expected] = [JSON.parse(line), golden.score[i]];
    expect(row.prompt_tokens).toEqual(expected.prompt_tokens);
    for (const side of ['chosen', 'rejected']) {
      expect(row[side].tokens).toEqual(expected[side].tokens);
      for (const [logps, sum] of [
        ['logps', 'sum'],
        ['reference_logps', 'reference_sum'],
      ]) {
        expect(row[side][logps]).toHaveLength(expected[side][logps].length);
        row[side][logps].forEach((logp: number, k: number) => {
          expect(Math.abs(logp - expected[side][logps][k])).toBeLessThan(2e-4);
        });
        expect(row[side][sum]).toBeCloseTo(
          row[side][logps].reduce((total: number, logp: number) => total + logp, 0),
          9,
        );
      }
    }
  }
});

test.each([
  ['sigmoid', []],
  ['cdpo', ['--label-smoothing', '0.1']],
])('%s says what PyTorch says', (name, rest) => {
  const grads = join(folder, `${name}.safetensors`);
  const options = ['--loss', name, '--beta', '0.5', ...rest, '--grads', grads];
  const { status, stdout } = lab('loss', ...goldenArgs, ...options);
  expect(status).toBe(0);
  const { loss, rewards, ...others } = JSON.parse(stdout);
  expect(others).toEqual({});
  expect(Math.abs(loss / golden[name].loss - 1)).toBeLessThan(1e-4);
  for (const [key, value] of Object.entries<number>(golden[name].rewards)) {
    expect(Math.abs(rewards[key] - value), key).toBeLessThan(2e-4);
  }
  if (name !== 'sigmoid') return;
  const actual = readSafetensors(readFileSync(grads), grads);
  const expected = readSafetensors(fixture('gradients.safetensors'), 'gradients.safetensors');
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [tensor, { shape, data }] of expected) {
    expect(actual.get(tensor)!.shape).toEqual(shape);
    expect(far(actual.get(tensor)!.data, data), tensor).toBeLessThan(1e-3);
  }
});

test('a model too large for the adapter is one line on standard error and nothing else', async () => {
  const { limits } = (await openNodeAdapter(testAdapter)).adapter;
  const most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const config: DecoderConfig = {
    // The weights fit; the logits of a head chunk, 64 tokens of 4 bytes each, do not.
    vocabSize: most / 128,
    ...{ hiddenSize: 2, intermediateSize: 1, layers: 1, heads: 1, kvHeads: 1, headDim: 2, contextLength: 64 },
    ...{ rmsNormEps: 1e-6, ropeTheta: 10_000, ropeScaling: { type: 'default' }, tieWordEmbeddings: true },
  };
  const tensors = tensorSpecs(config).map(
    ({ name, shape }) => [name, { shape, data: new Float32Array(elements(shape)) }] as const,
  );
  const wide = model('wide', {
    'config.json': JSON.stringify(configJson(config, {})),
    'model.safetensors': writeSafetensors(new Map(tensors)),
  });
  const { status, stdout, stderr } = lab('score', '--model', wide, '--data', pairs, '--adapter', testAdapter);
  expect(stderr).toMatch(/^logits needs \d+ MiB in one buffer, and this adapter binds at most \d+ MiB: [^\n]*\n$/);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
});

describe('training the tiny model on rows of its own', () => {
  const data = file(
    'own.jsonl',
    ...Array.from({ length: 12 }, (_, i) => ({ prompt: `seven plus ${i}`, completion: 'x' })),
  );
  const config = file('run.json', { mix_previous: true, max_new_tokens: 8, exhibit_steps: 1 });
  const train = (out: string, ...rest: string[]) =>
    lab('train', '--out', join(folder, out), '--adapter', testAdapter, ...rest);
  const start = (out: string) => train(out, '--model', tiny, '--data', data, '--config', config);
  const written = (...names: string[]) => readFileSync(join(folder, ...names));
  const timeless = (text: string) => text.replaceAll(/"seconds":[^,}]*/g, '');
  let whole: ReturnType<typeof lab>;
  beforeAll(() => {
    whole = start('whole');
  });

  test('two processes write the same bytes and say the same, seconds aside', () => {
    const twin = start('twin');
    expect([whole.status, twin.status]).toEqual([0, 0]);
    expect(timeless(twin.stdout)).toBe(timeless(whole.stdout));
    const events = (run: string) => timeless(written(run, 'events.jsonl').toString());
    expect(events('twin')).toBe(events('whole'));
    for (const checkpoint of ['checkpoint-0', 'checkpoint-1'])
      for (const name of readdirSync(join(folder, 'whole', checkpoint)))
        expect(written('twin', checkpoint, name).equals(written('whole', checkpoint, name)), name).toBe(true);
    const weights = ['checkpoint-0', 'checkpoint-1'].map((name) => written('whole', name, 'model.safetensors'));
    expect(weights[0].equals(weights[1])).toBe(false);
  });

  test('a run that was cut ends, resumed, with the bytes and the lines of one that was not', () => {
    // As it stood while the second iteration was trained.
    cpSync(join(folder, 'whole'), join(folder, 'cut'), { recursive: true });
    rmSync(join(folder, 'cut/checkpoint-1'), { recursive: true });
    const events = written('whole', 'events.jsonl').toString();
    writeFileSync(join(folder, 'cut/events.jsonl'), events.slice(0, events.lastIndexOf('"type":"step"')));
    const resumed = train('cut', '--resume');
    expect(timeless(resumed.stdout)).toBe(timeless(whole.stdout));
    for (const name of ['checkpoint-1/model.safetensors', 'checkpoint-1/trainer_state.json']) {
      expect(written('cut', name)).toEqual(written('whole', name));
    }

    // On a finished run there is nothing to do.
    const before = written('cut', 'events.jsonl').toString();
    expect(train('cut', '--resume')).toEqual({ status: 0, stdout: resumed.stdout, stderr: '' });
    expect(written('cut', 'events.jsonl').toString()).toBe(before);
    expect(train('cut', '--resume', '--seed', '3')).toMatchObject({ status: 1, stdout: '' });
    expect(train('cut', '--model', tiny, '--data', data)).toMatchObject({ status: 1, stdout: '' });
  });
});
