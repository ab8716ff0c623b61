import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { diskFolder } from '../checkpoint/disk.ts';
import { encodeRow, type PairRow, parseRows } from '../checkpoint/rows.ts';
import type { Gpu } from '../gpu/gpu.ts';
import { openTestGpu } from '../gpu/testing.ts';
import type { PairLoss } from '../kernels/pair_losses.ts';
import { sumLogps } from '../model/batch.ts';
import { drain } from '../players/player.ts';
import { WebGpuPlayer } from '../players/webgpu.ts';
import { type OptimizationConfig, scheduled, updateRule } from './optimization.ts';
import { rewardsOf } from './rewards.ts';

// Against TRL's DPOTrainer in float64 (make_trl.py): five steps from a start that is the reference too, every number within 1e-4
// relative. What TRL says is exactly 0 must be: rewards at the first step, a hinge that no pair reaches any more.

interface Step {
  /** Indices into the data file. */
  rows: number[];
  learning_rate: number;
  loss: number;
  /** Before clipping. */
  grad_norm: number;
  'rewards/chosen': number;
  'rewards/rejected': number;
  'rewards/margins': number;
  'rewards/accuracies': number;
  'logps/chosen': number;
  'logps/rejected': number;
}

interface Recorded {
  optimization: Omit<OptimizationConfig, 'warmup_ratio'>;
  pairs: { prompt: number[]; chosen: number[]; rejected: number[] }[];
  runs: { loss: PairLoss; beta: number; label_smoothing: number; steps: Step[] }[];
}

const folder = fileURLToPath(new URL('../players/fixtures/trl/', import.meta.url));
const recorded: Recorded = JSON.parse(readFileSync(`${folder}runs.json`, 'utf8'));
const optimization = { ...recorded.optimization, warmup_ratio: 0 };

let gpu: Gpu;
let start: Checkpoint;
beforeAll(async () => {
  gpu = await openTestGpu();
  start = await loadCheckpoint(diskFolder(folder));
});
afterAll(() => gpu.destroy());

describe("TRL's DPOTrainer", () => {
  it('is given the same tokens, with an EOS after every response', () => {
    const rows = parseRows(readFileSync(`${folder}pairs.jsonl`, 'utf8'), 'pairs.jsonl') as PairRow[];
    const { tokenizer, config } = start;
    const ids = rows.map((row) => encodeRow(tokenizer, row, 'pairs.jsonl', config.contextLength));
    expect(ids).toEqual(recorded.pairs);
  });

  it.each(recorded.runs.map((run) => [run.loss, run] as const))('%s: five steps', async (loss, run) => {
    const { beta, label_smoothing: labelSmoothing, steps } = run;
    const main = new WebGpuPlayer(gpu, start.config, start.tensors, start.eosIds);
    const bothOf = ({ prompt, chosen, rejected }: Recorded['pairs'][number]) => [
      { prompt, response: chosen },
      { prompt, response: rejected },
    ];
    const reference = (await drain(main.score(recorded.pairs.flatMap(bothOf)))).map(sumLogps);
    for (const [i, step] of steps.entries()) {
      const learningRate = scheduled(optimization, i, steps.length);
      const pairs = step.rows.map((row) => ({
        ...recorded.pairs[row],
        ...{ referenceChosen: reference[2 * row], referenceRejected: reference[2 * row + 1] },
      }));
      main.gradient({ type: 'pair', pairs, loss, beta, labelSmoothing });
      const report = await main.update(updateRule(optimization, learningRate));
      const logps = (side: 0 | 1) =>
        pairs.reduce((sum, _, k) => sum + report.sequenceLogps[2 * k + side], 0) / pairs.length;
      const rewards = rewardsOf(pairs, report.sequenceLogps, beta);
      const actual: Omit<Step, 'rows'> = {
        learning_rate: learningRate,
        loss: report.loss,
        grad_norm: report.gradNorm,
        'rewards/chosen': rewards.chosen,
        'rewards/rejected': rewards.rejected,
        'rewards/margins': rewards.margins,
        'rewards/accuracies': rewards.accuracies,
        'logps/chosen': logps(0),
        'logps/rejected': logps(1),
      };
      for (const [key, value] of Object.entries(actual)) {
        const expected = step[key as keyof typeof actual];
        expect(Math.abs(value - expected), `${key} of step ${i + 1}`).toBeLessThanOrEqual(1e-4 * Math.abs(expected));
      }
    }
    main.release();
  });
});
