import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Fault } from '../gpu/fault.ts';
import { testAdapter } from '../gpu/testing.ts';
import { Rng } from '../kernels/philox.ts';
import { type Method, methods } from '../lab/config.ts';
import { teachingData } from '../tasks/data.ts';
import { corrupt, taskOf } from '../tasks/domain.ts';
import { train } from './train.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const tiny = path('../checkpoint/fixtures/tiny');
const folder = mkdtempSync(join(tmpdir(), 'lab-'));
afterAll(() => rmSync(folder, { recursive: true }));

function lab(out: string, ...args: string[]) {
  const options = ['train', '--out', join(folder, out), '--adapter', testAdapter, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, [path('lab.mjs'), ...options], { encoding: 'utf8' });
  return {
    status,
    stdout,
    stderr,
    rows: stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  };
}

function file(name: string, ...rows: unknown[]): string {
  writeFileSync(join(folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return join(folder, name);
}

const written = (...names: string[]) => readFileSync(join(folder, ...names));
const timeless = (text: string) => text.replaceAll(/"seconds":[^,}]*/g, '');
const eventsOf = (out: string) =>
  written(out, 'events.jsonl')
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
/** What is progress alone may be told twice. */
const told = (out: string) =>
  eventsOf(out)
    .filter(({ type }) => type !== 'progress')
    .map((event) => timeless(JSON.stringify(event)));

const small = {
  ...{ iterations: 2, max_train_samples: 12, max_eval_samples: 6, eval_samples: 1, exhibit_steps: 0 },
  ...{ num_train_epochs: 1, per_device_train_batch_size: 8 },
};
const settings: Record<Method, object> = {
  sft: {},
  spin: { mix_previous: true, control: 'both' },
  dpo: { num_generations: 3 },
  'rest-em': { num_generations: 3 },
  'self-rewarding': { instruction_examples: 12, evaluation_examples: 12, num_prompts: 8, num_generations: 3 },
};
const sides = {
  real: { real: expect.any(Number), generated: expect.any(Number) },
  chosen: { chosen: expect.any(Number), rejected: expect.any(Number) },
};
const rewarded = (side: keyof typeof sides) => ({
  ...sides[side],
  ...{ margins: expect.any(Number), accuracies: expect.any(Number) },
});
const rewards: Record<Method, unknown[]> = {
  sft: [null, null],
  spin: [rewarded('real'), rewarded('real')],
  dpo: [rewarded('chosen'), rewarded('chosen')],
  'rest-em': [null, null],
  'self-rewarding': [null, rewarded('chosen')],
};
const share = (value: number) => value >= 0 && value <= 1;

describe.each(methods)('lab train --method %s', (method) => {
  const whole = `${method}-whole`;
  let run: ReturnType<typeof lab>;
  beforeAll(() => {
    run = lab(whole, '--method', method, '--config', file(`${method}.json`, { ...small, ...settings[method] }));
  });

  test('prints a line for the start and one per iteration', () => {
    expect(run.status).toBe(0);
    const [start, ...rest] = run.rows;
    const ended = rest.filter((row) => !('control' in row));
    expect(Object.keys(start)).toEqual(['iteration', 'benchmark']);
    expect(start.iteration).toBe(null);
    expect(ended.map(({ iteration }) => iteration)).toEqual([0, 1]);
    expect(ended.map((row) => row.rewards)).toEqual(rewards[method]);
    for (const { benchmark } of run.rows.flatMap((row) => row.control ?? row)) {
      expect(benchmark).toMatchObject({
        mean: expect.any(Number),
        greedy: expect.any(Number),
        nll: expect.any(Number),
      });
      expect([benchmark.mean, benchmark.greedy].every(share)).toBe(true);
      expect(Object.keys(benchmark.tasks).length).toBeGreaterThan(0);
    }
    for (const row of ended) {
      expect(Object.keys(row).sort()).toEqual(
        ['iteration', 'loss', 'rewards', 'benchmark', 'steps', 'flops', 'seconds'].sort(),
      );
      for (const name of ['loss', 'steps', 'flops', 'seconds']) expect(row[name]).toBeGreaterThan(0);
    }
    const controls = method === 'spin' ? ['data', 'compute'] : [];
    expect(rest.map((row) => row.control?.equal ?? row.iteration)).toEqual([0, ...controls, 1, ...controls]);
    // The whole of it is in the folder, too.
    const config = JSON.parse(written(whole, 'run.json').toString());
    expect(config).toMatchObject({ method, ...small, ...settings[method] });
    expect(eventsOf(whole)[0]).toMatchObject({ type: 'run-started', config });
    const [header, ...steps] = written(whole, 'metrics.csv').toString().trimEnd().split('\n');
    expect(header.split(',').slice(4, 6)).toEqual(
      (method === 'spin' ? ['real', 'generated'] : ['chosen', 'rejected']).map((side) => `rewards/${side}`),
    );
    expect(steps).toHaveLength(ended[0].steps + ended[1].steps);
  });

  test('cut after its first iteration and resumed, it ends with the bytes and the lines of one that was not', () => {
    const cut = `${method}-cut`;
    cpSync(join(folder, whole), join(folder, cut), { recursive: true });
    rmSync(join(folder, cut, 'checkpoint-1'), { recursive: true });
    const events = written(whole, 'events.jsonl').toString();
    writeFileSync(join(folder, cut, 'events.jsonl'), events.slice(0, events.lastIndexOf('"type":"step"')));
    const resumed = lab(cut, '--resume');
    expect(resumed.status).toBe(0);
    expect(timeless(resumed.stdout)).toBe(timeless(run.stdout));
    for (const name of ['model.safetensors', 'trainer_state.json'])
      expect(written(cut, 'checkpoint-1', name).equals(written(whole, 'checkpoint-1', name)), name).toBe(true);
    const untimed = (out: string) =>
      written(out, 'metrics.csv')
        .toString()
        .replaceAll(/,[^,\n]*$/gm, '');
    expect(untimed(cut)).toBe(untimed(whole));
    expect(told(cut)).toEqual(told(whole));
  });
});

test('a run that was cut between an iteration and what follows it goes on with its controls and the swap', () => {
  cpSync(join(folder, 'spin-whole'), join(folder, 'ended'), { recursive: true });
  const events = written('spin-whole', 'events.jsonl').toString();
  const end = events.lastIndexOf('{"type":"iteration-ended"');
  writeFileSync(join(folder, 'ended/events.jsonl'), events.slice(0, events.indexOf('\n', end) + 1));
  expect(lab('ended', '--resume').status).toBe(0);
  expect(told('ended')).toEqual(told('spin-whole'));
  expect(eventsOf('ended').slice(-3)).toMatchObject([
    { type: 'batch-scored', moment: 'swapped', player: 'opponent', iteration: 1 },
    { type: 'batch-scored', moment: 'swapped', player: 'main', iteration: 1 },
    { type: 'run-ended' },
  ]);
});

test('a run with controls that was cut between an iteration and its controls prints them all', () => {
  cpSync(join(folder, 'spin-whole'), join(folder, 'between'), { recursive: true });
  const events = written('spin-whole', 'events.jsonl').toString();
  writeFileSync(join(folder, 'between/events.jsonl'), events.slice(0, events.lastIndexOf('\n{"type":"control"') + 1));
  const whole = timeless(
    written('spin-whole', 'events.jsonl')
      .toString()
      .split('\n')
      .filter((line) => line.startsWith('{"type":"control"'))
      .join('\n'),
  );
  const resumed = lab('between', '--resume');
  expect(resumed.status).toBe(0);
  const controls = written('between', 'events.jsonl')
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('{"type":"control"'));
  expect(timeless(controls.join('\n'))).toBe(whole);
  expect(resumed.rows.filter((row) => 'control' in row)).toHaveLength(4);
});

/** Rows of the teaching domain as a user's own, with the answer in a column. */
const own = teachingData()
  .problems.filter(({ prompt }) => ['add', 'count', 'max', 'sort'].includes(taskOf(prompt)!))
  .slice(0, 24)
  .map(({ prompt, completion }) => ({ prompt, completion, full: ` ${completion} `, answer: completion.split('→')[1] }));
const completions = file('completions.jsonl', ...own);
const pairs = file(
  'pairs.jsonl',
  ...own.map(({ prompt, completion }) => ({ prompt, chosen: completion, rejected: corrupt(completion, new Rng(0)) })),
);
const numbers = file(
  'numbers.jsonl',
  ...own.flatMap((row) => (/^\d+$/.test(row.answer) ? [{ ...row, answer: Number(row.answer) }] : [])),
);

describe('rows of one’s own', () => {
  const onRows = (name: string, data: string, config: { method: Method; [setting: string]: unknown }) =>
    lab(name, '--data', data, '--config', file(`${name}.json`, { ...small, ...config, iterations: 1 }));

  test.each([
    ['sft', completions, {}, [null], null],
    ['dpo', pairs, {}, [rewarded('chosen')], null],
    ['rest-em', completions, { reward_column: 'full' }, [null], expect.any(Number)],
  ] as const)('%s', (method, data, config, rewards, accuracy) => {
    const { status, rows } = onRows(`own-${method}`, data, { method, ...config });
    expect(status).toBe(0);
    expect(rows.map(({ iteration }) => iteration)).toEqual([null, 0]);
    expect(rows.slice(1).map((row) => row.rewards)).toEqual(rewards);
    for (const { benchmark } of rows)
      expect(benchmark).toEqual({ nll: expect.any(Number), pair_accuracy: expect.any(Number), accuracy });
    expect(rows[0].benchmark.pair_accuracy).toBe(0);
  });

  test.each([
    ['regex', completions, { reward: 'regex', reward_pattern: '→(.*)$', reward_column: 'answer' }],
    ['numeric', numbers, { reward: 'numeric', reward_column: 'answer' }],
  ])('rest-em with the reward %s keeps what gives the answer of its row, and stopped', (name, data, config) => {
    const run = onRows(`own-${name}`, data, { method: 'rest-em', num_generations: 6, ...config });
    const answers = new Map(own.map(({ prompt, answer }) => [prompt, answer]));
    expect(run.status).toBe(0);
    const events = eventsOf(`own-${name}`);
    const vocabulary: string[] = events[0].model.vocabulary;
    const text = (ids: number[]) => ids.map((id) => vocabulary[id]).join('');
    const { prompts } = events.find(({ type }) => type === 'candidates');
    let right = 0;
    for (const { prompt, responses } of prompts) {
      const expected = answers.get(text(prompt));
      expect(expected).not.toBe(undefined);
      for (const { tokens, score } of responses) {
        const stopped = tokens.at(-1) === 2;
        const answer = /→(.*)$/.exec(text(stopped ? tokens.slice(0, -1) : tokens))?.[1];
        if (name === 'regex') expect(score).toBe(Number(stopped && answer === expected));
        else if (score === 1) expect(stopped).toBe(true);
        right += score;
      }
    }
    expect(right).toBeGreaterThan(0);
    expect(run.rows[1].benchmark.accuracy).toSatisfy(share);
  });
});

const config = (name: string, value: object) => ['--config', file(name, value)];
/** Each is found before an adapter is opened. */
const faults: [args: string[], message: RegExp][] = [
  [['--method', 'ppo'], /"method" is "ppo", expected sft \| spin \| dpo \| rest-em \| self-rewarding\.$/],
  [['--method', ''], /^--method is empty/],
  [
    ['--method', 'sft', ...config('beta.json', { beta: 1 })],
    /beta\.json: there is no setting "beta" for the method sft\.$/,
  ],
  [
    ['--method', 'dpo', ...config('mixed.json', { mix_previous: true })],
    /no setting "mix_previous" for the method dpo/,
  ],
  [
    ['--method', 'dpo', '--data', completions],
    /completions\.jsonl line 1 is no pair: DPO needs "chosen" and "rejected"\.$/,
  ],
  [
    ['--method', 'sft', '--data', pairs],
    /pairs\.jsonl line 1 has no "completion", which the model is to learn from\.$/,
  ],
  [['--method', 'self-rewarding', '--data', completions], /^Self-Rewarding [^\n]* takes no data file\.$/],
  [['--method', 'self-rewarding', '--data', pairs], /^Self-Rewarding [^\n]* takes no data file\.$/],
  [['--method', 'sft', '--data', file('one.jsonl', own[0])], /at least two rows of data/],
  [
    ['--method', 'rest-em', '--data', completions, ...config('regex.json', { reward: 'regex', reward_pattern: '(' })],
    /^The "reward_pattern" "\(" is no regular expression: [^\n]*\.$/,
  ],
  [
    ['--method', 'rest-em', '--data', completions, ...config('empty.json', { reward: 'regex' })],
    /^The reward "regex" needs a "reward_pattern"/,
  ],
  [
    ['--method', 'rest-em', '--data', completions, ...config('column.json', { reward_column: 'result' })],
    /completions\.jsonl line 1 has no text or number in "result", the answer to be given\.$/,
  ],
  [
    ['--method', 'rest-em', ...config('base.json', { base_model: tiny })],
    /^The base model [^\n]*tiny has another config\.json than embedded: set "base_model"\.$/,
  ],
  [['--method', 'rest-em', ...config('none.json', { base_model: join(folder, 'none') })], /none does not exist/],
  [
    ['--method', 'self-rewarding', ...config('judge.json', { judge: tiny })],
    /^[^\n]*tiny has another vocabulary than embedded-judge\.$/,
  ],
];

test.each(faults)('%j is one sentence, and no folder is left', async (args, message) => {
  const out = join(folder, 'fault');
  const fault = train([...args, '--out', out, '--adapter', testAdapter]);
  await expect(fault).rejects.toThrow(message);
  await expect(fault).rejects.toThrow(Fault);
  await expect(fault).rejects.toThrow(/^[^\n]*$/);
  expect(existsSync(out)).toBe(false);
});

test('a run is resumed as it is, by its own method', async () => {
  const fault = train(['--resume', '--out', join(folder, 'dpo-whole'), '--method', 'sft']);
  await expect(fault).rejects.toThrow(Fault);
});
