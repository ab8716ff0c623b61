import { expect, test } from 'vitest';
import type { Label } from '../../lab/claims/texts.ts';
import { claims, papers } from '../../lab/claims.ts';
import { type Judgement, judge } from '../../lab/verdict.ts';
import en from '../texts/en/claims.ts';
import { languages } from '../texts/languages.ts';
import { translator } from './fixtures/translate.ts';
import type { Found } from './standing.ts';
import { becauseOf, quantity, worded } from './words.ts';

const t = await translator('en');

const effect = (key: Label, ...values: number[]) => ({ label: { key }, unit: 'points' as const, values });
const found = (judgement: Judgement): Found => ({ standing: judgement.verdict, ...judgement });
const because = (...effects: Parameters<typeof judge>[0]) => becauseOf(t, claims[0], found(judge(effects)!));

test('a verdict’s sentence names the effect that decided, with its numbers', () => {
  const [large, small] = [effect('gainAll', 9, 10, 11), effect('lead', 1, 1.1, 1.2)];
  const [against, open] = [effect('lead', -1, -1.1, -1.2), effect('gainAll', -9, 0, 9)];
  expect(because(effect('lead', 1, 2, 3))).toBe(
    'It could be either: lead +2.00\u00a0points (95 % interval −0.484 to +4.48, 3 seeds).',
  );
  expect(because(large, small)).toMatch(
    /^The whole interval of even the weakest effect is above 0: lead \+1\.10\u00a0points/,
  );
  expect(because(large)).toMatch(/^The whole interval is above 0: gain with all 600 problems/);
  expect(because(large, against, open)).toMatch(
    /^It goes the other way: lead −1\.10\u00a0points \(95 % interval −1\.35 to −0\.852/,
  );
  expect(because(small, open)).toContain('gain with all');
});

test.each(languages)('every claim has all its words in $name, each row, line and place its own', async ({ id }) => {
  const t = await translator(id);
  for (const { number, paper, effects, chart } of claims) {
    const { title, unit, labels, lines } = chart;
    const arxiv = papers[paper];
    for (const part of ['statement', 'source', 'test'] as const) t(`claims.${number}.${part}`, { arxiv });
    quantity(t, title, unit);
    const rows = effects.map(({ label, unit }) => quantity(t, label, unit));
    const names = lines.map(({ name }) => worded(t, name));
    const places = labels.map((label) => worded(t, label));
    for (const group of [rows, names, places]) expect(new Set(group).size).toBe(group.length);
  }
});

test('no label is left that no claim uses', () => {
  const used = claims.flatMap(({ effects, chart }) => [
    ...[chart.title, ...chart.labels],
    ...[...effects.map(({ label }) => label), ...chart.lines.map(({ name }) => name)],
  ]);
  expect(Object.keys(en.labels).sort()).toEqual([...new Set(used.map(({ key }) => key))].sort());
});
