import { expect, test } from 'vitest';
import { preprocess } from './preprocess.ts';

const lines = (...text: string[]): string => text.join('\n');

test('constants become declarations: integers as u32, others as f32', () => {
  expect(preprocess('main', { WIDTH: 64, EPS: 1e-5, HALF: 0.5, OFF: 0 })).toBe(
    lines('const WIDTH = 64u;', 'const EPS = 0.00001f;', 'const HALF = 0.5f;', 'const OFF = 0u;', 'main'),
  );
});

test('#if keeps a branch by whether the constant is non-zero', () => {
  const source = lines(
    '#if A',
    'a',
    '  #if B',
    'b',
    '  #else',
    'no b',
    '  #end',
    '#else',
    'no a',
    '#end',
    '#if B',
    'only b',
    '#end',
    'last',
  );
  const kept = (constants: Record<string, number>) =>
    preprocess(source, { A: 0, B: 0, ...constants })
      .split('\n')
      .filter((line) => !line.startsWith('const'));
  expect(kept({ A: 1, B: 1 })).toEqual(['a', 'b', 'only b', 'last']);
  expect(kept({ A: 1, B: 0 })).toEqual(['a', 'no b', 'last']);
  expect(kept({ A: 0, B: 2 })).toEqual(['no a', 'only b', 'last']);
  expect(kept({})).toEqual(['no a', 'last']);
});

test('#for repeats its body, bounds being numbers or constants', () => {
  const source = lines(
    '#for i 0 2',
    'x$i = $iu;',
    '#for j 1 N',
    'x$i$j',
    '#end',
    '#end',
    '#for k N N',
    'never',
    '#end',
  );
  expect(preprocess(source, { N: 3 })).toBe(lines('const N = 3u;', 'x0 = 0u;', 'x01', 'x02', 'x1 = 1u;', 'x11', 'x12'));
});

test('a directive without its other half is an error that names the line', () => {
  expect(() => preprocess(lines('a', '#end'), {})).toThrow('kernel line 2');
  expect(() => preprocess(lines('#if A', '#end', '#else'), { A: 1 })).toThrow('kernel line 3');
  expect(() => preprocess(lines('a', '#if A', 'b'), { A: 1 })).toThrow('kernel line 2');
  expect(() => preprocess(lines('#for i 0 2', 'b'), {})).toThrow('kernel line 1');
  expect(() => preprocess(lines('#if UNKNOWN', '#end'), {})).toThrow('UNKNOWN');
  expect(() => preprocess(lines('#for i 0 UNKNOWN', '#end'), {})).toThrow('UNKNOWN');
});
