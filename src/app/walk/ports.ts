import type { Kernel } from '../../lab/shaders.ts';
import { fixed, total } from '../format.ts';
import type { Batch } from './batch.ts';

/** A number or list that a kernel reads or writes for the pair in focus, by the name of its binding. */
export interface Port {
  binding: string;
  value: string;
}

type Maybe = Port | null;

const one = (binding: string, value: number | null | undefined): Maybe =>
  value == null ? null : { binding, value: Number(value.toPrecision(8)).toString().replaceAll('-', '−') };
const list = (binding: string, values: readonly number[] | null | undefined): Maybe =>
  values ? { binding, value: `[${values.map((value) => fixed(value, 4)).join(', ')}]` } : null;
const ids = (binding: string, values: readonly number[] | null): Maybe =>
  values ? { binding, value: `[${values.join(', ')}]` } : null;

interface Settings {
  beta: number;
  /** Items of a micro-batch. */
  rows: number;
}

/** What goes into a kernel and comes out of it for an item of the batch. */
function portsOf(
  kernel: Kernel['name'],
  batch: Batch,
  index: number,
  { beta, rows }: Settings,
): { inputs: Maybe[]; outputs: Maybe[] } {
  const { prompt, chosen, rejected, played } = batch.items[index];
  const before = batch.scores.before?.main?.[index];
  const weights = batch.gradient?.weights[index];
  const sums = batch.margins?.[index];
  const pairs = weights?.rejected != null;
  const i = index % rows;
  switch (kernel) {
    case 'sample':
      return {
        inputs: [ids('x', prompt)],
        outputs: [ids('drawn.x', rejected), list('drawn.y', played)],
      };
    case 'token_logp':
      return {
        inputs: [ids('targets.y, y', chosen), ids('targets.y, y′', rejected)],
        outputs: [list('logp, y', before?.chosen.logps), list('logp, y′', before?.rejected?.logps)],
      };
    case 'sequence_logp':
      return {
        inputs: [list('logp, y', before?.chosen.logps)],
        outputs: [one(`sequence[${i}]`, before && total(before.chosen.logps))],
      };
    case 'pair_loss':
      return {
        inputs: [
          one('knobs.x', beta),
          one('knobs.z', 1 / batch.items.length),
          one(`sequence[${2 * i}]`, sums?.chosen),
          one(`sequence[${2 * i + 1}]`, sums?.rejected),
          one(`reference[${i}].x`, sums?.referenceChosen),
          one(`reference[${i}].y`, sums?.referenceRejected),
        ],
        outputs: [
          one(`margin[${i}]`, sums?.margin),
          one(`loss[${i}]`, batch.losses?.losses[index]),
          one(`weight[${2 * i}]`, weights?.chosen),
          one(`weight[${2 * i + 1}]`, weights?.rejected),
        ],
      };
    case 'logit_gradient':
      return {
        inputs: [
          one(`weight[${pairs ? 2 * i : i}]`, weights?.chosen),
          pairs ? one(`weight[${2 * i + 1}]`, weights?.rejected) : null,
          list('p(target), y', before?.chosen.logps.map(Math.exp)),
          list('p(target), y′', before?.rejected?.logps.map(Math.exp)),
        ],
        outputs: [
          list('logits[target], y', slopes(weights?.chosen, before?.chosen.logps)),
          list('logits[target], y′', slopes(weights?.rejected, before?.rejected?.logps)),
        ],
      };
    case 'optimizer':
      return {
        inputs: [
          one('rule[0].x', batch.gradient?.learningRate),
          one('clip[0]', batch.gradient?.scale),
          one('clip[1]', batch.gradient?.norm),
        ],
        // It writes every weight of the model, and none is the pair's own.
        outputs: [],
      };
  }
}

/** ∂L/∂logit of each target: weight · (1 − p). */
const slopes = (weight: number | null | undefined, logps: readonly number[] | undefined): number[] | null =>
  weight == null || !logps ? null : logps.map((logp) => weight * (1 - Math.exp(logp)));

/** The same, as far as it is known by now. */
export function knownPorts(kernel: Kernel['name'], batch: Batch, index: number, settings: Settings) {
  const { inputs, outputs } = portsOf(kernel, batch, index, settings);
  const known = (ports: readonly Maybe[]) => ports.filter((port): port is Port => port !== null);
  return { inputs: known(inputs), outputs: known(outputs) };
}
