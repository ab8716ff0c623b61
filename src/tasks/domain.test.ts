import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Rng } from '../kernels/philox.ts';
import {
  corrupt,
  digits,
  drawPrompt,
  drawResponse,
  letters,
  parts,
  reward,
  rubric,
  taskOf,
  tasks,
  webResponse,
} from './domain.ts';

type GradedRow = [
  prompt: string,
  response: string,
  finished: 0 | 1,
  parts: [number, number, number, number],
  reward: number,
  rubric: number,
];

const graded = gunzipSync(readFileSync(new URL('./fixtures/graded.jsonl.gz', import.meta.url)))
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as GradedRow);

test('10,000 responses, right, wrong and broken, are graded as by the reference', () => {
  expect(graded).toHaveLength(10_000);
  const differing = graded.filter(([prompt, response, finished, expected, expectedReward, expectedRubric]) => {
    const { shape, firstStep, allSteps, answer } = parts(`${prompt}:`, response);
    const own = [...[shape, firstStep, allSteps, answer].map(Number)];
    own.push(reward(prompt, response, finished === 1), rubric(prompt, response, finished === 1));
    return own.join() !== [...expected, expectedReward, expectedRubric].join();
  });
  expect(differing).toEqual([]);
});

test('a prompt of another kind earns nothing but the point for stopping', () => {
  expect(taskOf('mul 3*4:')).toBeNull();
  expect(rubric('mul 3*4:', '→12', true)).toBe(1);
  expect(() => drawResponse('mul 3*4:', new Rng(0))).toThrow(/"mul 3\*4:" is none of the teaching domain/);
});

describe.each(tasks)('%s', (task) => {
  const rng = new Rng(1, tasks.indexOf(task));
  const prompts = Array.from({ length: 500 }, () => drawPrompt(task, rng));

  test('prompts follow the rule of the task', () => {
    const rule = {
      add: /^add [1-9]\d\+[1-9]\d:$/,
      rev: /^rev [a-j]{4,6}:$/,
      sort: /^sort [a-j]{4,6}:$/,
      count: /^count [a-j] [a-j]{4,6}:$/,
      max: /^max ([1-9]\d\d) (?!\1)[1-9]\d\d:$/,
      make: /^make ([6-9]|1\d|2[0-4]):$/,
    }[task];
    for (const prompt of prompts) expect(prompt).toMatch(rule);
  });

  test('responses of the data earn all five points', () => {
    for (const prompt of prompts) expect(rubric(prompt, drawResponse(prompt, rng), true)).toBe(5);
  });
});

test('responses take every order and triple the data has', () => {
  const rng = new Rng(2);
  const drawn = (prompt: string) => new Set(Array.from({ length: 400 }, () => drawResponse(prompt, rng)));
  expect([...drawn('add 17+38:')].sort()).toEqual([
    '7+8=15,1+1+3=5→55',
    '7+8=15,1+3+1=5→55',
    '8+7=15,1+1+3=5→55',
    '8+7=15,1+3+1=5→55',
  ]);
  expect([...drawn('make 23:')].sort()).toEqual([
    '5+9=14,14+9=23→5+9+9',
    '6+8=14,14+9=23→6+8+9',
    '6+9=15,15+8=23→6+9+8',
    '7+7=14,14+9=23→7+7+9',
    '7+8=15,15+8=23→7+8+8',
    '7+9=16,16+7=23→7+9+7',
    '8+6=14,14+9=23→8+6+9',
    '8+7=15,15+8=23→8+7+8',
    '8+8=16,16+7=23→8+8+7',
    '8+9=17,17+6=23→8+9+6',
    '9+5=14,14+9=23→9+5+9',
    '9+6=15,15+8=23→9+6+8',
    '9+7=16,16+7=23→9+7+7',
    '9+8=17,17+6=23→9+8+6',
    '9+9=18,18+5=23→9+9+5',
  ]);
});

test('corrupt replaces exactly one digit or letter by another of its kind', () => {
  const rng = new Rng(3);
  const original = 'e1je2fe3→3';
  for (let i = 0; i < 200; i++) {
    const spots = [...corrupt(original, rng)].flatMap((symbol, at) =>
      symbol === original[at] ? [] : [[symbol, original[at]]],
    );
    expect(spots).toHaveLength(1);
    for (const pool of [digits, letters]) expect(pool.includes(spots[0][0])).toBe(pool.includes(spots[0][1]));
  }
});

test('web responses are lazy, rambling or corrupted in their shares', () => {
  const rng = new Rng(4);
  const count = 20_000;
  const prompt = 'max 428 412:';
  const right = drawResponse(prompt, rng);
  const responses = Array.from({ length: count }, () => webResponse(prompt, rng));
  const share = (picked: (response: string) => boolean) => responses.filter(picked).length / count;
  expect(Math.abs(share((response) => response.startsWith('→')) - 0.2)).toBeLessThan(0.01);
  expect(Math.abs(share((response) => response === '→428') - 0.2 * 0.6)).toBeLessThan(0.01);
  expect(Math.abs(share((response) => response.length > right.length) - 0.2)).toBeLessThan(0.01);
  // 60 % neither lazy nor rambling, 65 % of them left alone.
  expect(Math.abs(share((response) => response === right) - 0.6 * 0.65)).toBeLessThan(0.01);
});
