import { expect } from '@playwright/test';
import { walkLog } from '../src/app/walk/log.ts';
import type { LabEvent } from '../src/methods/events.ts';
import { test } from './page.ts';
import { lane, line, nextPhase, number, openRecorded, stage, visit } from './walk.ts';

// A made-up walk in which nothing is 0, nothing is alike and β is not 1: what the page makes of it is worked out by hand here.

const beta = 0.5;
const [main, opponent] = [
  { chosen: [-2, -1], rejected: [-1, -0.5] },
  { chosen: [-2.5, -1.5], rejected: [-0.75, -0.25] },
];
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const [r, r2] = [sum(main.chosen) - sum(opponent.chosen), sum(main.rejected) - sum(opponent.rejected)];
const margin = beta * (r - r2);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const losses = [Math.log1p(Math.exp(-margin)), Math.LN2];
const weight = (-beta * sigmoid(-margin)) / 2;

const scores = ({ chosen, rejected }: typeof main) => ({
  chosen: { logps: chosen, likeliest: null },
  rejected: { logps: rejected, likeliest: null },
});

function changed(event: LabEvent): LabEvent {
  if (event.type === 'run-started')
    return {
      ...event,
      config: { method: 'spin', beta, loss_type: 'sigmoid', label_smoothing: 0 },
      model: { ...event.model, vocabulary: ['a', 'b', 'c', 'd', 'e', 'f'] },
    };
  if (event.type === 'batch-scored' && event.moment === 'before')
    return { ...event, items: [scores(event.player === 'main' ? main : opponent), event.items[1]] };
  if (event.type === 'batch-margins') {
    const [referenceChosen, referenceRejected] = [sum(opponent.chosen), sum(opponent.rejected)];
    const pair = { chosen: sum(main.chosen), rejected: sum(main.rejected), referenceChosen, referenceRejected, margin };
    return { ...event, pairs: [pair, event.pairs[1]] };
  }
  if (event.type === 'batch-losses') return { ...event, losses, loss: (losses[0] + losses[1]) / 2 };
  if (event.type === 'batch-gradient')
    return { ...event, weights: [{ chosen: weight, rejected: -weight }, event.weights[1]] };
  return event;
}

test('sums, margin, loss, weights and pushes of a walk that does not start level', async ({ page }) => {
  const body = walkLog.map((event) => JSON.stringify(changed(event))).join('\n');
  await page.route('**/recordings/spin.jsonl', (route) => route.fulfill({ body }));
  await openRecorded(page, 'spin', '&pair=1');
  for (let phase = 0; phase < 7; phase++) await nextPhase(page);

  await visit(page, 'Both score');
  const real = line(page, 'Data’s response');
  const generated = line(page, 'Opponent’s response');
  expect((await lane(real, 'main player')).values).toEqual(main.chosen);
  expect((await lane(real, 'opponent')).values).toEqual(opponent.chosen);
  expect(await lane(real, 'difference')).toEqual({ sum: '+1.000', values: [0.5, 0.5] });
  expect(await lane(generated, 'difference')).toEqual({ sum: '−0.500', values: [-0.25, -0.25] });

  const row = async (name: string | RegExp) =>
    (await stage(page).getByRole('row', { name }).getByRole('cell').allInnerTexts()).map(number);
  await visit(page, 'Margin');
  const sums = stage(page).locator('.finding').getByRole('table').last();
  const cells = async (symbol: string) =>
    (
      await sums
        .getByRole('row')
        .filter({ has: page.getByRole('rowheader', { name: symbol, exact: true }) })
        .getByRole('cell')
        .allInnerTexts()
    ).map(number);
  expect(await cells('y')).toEqual([-3, -4, r]);
  expect(await cells('y′')).toEqual([-1.5, -1, r2]);
  expect(await row(/margin s = 0.5 ×/)).toEqual([margin]);

  await visit(page, 'Loss');
  const [value, slope] = await row('logistic');
  expect(value).toBeCloseTo(losses[0], 4);
  expect(slope).toBeCloseTo(-sigmoid(-margin), 4);
  expect((await row('hinge'))[0]).toBeCloseTo(1 - margin, 4);
  expect((await row('exponential'))[0]).toBeCloseTo(Math.exp(-margin), 4);
  expect((await row('correlation'))[0]).toBeCloseTo(1 - margin, 4);
  await expect(stage(page).getByRole('img')).toHaveAccessibleName(
    new RegExp(`is ${losses[0].toFixed(4)} at a margin of ${margin.toFixed(3)} nats`),
  );
  await expect(stage(page)).not.toContainText('exactly ln 2');

  await visit(page, 'Gradient');
  const weights = stage(page).getByRole('row', { name: 'response y' }).first().getByRole('cell');
  expect(number(await weights.first().innerText())).toBeCloseTo(weight, 6);
  const push = await lane(generated, 'push');
  push.values.forEach((one, i) => {
    expect(one).toBeCloseTo(1000 * weight * (1 - Math.exp(main.rejected[i])), 1);
  });

  await visit(page, 'Update');
  // Scored again: −1.5 − 1 against −4, and −1.25 − .5 against −1.
  expect((await row('margin of the pair'))[1]).toBeCloseTo(beta * (-2.5 + 4 - (-1.75 + 1)), 4);
});
