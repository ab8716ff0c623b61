import { readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { type Browser, test as base, expect, type FullConfig, type Page } from '@playwright/test';

/** Somebody who has seen the tour. */
export const beenHere = `localStorage.setItem('tour', 'seen')`;

/** A page that must stay quiet: no console error, no exception, no request to another host. */
export const test = base.extend<{ quiet: undefined }>({
  quiet: [
    async ({ page, baseURL }, use) => {
      const noise: string[] = [];
      await page.addInitScript(beenHere);
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

const few = 'max_train_samples=32&per_device_train_batch_size=8&max_eval_samples=12&eval_samples=1&exhibit_steps=1';

/** SPIN: one iteration of eight steps on few prompts. */
export const short = `/?iterations=1&${few}`;

/** The address of a short live run of each method. */
export const shortRuns = {
  sft: `/?method=sft&iterations=1&${few}`,
  spin: `${short}&control=both`,
  dpo: `/?method=dpo&iterations=1&${few}`,
  'rest-em': `/?method=rest-em&iterations=1&${few}`,
  'self-rewarding': `/?method=self-rewarding&iterations=2&${few}&num_prompts=24&instruction_examples=24&evaluation_examples=40`,
} as const;

export type Method = keyof typeof shortRuns;
export const methods = Object.keys(shortRuns) as Method[];

export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
export const status = (page: Page) => page.getByRole('status');
export const figure = (page: Page, title: string) =>
  page.getByRole('figure').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
export const response = (page: Page, title: string) =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name: title }) });
export const tokens = (page: Page, title: string) => response(page, title).getByRole('listitem').getByRole('button');
/** The table of the run's players. */
export const numbers = (page: Page) =>
  page.getByRole('table').filter({ has: page.getByRole('columnheader', { name: 'Measure' }) });
/** A panel by its heading. */
export const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** Waits until every chart shows all there is. */
export async function drawn(page: Page): Promise<void> {
  const plots = page.locator('.plot');
  await expect(plots.locator('svg.recharts-surface')).toHaveCount(await plots.count());
  await expect(page.locator('figure[aria-busy=true]')).toHaveCount(0);
}

/** Plays a method's recorded run to its end. */
export async function replay(page: Page, method: Method): Promise<void> {
  await page.goto(`/?recording&method=${method}`);
  await page.getByLabel('Replay speed').selectOption('at once');
  await press(page, 'Play');
  await expect(status(page)).toHaveText(/^Ended after/);
  await drawn(page);
}

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Processor time in µs: how busy the machine is otherwise does not count. */
  tdur?: number;
  args: { name?: string };
}
const thread = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;

/** Ms of processor time of the longest task that the page's main thread ran while something was done. */
export async function longestTaskWhile(page: Page, act: () => Promise<void>): Promise<number> {
  const browser: Browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const mains = new Set(
    traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(thread),
  );
  const tasks = traceEvents.filter((event) => event.name === 'RunTask' && mains.has(thread(event)));
  expect(tasks.length).toBeGreaterThan(10);
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000;
}

/** The same from Play until the run has ended and all of it is drawn; the first drawing of all, which is slower, is over. */
export async function longestTask(page: Page): Promise<number> {
  const run = async () => {
    await press(page, 'Play');
    await page.waitForFunction(() => document.querySelector('[role=status]')?.textContent?.startsWith('Ended'));
    await drawn(page);
  };
  await expect(status(page)).toHaveText(/^Ready/);
  await run();
  await press(page, 'Reset');
  await expect(status(page)).toHaveText(/^Ready/);
  return longestTaskWhile(page, run);
}

/** What the baselines were drawn with: another Chromium or other fonts draw every letter a little differently. */
async function drawnWith(page: Page) {
  const widths = await page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d')!;
    return ['15px system-ui', '600 15px system-ui', '15px monospace', '16px serif', 'italic 16px serif'].map((font) => {
      context.font = font;
      return context.measureText('The quick brown fox, y′ → 0123 对数概率，间隔').width;
    });
  });
  return { chromium: page.context().browser()!.version().split('.')[0], fonts: widths.join(' ') };
}

const noted = 'e2e/baselines/drawn-with.json';

/** Compares the whole page with its baseline; where baselines are drawn again, notes with what. */
export async function looksAsBefore(page: Page, name: string, update: FullConfig['updateSnapshots']): Promise<void> {
  const tools = await drawnWith(page);
  if (['all', 'changed'].includes(update)) writeFileSync(noted, `${JSON.stringify(tools, null, 2)}\n`);
  const same = isDeepStrictEqual(tools, JSON.parse(readFileSync(noted, 'utf8')));
  await expect(page).toHaveScreenshot(name, {
    // With the same tools a changed word shows; with others, what has moved, gone or changed its colour still does.
    ...(same ? { maxDiffPixels: 20 } : { maxDiffPixelRatio: 0.03 }),
  });
}
