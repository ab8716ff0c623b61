import AxeBuilder from '@axe-core/playwright';
import { test as base, expect } from '@playwright/test';

// What somebody sees who comes for the first time: without the fixture that has been here before.

base('on the first visit a tour is offered, once; it can be skipped and found again', async ({ page }) => {
  // Without its fading in, which is too pale while it lasts.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/?recording');
  const tour = page.getByRole('dialog');
  await expect(tour).toContainText('Welcome: one minute');
  expect((await new AxeBuilder({ page }).include('.tour').analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(tour).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await expect(tour).toHaveCount(0);

  await page.getByRole('button', { name: 'Tour' }).click();
  await expect(tour).toBeVisible();
  const seen: string[] = [];
  for (let stop = 0; stop < 12 && (await tour.count()) > 0; stop++) {
    seen.push(await tour.locator('.driver-popover-title').innerText());
    await tour.getByRole('button', { name: /^(Next|Done)$/ }).click();
    await page.waitForTimeout(100);
  }
  expect(seen[0]).toMatch(/^Welcome/);
  expect(seen).toHaveLength(8);
  expect(new Set(seen).size).toBe(8);
});

base('a link into a lesson, or a frame, begins with the lesson', async ({ page }) => {
  for (const query of ['phase=draw', 'embed', 'hide=tour']) {
    await page.goto(`/?view=walk&recording&${query}`);
    await expect(page.getByRole('heading', { name: /^One iteration/ })).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
});

base('the tour speaks Chinese', async ({ page }) => {
  await page.goto('/?view=walk&recording&lang=zh-CN');
  await expect(page.getByRole('dialog')).toContainText('欢迎');
  await page.getByRole('button', { name: '下一步' }).last().click();
  await expect(page.getByRole('dialog')).toContainText('一次迭代的各个阶段');
});
