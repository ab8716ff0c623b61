import { expect, type Locator, type Page } from '@playwright/test';
import { drawn, type Method } from './page.ts';

// The walk by role and name.

export const stage = (page: Page) => page.getByRole('region', { name: /^(Stage|舞台)$/ });
export const story = (page: Page) => page.getByRole('complementary');
export const phases = (page: Page) => page.getByRole('navigation', { name: 'Phases' }).getByRole('button');
export const here = (page: Page) => phases(page).and(page.locator('[aria-current=step]'));
export const pairs = (page: Page) => page.getByRole('radio');
/** A response with its lanes, by the beginning of its title. */
export const line = (page: Page, title: RegExp | string) =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name: title }) });

/** The names of SPIN's phases. */
export const spinPhases = [
  ...(['Draw', 'Opponent plays', 'Both score', 'Margin', 'Loss', 'Gradient', 'Update', 'Again', 'Swap'] as const),
];

/** In either language. */
const ends = /^(End of phase|阶段末尾)$/;

/** Waits until the walk rests. */
export async function rested(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: ends })).toHaveAttribute('aria-disabled', 'false');
}

/** Opens the walk through a recording, at its beginning. */
export async function openRecorded(page: Page, method: Method, query = ''): Promise<void> {
  await page.goto(`/?view=walk&recording&method=${method}${query}`);
  // A link to a phase goes there by itself.
  const begin = page.getByRole('button', { name: /^(Begin|开始)$/ });
  if (!query.includes('phase=')) await expect(begin).toHaveAttribute('aria-disabled', 'false');
}

/** To the end of the next phase. */
export async function nextPhase(page: Page): Promise<void> {
  await page.getByRole('button', { name: ends }).click();
  await rested(page);
}

/** To a phase that lies behind or ahead, by its name. */
export async function visit(page: Page, phase: string): Promise<void> {
  await phases(page).filter({ hasText: phase }).click();
  await expect(here(page)).toContainText(phase);
}

export const shader = (page: Page) => page.locator('summary').filter({ hasText: 'The shader' });

/** All that the stage says, once it has been drawn. */
export async function told(page: Page): Promise<string> {
  await drawn(page);
  await expect(page.locator('.tex:empty')).toHaveCount(0);
  return (await stage(page).innerText()).replace(/\s+/g, ' ');
}

/** The number in a text, whose minus sign is a true one. */
export function number(text: string | null | undefined): number {
  const found = /[+−]?\d+(\.\d+)?/.exec(text ?? '');
  if (!found) throw new Error(`no number in "${text}"`);
  return Number(found[0].replace('−', '-'));
}

/** A lane's sum and its numbers, one a token. */
export async function lane(response: Locator, name: string): Promise<{ sum: string; values: number[] }> {
  const [sum, ...values] = await response.getByRole('row', { name }).getByRole('cell').allInnerTexts();
  return { sum, values: values.map(number) };
}
