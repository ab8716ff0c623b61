import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { press, short, shortRuns, status, test } from './page.ts';

// Which run is made: methods, settings, presets, the address.

const methods = ['SFT', 'SPIN', 'DPO', 'ReST-EM', 'Self-Rewarding'];
const fields = (page: Page) => page.getByRole('group', { name: 'Settings' });
const choose = (page: Page, method: string) => page.getByRole('radio', { name: method, exact: true }).check();
const ready = (page: Page) => expect(status(page)).toHaveText(/^Ready/);
/** What is folded: all settings, and the formulas of the method. */
const unfold = (page: Page) =>
  page.getByText(/^((More s|S)ettings|What it minimises)/).evaluateAll((summaries) => {
    for (const summary of summaries) summary.closest('details')!.open = true;
  });

for (const [colorScheme, width] of [
  ['light', 1440],
  ['dark', 390],
] as const) {
  test(`every method's form is accessible at ${width} px, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.goto('/');
    await ready(page);
    await unfold(page);
    for (const method of methods) {
      await choose(page, method);
      await expect(page.getByRole('math').first()).toBeAttached();
      expect((await new AxeBuilder({ page }).include('[aria-label=Run]').analyze()).violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });
}

test('the method is chosen with the arrow keys and kept in the address', async ({ page }) => {
  await page.goto('/?seed=3');
  await ready(page);
  await page.getByRole('radio', { name: 'SPIN' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'DPO' })).toBeChecked();
  await expect(page).toHaveURL(/\?method=dpo$/);
  await expect(fields(page).getByLabel('Chosen response', { exact: true })).toHaveValue('data');
  await expect(page.getByRole('heading', { name: 'What you see' }).locator('..')).toContainText('This is DPO');
  await page.reload();
  await expect(page.getByRole('radio', { name: 'DPO' })).toBeChecked();
});

test('each of the nine losses has its formula, and smoothing goes with two of them', async ({ page }) => {
  await page.goto('/?method=dpo');
  await ready(page);
  await unfold(page);
  const loss = fields(page).getByLabel('Loss', { exact: true });
  const names = await loss.getByRole('option').allTextContents();
  expect(names).toHaveLength(9);
  const formulas = new Set<string>();
  for (const name of names) {
    await loss.selectOption({ label: name });
    const smoothing = fields(page).getByLabel('Label smoothing ε', { exact: true });
    await expect(smoothing).toHaveCount(name === 'robust DPO' || name === 'cDPO' ? 1 : 0);
    await expect.poll(async () => formulas.has((await page.getByRole('math').first().textContent())!)).toBe(false);
    formulas.add((await page.getByRole('math').first().textContent())!);
  }
  await expect(page.locator('.katex-error')).toHaveCount(0);
});

for (const width of [390, 1440]) {
  test(`at ${width} px every setting is explained inside the window, without a pointer`, async ({ page }) => {
    await page.setViewportSize({ width, height: 700 });
    await page.goto('/?method=self-rewarding&loss_type=cdpo');
    await ready(page);
    await unfold(page);
    const buttons = page.getByRole('button', { name: /^About / });
    // Explanations come once the lab is open.
    await expect.poll(() => buttons.count()).toBeGreaterThan(30);
    for (const button of await buttons.all()) {
      await button.focus();
      const bubble = page.getByRole('tooltip');
      await expect(bubble).toHaveText(/\w/);
      await expect(button).toHaveAccessibleDescription((await bubble.textContent())!);
      // A text that has just arrived is put in its place with the next frame.
      await expect.poll(async () => (await bubble.boundingBox())!.width).toBeGreaterThan(100);
      await page.evaluate(() => new Promise(requestAnimationFrame));
      const box = (await bubble.boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(700);
    }
    await page.keyboard.press('Escape');
    await expect(page.getByRole('tooltip')).toHaveCount(0);
  });
}

test('a preset fills the form, says in words what is unhealthy, and keeps the seed', async ({ page }) => {
  await page.goto('/?seed=5');
  await ready(page);
  const preset = page.getByLabel('Preset');
  await expect(preset.locator('option:checked')).toHaveText('Default');
  await preset.selectOption('Exploding margins (unhealthy)');
  await expect(preset).toHaveAccessibleDescription(/Unhealthy: exploding margins\./);
  await expect(fields(page).getByLabel('β, strength', { exact: true })).toHaveValue('0.1');
  await expect(fields(page).getByLabel('Learning rate', { exact: true })).toHaveValue('3e-4');
  await expect(page).toHaveURL(/\?seed=5&iterations=3&beta=0.1&learning_rate=3e-4$/);
  await fields(page).getByLabel('Temperature', { exact: true }).fill('0.9');
  await expect(preset.locator('option:checked')).toHaveText('Your own settings');
});

test('settings are checked, travel in the address and are closed during a run', async ({ page }) => {
  await page.goto(`${short}&beta=0.5`);
  await ready(page);
  const beta = page.getByLabel('β, strength', { exact: true });
  await expect(beta).toHaveValue('0.5');
  await expect(beta).toHaveAccessibleDescription('0 to 1e6, or a list');
  await beta.fill('many');
  await expect(beta).toHaveAccessibleDescription('Not a number');
  await expect(page.getByRole('button', { name: 'Play' })).toBeDisabled();
  await beta.fill('2, 1');
  await page.getByLabel('Loss', { exact: true }).selectOption('hinge');
  await expect(page).toHaveURL(/beta=2%2C1&loss_type=hinge$/);
  await press(page, 'Step');
  await expect(beta).toBeDisabled();
  await expect(page.getByRole('radio', { name: 'SFT' })).toBeDisabled();
  await page.getByRole('button', { name: 'About β, strength' }).focus();
  await expect(page.getByRole('tooltip')).toBeVisible();
});

test('kernels are tuned when asked, remembered, used next time and forgotten', async ({ page }) => {
  await page.goto(short);
  await ready(page);
  await unfold(page);
  const kernels = page.getByRole('group', { name: 'Kernels' });
  const rows = kernels.getByRole('row').filter({ has: page.getByRole('cell') });
  const used = () => rows.locator('td:nth-child(2)').allTextContents();
  const tune = kernels.getByRole('button', { name: 'Tune for this device' });
  const forget = kernels.getByRole('button', { name: 'Forget tuning' });
  const stored = () =>
    page.evaluate(() => {
      const tunings: Record<string, object> = JSON.parse(localStorage.getItem('kernels') ?? '{}');
      return Object.values(tunings).map((variants) => Object.values(variants));
    });
  await expect(tune).toHaveAccessibleDescription(/^Not tuned/);
  const given = await used();
  await expect(forget).toBeDisabled();

  await tune.click();
  await expect(status(page)).toHaveText('Tuning the kernels…');
  await expect(tune).toHaveAccessibleDescription(/^Timing \d of 7/);
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeDisabled();
  await ready(page);
  await expect(tune).toHaveAccessibleDescription(/^Tuned in this page/);
  await expect(rows.getByRole('cell').filter({ hasText: /^\d+\.\d\d$/ })).toHaveCount(14);
  await expect.poll(stored).toEqual([await used()]);

  // No adapter is given this variant of its own accord.
  await page.evaluate(() => {
    const [adapter] = Object.keys(JSON.parse(localStorage.getItem('kernels')!));
    localStorage.setItem('kernels', JSON.stringify({ [adapter]: { matmul_nt: 'registers-8x8', rows: 'gone' } }));
  });
  await page.reload();
  await ready(page);
  await unfold(page);
  await expect(tune).toHaveAccessibleDescription(/^Tuned earlier/);
  expect(await used()).toEqual(['registers-8x8', ...given.slice(1)]);
  await press(page, 'Step');
  await expect(status(page)).toHaveText('Paused.');
  await expect(tune).toBeDisabled();
  await expect(tune).toHaveAccessibleDescription(/reset it/);
  await press(page, 'Reset');
  await forget.click();
  await expect.poll(used).toEqual(given);
  await expect.poll(stored).toEqual([]);
});

test('an address that says what it cannot falls back, with one sentence', async ({ page }) => {
  await page.goto('/?method=ppo&beta=2&keep=many');
  await ready(page);
  await expect(page.getByText(/^The address says/)).toHaveText(
    'The address says method=ppo, keep=many, which this lab does not know: defaults stand in its place.',
  );
  await expect(page.getByLabel('β, strength', { exact: true })).toHaveValue('2');
  await expect(page.getByRole('button', { name: 'Play' })).toBeEnabled();
  await choose(page, 'ReST-EM');
  await expect(page.getByText(/^The address says/)).toHaveCount(0);
  await expect(page).toHaveURL(/\?method=rest-em$/);
});

test('the chosen method’s recorded run is played, with the settings it was made with', async ({ page }) => {
  await page.route('**/recordings/*.jsonl', (route) => {
    const method = /(\S+)\.jsonl/.exec(new URL(route.request().url()).pathname.split('/').at(-1)!)![1];
    const started = {
      ...{ type: 'run-started', version: '1', iterations: 7, adapter: { name: 'elsewhere', software: false } },
      ...{ config: { method, iterations: 7 }, model: { name: 'embedded', parameters: 1, vocabulary: [] } },
    };
    const ended = { type: 'run-ended', stopped: false, seconds: 12 };
    return route.fulfill({ body: `${JSON.stringify(started)}\n${JSON.stringify(ended)}\n` });
  });
  await page.goto('/?recording&method=sft');
  await ready(page);
  await expect(page.getByRole('radio', { name: 'SFT' })).toBeChecked();
  await expect(page.getByLabel('Iterations', { exact: true })).toHaveValue('7');
  await choose(page, 'Self-Rewarding');
  await ready(page);
  await expect(page).toHaveURL(/\?recording&method=self-rewarding$/);
  await expect(page.getByLabel('New prompts', { exact: true })).toBeDisabled();
  await press(page, 'Play');
  await expect(status(page)).toHaveText('Ended after 12 s. Reset to watch again.');
  await page.getByRole('link', { name: 'Run it here instead' }).click();
  await expect(page.getByRole('radio', { name: 'Self-Rewarding' })).toBeChecked();
});

test('Self-Rewarding runs with a judge of its own', async ({ page }) => {
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await page.goto(`${shortRuns['self-rewarding']}&judge=embedded`);
  await ready(page);
  await press(page, 'Play');
  await expect(status(page)).toHaveText(/^Ended after/);
  expect(loaded.some((url) => url.endsWith('/embedded/model.safetensors'))).toBe(true);
});
