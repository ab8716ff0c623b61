import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { figure, longestTaskWhile, looksAsBefore, panel, press, test } from './page.ts';

// SPIN on an exact table: what sliders do to it. Recorded runs need no GPU, and this view none at all.

test.use({ locale: 'en-US', timezoneId: 'UTC', deviceScaleFactor: 1 });

/** Waits until both sides show what is set. */
async function played(page: Page): Promise<void> {
  await expect(page.locator('figure.theory-chart')).toHaveCount(10);
  await expect(page.locator('figure[aria-busy=true]')).toHaveCount(0);
}

async function open(page: Page, query = ''): Promise<void> {
  await page.goto(`/?view=theory&recording${query}`);
  await played(page);
}

const slider = (page: Page, name: string) => page.getByRole('slider', { name, exact: true });
const readout = (page: Page, name: string) =>
  page.locator('.theory-readout div').filter({ hasText: name }).locator('dd');

/** A chart's numbers by row: the name and its cells. */
async function table(page: Page, title: string): Promise<string[][]> {
  const chart = figure(page, title);
  const summary = chart.getByText('Data table');
  if ((await chart.getByRole('table').count()) === 0) await summary.click();
  await expect(chart.getByRole('table')).toBeVisible();
  const rows = await chart.getByRole('row').all();
  return Promise.all(rows.slice(1).map((row) => row.locator('th, td').allTextContents()));
}

/** KL(p_data ‖ p_t) of the exact course, t = 0, 1, … */
const distances = async (page: Page) =>
  (await table(page, 'Distance from the data, exact')).map(([, kl]) => kl).filter((kl) => kl !== '');

async function choose(page: Page, preset: string): Promise<void> {
  await press(page, preset);
  await expect(page.getByRole('button', { name: preset, exact: true })).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => page.locator('figure[aria-busy=true]').count()).toBe(0);
}
const story = (page: Page) => panel(page, 'SPIN on a table: theory you can move');

test('it opens with λ = 1, which jumps to the data', async ({ page }) => {
  await open(page);
  await expect(page.getByRole('button', { name: 'λ = 1 jumps' })).toHaveAttribute('aria-pressed', 'true');
  await expect(slider(page, 'Strength λ')).toHaveAttribute('aria-valuetext', 'λ = 1');
  await expect(story(page)).toContainText('from 0.4397 to 0.0000 nats');
  expect((await distances(page)).slice(0, 3)).toEqual(['0.4397', '0.0000', '0.0000']);
  const shares = await table(page, 'Probabilities, exact');
  for (const [, data, , optimum] of shares) expect(optimum).toBe(data);
});

test('each phenomenon shows in the numbers', async ({ page }) => {
  await open(page);
  await choose(page, 'λ > 1 creeps');
  await expect(story(page)).toContainText('0.4397, 0.1114, 0.0275, 0.0068 nats');

  await choose(page, '½ < λ < 1 overshoots');
  await expect(readout(page, 'factor')).toHaveText('−0.43');
  const number = (text: string) => Number(text.replace('−', '-'));
  const ratios = (await table(page, 'Log-ratios, exact')).map(([, before, after]) => [number(before), number(after)]);
  // But for a constant, which is the same for all outcomes.
  for (const [before, after] of ratios)
    expect(after - ratios[0][1]).toBeCloseTo((1 - 1 / 0.7) * (before - ratios[0][0]), 2);

  await choose(page, 'λ = ½ swings');
  const swing = await distances(page);
  expect(swing).toHaveLength(13);
  for (const [t, kl] of swing.entries()) expect(kl).toBe(t % 2 === 0 ? '0.4397' : '0.3505');

  await choose(page, 'λ < ½ diverges');
  await expect(story(page)).toContainText('0.6966, 1.8791, 2.3118 nats');
  await expect(figure(page, 'Distance from the data, exact')).toContainText(/ends at t = \d+, \d+\.\d nats/);

  await choose(page, 'Stopping early saves it');
  await expect(story(page)).toContainText('0.4397, 0.3059, 0.2078, 0.1394 nats');
  const early = (await distances(page)).map(Number);
  for (let t = 1; t < early.length; t++) expect(early[t]).toBeLessThan(early[t - 1]);

  await choose(page, 'Over-training');
  const inside = await table(page, 'Inside iteration 0, exact');
  const losses = inside.map(([, loss]) => Number(loss));
  for (let step = 1; step < losses.length; step++) expect(losses[step]).toBeLessThan(losses[step - 1]);
  const kl = (step: number) => inside.find(([name]) => name === String(step))?.[2];
  expect([kl(0), kl(10), kl(50)]).toEqual(['0.4397', '0.1504', '0.3977']);

  await choose(page, 'Negatives at T ≠ 1');
  const settled = (await distances(page)).at(-1)!;
  await expect(story(page)).toContainText(`KL settles at ${settled} nats`);
  expect(Number(settled)).toBeGreaterThan(0.04);
});

test('sliders move by keyboard, and everything answers', async ({ page }) => {
  await open(page);
  const lambda = slider(page, 'Strength λ');
  await lambda.focus();
  for (let press = 0; press < 10; press++) await page.keyboard.press('ArrowLeft');
  await expect(lambda).toHaveAttribute('aria-valuetext', 'λ = 0.5');
  await expect(page.getByRole('button', { name: 'λ = ½ swings' })).toHaveAttribute('aria-pressed', 'true');
  await slider(page, 'Iteration t').focus();
  await page.keyboard.press('ArrowRight');
  await expect(readout(page, 'KL, exact')).toHaveText('0.3505 nats');
  await page.getByRole('checkbox', { name: 'to the minimum' }).focus();
  await page.keyboard.press('Space');
  await slider(page, 'Inner steps').focus();
  await page.keyboard.press('Home');
  await expect(slider(page, 'Inner steps')).toHaveAttribute('aria-valuetext', '1 step');
  await expect(story(page)).toContainText('settings of your own');
  await expect(story(page)).toContainText('it swings for ever');
  await expect(figure(page, 'Inside iteration 1, exact')).toBeVisible();

  await page.getByRole('combobox', { name: 'Loss' }).selectOption('correlation');
  await expect(page.getByRole('checkbox', { name: 'to the minimum' })).toBeDisabled();
  await expect(story(page)).toContainText('has no minimum');
  await expect(readout(page, 'factor')).toHaveText('none');
});

test('iterations are played one after the other', async ({ page }) => {
  await open(page, '&t=11');
  await press(page, 'Play');
  await expect(slider(page, 'Iteration t')).toHaveAttribute('aria-valuetext', 't = 12');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
});

test('a slider that moves costs no task of 50 ms', async ({ page }) => {
  await open(page, '&phenomenon=early');
  let longest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3 && longest > 50; round++) {
    const moves = await longestTaskWhile(page, async () => {
      for (const key of ['ArrowRight', 'ArrowLeft'])
        for (let press = 0; press < 8; press++) await slider(page, 'Strength λ').press(key);
      await expect(page.locator('figure[aria-busy=true]')).toHaveCount(0);
    });
    longest = Math.min(longest, moves);
  }
  expect(longest).toBeLessThanOrEqual(50);
});

test('responses that are cut: without an EOS lengths stay, with one they grow', async ({ page }) => {
  await open(page);
  const means = await table(page, 'Mean length');
  for (const [, data, without] of means) expect(without).toBe(data);
  const grown = means.map(([, , , mean]) => Number(mean));
  for (let t = 1; t < grown.length; t++) expect(grown[t]).toBeGreaterThan(grown[t - 1]);
  const cut = panel(page, 'Responses that are cut: with an EOS or without?');
  await expect(cut).toContainText('+0.0000 without, +0.1350 with');
  await page.getByRole('checkbox', { name: 'append an EOS to cut responses' }).uncheck();
  for (const [, data, model] of await table(page, 'Lengths at t = 0, no EOS')) expect(model).toBe(data);
  await slider(page, 'Opponent’s responses are cut at').press('Home');
  await expect(cut).toContainText('cut at 2 tokens');
});

test('the address says what is set, and what it says wrongly is named', async ({ page }) => {
  await open(
    page,
    '&lambda=0.35&loss=exponential&steps=40&step_size=2&negatives=1.5&draws=100&draw=3&t=2&cut=3&eos=false',
  );
  await expect(slider(page, 'Strength λ')).toHaveAttribute('aria-valuetext', 'λ = 0.35');
  await expect(slider(page, 'Samples an iteration')).toHaveAttribute('aria-valuetext', '100 pairs');
  await expect(page.getByRole('checkbox', { name: 'append an EOS to cut responses' })).not.toBeChecked();
  await slider(page, 'Iteration t').press('End');
  await expect(page).toHaveURL(/t=12/);
  const address = page.url();
  for (const part of [
    'recording',
    'lambda=0.35',
    'loss=exponential',
    'steps=40',
    'negatives=1.5',
    'cut=3',
    'eos=false',
  ])
    expect(address).toContain(part);
  await page.goto(address);
  await expect(slider(page, 'Iteration t')).toHaveAttribute('aria-valuetext', 't = 12');
  await expect(page).toHaveURL(address);

  await open(page, '&lambda=0.33&phenomenon=nonsense&steps=minimum');
  await expect(page.getByRole('alert')).toHaveText(
    'The address says phenomenon=nonsense, lambda=0.33, which cannot be set here: defaults stand in its place.',
  );
  await choose(page, 'Over-training');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page).toHaveURL(/phenomenon=overtrain/);
});

test('in Chinese nothing is left in English, and the language changes at once', async ({ page }) => {
  await open(page, '&phenomenon=swing');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('zh-CN');
  await expect(page.getByRole('heading', { name: '表格上的 SPIN' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'λ = ½：永远摆动' })).toHaveAttribute('aria-pressed', 'true');
  const texts = page.locator('main').locator('h2, h3, p, label, button, dt, option, legend, figcaption li, summary');
  // Formulas are the same in every language.
  const phrases = (await texts.allInnerTexts()).filter((text) => /\b[a-z]{2,} [a-z]{2,}/.test(text));
  expect(phrases).toEqual([]);
});

for (const [colorScheme, width] of [
  ['light', 1440],
  ['dark', 390],
] as const)
  test(`${width} px, ${colorScheme}: accessible and no scrolling sideways`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await open(page);
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

// `npx vite build && npx playwright test theory --update-snapshots` draws them again.
for (const [name, width, height, colorScheme, language] of [
  ['theory-light-wide', 1440, 2500, 'light', 'en'],
  ['theory-dark-narrow', 390, 5600, 'dark', 'zh-CN'],
] as const)
  test(`${name} looks as it did`, async ({ page }, { config }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    await open(page, `&phenomenon=overshoot&t=1&lang=${language}`);
    await expect(page.locator('.katex')).toHaveCount(3);
    await looksAsBefore(page, `${name}.png`, config.updateSnapshots);
  });
