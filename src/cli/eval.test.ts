import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { diskFolder } from '../checkpoint/disk.ts';
import { Fault } from '../gpu/fault.ts';
import { openTestGpu, testAdapter } from '../gpu/testing.ts';
import { defaultConfig } from '../lab/config.ts';
import { run } from '../lab/run.ts';
import { WebGpuPlayer } from '../players/webgpu.ts';
import type { DomainBenchmark } from '../tasks/benchmark.ts';
import { teachingData } from '../tasks/data.ts';
import { reward, taskOf } from '../tasks/domain.ts';
import { evaluate } from './eval.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const tiny = path('../checkpoint/fixtures/tiny');
const folder = mkdtempSync(join(tmpdir(), 'lab-eval-'));
afterAll(() => rmSync(folder, { recursive: true }));

function lines(...args: string[]) {
  const all = [path('lab.mjs'), ...args, '--adapter', testAdapter];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function file(name: string, ...rows: unknown[]): string {
  writeFileSync(join(folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return join(folder, name);
}

const row = { prompt: 'rev ceef:', completion: '→feec' };
const rows = file('rows.jsonl', row);
const other = { prompt: 'the data', completion: 'is here' };
const others = file('others.jsonl', row, other);
const faults: [args: string[], message: RegExp][] = [
  [['--tasks', rows], /--model is missing/],
  [['--model', tiny, '--samples', '0'], /--samples "0" is not an integer from 1/],
  [['--model', tiny, '--split', 'train'], /--split "train" is none of test, validation/],
  [['--model', tiny, '--tasks', rows, '--split', 'test'], /--split chooses among the built-in prompts/],
  [['--model', tiny, '--reward', 'numeric'], /--reward grades the rows of a --tasks file/],
  [['--model', tiny, '--tasks', rows, '--reward-pattern', 'x'], /--reward-pattern belongs to --reward regex/],
  [['--model', tiny, '--tasks', rows, '--reward', 'exact'], /"exact" is none of exact_match, regex, numeric/],
  [['--model', tiny, '--tasks', rows, '--reward', 'regex'], /"regex" needs a "reward_pattern"/],
  [['--model', tiny, '--tasks', others, '--reward-column', 'answer'], /others\.jsonl line 1 has no text or number/],
  [['--model', tiny, '--tasks', file('a.jsonl', row, { prompt: 'x' })], /a\.jsonl line 2 has no "completion"/],
  [
    ['--model', tiny, '--tasks', file('b.jsonl', row, { ...row, task: '' })],
    /b\.jsonl line 2: "task" is "", where a name/,
  ],
  [['--model', tiny, '--tasks', join(folder, 'none.jsonl')], /none\.jsonl does not exist/],
  [['--model', 'embedded', '--against', tiny], /tiny has another vocabulary than .*embedded/],
  [
    ['--model', 'embedded', '--tasks', others, '--against', 'embedded', '--judge', 'self'],
    /others\.jsonl line 2: "prompt" is none of the teaching domain's/,
  ],
];
test.each(faults)('%j is a fault before an adapter is opened', async (args, message) => {
  const fault = evaluate(args);
  await expect(fault).rejects.toThrow(message);
  await expect(fault).rejects.toThrow(Fault);
});

interface Generated {
  prompt: string;
  completions: { text: string; tokens: number[]; finish: 'eos' | 'length' }[];
}
const sampling = ['--seed', '9', '--max-new-tokens', '20'];
const generated = (path: string, temperature: number, samples: number): Generated[] =>
  lines(
    ...['generate', '--model', 'embedded', '--prompts', path, ...sampling],
    ...['--temperature', `${temperature}`, '--samples', `${samples}`],
  );
const evaluated = (path: string, ...rest: string[]) =>
  lines('eval', '--model', 'embedded', '--tasks', path, ...sampling, '--samples', '4', ...rest)[0];
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a file of the teaching domain', () => {
  const given = teachingData().validation.slice(0, 14);
  const path = file('domain.jsonl', ...given);

  test('its numbers are those of `generate` and `score` with the same seed', () => {
    const report = evaluated(path);
    const { benchmark } = report;
    expect(report).toMatchObject({ tasks: path, split: null, prompts: 14, samples: 4, seed: 9, against: null });

    const right = ({ prompt, completions }: Generated) =>
      completions.map(({ text, finish }) => reward(prompt, text, finish === 'eos'));
    const byTask = (all: readonly Generated[]) => {
      const names = new Set(all.map(({ prompt }) => taskOf(prompt)!));
      const accuracy = (task: string) => mean(all.filter(({ prompt }) => taskOf(prompt) === task).flatMap(right));
      return Object.fromEntries([...names].map((task) => [task, accuracy(task)]));
    };
    const greedy = byTask(generated(path, 0, 1));
    const sampled = generated(path, 1, 4);
    const tasks = byTask(sampled);
    for (const task of Object.keys(tasks))
      expect(benchmark.tasks[task]).toEqual({ mean: tasks[task], greedy: greedy[task] });
    expect(Object.keys(benchmark.tasks)).toHaveLength(Object.keys(tasks).length);
    expect(benchmark.mean).toBeCloseTo(mean(Object.values(tasks)), 12);
    expect(benchmark.greedy).toBeCloseTo(mean(Object.values(greedy)), 12);

    // Of four samples with c right, a pair has none with chance C(4 − c, 2) / 6.
    const counts = sampled.map((one) => right(one).reduce((sum: number, x) => sum + x, 0));
    expect(new Set(counts).size).toBeGreaterThan(2);
    expect(Object.keys(benchmark.pass_at_k)).toEqual(['1', '2', '4']);
    expect(benchmark.pass_at_k[1]).toBeCloseTo(mean(counts) / 4, 12);
    expect(benchmark.pass_at_k[2]).toBeCloseTo(mean(counts.map((c) => 1 - [6, 3, 1, 0, 0][c] / 6)), 12);
    expect(benchmark.pass_at_k[4]).toBeCloseTo(mean(counts.map((c) => Math.min(1, c))), 12);

    const responses = sampled.flatMap(({ completions }) => completions);
    expect(benchmark.length).toBeCloseTo(mean(responses.map(({ tokens }) => tokens.length)), 12);
    expect(benchmark.truncated).toBeCloseTo(mean(responses.map(({ finish }) => Number(finish === 'length'))), 12);
    const distinct = sampled.map(({ completions }) => new Set(completions.map(({ text }) => text)).size / 4);
    expect(benchmark.distinct).toBeCloseTo(mean(distinct), 12);

    const scored = lines('score', '--model', 'embedded', '--data', path);
    const logps: number[] = scored.flatMap(({ completion }) => completion.logps);
    expect(benchmark.nll).toBeCloseTo(-mean(logps), 6);
    expect(benchmark.train).toBe(null);
  });
});

test('prompts of another kind are graded by an answer, and a column names sub-tasks', () => {
  // Not as the domain draws them: too short, or two equal numbers.
  const prompts = ['rev ab:', 'rev ba:', 'sort ca:', 'sort ab:', 'max 313 313:', 'max 808 808:'];
  const answers = ['ba', 'ab', 'ac', 'ab', 313, 808];
  const known = teachingData().validation.filter(({ prompt }) => /^(rev|max)/.test(prompt));
  const path = file(
    'mixed.jsonl',
    ...prompts.map((prompt, i) => ({
      ...{ prompt, completion: '→', answer: answers[i] },
      ...(prompt.startsWith('max') && { task: 'equal' }),
    })),
    { ...known[0], answer: 'never read' },
    { ...known[1], answer: 'never read', task: 'mine' },
  );
  const { benchmark } = evaluated(path, '--reward', 'regex', '--reward-pattern', '→(.*)$', '--reward-column', 'answer');
  const sampled = generated(path, 1, 4);
  const right = sampled.map(({ prompt, completions }, i) =>
    completions.map(({ text, finish }) =>
      i < prompts.length
        ? Number(finish === 'eos' && text.split('→').slice(1).join('→').trim() === `${answers[i]}`)
        : reward(prompt, text, finish === 'eos'),
    ),
  );
  const of = (from: number, to: number) => mean(right.slice(from, to).flat());
  const means = Object.fromEntries(
    Object.entries<{ mean: number }>(benchmark.tasks).map(([task, { mean }]) => [task, mean]),
  );
  const shared = taskOf(known[0].prompt)!;
  expect(means).toEqual({ other: of(0, 4), equal: of(4, 6), [shared]: of(6, 7), mine: of(7, 8) });
  expect(of(0, 6)).toBeGreaterThan(0);
  expect(of(0, 6)).toBeLessThan(1);

  // A majority of four; of equally many votes the first given wins.
  const majority = sampled.map(({ completions }, i) => {
    const votes = completions.map(({ text, finish }) => (finish === 'eos' ? text.split('→')[1] : undefined));
    const count = (vote: string | undefined) => (vote === undefined ? 0 : votes.filter((one) => one === vote).length);
    const most = Math.max(...votes.map(count));
    return most > 0 ? right[i][votes.findIndex((vote) => count(vote) === most)] : 0;
  });
  expect(benchmark.maj_at_k[4]).toBeCloseTo(mean(majority), 12);
});

test('without a file it is the benchmark that a run begins with', async () => {
  const [report] = lines('eval', '--model', 'embedded');
  const gpu = await openTestGpu();
  const checkpoint = await loadCheckpoint(diskFolder('public/models/embedded'));
  const player = new WebGpuPlayer(gpu, checkpoint.config, checkpoint.tensors, checkpoint.eosIds);
  const events = run(defaultConfig('spin'), {
    checkpoint,
    player,
    adapter: { name: 'test', software: true, kernels: {} },
  });
  for await (const event of events) {
    if (event.type !== 'benchmark') continue;
    const { kl, kl_start, versus_previous, versus_start, ...benchmark } = event.benchmark as DomainBenchmark;
    expect(report.benchmark).toEqual(benchmark);
    expect([kl, kl_start, versus_previous, versus_start]).toEqual([null, null, null, null]);
    break;
  }
  gpu.destroy();
  expect(report).toMatchObject({ model: 'embedded', tasks: null, split: 'test', prompts: 720, samples: 2 });
  expect(report.benchmark.mean).toBeGreaterThan(0.2);
});
