import type { Method } from '../../lab/config.ts';
import type { Phase } from '../../methods/events.ts';
import type { ShownExhibit } from '../reduce.ts';
import type run from '../texts/en/run.ts';
import type { RunTexts } from '../texts/useRunTexts.ts';

export type Side = 'main' | 'opponent' | 'data';

/** A response of the players' panel; the catalogue has its title. */
export interface Column {
  id: keyof (typeof run)['columns'];
  of: 'main' | 'chosen' | 'rejected';
  side: Side;
  /** Its name in the formulas. */
  symbol?: string;
}

/** How the page names and shows what one method does. */
export interface View {
  /** The model that the main player is compared with token by token. */
  other: keyof (typeof run)['others'];
  columns: readonly Column[];
  /** What the two responses of a pair are called, or the one to learn from. */
  chosen: keyof (typeof run)['sides'];
  rejected: keyof (typeof run)['sides'] | null;
  /** What is made of each followed prompt before the training: nothing, graded responses or judged ones. */
  candidates: 'none' | 'graded' | 'judged';
  /** The phases of an iteration in their order. */
  phases(iteration: number): readonly Phase[];
}

const main: Column = { id: 'main', of: 'main', side: 'main' };
const data: Column = { id: 'data', of: 'chosen', side: 'data', symbol: 'y' };
const end: readonly Phase[] = ['training', 'scoring', 'benchmark'];

export const views: Record<Method, View> = {
  sft: {
    other: 'before',
    columns: [main, data],
    chosen: 'data',
    rejected: null,
    candidates: 'none',
    phases: () => end,
  },
  spin: {
    other: 'opponent',
    columns: [main, { id: 'opponent', of: 'rejected', side: 'opponent', symbol: 'y′' }, data],
    chosen: 'real',
    rejected: 'generated',
    candidates: 'none',
    phases: () => ['rollouts', 'reference', ...end],
  },
  dpo: {
    other: 'reference',
    columns: [
      main,
      { id: 'wrong', of: 'rejected', side: 'opponent', symbol: 'y′' },
      { id: 'preferred', of: 'chosen', side: 'data', symbol: 'y' },
    ],
    chosen: 'chosen',
    rejected: 'rejected',
    candidates: 'none',
    phases: () => ['rollouts', 'reference', ...end],
  },
  'rest-em': {
    other: 'before',
    columns: [main, { id: 'kept', of: 'chosen', side: 'data', symbol: 'y' }],
    chosen: 'kept',
    rejected: null,
    candidates: 'graded',
    phases: () => ['rollouts', ...end],
  },
  'self-rewarding': {
    other: 'reference',
    columns: [
      main,
      { id: 'worst', of: 'rejected', side: 'opponent', symbol: 'y′' },
      { id: 'best', of: 'chosen', side: 'data', symbol: 'y' },
    ],
    chosen: 'chosen',
    rejected: 'rejected',
    candidates: 'judged',
    phases: (iteration) => (iteration === 0 ? end : ['prompts', 'rollouts', 'judging', 'reference', ...end]),
  },
};

/** A player of the run by what made it: M1, M2, … as Self-Rewarding counts them, else by its iteration. */
export const playerName = (t: RunTexts, method: Method, iteration: number | null): string => {
  if (iteration === null) return t('common:players.start');
  return method === 'self-rewarding' ? `M${iteration + 1}` : t('common:players.iteration', { iteration });
};

/** The same, as short as an axis needs it. */
export const playerMark = (t: RunTexts, method: Method, iteration: number | null): string => {
  if (iteration === null) return t('common:players.startMark');
  return method === 'self-rewarding' ? `M${iteration + 1}` : `${iteration}`;
};

export const promptText = ({ prompt }: Pick<ShownExhibit, 'prompt'>, vocabulary: readonly string[]): string =>
  prompt.map((token) => vocabulary[token] ?? '').join('');
