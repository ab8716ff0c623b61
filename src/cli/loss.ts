import { accessSync, constants, existsSync, lstatSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { PairRow } from '../checkpoint/rows.ts';
import { writeSafetensors } from '../checkpoint/safetensors.ts';
import { Fault } from '../gpu/fault.ts';
import { type PairLoss, pairLosses } from '../kernels/pair_losses.ts';
import { rewardsOf } from '../methods/rewards.ts';
import { sumLogps } from '../model/batch.ts';
import { tensorSpecs } from '../model/config.ts';
import type { Evaluation, Objective } from '../model/trainer.ts';
import { encodeRows, finite, loadModel, openGpu, playerOf, readRows } from './inputs.ts';
import { numberOr, oneOf, parseOptions, required } from './options.ts';
import { lines, Progress, print } from './terminal.ts';

/** Bounds the memory of activations: pairs of a pass, and the tokens of them all. */
const PAIRS_PER_PASS = 16;
const TOKENS_PER_PASS = 8192;

/** `lab loss`: a pair loss against a reference, rewards in nats, and the gradient of every parameter where asked for. */
export async function loss(args: string[]): Promise<void> {
  const options = parseOptions(args, {
    model: 'string',
    reference: 'string',
    data: 'string',
    loss: 'string',
    beta: 'string',
    'label-smoothing': 'string',
    grads: 'string',
  });
  const path = required(options.data, '--data');
  const name: PairLoss =
    options.loss === 'logistic' ? 'sigmoid' : oneOf(options.loss ?? 'sigmoid', '--loss', pairLosses);
  const divided = name === 'ipo' || name === 'sppo_hard';
  const beta = numberOr(options.beta, '--beta', 0.1, { min: 0, max: 1e6, aboveMin: divided });
  const labelSmoothing = numberOr(options['label-smoothing'], '--label-smoothing', 0, {
    min: 0,
    max: 0.5,
    belowMax: true,
  });
  if (labelSmoothing > 0 && name !== 'robust' && name !== 'cdpo') {
    throw new Fault(`--label-smoothing belongs to the losses robust and cdpo, not to ${name}.`);
  }
  if (options.grads !== undefined) requireFolder(required(options.grads, '--grads'));

  const model = await loadModel(required(options.model, '--model'));
  const reference = await loadModel(required(options.reference, '--reference'));
  const source = readRows(path).map((row): PairRow => {
    if ('chosen' in row) return row;
    throw new Fault(`${path} line ${row.line} is no pair: it needs "chosen" and "rejected".`);
  });
  const rows = encodeRows(source, path, model, reference);

  const progress = new Progress();
  const { gpu } = await openGpu(options.adapter, progress);
  const frozen = await playerOf(gpu, reference);
  const references = await progress.follow(
    frozen.score(
      rows.flatMap(({ prompt, chosen, rejected }) => [chosen, rejected].map((response) => ({ prompt, response }))),
    ),
    ({ scored, rows }) => `reference: ${scored} of ${rows} responses scored`,
  );
  frozen.release();
  const pairs = rows.map(({ prompt, chosen, rejected }, i) => ({
    prompt,
    chosen,
    rejected,
    referenceChosen: sumLogps(references[2 * i]),
    referenceRejected: sumLogps(references[2 * i + 1]),
  }));
  const longest = Math.max(
    ...pairs.map(({ prompt, chosen, rejected }) => 2 * prompt.length + chosen.length + rejected.length),
  );
  const atOnce = Math.max(1, Math.min(PAIRS_PER_PASS, Math.floor(TOKENS_PER_PASS / longest)));
  const objective: Objective = { type: 'pair', pairs, loss: name, beta, labelSmoothing };
  const player = await playerOf(gpu, model);
  let result: Evaluation;
  if (options.grads === undefined) result = await player.evaluate(objective, atOnce);
  else {
    player.gradient(objective, atOnce);
    result = await player.measure();
  }
  finite([result.loss, ...result.sequenceLogps], model.name);

  if (options.grads !== undefined) {
    const gradients = await player.gradients();
    for (const [tensor, values] of gradients) {
      if (!values.every(Number.isFinite)) {
        throw new Fault(`The gradient of ${tensor} is not finite at β ${beta}: lower --beta or choose another loss.`);
      }
    }
    const tensors = tensorSpecs(model.config).map(
      ({ name, shape }) => [name, { shape, data: gradients.get(name)! }] as const,
    );
    writeWhole(options.grads, writeSafetensors(new Map(tensors)));
  }
  const rewards = rewardsOf(pairs, result.sequenceLogps, beta);
  await print(lines([{ loss: result.loss, rewards }]));
  progress.end();
}

function requireFolder(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch {
    throw new Fault(`--grads ${file}: the folder ${dirname(file)} cannot be written.`);
  }
  if (existsSync(file) && !lstatSync(file).isFile())
    throw new Fault(`--grads ${file} is there already and is no file.`);
}

/** Under its own name only once it is whole. */
function writeWhole(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(`${file}.partial`, bytes);
    renameSync(`${file}.partial`, file);
  } catch (error) {
    throw new Fault(`${file} could not be written: ${(error as Error).message}.`);
  }
}
