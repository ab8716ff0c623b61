import { describe, expect, test } from 'vitest';
import { comparisons } from './claims/control.ts';
import { claims, effectsOf, runsOf, seedsOf } from './claims.ts';
import { parseRunConfig } from './config.ts';
import { experiments } from './experiments.ts';
import {
  accuracies,
  benchmark,
  headToHead,
  judged,
  measures,
  outcome,
  type Sketch,
  skillAccuracy,
} from './fixtures/outcomes.ts';
import type { Measure, Outcome } from './outcome.ts';

type World = Record<string, Partial<Outcome>>;
const of = (...path: Measure[]) => ({ measures: path });
const percent = (...values: number[]) => of(...accuracies(...values));
const sketched = (...path: Sketch[]) => of(...measures(...path));
const nll = (...values: number[]) => sketched(...values.map((nll) => ({ nll })));

const beside = (spin: number, data: number, compute: number) => {
  const control = { data: benchmark({ mean: data / 100 }), compute: benchmark({ mean: compute / 100 }) };
  return sketched({}, {}, {}, {}, { mean: spin / 100, control });
};

/** A first iteration without pairs, then one that judges 100 responses to 100 prompts. */
const judging = (commonest: number, pairs: number): Partial<Outcome> => ({
  judged: [{ iteration: 1, responses: 100, mean: 3, histogram: [0, 100 - commonest, commonest, 0, 0, 0] }],
  pairs: [{ iteration: 1, prompts: 100, pairs, right: 0.8, wrong: 0.1 }],
});

const passes = (...values: number[]) => {
  const [one, two, four, eight] = values;
  return { pass_at_k: { 1: one, 2: two, 4: four, 8: eight } };
};

/** For each claim runs that show it, with the effects worked out by hand, and runs that show the opposite. */
const cases: Record<number, { right: World; effects: number[]; wrong: World }> = {
  1: {
    right: { spin: percent(50, 58, 61, 62, 62.5) },
    effects: [8, 3, 1, 0.5, 6.5],
    wrong: { spin: percent(50, 49, 48.9, 48.8, 48.7) },
  },
  2: { right: { spin: beside(60, 57, 55) }, effects: [3, 5], wrong: { spin: beside(60, 61, 65) } },
  3: {
    right: { spin: percent(50, 55, 60), 'spin-4-epochs': percent(50, 57), 'spin-8-epochs': percent(50, 57.5) },
    effects: [3, 2.5, 0.5],
    wrong: { spin: percent(50, 55, 56), 'spin-4-epochs': percent(50, 58), 'spin-8-epochs': percent(50, 62) },
  },
  4: {
    right: { spin: percent(50, 56, 60, 61, 62), dpo: percent(50, 57), 'dpo-after-spin': percent(62, 64.5) },
    effects: [1, 3, 2.5],
    wrong: { spin: percent(50, 50, 52, 53, 62), dpo: percent(50, 57), 'dpo-after-spin': percent(62, 60) },
  },
  5: {
    right: { spin: percent(50, 58), 'spin-150-pairs': percent(50, 52), 'spin-300-pairs': percent(50, 55.5) },
    effects: [3.5, 2.5],
    wrong: { spin: percent(50, 52), 'spin-150-pairs': percent(50, 60), 'spin-300-pairs': percent(50, 55) },
  },
  6: {
    right: { spin: nll(0.2, 0.18, 0.17, 0.165, 0.163) },
    effects: [0.02, 0.01, 0.005, 0.002],
    wrong: { spin: nll(0.1, 0.2, 0.3, 0.4, 0.5) },
  },
  7: {
    right: {
      'rest-em': sketched(
        { mean: 0.5, train: { mean: 0.5, nll: 0 } },
        { mean: 0.6, train: { mean: 0.6, nll: 0 } },
        { mean: 0.61, train: { mean: 0.65, nll: 0 } },
        { mean: 0.6, train: { mean: 0.67, nll: 0 } },
      ),
    },
    effects: [10, 5, 2, 6],
    wrong: {
      'rest-em': sketched(
        { mean: 0.5, train: { mean: 0.9, nll: 0 } },
        { mean: 0.51, train: { mean: 0.8, nll: 0 } },
        { mean: 0.55, train: { mean: 0.7, nll: 0 } },
        { mean: 0.6, train: { mean: 0.6, nll: 0 } },
      ),
    },
  },
  8: {
    right: { 'rest-em': sketched(passes(0.4, 0.5, 0.6, 0.7), {}, {}, passes(0.6, 0.66, 0.7, 0.75)) },
    effects: [20, 16, 10, 5, 15],
    wrong: { 'rest-em': sketched(passes(0.4, 0.5, 0.6, 0.7), {}, {}, passes(0.3, 0.45, 0.58, 0.69)) },
  },
  9: {
    right: { 'rest-em': sketched({ maj_at_k: { 8: 0.5 } }, {}, {}, { maj_at_k: { 8: 0.72 } }) },
    effects: [22],
    wrong: { 'rest-em': sketched({ maj_at_k: { 8: 0.7 } }, {}, {}, { maj_at_k: { 8: 0.6 } }) },
  },
  10: {
    right: { 'rest-em': percent(50, 55, 60, 62), 'rest-em-triple': percent(50, 57) },
    effects: [3, 5],
    wrong: { 'rest-em': percent(50, 55, 60, 62), 'rest-em-triple': percent(50, 65) },
  },
  11: {
    right: { 'rest-em-one': percent(50, 60), 'sft-human': percent(40, 56) },
    effects: [4],
    wrong: { 'rest-em-one': percent(50, 60), 'sft-human': percent(40, 63) },
  },
  12: {
    right: {
      'rest-em-related': sketched({}, {}, { tasks: skillAccuracy(0.1, 0.6) }),
      'rest-em-related-continue': sketched({}, {}, { tasks: skillAccuracy(0.9, 0.5) }),
    },
    effects: [10],
    wrong: {
      'rest-em-related': sketched({}, {}, { tasks: skillAccuracy(0.9, 0.4) }),
      'rest-em-related-continue': sketched({}, {}, { tasks: skillAccuracy(0.1, 0.5) }),
    },
  },
  13: {
    right: { 'self-rewarding': sketched({ perfect: 0.9 }, { perfect: 0.4 }, { perfect: 0.5 }, { perfect: 0.53 }) },
    effects: [10, 3],
    wrong: { 'self-rewarding': sketched({ perfect: 0.1 }, { perfect: 0.6 }, { perfect: 0.5 }, { perfect: 0.4 }) },
  },
  14: {
    right: {
      'self-rewarding': sketched(
        ...[{}, {}],
        ...[{ versus_previous: headToHead(0.5, 0.1) }, { versus_previous: headToHead(0.4, 0.15) }],
      ),
    },
    effects: [40, 25],
    wrong: {
      'self-rewarding': sketched(
        ...[{}, {}],
        ...[{ versus_previous: headToHead(0.1, 0.5) }, { versus_previous: headToHead(0.2, 0.3) }],
      ),
    },
  },
  15: {
    right: {
      'self-rewarding': sketched(
        {},
        { judge: judged(0.75, 0.7) },
        { judge: judged(0.6, 0.78) },
        { judge: judged(0.5, 0.8) },
      ),
      'self-rewarding-no-eft': sketched({}, { judge: judged(0.55, 0.9) }),
    },
    effects: [8, 2, 20],
    wrong: {
      'self-rewarding': sketched(
        {},
        { judge: judged(0.5, 0.7) },
        { judge: judged(0.6, 0.6) },
        { judge: judged(0.7, 0.5) },
      ),
      'self-rewarding-no-eft': sketched({}, { judge: judged(0.55, 0.1) }),
    },
  },
  16: {
    right: {
      'self-rewarding': percent(50, 55, 58, 60),
      'self-rewarding-positives': percent(50, 55, 55.2, 55.5),
    },
    effects: [4.5, 0.5],
    wrong: { 'self-rewarding': percent(50, 55, 55.5, 56), 'self-rewarding-positives': percent(50, 55, 57, 60) },
  },
  17: {
    right: { 'self-rewarding': sketched({ length: 30 }, { length: 10 }, { length: 12 }, { length: 13 }) },
    effects: [2, 1],
    wrong: { 'self-rewarding': sketched({ length: 1 }, { length: 13 }, { length: 12 }, { length: 10 }) },
  },
  18: {
    right: { 'self-rewarding': nll(0.9, 0.2, 0.1, 0.25) },
    effects: [0.05],
    wrong: { 'self-rewarding': nll(0.1, 0.25, 0.9, 0.2) },
  },
  20: {
    right: { 'self-rewarding': judging(60, 50), 'self-rewarding-no-eft': judging(95, 10) },
    effects: [35, 40, 15],
    wrong: { 'self-rewarding': judging(95, 10), 'self-rewarding-no-eft': judging(60, 50) },
  },
  21: {
    right: {
      'rest-em-related': sketched({ tasks: skillAccuracy(0.9, 0.4) }, {}, { tasks: skillAccuracy(0.1, 0.55) }),
    },
    effects: [15],
    wrong: {
      'rest-em-related': sketched({ tasks: skillAccuracy(0.1, 0.5) }, {}, { tasks: skillAccuracy(0.9, 0.4) }),
    },
  },
  22: {
    right: { 'rest-em': percent(50, 60), 'rest-em-300': percent(50, 57), 'rest-em-150': percent(50, 51) },
    effects: [10, 2],
    wrong: { 'rest-em': percent(50, 40), 'rest-em-300': percent(50, 40), 'rest-em-150': percent(50, 60) },
  },
};

const outcomesOf = (world: World, seed = 0) =>
  Object.entries(world).map(([experiment, given]) => outcome(experiment, seed, given));

describe.each(claims.map((claim) => [claim.number, claim] as const))('claim %i', (number, claim) => {
  const { right, effects, wrong } = cases[number];

  test('each effect is positive where the claim is right, by as much as it is, and negative where it is wrong', () => {
    const values = effectsOf(claim, outcomesOf(right)).map((effect) => effect.values[0]);
    expect(values).toHaveLength(effects.length);
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo(effects[i], 9);
    for (const effect of effectsOf(claim, outcomesOf(wrong))) expect(effect.values[0]).toBeLessThan(0);
  });

  test('the chart has a value for every place it names', () => {
    const runs = runsOf(outcomesOf(right), 0);
    const lines = claim.chart.lines.map(({ values }) => values(runs));
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(claim.chart.labels.length);
    for (const value of lines.flat()) expect(value === null || Number.isFinite(value)).toBe(true);
    for (const i of claim.chart.labels.keys()) expect(lines.some((line) => i in line)).toBe(true);
  });

  test('a run that broke off at once has no effect and no chart, and throws nothing', () => {
    const broken = Object.fromEntries(claim.experiments.map((id) => [id, percent(50)]));
    for (const { values } of effectsOf(claim, outcomesOf(broken))) expect(values).toEqual([]);
    for (const { values } of claim.chart.lines) values(runsOf(outcomesOf(broken), 0));
  });
});

test('every claim but number 19 is there, once, and begins with a run that the page can load', () => {
  expect(claims.map(({ number }) => number)).toEqual([...Array.from({ length: 18 }, (_, i) => i + 1), 20, 21, 22]);
  for (const claim of claims)
    expect(experiments.find(({ id }) => id === claim.experiments[0])).not.toHaveProperty('from');
});

test('every experiment is a configuration of the lab, and serves a claim or the control; every claim names experiments there are', () => {
  for (const { config } of experiments) expect(parseRunConfig(config)).toMatchObject(config);
  const ids = experiments.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set([...claims.flatMap((claim) => claim.experiments), 'sft-30', 'spin-30'])).toEqual(new Set(ids));
  for (const [i, { from }] of experiments.entries()) if (from) expect(ids.slice(0, i)).toContain(from);
});

test('a seed counts where all experiments of a claim have run', () => {
  const [, , third] = claims;
  const seeds = [2, 0, 1].flatMap((seed) => outcomesOf(cases[3].right, seed));
  expect(seedsOf(third, seeds)).toEqual([0, 1, 2]);
  expect(seedsOf(third, seeds.slice(1))).toEqual([0, 1]);
});

test('SPIN against continued SFT: means, and how much better by each measure', () => {
  const run = (seed: number, spin: number, sft: number) => {
    const control = { data: benchmark({ mean: sft, nll: 0.3 }), compute: benchmark({ mean: sft, greedy: 0.4 }) };
    return outcome('spin', seed, sketched({ mean: 0.4 }, { mean: spin, nll: 0.1, control }));
  };
  const all = comparisons([run(0, 0.5, 0.6), run(1, 0.52, 0.64), outcome('dpo', 0, {})], 'spin');
  expect(all.map(({ measure, equal }) => `${measure}, ${equal}`)).toEqual([
    'accuracy, data',
    'accuracy, compute',
    'greedy, data',
    'greedy, compute',
    'nll, data',
    'nll, compute',
  ]);
  const [accuracy] = all;
  expect(accuracy).toMatchObject({ seeds: 2, iterations: 1 });
  for (const [name, wanted] of Object.entries({ start: 40, spin: 51, sft: 62, lead: -11 }))
    expect(accuracy[name as 'lead']).toBeCloseTo(wanted, 9);
  expect(all.slice(1).map(({ lead }) => Number(lead.toFixed(9)))).toEqual([-11, 0, 10, 0.2, 0.1]);
  expect(comparisons([], 'spin')).toEqual([]);
});
