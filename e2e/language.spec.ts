import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { drawn, methods, status, test } from './page.ts';

// The page in Chinese, from the recorded runs.

test.use({ locale: 'en-US' });

const languages = (page: Page) => page.getByRole('banner').getByRole('combobox');

/** Plays a method's recorded run to its end, in Chinese. */
async function replay(page: Page, method: string): Promise<void> {
  await page.goto(`/?lang=zh-CN&recording&method=${method}`);
  await page.getByLabel('重放速度').selectOption('立即');
  await page.getByRole('button', { name: '播放' }).click();
  await expect(status(page)).toHaveText(/^已结束，用时/);
  await drawn(page);
  await page.locator('details').evaluateAll((all) => {
    for (const details of all) (details as HTMLDetailsElement).open = true;
  });
}

/** Runs of three words in Latin letters or more, but in what is marked as English, formulas, and names of the model and the device. */
const englishPhrases = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const texts: string[] = [document.title];
    const walk = (node: Node): unknown => {
      if (node instanceof Element) {
        if (node.matches('script, style, code, [lang=en], .katex, .tokens, .tabs, .card h3, .candidate-text')) return;
        if (node.matches('.badge')) return texts.push(node.textContent ?? '');
        for (const name of ['aria-label', 'aria-valuetext', 'title', 'placeholder', 'alt', 'label'])
          texts.push(node.getAttribute(name) ?? '');
      } else texts.push(node.textContent ?? '');
      for (const child of node.childNodes) walk(child);
    };
    walk(document.getElementById('root')!);
    return texts.filter((text) => /[a-z]+([\s,]+[a-z]+){2}/i.test(text));
  });

for (const method of methods) {
  test(`${method} in Chinese says nothing in English`, async ({ page }) => {
    await replay(page, method);
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await expect(page.getByRole('heading', { name: '你看到的是什么' })).toBeVisible();
    await expect(page.getByRole('tooltip', { includeHidden: true }).first()).toHaveText(/迭代/);
    expect(await englishPhrases(page)).toEqual([]);
  });
}

test('before a run, with an address that cannot be read, nothing is in English either', async ({ page }) => {
  await page.goto('/?lang=zh-CN&method=ppo');
  await expect(status(page)).toHaveText(/^就绪/);
  await expect(page.getByText('地址中写有 method=ppo，本实验室不认识：已用默认值代替。')).toBeVisible();
  expect(await englishPhrases(page)).toEqual([]);
});

for (const [colorScheme, width] of [
  ['light', 1440],
  ['dark', 390],
] as const) {
  test(`Chinese at ${width} px, ${colorScheme}: accessible and no scrolling sideways`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await replay(page, 'self-rewarding');
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
}

test('another language keeps the run and where it is looked at, and is remembered', async ({ page }) => {
  await page.goto('/?recording');
  await page.getByLabel('Replay speed').selectOption('16×');
  await page.getByRole('button', { name: 'Play' }).click();
  const slider = page.getByRole('slider');
  await expect.poll(async () => Number(await slider.getAttribute('max'))).toBeGreaterThan(80);
  await slider.fill('40');
  await expect(languages(page)).toHaveAccessibleName('Language');
  await languages(page).selectOption('简体中文');

  await expect(languages(page)).toHaveAccessibleName('语言');
  await expect(status(page)).toHaveText('正在重放录制的运行。');
  await expect(slider).toHaveAccessibleName('历史');
  await expect(slider).toHaveValue('40');
  await expect(page.getByRole('figure').first()).toContainText('奖励间隔');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.getByRole('button', { name: '回到现在' }).click();
  const now = Number(await slider.inputValue());
  await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(now);

  await expect(page).toHaveURL(/lang=zh-CN/);
  await page.goto('/?recording');
  await expect(status(page)).toHaveText(/^就绪/);
  await languages(page).selectOption('English');
  await expect(status(page)).toHaveText(/^Ready/);
  expect(await page.title()).toBe('Self-Play Lab');
});

test('the address keeps its language where the page changes it', async ({ page }) => {
  await page.goto('/?recording&lang=zh-CN');
  await page.getByRole('radio', { name: 'SFT' }).check();
  await expect(page).toHaveURL(/\?recording&method=sft&lang=zh-CN$/);
  await expect(page.getByRole('link', { name: '改为在此处运行' })).toHaveAttribute('href', '?method=sft&lang=zh-CN');
});

test('what the engine says in English is said to be the engine’s, and marked as English', async ({ page }) => {
  await page.route('**/recordings/spin.jsonl', (route) => route.fulfill({ body: '' }));
  await page.goto('/?lang=zh-CN&recording');
  const fault = page.getByRole('alert');
  await expect(fault).toHaveText(/^引擎报告：recordings\/spin\.jsonl is empty/);
  await expect(fault.locator('[lang=en]')).toHaveText(/^recordings\/spin\.jsonl is empty/);
  await expect(status(page)).toHaveText('失败。重置后重新开始。');
});
