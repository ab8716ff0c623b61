import type { LabEvent } from '../methods/events.ts';

const columns = [
  'iteration',
  'step',
  'learning_rate',
  'loss',
  'rewards/real',
  'rewards/generated',
  'rewards/margins',
  'rewards/accuracies',
  'grad_norm',
  'seconds',
];

/** The head of a CSV of training steps: names as TRL logs them, rewards in nats. */
export const metricsHeader = `${columns.join(',')}\n`;

/** The CSV row of a training step; nothing for other events. */
export function metricsRow(event: LabEvent): string {
  if (event.type !== 'step') return '';
  const { iteration, step, learningRate, loss, rewards, gradNorm, seconds } = event;
  const { real, generated, margins, accuracies } = rewards;
  return `${[iteration, step, learningRate, loss, real, generated, margins, accuracies, gradNorm, seconds].join(',')}\n`;
}
