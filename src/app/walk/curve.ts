import type { ConfigOf } from '../../lab/config.ts';
import { pairTerm } from '../../players/tabular-loss.ts';
import { axisMarks } from '../series.ts';

export type PairLoss = ConfigOf<'dpo'>['loss_type'];

/** Losses of the margin alone, which a curve can show: those that SPIN's theory allows, and DPO's smoothed ones. */
const ofMargin: readonly PairLoss[] = ['sigmoid', 'hinge', 'exponential', 'correlation', 'robust', 'cdpo'];
export const compared: readonly PairLoss[] = ['sigmoid', 'hinge', 'exponential', 'correlation'];

export const isOfMargin = (loss: PairLoss): boolean => ofMargin.includes(loss);

/** ℓ(s) and ℓ′(s) of a loss of the margin alone. */
export function lossAt(loss: PairLoss, s: number, smoothing: number): { value: number; slope: number } {
  const { value, chosen } = pairTerm(loss, s, 0, 1, smoothing);
  return { value, slope: chosen };
}

export interface Point {
  s: number;
  loss: number;
}

const samples = 96;

/** Everything that the drawing of loss curves needs: both axes' marks, and each curve's points. */
export function curvesOf(losses: readonly PairLoss[], points: readonly Point[], smoothing: number) {
  const reach = Math.max(2, ...points.map(({ s }) => 1.15 * Math.abs(s)));
  const x = axisMarks([-reach, reach]);
  const [low, high] = [x.values[0], x.values[x.values.length - 1]];
  const places = Array.from({ length: samples + 1 }, (_, i) => low + (i * (high - low)) / samples);
  const curves = losses.map((loss) => ({
    loss,
    points: places.map((s): Point => ({ s, loss: lossAt(loss, s, smoothing).value })),
  }));
  // The exponential would dwarf the others: the axis goes as far as the logistic and the hinge need.
  const top = Math.max(1.5, 1 + reach, ...points.map(({ loss }) => loss));
  // The correlation loss goes on below 0.
  const bottom = Math.min(-0.5, ...points.map(({ loss }) => loss));
  return { x, y: axisMarks([bottom, top]), curves };
}
