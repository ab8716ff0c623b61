import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';

/** A page that must stay quiet: no console error, no exception, no request to another host. */
const test = base.extend<{ quiet: undefined }>({
  quiet: [
    async ({ page, baseURL }, use) => {
      const noise: string[] = [];
      page.on('console', (message) => message.type() === 'error' && noise.push(message.text()));
      page.on('pageerror', (error) => noise.push(error.message));
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.protocol.startsWith('http') && url.origin !== new URL(baseURL!).origin) noise.push(request.url());
      });
      await use(undefined);
      expect(noise).toEqual([]);
    },
    { auto: true },
  ],
});

/** One iteration of eight steps on few prompts. */
const short =
  '/?iterations=1&max_train_samples=32&per_device_train_batch_size=8&max_eval_samples=12&eval_samples=1&exhibit_steps=1';

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const status = (page: Page) => page.getByRole('status');
const figure = (page: Page, title: string) =>
  page.getByRole('figure').filter({ has: page.getByRole('heading', { name: title }) });
const tokens = (page: Page, response: string) => page.getByRole('list', { name: response }).getByRole('button');
const training = (page: Page) => page.getByText(/learns to tell them apart, [1-9]\d* of \d+ steps/).first();
const events = (page: Page) => page.getByRole('slider', { name: 'History' }).getAttribute('aria-valuetext');

/** Long enough for any event that a worker had already sent. */
const frames = (page: Page, count: number) =>
  page.evaluate(async (left) => {
    for (let i = 0; i < left; i++) await new Promise(requestAnimationFrame);
  }, count);

test('a short run plays, the margin chart grows and tokens are coloured', async ({ page }) => {
  await page.goto(short);
  await expect(status(page)).toHaveText('Ready.');
  await press(page, 'Play');

  const margins = figure(page, 'Reward margins');
  await margins.getByText('Data table').click();
  const points = margins.getByRole('rowheader');
  await expect.poll(() => points.count()).toBeGreaterThan(0);
  const early = await points.count();
  await expect(status(page)).toHaveText(/^Ended after/);
  await expect(points).toHaveCount(8);
  expect(early).toBeLessThan(8);

  await expect(tokens(page, 'Main player’s own response').last()).toHaveAccessibleName(
    /main −\d+\.\d{3}, opponent −\d+\.\d{3}, difference [+−]\d+\.\d{3} nats/,
  );
  const colours = await tokens(page, 'Opponent’s response').evaluateAll((buttons) =>
    buttons.map((button) => getComputedStyle(button).backgroundColor),
  );
  expect(new Set(colours).size).toBeGreaterThan(1);

  const table = page.getByRole('table').filter({ hasText: 'Reward accuracy' });
  await expect(table.getByRole('row', { name: 'Benchmark, greedy' }).getByText('%')).toHaveCount(2);
});

test('pause holds, and step takes one training step', async ({ page }) => {
  await page.goto(`${short}&max_train_samples=320`);
  await press(page, 'Play');
  await expect(training(page)).toBeVisible();
  await press(page, 'Pause');
  await expect(status(page)).toHaveText('Paused.');
  const before = await events(page);
  await frames(page, 60);
  expect(await events(page)).toBe(before);

  const at = Number((await training(page).textContent())?.match(/(\d+) of/)?.[1]);
  await press(page, 'Step');
  await expect(training(page)).toHaveText(new RegExp(`${at + 1} of`));
  await expect(status(page)).toHaveText('Paused.');

  await press(page, 'Stop');
  await expect(status(page)).toHaveText('Stopped. Reset to run again.');
  const stopped = await events(page);
  await frames(page, 60);
  expect(await events(page)).toBe(stopped);
});

test('reset gives the first state again, and the same run', async ({ page }) => {
  await page.goto(short);
  await expect(status(page)).toHaveText('Ready.');
  const first = await page.getByRole('main').textContent();
  const numbers = page.getByRole('table').filter({ hasText: 'Reward accuracy' });

  await press(page, 'Play');
  await expect(status(page)).toHaveText(/^Ended after/);
  const result = await numbers.textContent();
  await press(page, 'Reset');
  await expect(status(page)).toHaveText('Ready.');
  await expect.poll(() => page.getByRole('main').textContent()).toBe(first);

  await press(page, 'Play');
  await expect(status(page)).toHaveText(/^Ended after/);
  expect(await numbers.textContent()).toBe(result);
});

test('settings are checked, travel in the address and are closed during a run', async ({ page }) => {
  await page.goto(`${short}&beta=0.5`);
  await expect(status(page)).toHaveText('Ready.');
  const beta = page.getByLabel('β, strength');
  await expect(beta).toHaveValue('0.5');
  await beta.fill('many');
  await expect(beta).toHaveAccessibleDescription('Not a number');
  await expect(page.getByRole('button', { name: 'Play' })).toBeDisabled();
  await beta.fill('2');
  await page.getByLabel('Loss', { exact: true }).selectOption('hinge');
  await press(page, 'Step');
  await expect(beta).toBeDisabled();
  await expect(page).toHaveURL(/beta=2&loss_type=hinge$/);
});

test('the recorded run needs the keyboard alone', async ({ page }) => {
  await page.goto('/?recording');
  await page.getByLabel('Replay speed').selectOption('at once');
  await page.getByRole('button', { name: 'Play' }).focus();
  await page.keyboard.press('Enter');
  await expect(status(page)).toHaveText(/^Ended after/);

  await page.getByRole('tab').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab').nth(1)).toBeFocused();
  await expect(page.getByRole('tab').nth(1)).toHaveAttribute('aria-selected', 'true');

  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  const token = tokens(page, 'Opponent’s response').nth(1);
  await expect(token).toBeFocused();
  const difference = (await token.getAttribute('aria-label'))?.match(/difference (\S+) nats/)?.[1];
  await expect(page.getByRole('article').first().getByRole('row').nth(1)).toContainText(difference!);

  await page.getByRole('slider', { name: 'History' }).focus();
  await page.keyboard.press('Home');
  await expect(page.getByRole('tab')).toHaveCount(0);
  await page.keyboard.press('End');
  await expect(page.getByRole('tab')).not.toHaveCount(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1280]) {
    test(`the recorded run at ${width} px, ${colorScheme}, is accessible and does not scroll sideways`, async ({
      page,
    }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.goto('/?recording');
      await expect(status(page)).toHaveText('Ready.');
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      await page.getByLabel('Replay speed').selectOption('at once');
      await press(page, 'Play');
      await expect(status(page)).toHaveText(/^Ended after/);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  }
}

test('without WebGPU the page says what to do and plays the recorded run', async ({ page }) => {
  await page.addInitScript('delete Navigator.prototype.gpu');
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText(/Chrome has WebGPU from version 113/);
  await expect(page.getByRole('alert')).toContainText('recorded run');
  await expect(status(page)).toHaveText('Replaying a recorded run.');
});

test('the recorded run looks as it did', async ({ page }) => {
  await page.goto('/?recording');
  await page.getByLabel('Replay speed').selectOption('at once');
  await press(page, 'Play');
  await expect(status(page)).toHaveText(/^Ended after/);
  await expect(figure(page, 'Loss').getByText('ln 2')).toBeVisible();
  await expect(page).toHaveScreenshot('recorded-run.png', { fullPage: true });
});
