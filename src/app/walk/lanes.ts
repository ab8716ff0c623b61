import type { WalkPhase } from '../../lab/walk.ts';
import type { Batch } from './batch.ts';

/** A row of numbers under a response, one a token. */
export interface Lane {
  id: 'played' | 'main' | 'opponent' | 'difference' | 'push' | 'change';
  values: readonly number[];
  /** Their sum, where it means something. */
  total: number | null;
}

export type Side = 'chosen' | 'rejected';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const summed = (id: Lane['id'], values: readonly number[]): Lane => ({ id, values, total: sum(values) });
const minus = (a: readonly number[], b: readonly number[]) => a.map((value, i) => value - b[i]);

/** What a phase shows under the tokens of a response. */
export function lanesOf(phase: WalkPhase, batch: Batch, index: number, side: Side): Lane[] {
  const item = batch.items[index];
  const logps = (moment: keyof Batch['scores'], player: 'main' | 'opponent') =>
    batch.scores[moment]?.[player]?.[index]?.[side]?.logps ?? null;
  const compared = (moment: 'before' | 'swapped'): Lane[] => {
    const [main, opponent] = [logps(moment, 'main'), logps(moment, 'opponent')];
    return [
      ...(main ? [summed('main', main)] : []),
      ...(opponent ? [summed('opponent', opponent)] : []),
      ...(main && opponent ? [summed('difference', minus(main, opponent))] : []),
    ];
  };
  const before = logps('before', 'main');
  switch (phase) {
    case 'play':
      return side === 'rejected' && item.played
        ? [{ id: 'played', values: item.played.map(Math.exp), total: null }]
        : [];
    case 'score':
    case 'margin':
    case 'loss':
      return compared('before');
    case 'gradient': {
      const weight = batch.gradient?.weights[index][side] ?? null;
      // −∂L/∂logit of the token that stands there: L falls where its logit moves this way.
      return before && weight !== null
        ? [{ id: 'push', values: before.map((logp) => -weight * (1 - Math.exp(logp))), total: null }]
        : [];
    }
    case 'update': {
      const after = logps('after', 'main');
      return before && after ? [summed('main', after), summed('change', minus(after, before))] : [];
    }
    case 'again':
    case 'measure': {
      const [now, reference] = [
        logps('end', 'main') ?? logps('later', 'main') ?? logps('after', 'main'),
        logps('before', 'opponent'),
      ];
      return now && reference
        ? [summed('main', now), summed('opponent', reference), summed('difference', minus(now, reference))]
        : [];
    }
    case 'swap':
      return compared('swapped');
    default:
      return [];
  }
}

/** The sums behind a pair's margin at a moment (nats); null where one is not known. */
export function sumsAt(batch: Batch, moment: keyof Batch['scores'], index: number) {
  const scores = batch.scores[moment];
  const [main, opponent] = [scores?.main?.[index], scores?.opponent?.[index] ?? batch.scores.before?.opponent?.[index]];
  if (!main?.rejected || !opponent?.rejected) return null;
  const ratio = (side: Side) => sum(main[side]!.logps) - sum(opponent[side]!.logps);
  return {
    chosen: sum(main.chosen.logps),
    rejected: sum(main.rejected.logps),
    r: ratio('chosen'),
    r2: ratio('rejected'),
  };
}

/** Which moment of the batch's scores a phase shows. */
export const momentOf = (phase: WalkPhase, batch: Batch): keyof Batch['scores'] => {
  if (phase === 'swap') return 'swapped';
  if (phase === 'update') return 'after';
  if (phase === 'again' || phase === 'measure')
    return batch.scores.end ? 'end' : batch.scores.later ? 'later' : 'after';
  return 'before';
};

/** So many tokens stand on the stage without scrolling. */
const fits = 15;

/** The item to look at until somebody chooses another: of the longest responses of the data that fit, the first. */
export function firstFocus({ items }: Batch): number {
  const lengths = items.map(({ chosen }) => (chosen.length > fits ? 0 : chosen.length));
  return lengths.indexOf(Math.max(...lengths));
}

/** Whether both responses of an item are the same, token by token. */
export const alike = ({ chosen, rejected }: Batch['items'][number]): boolean => String(rejected) === String(chosen);

/** The first place where the two responses part; 0 where there is but one, or no such place. */
export function parting({ chosen, rejected }: Batch['items'][number]): number {
  return Math.max(0, rejected ? chosen.findIndex((token, place) => token !== rejected[place]) : 0);
}

/** Gradient norms by part of the model, from the embedding up: norms of a part's tensors combined, √Σ norm². */
export function layersOf(tensors: readonly { name: string; norm: number }[]): { layer: string; norm: number }[] {
  const squares = new Map<string, number>();
  for (const { name, norm } of tensors) {
    const layer =
      /\.layers\.(\d+)\./.exec(name)?.[1] ??
      (/embed/.test(name) ? 'embedding' : /lm_head/.test(name) ? 'head' : 'norm');
    squares.set(layer, (squares.get(layer) ?? 0) + norm * norm);
  }
  return [...squares].map(([layer, square]) => ({ layer, norm: Math.sqrt(square) }));
}
