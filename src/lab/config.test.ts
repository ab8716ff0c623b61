import { expect, test } from 'vitest';
import { Fault } from '../gpu/fault.ts';
import { defaultConfig, parseRunConfig } from './config.ts';

test('nothing said is SPIN on the embedded model, and what is said stays', () => {
  expect(defaultConfig).toMatchObject({ method: 'spin', model: 'embedded', data: null, seed: 0, iterations: 2 });
  expect(defaultConfig).toMatchObject({ loss_type: 'sigmoid', beta: 1, temperature: 1, learning_rate: 1e-4 });
  expect(parseRunConfig({ beta: 0.1, optim: 'rmsprop' })).toEqual({ ...defaultConfig, beta: 0.1, optim: 'rmsprop' });
  expect(parseRunConfig(JSON.parse(JSON.stringify(defaultConfig)))).toEqual(defaultConfig);
});

const faults: [unknown, RegExp][] = [
  [{ learningrate: 1 }, /^run\.json: there is no setting "learningrate"\.$/],
  [{ beta: '1' }, /"beta" is "1", expected number\.$/],
  [{ beta: -1 }, /"beta" is -1, expected >=0\.$/],
  [{ beta: null }, /"beta" is null, expected number\.$/],
  [{ seed: 1.5 }, /"seed" is 1\.5, expected /],
  [{ seed: 2 ** 32 }, /"seed" is 4294967296, expected <=4294967295\.$/],
  [{ iterations: 0 }, /"iterations" is 0, expected >=1\.$/],
  [{ top_p: 0 }, /"top_p" is 0, expected /],
  [{ method: 'ppo' }, /"method" is "ppo", expected "spin"\.$/],
  [
    { loss_type: 'ipo' },
    /"loss_type" is "ipo", expected \("sigmoid" \| "hinge" \| "exponential" \| "correlation"\)\.$/,
  ],
  [{ mix_previous: 1 }, /"mix_previous" is 1, expected boolean\.$/],
  [{ model: '' }, /"model" is .*, expected /],
  [{ data: 3 }, /"data" is 3, expected /],
  ['beta', /^run\.json is no JSON object of settings\.$/],
  [null, /^run\.json is no JSON object of settings\.$/],
];
test.each(faults)('%j is one sentence that names the setting', (input, message) => {
  const parse = () => parseRunConfig(input, 'run.json');
  expect(parse).toThrow(Fault);
  expect(parse).toThrow(message);
  expect(parse).toThrow(/^[^\n]*\.$/);
});
