import { readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { figure, replay, response, status, test, tokens } from './page.ts';

// The recorded run that ships: the same page without a GPU.

test.use({ locale: 'en-US', timezoneId: 'UTC', deviceScaleFactor: 1 });

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
  const token = tokens(page, 'Main player').nth(1);
  await expect(token).toBeFocused();
  const difference = (await token.getAttribute('aria-label'))?.match(/difference (\S+) nats/)?.[1];
  await expect(response(page, 'Main player').getByRole('row').nth(1)).toContainText(difference!);

  await page.getByRole('slider', { name: 'History' }).focus();
  await page.keyboard.press('Home');
  await expect(page.getByRole('tab')).toHaveCount(0);
  await page.keyboard.press('End');
  await expect(page.getByRole('tab')).not.toHaveCount(0);
});

test('the settings shown are the recorded run’s, before it plays too', async ({ page }) => {
  await page.goto('/?recording&iterations=9');
  await expect(status(page)).toHaveText(/^Ready/);
  await expect(page.getByRole('textbox', { name: 'Iterations' })).toHaveValue('3');
  await expect(page.getByRole('textbox', { name: 'Iterations' })).toBeDisabled();
});

test('every followed pair is graded', async ({ page }) => {
  await replay(page);
  const graded = [];
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await expect(response(page, 'Data').getByText('right', { exact: true })).toBeVisible();
    graded.push(
      await response(page, 'Opponent')
        .getByText(/^(right|wrong)$/)
        .textContent(),
    );
  }
  expect(new Set(graded)).toEqual(new Set(['right', 'wrong']));
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1280]) {
    test(`${width} px, ${colorScheme}: accessible and no scrolling sideways`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.goto('/?recording');
      await expect(status(page)).toHaveText(/^Ready/);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      await replay(page);
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

/** What the baselines were drawn with: another Chromium or other fonts draw every letter a little differently. */
async function drawnWith(page: Page) {
  const widths = await page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d')!;
    return ['15px system-ui', '600 15px system-ui', '15px monospace', '16px serif', 'italic 16px serif'].map((font) => {
      context.font = font;
      return context.measureText('The quick brown fox, y′ → 0123').width;
    });
  });
  return { chromium: page.context().browser()!.version().split('.')[0], fonts: widths.join(' ') };
}

// `npx vite build && npx playwright test recorded --update-snapshots` draws them again and notes with what.
const noted = 'e2e/baselines/drawn-with.json';
for (const colorScheme of ['light', 'dark'] as const) {
  // The whole page fits: a picture of fixed size can be compared also where fonts make the page a little longer or shorter.
  for (const [name, width, height] of [
    ['wide', 1440, 1700],
    ['narrow', 390, 4220],
  ] as const) {
    test(`the recorded run looks as it did, ${colorScheme} and ${name}`, async ({ page }, { config }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      await replay(page);
      await expect(figure(page, 'Benchmark').locator('circle')).toHaveCount(8);
      const tools = await drawnWith(page);
      if (['all', 'changed'].includes(config.updateSnapshots))
        writeFileSync(noted, `${JSON.stringify(tools, null, 2)}\n`);
      const same = isDeepStrictEqual(tools, JSON.parse(readFileSync(noted, 'utf8')));
      await expect(page).toHaveScreenshot(`page-recorded-${colorScheme}-${name}.png`, {
        // With the same tools a changed word shows; with others, what has moved, gone or changed its colour still does.
        ...(same ? { maxDiffPixels: 20 } : { maxDiffPixelRatio: 0.03 }),
      });
    });
  }
}
