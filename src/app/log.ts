import type { LabEvent, Rewards } from '../methods/events.ts';
import type { DomainBenchmark } from '../tasks/benchmark.ts';

// Events for tests, of a healthy little run unless changed.

export const rewards: Rewards = { chosen: 0.2, rejected: -0.3, margins: 0.5, accuracies: 0.75 };

export const benchmark: DomainBenchmark = {
  ...{ mean: 0.5, greedy: 0.7, tasks: {}, pass_at_k: { 1: 0.5 }, maj_at_k: { 1: 0.5 }, perfect: 0.4 },
  ...{ length: 12, entropy: 0.3, truncated: 0, distinct: 0.8, kl: null, kl_start: null, nll: 0.2 },
  ...{ train: { mean: 0.55, nll: 0.15 }, versus_previous: null, versus_start: null, judge: null },
};

export const started: Extract<LabEvent, { type: 'run-started' }> = {
  type: 'run-started',
  config: { method: 'spin', beta: 1 },
  model: { name: 'm', parameters: 1, vocabulary: [] },
  adapter: { name: 'a', software: true, kernels: {} },
  version: '0',
  iterations: 2,
};

export const iteration = (t: number): LabEvent => ({ type: 'iteration-started', iteration: t, prompts: [[1]] });

export const step = (t: number, n: number, loss = 0.6, steps = 2): Extract<LabEvent, { type: 'step' }> => ({
  ...{ type: 'step', iteration: t, step: n, steps, learningRate: 1e-4, loss, rewards, gradNorm: 1, seconds: 1 },
});

/** Four iterations of so many steps altogether, with a look at a followed pair at every tenth. */
export function longLog(count: number): LabEvent[] {
  const steps = count / 4;
  const response = (nats: number) => ({ tokens: [2, 3], main: [nats, nats], opponent: [-2, -2], correct: true });
  const log: LabEvent[] = [
    { ...started, iterations: 4 },
    { type: 'benchmark', iteration: null, benchmark, seconds: 1 },
  ];
  for (let t = 0; t < 4; t++) {
    log.push(iteration(t));
    for (let n = 1; n <= steps; n++) {
      const margins = n / steps + Math.sin(n);
      if (n % 10 === 0) {
        const pair = { prompt: [1], chosen: response(-1), rejected: response(-2 - n / steps), main: response(-1) };
        log.push({ type: 'exhibits', iteration: t, step: n, exhibits: [pair] });
      }
      log.push({ ...step(t, n, Math.exp(-margins), steps), rewards: { ...rewards, margins } });
    }
    const better = { ...benchmark, mean: 0.5 + 0.05 * (t + 1) };
    const outcome = { loss: 0.5, rewards, steps, flops: 1e9, seconds: 1 };
    log.push({ type: 'iteration-ended', iteration: t, ...outcome, benchmark: better });
  }
  return [...log, { type: 'run-ended', stopped: false, seconds: 4 }];
}
