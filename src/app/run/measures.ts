import type { Method } from '../../lab/config.ts';
import type { DomainBenchmark } from '../../tasks/benchmark.ts';
import type { HeadToHead } from '../../tasks/statistics.ts';
import { fixed, percent, signed } from '../format.ts';
import type { IterationRow } from '../reduce.ts';
import { domainOf } from '../series.ts';
import type charts from '../texts/en/charts.ts';
import type { RunTexts } from '../texts/useRunTexts.ts';

type Id = keyof (typeof charts)['measures'];

/** A row of the table of players. */
export interface Measure {
  id: Id;
  of(row: IterationRow, t: RunTexts): string;
}

/** What the table calls a measure. */
export const namesOf = (t: RunTexts, id: Id): { name: string; unit?: string } =>
  t(`charts:measures.${id}`, { returnObjects: true });

type Rewards = NonNullable<NonNullable<IterationRow['outcome']>['rewards']>;

const reward = (id: Id, of: (rewards: Rewards) => string): Measure => ({
  id,
  of: ({ outcome }) => (outcome?.rewards ? of(outcome.rewards) : '–'),
});

const bench = (id: Id, of: (benchmark: DomainBenchmark) => string): Measure => ({
  id,
  of({ benchmark }) {
    const domain = domainOf(benchmark);
    return domain ? of(domain) : '–';
  },
});

const against = (counts: HeadToHead | null) => (counts ? `${percent(counts.win)} / ${percent(counts.loss)}` : '–');
const count = (value: number | undefined) => (value === undefined ? '–' : String(value));

const loss = (id: Id): Measure => ({ id, of: ({ outcome }) => fixed(outcome?.loss, 4) });
const pairLosses = (chosen: 'real' | 'chosen', rejected: 'generated' | 'rejected'): Measure[] => [
  loss('loss'),
  reward(`reward-${chosen}`, (rewards) => signed(rewards.chosen, 3)),
  reward(`reward-${rejected}`, (rewards) => signed(rewards.rejected, 3)),
  reward('margin', (rewards) => signed(rewards.margins, 3)),
  reward('accuracy', (rewards) => percent(rewards.accuracies)),
];

const benchmark: Measure[] = [
  bench('mean', ({ mean }) => percent(mean)),
  bench('greedy', ({ greedy }) => percent(greedy)),
  bench('perfect', ({ perfect }) => percent(perfect)),
  bench('nll', ({ nll }) => fixed(nll, 3)),
  bench('trainNll', ({ train }) => fixed(train?.nll, 3)),
  bench('length', ({ length }) => fixed(length, 1)),
  bench('truncated', ({ truncated }) => percent(truncated)),
  bench('entropy', ({ entropy }) => fixed(entropy, 3)),
  bench('distinct', ({ distinct }) => percent(distinct)),
  bench('klPrevious', ({ kl }) => fixed(kl, 3)),
  bench('klStart', ({ kl_start }) => fixed(kl_start, 3)),
  bench('versusPrevious', ({ versus_previous }) => against(versus_previous)),
];

const compute: Measure[] = [
  { id: 'steps', of: ({ outcome }) => count(outcome?.steps) },
  { id: 'compute', of: ({ outcome }) => (outcome ? (outcome.flops / 1e9).toFixed(1) : '–') },
];

const pairs: Measure = {
  id: 'pairs',
  of: ({ pairs }, t) => (pairs ? t('charts:players.ofPrompts', { pairs: pairs.pairs, prompts: pairs.prompts }) : '–'),
};
const identical: Measure = { id: 'identical', of: ({ rollouts }) => percent(rollouts?.identical) };

/** What the table says of each player of a method. */
export const measures: Record<Method, readonly Measure[]> = {
  sft: [loss('tokenLoss'), ...benchmark, ...compute],
  spin: [...pairLosses('real', 'generated'), identical, ...benchmark, ...compute],
  dpo: [...pairLosses('chosen', 'rejected'), pairs, identical, ...benchmark, ...compute],
  'rest-em': [
    loss('tokenLoss'),
    { id: 'rightSamples', of: ({ kept }) => percent(kept && kept.right / kept.samples) },
    { id: 'kept', of: ({ kept }) => count(kept?.kept) },
    { id: 'solved', of: ({ kept }) => percent(kept && 1 - kept.perProblem[0] / kept.problems) },
    ...benchmark,
    ...compute,
  ],
  'self-rewarding': [
    ...pairLosses('chosen', 'rejected'),
    { id: 'prompts', of: ({ prompts }) => (prompts ? `${prompts.valid} / ${prompts.kept}` : '–') },
    { id: 'judgeMean', of: ({ judged }) => fixed(judged?.mean) },
    pairs,
    { id: 'order', of: ({ pairs }) => (pairs ? `${percent(pairs.right)} / ${percent(pairs.wrong)}` : '–') },
    bench('judgePairs', ({ judge }) => percent(judge?.fixed.pairwise_accuracy)),
    bench('judgeExact', ({ judge }) => percent(judge?.fixed.exact_match)),
    bench('judgeBest', ({ judge }) => percent(judge?.fixed.five_best)),
    bench('judgeSpearman', ({ judge }) => fixed(judge?.fixed.spearman, 3)),
    bench('judgeKendall', ({ judge }) => fixed(judge?.fixed.kendall, 3)),
    bench('judgeOwnPairs', ({ judge }) => percent(judge?.own.pairwise_accuracy)),
    ...benchmark,
    bench('versusFirst', ({ versus_start }) => against(versus_start)),
    ...compute,
  ],
};
