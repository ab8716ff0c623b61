import { test as base, expect, type Page } from '@playwright/test';

/** A page that must stay quiet: no console error, no exception, no request to another host. */
export const test = base.extend<{ quiet: undefined }>({
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
export const short =
  '/?iterations=1&max_train_samples=32&per_device_train_batch_size=8&max_eval_samples=12&eval_samples=1&exhibit_steps=1';

export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
export const status = (page: Page) => page.getByRole('status');
export const figure = (page: Page, title: string) =>
  page.getByRole('figure').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
export const response = (page: Page, whose: 'Main player' | 'Opponent' | 'Data') =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name: `${whose}’s response` }) });
export const tokens = (page: Page, whose: 'Main player' | 'Opponent' | 'Data') =>
  response(page, whose).getByRole('listitem').getByRole('button');

/** Waits until every chart shows all there is. */
export async function drawn(page: Page): Promise<void> {
  const charts = page.getByRole('figure');
  await expect(charts.locator('svg.recharts-surface')).toHaveCount(await charts.count());
  await expect(page.locator('figure[aria-busy=true]')).toHaveCount(0);
}

/** Plays the recorded run to its end. */
export async function replay(page: Page): Promise<void> {
  await page.goto('/?recording');
  await page.getByLabel('Replay speed').selectOption('at once');
  await press(page, 'Play');
  await expect(status(page)).toHaveText(/^Ended after/);
  await drawn(page);
}
