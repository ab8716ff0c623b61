import { expect, test } from 'vitest';
import { claims } from '../../lab/claims.ts';
import { experiments } from '../../lab/experiments.ts';
import { accuracies, outcome } from '../../lab/fixtures/outcomes.ts';
import { configOf, draftFromQuery } from '../settings.ts';
import { addressOfRun, commandOf } from './experiment.ts';
import { translator } from './fixtures/translate.ts';
import { spreadsOf, stretches, told } from './spread.ts';
import { figuresOf, standingOf } from './standing.ts';
import { becauseOf } from './words.ts';

const t = await translator('en');

const claim = (number: number) => claims.find((one) => one.number === number)!;
const spin = (seed: number, ...percent: number[]) => outcome('spin', seed, { measures: accuracies(...percent) });
const rising = [0, 1, 2].map((seed) => spin(seed, 50, 58 + seed / 10, 61, 62 + seed / 10, 62.5));

test('without three seeds of every experiment a claim has not been run', () => {
  const found = standingOf(claim(3), rising);
  expect(found.standing).toBe('unrun');
  expect(becauseOf(t, claim(3), found)).toBe(
    'It needs spin, spin-4-epochs, spin-8-epochs with 3 seeds; complete so far: 0.',
  );
});

test('with them it has the verdict of the rule', () => {
  expect(standingOf(claim(1), rising).standing).toBe('holds');
});

test('runs that ended early are no verdict, and are named', () => {
  const broken = { ...spin(2, 50, 58), fault: 'The device was lost.' };
  const found = standingOf(claim(1), [...rising.slice(0, 2), broken]);
  expect(found.standing).toBe('none');
  expect(becauseOf(t, claim(1), found)).toBe(
    'Fewer than 3 seeds have every number: spin with seed 2 ended early (The device was lost.).',
  );
  const { values, interval } = figuresOf(claim(1).effects[1], [0, 2], [rising[0], broken]);
  expect(values).toEqual([expect.closeTo(3), null]);
  expect(interval).toBeNull();
});

test('a chart has each seed, their mean, and gaps where a line has nothing', () => {
  const triple = [0, 1].map((seed) => outcome('rest-em-triple', seed, { measures: accuracies(50, 25 + 50 * seed) }));
  const runs = [0, 1].map((seed) => outcome('rest-em', seed, { measures: accuracies(50, 55, 60, 62) }));
  const spreads = spreadsOf(claim(10), [...triple, ...runs]);
  expect(spreads[1].summaries).toEqual([
    { mean: 50, least: 50, most: 50 },
    { mean: 50, least: 25, most: 75 },
    ...[null, null],
  ]);
  expect(spreads[1].seeds).toEqual([
    { seed: 0, values: [50, 25, null, null] },
    { seed: 1, values: [50, 75, null, null] },
  ]);
  expect(told(t, claim(10).chart, spreads)).toBe(
    'Accuracy at temperature 1, %, mean over seeds. 4 samples: start 50.0, iteration 0 55.0, iteration 1 60.0, iteration 2 62.0. 12 samples: start 50.0, iteration 0 50.0.',
  );
  expect(stretches(['a', 'b', null, 'd']).map((one) => one.map(({ place }) => place))).toEqual([[0, 1], [3]]);
});

test('the address of an experiment loads its very configuration, but for what it looks at on the way', () => {
  for (const experiment of experiments) {
    const address = addressOfRun(experiment);
    if (experiment.from) {
      expect(address).toBeNull();
      continue;
    }
    const { draft, notice } = draftFromQuery(new URLSearchParams(address!));
    expect(notice).toBeNull();
    expect(configOf(draft)).toMatchObject({ ...experiment.config, exhibit_steps: 2, inspected_steps: 1 });
  }
});

test('a run from another’s checkpoint comes after it on the command line', () => {
  expect(commandOf(experiments.find(({ from }) => from)!, 3)).toBe(
    'npm run lab -- claims --experiment spin --seeds 3 && npm run lab -- claims --experiment dpo-after-spin --seeds 3',
  );
});
