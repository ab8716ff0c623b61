import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';

/** What a visitor waits for and what the page does while it trains. Times in ms since the page was opened. */
export interface Startup {
  /** All that comes before anything is pressed. */
  firstLoad: Wire;
  firstPaintMs: number;
  /** Until Play can be pressed. */
  interactiveMs: number;
  /** Play was pressed. */
  playedMs: number;
  /** The opponent's first tokens, and the first training step, were on the page. */
  firstTokensMs: number;
  firstStepMs: number;
  /** Until the first training step was on the page. */
  untilStep: Wire;
  training: {
    seconds: number;
    /** Tasks of the main thread longer than 50 ms. */
    longTasks: number;
    longestTaskMs: number;
    framesPerSecond: number;
    /** Between two frames: the median, the 95th percentile and the most. */
    frameMs: { median: number; p95: number; most: number };
  };
}

/** What came over the wire. */
interface Wire {
  requests: number;
  bytes: number;
  /** As a server that compresses would send it. */
  gzipped: number;
  javascriptGzipped: number;
}

/** One iteration of SPIN, long enough to watch it train; little is measured before. */
const watched =
  '?iterations=1&max_train_samples=600&num_train_epochs=8&max_eval_samples=12&eval_samples=1&inspected_steps=0';
const WATCHED_MS = 8000;

/** Opens the page in a browser that has never seen it, presses Play, and watches it train for some seconds. */
export async function startup(browser: Browser, url: string): Promise<Startup> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(`localStorage.setItem('tour', 'seen')`);
  const bodies: Promise<{ path: string; body: Buffer }>[] = [];
  page.on('response', (response) => {
    // Whether a file is there is asked with HEAD.
    if (response.request().method() !== 'GET') return;
    bodies.push(response.body().then((body) => ({ path: new URL(response.url()).pathname, body })));
  });
  await page.goto(new URL(watched, url).href);

  const interactiveMs = await timeOf(page, () =>
    Boolean(document.querySelector('[role=status]')?.textContent?.startsWith('Ready')),
  );
  const firstPaintMs = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  );
  await page.waitForLoadState('networkidle');
  const firstLoad = await wire(bodies);
  const playedMs = await page.evaluate(() => performance.now());
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const firstTokensMs = await timeOf(page, () =>
    /The opponent answers the prompts, [1-9]/.test(document.body.innerText),
  );
  const firstStepMs = await timeOf(page, () =>
    /learns to tell them apart, [1-9]\d* of \d+ steps/.test(document.body.innerText),
  );
  const untilStep = await wire(bodies);
  const training = await page.evaluate(watch, WATCHED_MS);
  await page.close();
  return { firstLoad, firstPaintMs, interactiveMs, playedMs, firstTokensMs, firstStepMs, untilStep, training };
}

/** When the page first shows something, by its own clock. */
async function timeOf(page: Page, shown: () => boolean): Promise<number> {
  const handle = await page.waitForFunction(`(${shown})() && performance.now()`, null, { timeout: 180_000 });
  return Number(await handle.jsonValue());
}

async function wire(bodies: readonly Promise<{ path: string; body: Buffer }>[]): Promise<Wire> {
  const all = await Promise.all(bodies);
  const sizes = all.map(({ path, body }) => ({ path, bytes: body.length, gzipped: gzipSync(body).length }));
  const scripts = sizes.filter(({ path }) => path.endsWith('.js'));
  const gzipped = (files: typeof sizes) => files.reduce((sum, file) => sum + file.gzipped, 0);
  return {
    requests: all.length,
    bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0),
    gzipped: gzipped(sizes),
    javascriptGzipped: gzipped(scripts),
  };
}

/** Runs in the page: long tasks and frames for so many ms. */
async function watch(duration: number): Promise<Startup['training']> {
  const tasks: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  });
  observer.observe({ type: 'longtask' });
  const frames: number[] = [];
  const began = performance.now();
  let last = began;
  while (performance.now() - began < duration) {
    await new Promise(requestAnimationFrame);
    frames.push(performance.now() - last);
    last = performance.now();
  }
  observer.disconnect();
  const sorted = frames.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const seconds = (last - began) / 1000;
  return {
    ...{ seconds, longTasks: tasks.length, longestTaskMs: Math.max(0, ...tasks) },
    framesPerSecond: frames.length / seconds,
    frameMs: { median: at(0.5), p95: at(0.95), most: at(1) },
  };
}
