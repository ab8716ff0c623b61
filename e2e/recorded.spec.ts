import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { fixed, percent } from '../src/app/format.ts';
import { healthOf } from '../src/app/health.ts';
import { longLog } from '../src/app/log.ts';
import { type RunState, reduceAll } from '../src/app/reduce.ts';
import { domainOf, mostPoints } from '../src/app/series.ts';
import { runEnglish } from '../src/app/texts/testing.ts';
import { parseRecording } from '../src/lab/recording.ts';
import type { LabEvent, Phase } from '../src/methods/events.ts';
import {
  figure,
  longestTask,
  looksAsBefore,
  type Method,
  methods,
  numbers,
  panel,
  replay,
  response,
  status,
  test,
  tokens,
} from './page.ts';

// The recorded runs that ship: the same page without a GPU.

test.use({ locale: 'en-US', timezoneId: 'UTC', deviceScaleFactor: 1 });

/** The recording as the page gets it. */
async function recording(page: Page, method: Method): Promise<{ log: LabEvent[]; run: RunState }> {
  const name = `recordings/${method}.jsonl`;
  const log = parseRecording(await (await page.request.get(`/${name}`)).text(), name);
  return { log, run: reduceAll(log) };
}

const history = (page: Page) => page.getByRole('slider', { name: 'History' });
/** A measure of all players. */
const measure = (page: Page, name: string) =>
  numbers(page).getByRole('row', { name }).first().getByRole('cell').allTextContents();

const players = (method: Method, count: number) =>
  Array.from({ length: count }, (_, t) => (method === 'self-rewarding' ? `M${t + 1}` : `Iteration ${t}`));

for (const method of methods) {
  test(`${method}: the numbers of the page are the recording’s, its phases are named`, async ({ page }) => {
    const { log, run } = await recording(page, method);
    await replay(page, method);
    await expect(page.getByRole('radio', { checked: true })).toHaveAccessibleName(new RegExp(`^${method}$`, 'i'));
    await expect(numbers(page).getByRole('columnheader')).toHaveText([
      'Measure',
      'Start',
      ...players(method, run.started!.iterations),
    ]);
    const bench = run.rows.map(({ benchmark }) => domainOf(benchmark)!);
    expect(await measure(page, 'Benchmark, temperature 1')).toEqual(bench.map(({ mean }) => percent(mean)));
    expect(await measure(page, 'Benchmark, greedy')).toEqual(bench.map(({ greedy }) => percent(greedy)));
    expect(await measure(page, 'NLL, held-out')).toEqual(bench.map(({ nll }) => fixed(nll, 3)));
    expect(await measure(page, 'Entropy')).toEqual(bench.map(({ entropy }) => fixed(entropy, 3)));
    expect(await measure(page, 'Loss')).toEqual(run.rows.map(({ outcome }) => fixed(outcome?.loss, 4)));

    // A healthy run has no warning; what is wrong with another is said with its numbers.
    const warnings = panel(page, 'Health').getByRole('listitem');
    await expect(warnings).toHaveText(
      healthOf(run).map(
        ({ id, numbers }) => new RegExp(`${runEnglish(`health:rules.${id}.symptom`)}: ${numbers(runEnglish)}`),
      ),
    );

    const { exhibits } = run;
    await expect(page.getByRole('tab')).toHaveCount(exhibits.length);
    const shown = page.getByRole('article');
    for (const [at, exhibit] of exhibits.entries()) {
      await page.getByRole('tab').nth(at).click();
      const sides = [exhibit.main, exhibit.rejected, exhibit.chosen].filter((side) => side !== null);
      const verdicts = sides.flatMap(({ correct }) => (correct === null ? [] : [correct ? 'right' : 'wrong']));
      await expect(shown.getByText(/^(right|wrong)$/)).toHaveText(verdicts);
    }
    // DPO grades its candidates for the walk alone.
    const candidates = method === 'dpo' ? [] : run.candidates;
    const responses = candidates.flatMap((candidate) => candidate.responses);
    const listed = page.locator('.candidate');
    await expect(listed).toHaveCount(responses.length);
    for (const use of ['kept', 'chosen', 'rejected'])
      await expect(listed.getByText(use, { exact: true })).toHaveCount(
        responses.filter((candidate) => candidate.use === use).length,
      );

    // Back in time every phase is named, and the timeline follows.
    const firsts = new Map<Phase, number>();
    for (const [at, event] of log.entries())
      if (event.type === 'progress' && event.iteration !== null && !firsts.has(event.phase))
        firsts.set(event.phase, at);
    const words: Record<Phase, RegExp> = {
      prompts: /makes new prompts/,
      rollouts: /answers the prompts/,
      judging: /The judge scores/,
      reference: /scores both responses/,
      training: /learns/,
      scoring: /again/,
      benchmark: /held-out prompts/,
      control: /Continued SFT/,
    };
    for (const [phase, at] of firsts) {
      await history(page).fill(String(at + 1));
      await expect(page.locator('.phase-words')).toHaveText(words[phase]);
      await expect(page.getByRole('list', { name: 'Timeline' }).locator('[aria-current=step]')).toHaveCount(1);
    }
    expect(firsts.size).toBeGreaterThanOrEqual(2);
  });
}

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
  const token = tokens(page, 'Main player’s response').nth(1);
  await expect(token).toBeFocused();
  const difference = (await token.getAttribute('aria-label'))?.match(/difference (\S+) nats/)?.[1];
  await expect(response(page, 'Main player’s response').getByRole('row').nth(1)).toContainText(difference!);

  await history(page).focus();
  await page.keyboard.press('Home');
  await expect(page.getByRole('tab')).toHaveCount(0);
  await page.keyboard.press('End');
  await expect(page.getByRole('tab')).not.toHaveCount(0);
});

test('the settings shown are the recorded run’s, before it plays too', async ({ page }) => {
  const { run } = await recording(page, 'spin');
  await page.goto('/?recording&iterations=9');
  await expect(status(page)).toHaveText(/^Ready/);
  const iterations = page.getByRole('textbox', { name: 'Iterations' });
  await expect(iterations).toHaveValue(String(run.started!.iterations));
  await expect(iterations).toBeDisabled();
});

test('a run of 10,000 steps is drawn as few points, in no task of 50 ms', async ({ page }) => {
  const body = longLog(10_000).map((event) => JSON.stringify(event));
  await page.route('**/recordings/spin.jsonl', (route) => route.fulfill({ body: body.join('\n') }));
  // A task that is too long is so every time; one that is long once met a busy machine's cold caches.
  let longest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5 && longest > 50; run++) {
    await page.goto('/?recording');
    await page.getByLabel('Replay speed').selectOption('at once');
    longest = Math.min(longest, await longestTask(page));
  }
  expect(longest).toBeLessThanOrEqual(50);
  await expect(figure(page, 'Loss').locator('figcaption')).toBeVisible();
  const curves = page.locator('path.recharts-line-curve');
  await expect.poll(() => curves.count()).toBeGreaterThan(8);
  const lengths = await curves.evaluateAll((paths) =>
    paths.map((path) => path.getAttribute('d')!.split(/[LMC]/).length - 1),
  );
  expect(Math.max(...lengths)).toBeLessThanOrEqual(mostPoints + 5);
});

test('without WebGPU the page says what to do and plays the recorded run', async ({ page }) => {
  await page.addInitScript('delete Navigator.prototype.gpu');
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText(/Chrome has WebGPU from version 113/);
  await expect(page.getByRole('alert')).toContainText('recorded run');
  await expect(status(page)).toHaveText('Replaying a recorded run.');
});

// `npx vite build && npx playwright test recorded --update-snapshots` draws them again.

/** The whole page fits: a picture of fixed size can be compared also where fonts make the page a little longer or shorter. */
const heights: Record<Method, { wide: number; narrow: number }> = {
  sft: { wide: 2200, narrow: 4700 },
  spin: { wide: 2800, narrow: 6600 },
  dpo: { wide: 2800, narrow: 6600 },
  'rest-em': { wide: 2900, narrow: 7000 },
  'self-rewarding': { wide: 3900, narrow: 9600 },
};
for (const method of methods) {
  for (const [size, width, colorScheme] of [
    ['wide', 1440, 'light'],
    ['narrow', 390, 'dark'],
  ] as const) {
    test(`${method}, ${colorScheme} and ${size}, looks as it did, is accessible and does not scroll sideways`, async ({
      page,
    }, { config }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: heights[method][size] });
      await replay(page, method);
      await looksAsBefore(page, `${method}-${colorScheme}-${size}.png`, config.updateSnapshots);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  }
}
