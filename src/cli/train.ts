import { join, resolve } from 'node:path';
import { type Checkpoint, checkpointFiles, loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { diskFolder } from '../checkpoint/disk.ts';
import { decodeText, parseObject } from '../checkpoint/json.ts';
import { type CompletionRow, type PairRow, parseRows, readColumn, textOf } from '../checkpoint/rows.ts';
import { Fault } from '../gpu/fault.ts';
import { choose, knownOnly, type Variants, variantsOf } from '../kernels/variants.ts';
import { type Method, parseRunConfig, type RunConfig } from '../lab/config.ts';
import { RunDirectory } from '../lab/directory.ts';
import { sideNames } from '../lab/metrics.ts';
import { type OwnData, requirePlayable } from '../lab/own.ts';
import { otherModel, type Parts, run } from '../lab/run.ts';
import type { LabEvent } from '../methods/events.ts';
import { freshState, type RunState } from '../methods/game.ts';
import { answerChecker } from '../tasks/answers.ts';
import { encodeRows, isShipped, loadModel, openGpu, playerOf, readText } from './inputs.ts';
import { numberOr, parseOptions, required } from './options.ts';
import { lines, Progress, print } from './terminal.ts';

/** Beside a checkpoint's Hugging Face files: what the next iteration needs besides the weights. */
const stateFile = 'trainer_state.json';

const optionTypes = {
  method: 'string',
  seed: 'string',
  config: 'string',
  model: 'string',
  data: 'string',
  out: 'string',
  resume: 'boolean',
} as const;
type Options = ReturnType<typeof parseOptions<typeof optionTypes>>;

/** The variants of kernels a run on this adapter began with: other ones would go on with other bits. */
function recordedKernels(events: readonly LabEvent[], adapter: string): Partial<Variants> {
  const started = events.find((event) => event.type === 'run-started');
  return started?.adapter.name === adapter ? knownOnly(started.adapter.kernels) : {};
}

/** `lab train`: a run in a folder of its own, on standard output a line for the start and one per iteration. */
export async function train(args: string[]): Promise<void> {
  const options = parseOptions(args, optionTypes);
  const left = options.resume ? RunDirectory.open(required(options.out, '--out')) : null;
  const config = left ? resumedConfig(left, options) : newConfig(options);
  if (left?.ended) return print(report(left.events, config.method));

  const checkpoint = await loadModel(config.model);
  const own = config.data === null ? undefined : ownData(config, config.data, checkpoint);
  const name = otherModel(config);
  const other = name === null ? null : await loadModel(name);
  if (other) requireAlike(other, checkpoint, config.method === 'rest-em');
  const { state, weights } = await standing(left, checkpoint);

  const progress = new Progress();
  const { gpu, adapter } = await openGpu(options.adapter, progress);
  if (left) choose(gpu, recordedKernels(left.events, adapter.name));
  const player = await playerOf(gpu, checkpoint);
  await player.ready();
  const beside = !other
    ? {}
    : config.method === 'rest-em'
      ? { base: other.tensors }
      : { judge: await playerOf(gpu, other) };
  const events = run(config, {
    checkpoint,
    player,
    adapter: { ...adapter, kernels: variantsOf(gpu) },
    own,
    ...beside,
    state,
    weights,
  });

  try {
    // Nothing is written before the run has really begun.
    let next = await events.next();
    const directory = left ?? newDirectory(options, config);
    if (left) {
      left.rewind();
      await print(report(left.events, config.method));
    }
    for (; !next.done; next = await events.next()) {
      const event = next.value;
      if (event.type === 'iteration-ended') {
        const files = checkpointFiles(checkpoint, await player.tensors());
        files.set(stateFile, new TextEncoder().encode(JSON.stringify(state)));
        directory.writeCheckpoint(event.iteration, files);
      }
      directory.append(event);
      await print(report([event], config.method));
      progress.tick(doing(event));
    }
    progress.note(`The run is in ${directory.path}.`);
    progress.end();
  } finally {
    gpu.destroy();
  }
}

function newConfig(options: Options): RunConfig {
  const file = options.config;
  const given = file === undefined ? {} : parseObject(readText(required(file, '--config')), file);
  const config = overridden(given, options, file);
  // A run is resumed from wherever one stands.
  const model = isShipped(config.model) ? config.model : resolve(config.model);
  return { ...config, model, data: config.data && resolve(config.data) };
}

/** The run's own configuration; an option that says otherwise is a fault. */
function resumedConfig(left: RunDirectory, options: Options): RunConfig {
  if (options.config !== undefined) throw new Fault('--config does not go with --resume: --out has the configuration.');
  const file = join(left.path, 'run.json');
  const config = parseRunConfig(left.config, file);
  const wanted = overridden(config, options, file);
  for (const name of ['method', 'seed', 'model', 'data'] as const) {
    const [is, other] = [config[name], wanted[name]];
    if (is !== other && is !== resolve(String(other))) {
      throw new Fault(`${file} has ${name} ${JSON.stringify(is)}: a run is resumed as it is, without --${name}.`);
    }
  }
  return config;
}

function overridden(given: object, { method, seed, model, data }: Options, file: string | undefined): RunConfig {
  const own = {
    ...(method !== undefined && { method: required(method, '--method') }),
    ...(seed !== undefined && { seed: numberOr(seed, '--seed', 0, { integer: true, min: 0, max: 2 ** 32 - 1 }) }),
    ...(model !== undefined && { model: required(model, '--model') }),
    ...(data !== undefined && { data: required(data, '--data') }),
  };
  return parseRunConfig({ ...given, ...own }, file);
}

function newDirectory({ out }: Options, config: RunConfig): RunDirectory {
  if (out !== undefined) return RunDirectory.create(required(out, '--out'), config);
  return RunDirectory.createNext(join('runs', `${config.method}-seed${config.seed}`), config);
}

/** The user's own rows as tokens: pairs for DPO, else prompts with a completion, and for ReST-EM the answer to each. */
function ownData(config: RunConfig, path: string, checkpoint: Checkpoint): OwnData {
  const text = readText(path);
  const rows = parseRows(text, path);
  requirePlayable(config.method, rows.length);
  if (config.method === 'dpo') {
    const pairs = rows.map((row): PairRow => {
      if ('chosen' in row) return row;
      throw new Fault(`${path} line ${row.line} is no pair: DPO needs "chosen" and "rejected".`);
    });
    const encoded = encodeRows(pairs, path, checkpoint);
    return {
      rows: encoded.map(({ prompt, chosen, rejected }) => ({ prompt, response: chosen, rejected, expected: null })),
      right: null,
    };
  }
  const completions = rows.map((row): CompletionRow => {
    if ('completion' in row) return row;
    throw new Fault(`${path} line ${row.line} has no "completion", which the model is to learn from.`);
  });
  const expected = config.method === 'rest-em' ? expectedOf(config.reward_column, completions, text, path) : null;
  const encoded = encodeRows(completions, path, checkpoint);
  const check = config.method === 'rest-em' ? answerChecker(config.reward, config.reward_pattern) : null;
  const { tokenizer, eosIds } = checkpoint;
  return {
    rows: encoded.map(({ prompt, completion }, i) => ({
      ...{ prompt, response: completion },
      ...{ rejected: null, expected: expected?.[i] ?? null },
    })),
    // A response that was cut gave no answer.
    right:
      check &&
      ((response, answer) => eosIds.includes(response.at(-1) ?? -1) && check(tokenizer.decode([...response]), answer)),
  };
}

/** The answer to each row: its completion, or what stands in another column. */
const expectedOf = (column: string, rows: readonly CompletionRow[], text: string, path: string): string[] =>
  column === 'completion' ? rows.map(({ completion }) => textOf(completion)) : readColumn(text, path, column);

/** Weights of one shape can take each other's place; a judge only has to read the same tokens. */
function requireAlike(other: Checkpoint, checkpoint: Checkpoint, shapes: boolean): void {
  if (shapes && JSON.stringify(other.config) !== JSON.stringify(checkpoint.config))
    throw new Fault(`The base model ${other.name} has another config.json than ${checkpoint.name}: set "base_model".`);
  if (String(other.tokenizer.vocabulary) !== String(checkpoint.tokenizer.vocabulary))
    throw new Fault(`${other.name} has another vocabulary than ${checkpoint.name}.`);
}

/** Where the run stands, with the weights of its last checkpoint where it has one. */
async function standing(
  left: RunDirectory | null,
  model: Checkpoint,
): Promise<Pick<Parts, 'weights'> & { state: RunState }> {
  const iteration = left?.iteration ?? null;
  if (!left || iteration === null) return { state: freshState() };
  const path = left.checkpointPath(iteration);
  const folder = diskFolder(path);
  const { config, tensors } = await loadCheckpoint(folder);
  if (JSON.stringify(config) !== JSON.stringify(model.config)) {
    throw new Fault(`${path} has another config.json than ${model.name}, which the run started from.`);
  }
  const state = parseObject(decodeText(await folder.read(stateFile), join(path, stateFile)), join(path, stateFile));
  const fresh = freshState();
  for (const [name, value] of Object.entries(fresh))
    if (typeof state[name] !== typeof value || Array.isArray(state[name]) !== Array.isArray(value))
      throw new Fault(
        `${join(path, stateFile)} has no "${name}": the run was made by another version; start it again.`,
      );
  return { weights: tensors, state: state as unknown as RunState };
}

/** What standard output says of these events. */
const report = (events: readonly LabEvent[], method: Method): string =>
  lines(events.map((event) => reported(event, method)).filter((line) => line !== null));

function reported(event: LabEvent, method: Method): Record<string, unknown> | null {
  if (event.type === 'control') {
    const { type, ...line } = event;
    return { control: line };
  }
  if (event.type === 'benchmark' && event.iteration === null) return { iteration: null, benchmark: event.benchmark };
  if (event.type !== 'iteration-ended') return null;
  const { type, rewards, ...line } = event;
  if (!rewards) return { ...line, rewards };
  const { chosen, rejected, margins, accuracies } = rewards;
  const [first, second] = sideNames(method);
  return { ...line, rewards: { [first]: chosen, [second]: rejected, margins, accuracies } };
}

/** What standard error says of an event. */
function doing(event: LabEvent): string {
  switch (event.type) {
    case 'progress':
      return `${event.iteration === null ? 'start' : `iteration ${event.iteration}`}: ${event.phase} ${event.done} of ${event.total}`;
    case 'step':
      return `iteration ${event.iteration}: step ${event.step} of ${event.steps}, loss ${event.loss.toFixed(4)}`;
    default:
      return event.type;
  }
}
