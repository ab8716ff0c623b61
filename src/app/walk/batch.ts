import type { BatchItem, LabEvent, Moment, PairSums } from '../../methods/events.ts';

type Event<Type extends LabEvent['type']> = Extract<LabEvent, { type: Type }>;
export type BatchEvent = Extract<LabEvent, { type: `batch-${string}` | 'token-played' }>;
export type Scores = Event<'batch-scored'>['items'];

export interface ShownItem extends BatchItem {
  /** Log-probs of the rejected response as the opponent sampled it (nats, one a token); null where the batch was not watched. */
  played: number[] | null;
}

/** The batch that was taken apart last, as far as the walk has come. */
export interface Batch {
  iteration: number;
  /** Which step of the iteration it is learned from, 1-based. */
  step: number;
  items: readonly ShownItem[];
  /** Of both players at each moment it was scored; only the newest of the later looks is kept. */
  scores: Readonly<Partial<Record<Moment, { main: Scores | null; opponent: Scores | null; step: number }>>>;
  margins: readonly PairSums[] | null;
  losses: Event<'batch-losses'> | null;
  gradient: Event<'batch-gradient'> | null;
}

/** The batch after one more event about it. */
export function withBatch(batch: Batch | null, event: BatchEvent): Batch | null {
  if (event.type === 'batch-drawn')
    return {
      iteration: event.iteration,
      step: event.step,
      items: event.items.map((item) => ({ ...item, played: null })),
      scores: {},
      margins: null,
      losses: null,
      gradient: null,
    };
  if (!batch) return null;
  switch (event.type) {
    case 'token-played':
      return { ...batch, items: batch.items.map((item, i) => played(item, event.tokens[i])) };
    case 'batch-played':
      return {
        ...batch,
        items: batch.items.map((item, i) => ({ ...item, right: { ...item.right, rejected: event.right[i] } })),
      };
    case 'batch-scored': {
      const { moment, player, items, step } = event;
      const known = batch.scores[moment];
      const before = known?.step === step ? known : { main: null, opponent: null };
      return { ...batch, scores: { ...batch.scores, [moment]: { ...before, step, [player]: items } } };
    }
    case 'batch-margins':
      return { ...batch, margins: event.pairs };
    case 'batch-losses':
      return { ...batch, losses: event };
    case 'batch-gradient':
      return { ...batch, gradient: event };
  }
}

function played(item: ShownItem, token: [id: number, logp: number] | null): ShownItem {
  if (!token) return item;
  const [id, logp] = token;
  return { ...item, rejected: [...(item.rejected ?? []), id], played: [...(item.played ?? []), logp] };
}
