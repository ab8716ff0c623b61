import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import english from '../src/app/texts/en/claims.ts';
import chinese from '../src/app/texts/zh-CN/claims.ts';
import { accuracies, benchmark, measures, outcome } from '../src/lab/fixtures/outcomes.ts';
import { status, test } from './page.ts';

// Made-up outcomes in place of those that ship: three claims with a verdict each, the others not run.

const spin = (seed: number) => {
  const wobble = seed / 100;
  const control = { data: benchmark({ mean: 0.7 + wobble }), compute: benchmark({ mean: 0.8 }) };
  const path = [0.5, 0.58, 0.61, 0.62, 0.625].map((mean, i) => ({ mean, nll: 0.2 + (seed - 1) * (i % 2), control }));
  return outcome('spin', seed, { measures: measures(...path) });
};
const outcomes = [0, 1, 2].flatMap((seed) => [
  spin(seed),
  ...[150, 300].map((pairs) => outcome(`spin-${pairs}-pairs`, seed, { measures: accuracies(50, 50 + pairs / 50) })),
]);

async function open(page: Page, query = '', shown: object = { outcomes }) {
  await page.route('**/claims.json', (route) => route.fulfill({ json: shown }));
  await page.goto(`/?view=claims&recording${query}`);
  await expect(page.getByRole('article')).toHaveCount(21);
}

const claim = (page: Page, name: string) => page.getByRole('article', { name, exact: true });
const view = (page: Page, name: string) => page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name });

test('each claim has its verdict by the rule, why, its chart in words and its numbers', async ({ page }) => {
  await open(page);
  const counts = page.getByRole('list', { name: 'Verdicts' }).getByRole('listitem');
  await expect(counts).toHaveText([/^2 .*holds here$/, /^1 .*does not hold/, /^1 .*too small/, /^17 .*not run yet$/]);
  for (const line of Object.values(english.rule).map((text) => text.replace('{{seeds}}', '3')))
    await expect(page.getByRole('listitem').filter({ hasText: line })).toBeVisible();
  await expect(page.getByText('committed, with every effect, before the runs were made')).toBeVisible();
  await expect(page.getByText('9 runs by version 1.2.3 of this lab on llvmpipe')).toBeVisible();

  const epochs = claim(page, 'More epochs of SFT do not match self-play.');
  await expect(epochs).toContainText('does not hold here It goes the other way');
  await expect(epochs.getByRole('img')).toHaveAccessibleName(/SFT, equal data: start 50\.0.* iteration 3 71\.0/);
  await epochs.getByText('Numbers').click();
  const effect = epochs.getByRole('row', { name: /equal data, after four iterations/ });
  await expect(effect.getByRole('cell')).toHaveText(['−8.50', '−10.98 to −6.02', '−7.50', '−8.50', '−9.50']);
  await expect(
    epochs
      .getByRole('row', { name: /^start/ })
      .getByRole('cell')
      .first(),
  ).toHaveText('50.0 (50.0, 50.0, 50.0)');
  await expect(claim(page, 'Majority voting improves, too.')).toContainText('complete so far: 0.');
});

test('the page says what the runs show of SPIN against continued SFT', async ({ page }) => {
  await open(page);
  const control = page.getByRole('region', { name: 'SPIN against simply going on with SFT' });
  await expect(control).toContainText(
    'By accuracy at temperature 1, SPIN goes from 50.0 % to 62.5 %; continued SFT stands at 71.0 % after as much data ' +
      '(continued SFT is ahead) and at 80.0 % after as much compute (continued SFT is ahead).',
  );
  await expect(control).toContainText(/By greedy accuracy, .* after as much data \(no clear difference\)/);
});

test('claims can be chosen by paper and verdict', async ({ page }) => {
  await open(page);
  await page.getByRole('combobox', { name: 'Paper' }).selectOption('SPIN');
  await expect(page.getByRole('article')).toHaveCount(6);
  await page.getByRole('combobox', { name: 'Verdict' }).selectOption('holds here');
  await expect(page.getByRole('article')).toHaveCount(2);
  await expect(status(page)).toHaveText('2 of 21 claims');
});

test('a claim’s run is loaded into the run view; one from another’s checkpoint has its command', async ({ page }) => {
  await open(page);
  const more = claim(page, 'Without evaluation examples the scores collapse to one value and few pairs are left.');
  await more.getByText('How it is run').click();
  await more.getByRole('link', { name: 'Load self-rewarding-no-eft' }).click();
  await expect(page.getByRole('region', { name: 'Run' })).toBeVisible();
  await expect(page).toHaveURL(/\?method=self-rewarding&.*evaluation_examples=0/);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.goBack();
  const after = claim(
    page,
    'Iteration 0 is close to DPO with extra labels, iteration 1 above it, and DPO after SPIN adds.',
  );
  await after.getByText('How it is run').click();
  const item = after.getByRole('listitem').filter({ hasText: 'from the last checkpoint of spin' });
  await expect(item).toContainText('--experiment spin --seeds 3 && npm run lab -- claims --experiment dpo-after-spin');
  await expect(item.getByRole('link')).toHaveCount(0);
  await after.getByRole('link', { name: 'Run it yourself' }).click();
  await expect(page).toHaveURL(/\?iterations=4&control=both$/);
});

test('views change with the keyboard and the browser’s history, and a run goes on', async ({ page }) => {
  await page.route('**/claims.json', (route) => route.fulfill({ json: { outcomes } }));
  await page.goto('/?recording');
  await expect(view(page, 'Run')).toHaveAttribute('aria-current', 'page');
  await page.getByLabel('Replay speed').selectOption('at once');
  await page.getByRole('button', { name: 'Play' }).click();
  await view(page, 'Claims').focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\?recording=&view=claims$/);
  await expect(page).toHaveTitle('Claims – Self-Play Lab');
  await expect(view(page, 'Claims')).toHaveAttribute('aria-current', 'page');
  await expect(page.getByRole('article')).toHaveCount(21);
  await page.goBack();
  await expect(view(page, 'Run')).toHaveAttribute('aria-current', 'page');
  await expect(status(page)).toHaveText(/^Ended after/);
  await page.goForward();
  await expect(page.getByRole('article')).toHaveCount(21);
});

test('outcomes that cannot be read are one sentence', async ({ page }) => {
  await open(page, '', { outcomes: null });
  await expect(page.getByRole('alert')).toHaveText(/^claims\.json could not be read[^\n]*\.$/);
  await expect(page.getByRole('list', { name: 'Verdicts' })).toHaveText(/^21\s*… not run yet$/);
});

const language = (page: Page, name: string) => page.getByRole('combobox', { name });

test('in Chinese: verdicts with their sentences, counts, the control and a chart in words', async ({ page }) => {
  await open(page, '&lang=zh-CN');
  const counts = page.getByRole('list', { name: '各种结论的数目' }).getByRole('listitem');
  await expect(counts).toHaveText([
    /^2 .*在此成立$/,
    /^1 .*在此不成立$/,
    /^1 .*规模太小，无法判断$/,
    /^17 .*尚未运行$/,
  ]);
  await expect(status(page)).toHaveText('共 21 条论断，显示 21 条');
  for (const line of Object.values(chinese.rule).map((text) => text.replace('{{seeds}}', '3')))
    await expect(page.getByRole('listitem').filter({ hasText: line })).toBeVisible();

  const epochs = claim(page, '多做几轮 SFT 赶不上自我博弈。');
  await expect(epochs).toContainText(
    '在此不成立 结果与论断相反：四次迭代后，等量计算下 SPIN 比继续 SFT 高出 −17.5 个百分点（95 % 置信区间 −17.5 至 −17.5，3 个种子）。',
  );
  await expect(epochs.getByRole('img')).toHaveAccessibleName(
    /^温度 1 下的准确率（%），各种子的均值。.*SFT（等量数据）：起点（50\.0）、.*迭代 3（71\.0）/,
  );
  await epochs.getByText('数值').click();
  await expect(epochs.getByRole('row', { name: /等量数据下/ })).toContainText('−10.98 至 −6.02');
  const control = page.getByRole('region', { name: 'SPIN 与直接继续 SFT 的比较' });
  await expect(control).toContainText('继续 SFT 用等量数据后为 71.0 %（继续 SFT 领先）');
});

test('in Chinese nothing is left in English but code and names', async ({ page }) => {
  await open(page, '&lang=zh-CN');
  for (const summary of await page.locator('main summary').all()) await summary.click();
  const phrases = await page.locator('main').evaluate((main) => {
    const texts: string[] = [];
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (walker.nextNode())
      if (!walker.currentNode.parentElement!.closest('code, [lang=en]')) texts.push(walker.currentNode.textContent!);
    for (const element of main.querySelectorAll('[aria-label], [title]'))
      texts.push(element.getAttribute('aria-label') ?? '', element.getAttribute('title') ?? '');
    return texts.filter((text) => /[A-Za-z]{2,}[ ,.:;]+[A-Za-z]{2,}[ ,.:;]+[A-Za-z]{2,}/.test(text));
  });
  expect(phrases).toEqual([]);
});

test('another language leaves the choice of claims as it is', async ({ page }) => {
  await open(page);
  await page.getByRole('combobox', { name: 'Paper' }).selectOption('SPIN');
  await page.getByRole('combobox', { name: 'Verdict' }).selectOption('holds here');
  await language(page, 'Language').selectOption('zh-CN');
  await expect(status(page)).toHaveText('共 21 条论断，显示 2 条');
  await expect(claim(page, '配对越多越有帮助。')).toBeVisible();
  await language(page, '语言').selectOption('en');
  await expect(status(page)).toHaveText('2 of 21 claims');
});

for (const [lang, colorScheme, width, help] of [
  ['en', 'light', 1440, 'More pairs help.'],
  ['en', 'dark', 390, 'More pairs help.'],
  ['zh-CN', 'dark', 1440, '配对越多越有帮助。'],
  ['zh-CN', 'light', 390, '配对越多越有帮助。'],
] as const) {
  test(`claims at ${width} px, ${colorScheme}, ${lang}: accessible and no scrolling sideways`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await open(page, `&lang=${lang}`);
    for (const summary of await claim(page, help).locator('summary').all()) await summary.click();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
}
