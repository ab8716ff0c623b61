import type { WalkPhase } from '../lab/walk.ts';

/** Parts of the page that a link may hide, so that a class sees what the lesson is about. */
export const parts = [
  ...(['views', 'language', 'theme', 'tour', 'method', 'settings', 'charts'] as const),
  ...(['phases', 'tape', 'pairs', 'likeliest', 'story', 'questions', 'terms', 'shader', 'links'] as const),
] as const;

export type Part = (typeof parts)[number];

const query = new URLSearchParams(location.search);
const hidden = new Set(query.get('hide')?.split(','));

/** Whether the page was asked for as a part of another one. */
export const embedded: boolean = query.has('embed');

/** Whether a part of the page is on show; the address decides once, when the page is opened. */
export const shows = (part: Part): boolean => !hidden.has(part);

/** What the address says about the walk: a phase to go to, by its name, in which iteration, and an item of the batch, counted from 1. */
export const asked = {
  phase: query.get('phase') as WalkPhase | null,
  pair: Number.parseInt(query.get('pair') ?? '', 10) || null,
  iteration: query.has('iteration') ? Number.parseInt(query.get('iteration')!, 10) || 0 : null,
};

export interface ClassLink {
  phase: WalkPhase | null;
  /** The iteration of the phase; null where it is the first that has it. */
  iteration: number | null;
  /** From 0; null for the page's own choice. */
  pair: number | null;
  language: string;
  hide: readonly Part[];
  embed: boolean;
}

/** The address that opens the walk somewhere else; `settings` is the query that says which run it walks through. */
export function classLink(
  settings: URLSearchParams,
  { phase, iteration, pair, language, hide, embed }: ClassLink,
): string {
  const url = new URL(location.href);
  url.search = settings.toString();
  const { searchParams: next } = url;
  const put = (name: string, value: string | null) => (value ? next.set(name, value) : next.delete(name));
  next.set('view', 'walk');
  put('phase', phase);
  put('iteration', phase && iteration ? String(iteration) : null);
  put('pair', pair === null ? null : String(pair + 1));
  put('lang', language);
  put('hide', hide.join(','));
  next.delete('embed');
  url.hash = '';
  // A bare name, as a person would write it.
  return embed ? `${url}&embed` : String(url);
}
