import { gzipSync } from 'node:zlib';
import { expect, type Page } from '@playwright/test';
import {
  beenHere,
  drawn,
  figure,
  longestTask,
  type Method,
  numbers,
  panel,
  press,
  response,
  short,
  shortRuns,
  status,
  test,
  tokens,
} from './page.ts';

// Runs of the real engine, in the browser's own WebGPU.

const training = (page: Page) => page.getByText(/learns to tell them apart, [1-9]\d* of \d+ steps/).first();
const events = (page: Page) => page.getByRole('slider', { name: 'History' }).getAttribute('aria-valuetext');

/** Long enough for any event that a worker had already sent. */
const frames = (page: Page, count: number) =>
  page.evaluate(async (left) => {
    for (let i = 0; i < left; i++) await new Promise(requestAnimationFrame);
  }, count);

test('a short run plays, the margin chart grows, tokens are coloured and responses graded', async ({ page }) => {
  await page.goto(short);
  await expect(status(page)).toHaveText(/^Ready/);
  await press(page, 'Play');

  const margins = figure(page, 'Reward margins');
  await margins.getByText('Data table').click();
  const points = margins.getByRole('rowheader');
  await expect.poll(() => points.count()).toBeGreaterThan(0);
  const early = await points.count();
  await expect(status(page)).toHaveText(/^Ended after/);
  await expect(points).toHaveCount(8);
  expect(early).toBeLessThan(8);

  await expect(tokens(page, 'Main player’s response').last()).toHaveAccessibleName(
    /main −\d+\.\d{3}, opponent −\d+\.\d{3}, difference [+−]\d+\.\d{3} nats/,
  );
  const colours = await tokens(page, 'Opponent’s response').evaluateAll((buttons) =>
    buttons.map((button) => getComputedStyle(button).backgroundColor),
  );
  expect(new Set(colours).size).toBeGreaterThan(1);
  await expect(response(page, 'Data’s response').getByText('right', { exact: true })).toBeVisible();
  await expect(response(page, 'Opponent’s response').getByText(/^(right|wrong)$/)).toBeVisible();
  await expect(page.getByText('Margin of this pair').locator('..')).toContainText(/= [+−]\d+\.\d{3} nats/);
  await expect(numbers(page).getByRole('row', { name: 'Benchmark, greedy' }).getByText('%')).toHaveCount(2);
});

test('pause holds, step takes one training step, stop ends', async ({ page }) => {
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
  // Explanations come once the lab is open.
  await expect(page.getByRole('heading', { name: 'What you see' })).toBeVisible();
  await expect(page.getByRole('tooltip', { includeHidden: true }).first()).toHaveText(/\w/);
  const first = await page.getByRole('main').textContent();

  await press(page, 'Play');
  await expect(status(page)).toHaveText(/^Ended after/);
  const result = await numbers(page).textContent();
  await press(page, 'Reset');
  await expect(status(page)).toHaveText(/^Ready/);
  await expect.poll(() => page.getByRole('main').textContent()).toBe(first);

  await press(page, 'Play');
  await expect(status(page)).toHaveText(/^Ended after/);
  expect(await numbers(page).textContent()).toBe(result);
});

test('a worker that breaks is one sentence, and reset hires another', async ({ page }) => {
  await page.goto(short);
  await expect(status(page)).toHaveText(/^Ready/);
  await page.workers()[0].evaluate(() => {
    setTimeout(() => {
      throw new Error('out of memory');
    });
  });
  await expect(page.getByRole('alert')).toHaveText(
    "The lab's worker stopped: Uncaught Error: out of memory. Reset starts a new one.",
  );
  await press(page, 'Reset');
  await expect(status(page)).toHaveText(/^Ready/);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await press(page, 'Step');
  await expect(status(page)).toHaveText('Paused.');
});

test('a GPU that is lost is one sentence, and reset recovers', async ({ playwright, launchOptions, baseURL }) => {
  // A browser of its own: Chromium goes on with another adapter after its GPU process has died.
  const browser = await playwright.chromium.launch(launchOptions);
  const page = await browser.newPage({ baseURL });
  await page.addInitScript(beenHere);
  await page.goto(`${short}&max_train_samples=320`);
  await press(page, 'Play');
  await expect(training(page)).toBeVisible();
  await (await browser.newBrowserCDPSession()).send('Browser.crashGpuProcess');
  await expect(page.getByRole('alert')).toHaveText(/^The GPU device was lost [^\n]*\.$/);
  await expect(status(page)).toHaveText('Failed. Reset to begin again.');
  await press(page, 'Reset');
  await expect(status(page)).toHaveText(/^Ready/);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await press(page, 'Step');
  await expect(status(page)).toHaveText('Paused.');
  await browser.close();
});

test('who comes for the first time loads at most 250 kB of JavaScript, gzipped, before a run', async ({ page }) => {
  // The tour that is offered then is part of it.
  await page.addInitScript(`localStorage.removeItem('tour')`);
  const scripts = new Map<string, Promise<number>>();
  page.on('response', (answer) => {
    const { pathname } = new URL(answer.url());
    if (pathname.endsWith('.js'))
      scripts.set(
        pathname,
        answer.body().then((body) => gzipSync(body).length),
      );
  });
  await page.goto('/');
  await expect(status(page)).toHaveText(/^Ready/);
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect([...scripts.keys()].filter((path) => /worker|tour/.test(path))).toHaveLength(3);
  const sizes = await Promise.all(scripts.values());
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(250_000);
});

test('no task of the main thread takes 50 ms while the model trains', async ({ page }) => {
  // A task that is too long is so every time; one that is long once met a busy machine's cold caches.
  let longest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5 && longest > 50; run++) {
    await page.goto(short);
    longest = Math.min(longest, await longestTask(page));
  }
  expect(longest).toBeLessThanOrEqual(50);
});

/** The controls of a run are drawn beside it, and can be left out. */
async function showsControls(page: Page) {
  const benchmark = figure(page, 'Benchmark');
  await expect(benchmark.getByRole('columnheader')).toHaveText([
    'after iteration',
    'temperature 1',
    'greedy',
    'continued SFT, equal data',
    'continued SFT, equal data, greedy',
    'continued SFT, equal compute',
    'continued SFT, equal compute, greedy',
  ]);
  await expect(benchmark.getByRole('cell').filter({ hasText: /\d/ })).toHaveCount(12);
  await page.getByLabel('continued SFT with equal compute').uncheck();
  await expect(benchmark.getByRole('columnheader')).toHaveCount(5);
}

/** Samples are graded, and right ones kept. */
async function showsSamples(page: Page) {
  const samples = panel(page, 'The samples').getByRole('listitem');
  await expect(samples.filter({ hasText: /right.*kept/ })).not.toHaveCount(0);
  await expect(samples.filter({ hasText: /wrong.*kept$/ }).filter({ hasNotText: 'right' })).toHaveCount(0);
}

/** Candidates are judged and paired. */
async function showsCandidates(page: Page) {
  const candidates = panel(page, 'The candidates').getByRole('listitem');
  await expect(candidates.filter({ hasText: /judge \d.*grader \d.*chosen$/ })).not.toHaveCount(0);
}

interface Shown {
  responses: string[];
  players: string[];
  charts: string[];
  /** Another model that is loaded for it. */
  model?: string;
  /** What is this method's alone. */
  own?(page: Page): Promise<void>;
}

/** What a short run of each method shows, once all data tables are open. */
const shown: Record<Method, Shown> = {
  sft: {
    responses: ['Main player’s response', 'Data’s response'],
    players: ['Start', 'Iteration 0'],
    charts: ['Loss', 'NLL of the data', 'Benchmark', 'Training against held-out'],
  },
  spin: {
    responses: ['Main player’s response', 'Opponent’s response', 'Data’s response'],
    players: ['Start', 'Iteration 0'],
    charts: ['Reward margins', 'Rewards', 'Log-probs', 'Reward accuracy', 'Loss', 'Benchmark', 'NLL of the data'],
    own: showsControls,
  },
  dpo: {
    responses: ['Main player’s response', 'Rejected response', 'Chosen response'],
    players: ['Start', 'Iteration 0'],
    charts: ['Reward margins', 'Rewards', 'Log-probs', 'Reward accuracy', 'Loss', 'Benchmark', 'NLL of the data'],
  },
  'rest-em': {
    responses: ['Main player’s response', 'Kept response'],
    players: ['Start', 'Iteration 0'],
    charts: ['Kept per problem', 'Training against held-out', 'pass@k', 'maj@k'],
    model: 'embedded-base',
    own: showsSamples,
  },
  'self-rewarding': {
    responses: ['Main player’s response', 'Rejected response', 'Chosen response'],
    players: ['Start', 'M1', 'M2'],
    charts: ['Judge’s scores', 'Prompts and pairs', 'Judge’s accuracy', 'Judge’s rank correlation', 'Reward margins'],
    own: showsCandidates,
  },
};

for (const [method, { responses, players, charts, model, own }] of Object.entries(shown)) {
  test(`${method} runs here, and shows what it does`, async ({ page }) => {
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    await page.goto(shortRuns[method as Method]);
    await expect(status(page)).toHaveText(/^Ready/);
    await press(page, 'Play');
    await expect(status(page)).toHaveText(/^Ended after/);
    if (model) expect(loaded.some((url) => url.endsWith(`/${model}/model.safetensors`))).toBe(true);

    await expect(page.getByRole('article').getByRole('heading')).toHaveText(responses.map((name) => new RegExp(name)));
    // A followed problem may have no kept response: another has.
    const scored = new Set<string>();
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      for (const name of responses)
        if ((await tokens(page, name).count()) > 0) {
          await expect(tokens(page, name).last()).toHaveAccessibleName(/difference [+−]\d+\.\d{3} nats/);
          scored.add(name);
        }
    }
    expect(scored.size).toBe(responses.length);
    await expect(numbers(page).getByRole('columnheader')).toHaveText(['Measure', ...players]);
    await drawn(page);
    for (const title of charts) {
      await figure(page, title).getByText('Data table').click();
      await expect(figure(page, title).getByRole('cell').filter({ hasText: /\d/ })).not.toHaveCount(0);
    }
    await own?.(page);
  });
}
