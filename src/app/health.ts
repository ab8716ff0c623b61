import type { DomainBenchmark } from '../tasks/benchmark.ts';
import { fixed, percent, signed } from './format.ts';
import { betaOf, type IterationRow, type RunState, type StepPoint } from './reduce.ts';
import { domainOf } from './series.ts';
import type { RunTexts } from './texts/useRunTexts.ts';

/** Said when it is drawn, in the page's language then. */
type Said = (t: RunTexts) => string;

/** A sign that a run is going wrong; the catalogue has its symptom, and which knob to turn. */
export interface Warning {
  id: Symptom;
  numbers: Said;
}

/**
 * Where health ends, in a model that answers in some twelve tokens. The reasons are runs of this lab: each method's
 * defaults, and SPIN and SFT with settings known to break them.
 */
const limits = {
  /** Steps that a look at the training is the mean of: a single batch is noise. */
  window: 8,
  /** Of a pair loss at its start. Defaults end at .5 to .8 of it; a loss this low with steps to come has no gradient left. */
  lossShare: 0.15,
  /** Share of an iteration's steps that are early. */
  early: 0.75,
  /** Log-ratios in nats, free of β. Defaults: margins .5 to 1.4, chosen +.05 to +.33; β .1 at 3e-4: 2.0 and −.9, then 4.8. */
  margin: 1.5,
  chosen: -0.5,
  /** Of the start's entropy. Defaults keep .75 and more, also those that sharpen; thirty examples over and over fall to .5. */
  entropy: 0.6,
  /** Of the start's length. Defaults stay within .03 of it. */
  length: 1.2,
  /** More of the samples cut than at the start. Defaults: .005; ten times the learning rate: .026. */
  truncated: 0.02,
  /** Of the start's held-out NLL. Defaults: at most 1.1; memorising: 1.3 at once, then 1.9; broken SPIN: 1.4. */
  nll: 1.2,
  /** How far accuracy on training prompts may draw away from held-out. Defaults: .11; memorising: .25 at once, then .4. */
  gap: 0.2,
  /** A fall of the benchmark beyond noise: this much, and so many standard errors of wins against losses. Defaults: −.013 and −1. */
  fall: 0.02,
  errors: 2,
  /** Share of responses that the judge gives one and the same score. Defaults: .65. */
  oneScore: 0.9,
  /** Share of prompts that give a pair. Defaults: .42. */
  pairs: 0.15,
  /** Share of samples that are the data's. Defaults: .46; an opponent at temperature .5: .63, and no gain. */
  identical: 0.55,
  /** No progress: the benchmark has moved less than this, and held-out NLL less than this share. Defaults: .013 and .06 at least. */
  still: 0.01,
  stillNll: 0.03,
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The iteration as the page names it. */
const during = (t: RunTexts, { started }: RunState, iteration: number): string =>
  started?.config.method === 'self-rewarding'
    ? t('health:when.player', { player: `M${iteration + 1}` })
    : t('health:when.iteration', { iteration });

/** The start's benchmark and each later player's with its row, the newest first. */
function measured({ rows }: RunState): {
  start: DomainBenchmark;
  players: { row: IterationRow; iteration: number; now: DomainBenchmark }[];
} | null {
  const start = domainOf(rows.find(({ iteration }) => iteration === null)?.benchmark);
  if (!start) return null;
  const players = rows.flatMap((row) => {
    const now = domainOf(row.benchmark);
    return now && row.iteration !== null ? [{ row, iteration: row.iteration, now }] : [];
  });
  return { start, players: players.reverse() };
}

/** The newest player that differs from the start in some way, said in numbers. */
function since(
  run: RunState,
  find: (now: DomainBenchmark, start: DomainBenchmark) => ((t: RunTexts, when: string) => string) | null,
): Said | null {
  const known = measured(run);
  for (const { iteration, now } of known?.players ?? []) {
    const say = find(now, known!.start);
    if (say) return (t) => say(t, during(t, run, iteration));
  }
  return null;
}

/** The last steps of the iteration under way, if it has had enough of them with pairs. */
function lastSteps({ steps, iteration }: RunState): (StepPoint & { rewards: NonNullable<StepPoint['rewards']> })[] {
  const last = steps.slice(-limits.window);
  const pairs = last.flatMap((step) =>
    step.rewards && step.iteration === iteration ? [{ ...step, rewards: step.rewards }] : [],
  );
  return pairs.length === limits.window ? pairs : [];
}

/** The numbers of each symptom; null where it does not show. */
const rules = {
  loss(run) {
    const last = lastSteps(run);
    if (last.length === 0 || !['sigmoid', 'hinge', 'exponential'].includes(String(run.started?.config.loss_type)))
      return null;
    const { step, iteration, steps } = last[last.length - 1];
    const first = run.steps.findIndex((one) => one.iteration === iteration);
    const now = mean(last.map(({ loss }) => loss));
    const early = step - first <= limits.early * steps;
    const low = now < limits.lossShare * run.steps[first].loss;
    const numbers = { loss: fixed(now, 3), done: step - first, steps };
    return early && low ? (t) => t('health:rules.loss.numbers', { ...numbers, when: during(t, run, iteration) }) : null;
  },
  margins(run) {
    const last = lastSteps(run);
    const now = last.length > 0 && {
      iteration: last[0].iteration,
      chosen: mean(last.map(({ rewards }) => rewards.chosen)),
      margins: mean(last.map(({ rewards }) => rewards.margins)),
    };
    const ended = run.rows.flatMap(({ iteration, outcome }) =>
      iteration !== null && outcome?.rewards ? [{ iteration, ...outcome.rewards }] : [],
    );
    for (const { iteration, chosen, margins } of [...(now ? [now] : []), ...ended.reverse()]) {
      const beta = betaOf(run, iteration);
      if (beta && margins / beta > limits.margin && chosen / beta < limits.chosen) {
        const numbers = { apart: fixed(margins / beta), gained: signed(chosen / beta) };
        return (t) => t('health:rules.margins.numbers', { ...numbers, when: during(t, run, iteration) });
      }
    }
    return null;
  },
  entropy: (run) =>
    since(run, ({ entropy }, start) => {
      const numbers = { now: fixed(entropy, 3), start: fixed(start.entropy, 3) };
      return entropy < limits.entropy * start.entropy
        ? (t, when) => t('health:rules.entropy.numbers', { ...numbers, when })
        : null;
    }),
  length: (run) =>
    since(run, ({ length }, start) => {
      const numbers = { now: fixed(length, 1), start: fixed(start.length, 1) };
      return length > limits.length * start.length
        ? (t, when) => t('health:rules.length.numbers', { ...numbers, when })
        : null;
    }),
  truncated: (run) =>
    since(run, ({ truncated }, start) => {
      const numbers = { now: percent(truncated), start: percent(start.truncated) };
      return truncated > start.truncated + limits.truncated
        ? (t, when) => t('health:rules.truncated.numbers', { ...numbers, when })
        : null;
    }),
  memorising: (run) =>
    since(run, (now, start) => {
      const { train } = now;
      if (!train || !start.train) return null;
      if (now.nll > limits.nll * start.nll && train.nll < start.train.nll) {
        const numbers = { held: fixed(now.nll, 3), start: fixed(start.nll, 3), train: fixed(train.nll, 3) };
        return (t, when) => t('health:rules.memorising.numbers', { ...numbers, when });
      }
      const held = now.pass_at_k['1'];
      return train.mean - held - (start.train.mean - start.pass_at_k['1']) > limits.gap
        ? (t, when) => t('health:rules.memorising.gap', { train: percent(train.mean), held: percent(held), when })
        : null;
    }),
  forgetting: (run) =>
    since(run, (now, start) => {
      const memorised = now.train && start.train && now.train.nll < start.train.nll;
      const numbers = { now: fixed(now.nll, 3), start: fixed(start.nll, 3) };
      return now.nll > limits.nll * start.nll && !memorised
        ? (t, when) => t('health:rules.forgetting.numbers', { ...numbers, when })
        : null;
    }),
  benchmark(run) {
    for (const { iteration, now } of measured(run)?.players ?? []) {
      const before = domainOf(run.rows.find((row) => (row.iteration ?? -1) === iteration - 1)?.benchmark);
      if (!before || !now.versus_previous) continue;
      const { wins, losses } = now.versus_previous;
      const errors = (losses - wins) / Math.sqrt(Math.max(1, wins + losses));
      if (before.mean - now.mean > limits.fall && errors > limits.errors) {
        const numbers = { now: percent(now.mean), before: percent(before.mean), lost: losses, won: wins };
        return (t) => t('health:rules.benchmark.numbers', { ...numbers, when: during(t, run, iteration) });
      }
    }
    return null;
  },
  judge(run) {
    for (const { iteration, judged, pairs } of [...run.rows].reverse()) {
      if (!judged || iteration === null) continue;
      const scored = Math.max(
        1,
        judged.histogram.reduce((sum, count) => sum + count, 0),
      );
      const most = Math.max(...judged.histogram);
      if (most > limits.oneScore * scored) {
        const numbers = { most: percent(most / scored), score: judged.histogram.indexOf(most) };
        return (t) => t('health:rules.judge.numbers', { ...numbers, when: during(t, run, iteration) });
      }
      if (pairs && pairs.pairs < limits.pairs * pairs.prompts) {
        const numbers = { pairs: pairs.pairs, prompts: pairs.prompts };
        return (t) => t('health:rules.judge.pairs', { ...numbers, when: during(t, run, iteration) });
      }
    }
    return null;
  },
  order(run) {
    for (const { iteration, pairs } of [...run.rows].reverse()) {
      if (iteration === null || pairs?.right == null || pairs.wrong == null || pairs.wrong < pairs.right) continue;
      const numbers = { wrong: percent(pairs.wrong), right: percent(pairs.right) };
      return (t) => t('health:rules.order.numbers', { ...numbers, when: during(t, run, iteration) });
    }
    return null;
  },
  identical(run) {
    for (const { iteration, rollouts } of [...run.rows].reverse()) {
      if (iteration === null || (rollouts?.identical ?? 0) <= limits.identical) continue;
      const identical = percent(rollouts!.identical);
      return (t) => t('health:rules.identical.numbers', { identical, when: during(t, run, iteration) });
    }
    return null;
  },
  still(run) {
    const known = measured(run);
    const last = known?.players[0];
    if (!known || !last?.row.outcome) return null;
    const { start } = known;
    const { now } = last;
    const moved =
      Math.abs(now.mean - start.mean) > limits.still ||
      Math.abs(now.greedy - start.greedy) > 2 * limits.still ||
      Math.abs(now.nll / start.nll - 1) > limits.stillNll;
    const [right, nll] = [{ now: percent(now.mean), start: percent(start.mean) }, fixed(now.nll, 3)];
    return moved ? null : (t) => t('health:rules.still.numbers', { ...right, nll, startNll: fixed(start.nll, 3) });
  },
} satisfies Record<string, (run: RunState) => Said | null>;

export type Symptom = keyof typeof rules;

const symptoms = Object.keys(rules) as Symptom[];

/** What is wrong with a run as far as it has come; a healthy run has no warning. */
export const healthOf = (run: RunState): Warning[] =>
  symptoms.flatMap((id) => {
    const numbers = rules[id](run);
    return numbers ? [{ id, numbers }] : [];
  });
