import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { type Method, methods, press, status, test } from './page.ts';
import {
  here,
  lane,
  line,
  nextPhase,
  number,
  openRecorded,
  pairs,
  phases,
  rested,
  shader,
  spinPhases,
  stage,
  story,
  told,
  visit,
} from './walk.ts';

// The walk through one iteration, from the recordings and live.

interface Fixture {
  items: { prompt: number[]; chosen: number[]; rejected: number[] }[];
  before: { chosen: number[]; rejected: number[] }[];
  margins: number[];
  losses: number[];
  loss: number;
  weights: { chosen: number; rejected: number }[];
  norms: Record<string, number>;
  norm: number;
  scale: number;
  after: { chosen: number[]; rejected: number[] }[];
  afterMargins: number[];
  afterLosses: number[];
}
/** PyTorch's numbers in float64: e2e/fixtures/make_walk.py. */
const truth: Fixture = JSON.parse(readFileSync('e2e/fixtures/walk.json', 'utf8'));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

/** What a number on screen may be off: half of its last digit, and what float32 may be. */
function near(shown: number, true_: number, digits: number, float32 = 2e-5): void {
  expect(Math.abs(shown - true_), `${shown} for ${true_}`).toBeLessThanOrEqual(0.5 * 10 ** -digits + float32);
}

async function compareLane(page: Page, side: 'chosen' | 'rejected', name: string, values: readonly number[]) {
  const response = line(page, side === 'chosen' ? 'Data’s response' : 'Opponent’s response');
  const shown = await lane(response, name);
  expect(shown.values).toHaveLength(values.length);
  for (const [i, value] of shown.values.entries()) near(value, values[i], 3);
  near(number(shown.sum), sum(values), 3);
}

const cells = (page: Page, row: string | RegExp) =>
  stage(page).getByRole('row', { name: row }).getByRole('cell').allInnerTexts();
const big = (page: Page, name: string | RegExp) =>
  stage(page).locator('.big-number').filter({ hasText: name }).locator('b').innerText();

/** Walks phases 3 to 7 and holds every number of the pair in focus against PyTorch's. */
async function compare(page: Page, pair: number) {
  const sides = ['chosen', 'rejected'] as const;
  await visit(page, 'Both score');
  await pairs(page).nth(pair).check();
  for (const side of sides)
    for (const player of ['main player', 'opponent']) await compareLane(page, side, player, truth.before[pair][side]);

  await visit(page, 'Margin');
  for (const [side, symbol] of [
    ['chosen', 'y'],
    ['rejected', 'y′'],
  ] as const) {
    const row = stage(page)
      .locator('.finding')
      .getByRole('table')
      .last()
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: symbol, exact: true }) });
    const [main, opponent, ratio] = await row.getByRole('cell').allInnerTexts();
    for (const shown of [main, opponent]) near(number(shown), sum(truth.before[pair][side]), 4);
    expect(ratio).toBe('0');
  }
  expect((await cells(page, /margin s/)).at(-1)).toBe('0');

  await visit(page, 'Loss');
  expect(await big(page, 'mean of the batch')).toBe(truth.loss.toFixed(6));
  expect(await big(page, 'the pair in focus')).toBe(truth.losses[pair].toFixed(6));
  await expect(stage(page)).toContainText('exactly ln 2');

  await visit(page, 'Gradient');
  for (const [side, symbol] of [
    ['chosen', 'y'],
    ['rejected', 'y′'],
  ] as const) {
    const weight = truth.weights[pair][side];
    const row = stage(page)
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: `response ${symbol}`, exact: true }) });
    near(number(await row.getByRole('cell').first().innerText()), weight, 6, 1e-8);
    const pushes = await lane(line(page, side === 'chosen' ? 'Data’s response' : 'Opponent’s response'), 'push');
    for (const [i, value] of pushes.values.entries())
      near(value, -1000 * weight * (1 - Math.exp(truth.before[pair][side][i])), 1);
  }
  const layers = await stage(page).locator('.layers li').allInnerTexts();
  const norms = new Map<string, number>();
  for (const [name, norm] of Object.entries(truth.norms)) {
    const layer = /layers\.(\d+)/.exec(name)?.[1];
    const part = layer ? `layer ${layer}` : name.includes('embed') ? 'embedding' : 'last norm';
    norms.set(part, Math.hypot(norms.get(part) ?? 0, norm));
  }
  expect(layers).toHaveLength(norms.size);
  for (const layer of layers) {
    const [name, norm] = layer.split('\n').filter((text) => text.trim() !== '');
    near(number(norm), norms.get(name)!, 4, 1e-3 * norms.get(name)!);
  }
  const whole = await stage(page).getByText('Whole gradient').innerText();
  const [norm, scale] = [...whole.matchAll(/\d+\.\d+/g)].map(([text]) => Number(text));
  near(norm, truth.norm, 4, 1e-3 * truth.norm);
  near(scale, truth.scale, 4, 1e-3 * truth.scale);

  await visit(page, 'Update');
  for (const side of sides) await compareLane(page, side, 'main player', truth.after[pair][side]);
  const changes: [string | RegExp, number, number][] = [
    ['log p(y), nats', sum(truth.before[pair].chosen), sum(truth.after[pair].chosen)],
    ['log p(y′), nats', sum(truth.before[pair].rejected), sum(truth.after[pair].rejected)],
    ['margin of the pair', 0, truth.afterMargins[pair]],
    ['loss of the pair', Math.LN2, truth.afterLosses[pair]],
    [/mean margin/, 0, mean(truth.afterMargins)],
    [/mean loss/, Math.LN2, mean(truth.afterLosses)],
  ];
  for (const [name, before, after] of changes) {
    const [first, second] = await cells(page, name);
    near(number(first), before, 4);
    near(number(second), after, 4);
  }
}

const compared = [0, 5, 9, 13, 24];

test('the recorded walk’s numbers in phases 3 to 7 are PyTorch’s, pair by pair', async ({ page }) => {
  await openRecorded(page, 'spin');
  await press(page, 'End of iteration');
  await rested(page);
  await expect(pairs(page)).toHaveCount(truth.items.length);
  for (const pair of compared) await compare(page, pair);
});

test('the recorded walk goes forwards, back to its start and forwards again, and says the same at every stop', async ({
  page,
}) => {
  await openRecorded(page, 'spin');
  await press(page, 'Begin');
  await rested(page);
  const there: string[] = [await told(page)];
  const names: string[] = [await here(page).innerText()];
  const next = page.getByRole('button', { name: 'Next', exact: true });
  for (let stop = 0; stop < 200; stop++) {
    await next.click();
    await rested(page);
    if (/iteration 1/.test(await page.getByRole('heading', { name: /^One iteration/ }).innerText())) break;
    there.push(await told(page));
    names.push(await here(page).innerText());
  }
  const visited = names.filter((name, i) => name !== names[i - 1]);
  expect(visited.map((name) => name.replace(/^\d+\s*/, ''))).toEqual(spinPhases);
  // Tokens and training steps are stops of their own.
  expect(there.length).toBeGreaterThan(9 + 10 + 30);
  const back: string[] = [];
  for (let stop = 0; stop < there.length; stop++) {
    await press(page, 'Back');
    back.push(await told(page));
  }
  expect(back.toReversed()).toEqual(there);
  for (const phase of spinPhases.slice(1)) {
    await nextPhase(page);
    await expect(here(page)).toContainText(phase);
    expect(await told(page)).toBe(there[names.findLastIndex((name) => name.includes(phase))]);
  }
});

const few = 'iterations=1&max_train_samples=40&per_device_train_batch_size=8&max_eval_samples=12&eval_samples=1';

test('live, every phase is computed when it is asked for; back and forth it says the same', async ({ page }) => {
  await page.goto(`/?view=walk&${few}`);
  await press(page, 'Begin');
  await rested(page);
  const there: string[] = [await told(page)];
  for (let phase = 1; phase < 9; phase++) {
    // What has not been asked for is not there.
    const events = await page.evaluate(() => document.querySelectorAll('.phase-known').length);
    expect(events).toBe(0);
    await nextPhase(page);
    there.push(await told(page));
  }
  await expect(here(page)).toContainText('Swap');
  expect(new Set(there).size).toBe(9);
  expect(there[3]).toContain('margin s = 1 × difference of the log-ratios 0');
  expect(there[4]).toContain('0.693147 exactly ln 2');
  for (const name of spinPhases.toReversed().slice(1)) {
    await visit(page, name);
    expect(await told(page)).toBe(there[spinPhases.indexOf(name)]);
  }
  for (const [phase, text] of there.entries()) {
    if (phase > 0) await nextPhase(page);
    expect(await told(page)).toBe(text);
  }
  // The same seed gives the same walk.
  await press(page, 'Restart');
  await press(page, 'Begin');
  await rested(page);
  for (const [phase, text] of there.slice(0, 7).entries()) {
    if (phase > 0) await nextPhase(page);
    expect(await told(page)).toBe(text);
  }
});

test('the live walk with the recorded run’s settings has PyTorch’s numbers, too', async ({ page }) => {
  await page.goto('/?view=walk&max_eval_samples=12&eval_samples=1');
  await press(page, 'Begin');
  await rested(page);
  for (let phase = 1; phase < 7; phase++) await nextPhase(page);
  for (const pair of compared.slice(0, 2)) await compare(page, pair);
});

const titles: Record<Method, string[]> = {
  sft: ['Draw', 'Both score', 'Loss', 'Gradient', 'Update', 'Again', 'Benchmark'],
  spin: spinPhases,
  dpo: ['Answers', 'Grade', 'Pair', 'Draw', 'Both score', 'Margin', 'Loss', 'Gradient', 'Update', 'Again', 'Benchmark'],
  'rest-em': ['Answers', 'Grade', 'Keep', 'Draw', 'Both score', 'Loss', 'Gradient', 'Update', 'Again', 'Benchmark'],
  'self-rewarding': [
    'New prompts',
    'Answers',
    'Judge',
    'Pair',
    'Draw',
    'Both score',
    'Margin',
    'Loss',
    'Gradient',
    'Update',
    'Again',
    'Swap',
  ],
};

for (const method of methods) {
  test(`${method} has its walk: every phase is told, and asks a question that the next one answers`, async ({
    page,
  }) => {
    await openRecorded(page, method);
    if (method === 'self-rewarding') {
      // Its first iteration is plain SFT.
      await press(page, 'End of iteration');
      await rested(page);
      await expect(phases(page)).toHaveText(titles.sft.map((name) => new RegExp(name)));
    }
    let question = '';
    for (const [i, name] of titles[method].entries()) {
      await nextPhase(page);
      await expect(phases(page)).toHaveText(titles[method].map((one) => new RegExp(one)));
      await expect(here(page)).toContainText(name);
      await expect(story(page).getByRole('definition')).toHaveCount(3);
      if (i > 0) await expect(story(page).locator('.answer')).toContainText(question);
      question = (await story(page).locator('.question').innerText()).replace(/^Think first:\s*/, '');
      await expect(stage(page)).toBeVisible();
      expect(await stage(page).innerText()).not.toMatch(
        /Appears when this phase is done|undefined|NaN|\{\{|story:|walk:/,
      );
      expect(await story(page).innerText()).not.toMatch(/story:|terms:|<\/?\w/);
    }
  });
}

test('any pair of the batch can be looked at, and any token gives the five likeliest of both players', async ({
  page,
}) => {
  await openRecorded(page, 'spin');
  for (let phase = 0; phase < 3; phase++) await nextPhase(page);
  await pairs(page).nth(9).check();
  const other = line(page, 'Opponent’s response');
  const token = other.getByRole('columnheader').getByRole('button').nth(1);
  await token.hover();
  const likely = page.getByRole('region', { name: /^Likeliest tokens/ });
  await expect(likely).toContainText('y′, token 2');
  for (const list of await likely.getByRole('list').all()) await expect(list.getByRole('listitem')).toHaveCount(5);
  // By keyboard: one stop for a response, arrows within it.
  await other.getByRole('columnheader').getByRole('button').first().focus();
  await page.keyboard.press('End');
  await expect(other.getByRole('columnheader').getByRole('button').last()).toBeFocused();
  await expect(likely).toContainText('“<eos>”');
  await expect(here(page)).toContainText('Both score');
});

test('the walk needs the keyboard alone', async ({ page }) => {
  await openRecorded(page, 'spin');
  await page.keyboard.press('ArrowRight');
  await expect(here(page)).toContainText('Draw');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(here(page)).toContainText('Opponent plays');
  await page.keyboard.press('ArrowRight');
  await expect(here(page)).toContainText('Both score');
  await page.keyboard.press('ArrowLeft');
  await expect(here(page)).toContainText('Opponent plays');
  await page.keyboard.press('End');
  await expect(here(page)).toContainText('Swap');
  await page.keyboard.press('Home');
  await expect(here(page)).toContainText('Draw');
  await page.getByLabel('Speed').selectOption('4×');
  await page.getByRole('heading', { name: /^One iteration/ }).click();
  await page.keyboard.press('Space');
  await expect(here(page)).toContainText('Both score');
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await phases(page).nth(4).focus();
  await page.keyboard.press('Enter');
  await expect(here(page)).toContainText('Loss');
});

test('the shader shows the line that computed what is on screen, and the pair’s numbers', async ({ page }) => {
  await openRecorded(page, 'spin', '&phase=loss');
  await expect(here(page)).toContainText('Loss');
  await shader(page).click();
  const source = page.getByRole('region', { name: 'src/kernels/pair_loss.wgsl' });
  await expect(source.locator('.lit')).toHaveText([/value = softplus\(-s\);/, /loss\[i\] = value;/]);
  await source.scrollIntoViewIfNeeded();
  await expect(source.locator('.lit').first()).toBeInViewport();
  const output = (name: string) =>
    page
      .getByRole('definition')
      .filter({ has: page.locator('xpath=preceding-sibling::dt') })
      .filter({ has: page.locator(`xpath=self::*[preceding-sibling::dt[normalize-space()="${name}"]]`) });
  await expect(output('loss[5]')).toHaveText('0.69314718');
  await expect(output('margin[5]')).toHaveText('0');
  await visit(page, 'Draw');
  await expect(page.getByText('no shader has a part in this phase')).toBeVisible();
});

test('a link opens the walk at a phase and a pair, without what it hides; in a frame without the page around it', async ({
  page,
}) => {
  await openRecorded(page, 'spin', '&phase=gradient&pair=10&hide=questions,shader,views');
  await expect(here(page)).toContainText('Gradient');
  await expect(pairs(page).nth(9)).toBeChecked();
  await expect(page.getByText('Think first')).toHaveCount(0);
  await expect(shader(page)).toHaveCount(0);
  await expect(page.getByRole('navigation', { name: 'Views' })).toHaveCount(0);

  await page.getByText('A link for a class').click();
  await page.getByLabel('the choice of pairs').check();
  await page.getByRole('combobox', { name: 'Language' }).last().selectOption('zh-CN');
  const frame = await page.getByRole('textbox', { name: 'Frame' }).inputValue();
  const address = /src="([^"]*)"/.exec(frame)![1];
  await page.goto(address);
  await expect(page.getByRole('banner')).toHaveCount(0);
  await expect(page.getByRole('contentinfo')).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'SPIN 的一次迭代' })).toBeVisible();
  await expect(page.getByRole('navigation').getByRole('button').and(page.locator('[aria-current=step]'))).toContainText(
    '梯度',
  );
  await expect(pairs(page)).toHaveCount(0);
});

test('the link of a live walk carries its preset and seed', async ({ page }) => {
  await page.goto('/?view=walk&preset=spin-exploding-margins&seed=7');
  await page.getByText('A link for a class').click();
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
  expect(Object.fromEntries(new URL(link).searchParams)).toEqual({
    ...{ view: 'walk', preset: 'spin-exploding-margins', seed: '7', lang: 'en' },
  });
});

test('without WebGPU the walk is a recording, said in a line', async ({ page }) => {
  await page.addInitScript('delete Navigator.prototype.gpu');
  await page.goto('/?view=walk');
  await expect(page.getByRole('alert')).toContainText(/Chrome has WebGPU from version 113/);
  await expect(page.getByText('A recording made by this code')).toBeVisible();
  await press(page, 'Begin');
  await expect(here(page)).toContainText('Draw');
});

test('a run that was begun elsewhere is walked through where it stands, and the other way round', async ({ page }) => {
  await page.goto('/?recording');
  await page.getByLabel('Replay speed').selectOption('at once');
  await press(page, 'Play');
  await expect(status(page)).toHaveText(/^Ended after/);
  await page.getByRole('link', { name: 'Walk', exact: true }).click();
  await expect(here(page)).toContainText('Swap');
  await visit(page, 'Margin');
  await expect(here(page)).toContainText('Margin');
  await page.getByRole('link', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Back to now' })).toBeVisible();
});

for (const [colorScheme, width] of [
  ['light', 1440],
  ['dark', 390],
] as const) {
  test(`every phase at ${width} px, ${colorScheme}: accessible and no scrolling sideways`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    await openRecorded(page, 'spin');
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    for (const [i] of spinPhases.entries()) {
      await nextPhase(page);
      if (i === 5) await shader(page).click();
      await told(page);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });
}
