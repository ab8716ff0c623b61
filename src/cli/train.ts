import { join, resolve } from 'node:path';
import { type Checkpoint, checkpointFiles, loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { diskFolder } from '../checkpoint/disk.ts';
import { decodeText, parseObject } from '../checkpoint/json.ts';
import type { CompletionRow } from '../checkpoint/rows.ts';
import { Fault } from '../gpu/fault.ts';
import { parseRunConfig, type RunConfig } from '../lab/config.ts';
import { RunDirectory } from '../lab/directory.ts';
import { freshState, type Parts, run } from '../lab/run.ts';
import type { LabEvent } from '../methods/events.ts';
import type { SpinState } from '../methods/spin.ts';
import type { Sequence } from '../model/batch.ts';
import { encodeRows, isShipped, loadModel, openGpu, playerOf, readRows, readText } from './inputs.ts';
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

/** `lab train`: a run in a folder of its own, on standard output a line for the start and one per iteration. */
export async function train(args: string[]): Promise<void> {
  const options = parseOptions(args, optionTypes);
  const left = options.resume ? RunDirectory.open(required(options.out, '--out')) : null;
  const config = left ? resumedConfig(left, options) : newConfig(options);
  if (left?.ended) return print(report(left.events));

  const checkpoint = await loadModel(config.model);
  const own = config.data === null ? undefined : learningRows(config.data, checkpoint);
  const { state, weights } = await standing(left, checkpoint);

  const progress = new Progress();
  const { gpu, adapter } = await openGpu(options.adapter, progress);
  const player = playerOf(gpu, checkpoint);
  const events = run(config, { checkpoint, player, adapter, own, state, weights });

  // Nothing is written before the run has really begun.
  let next = await events.next();
  const directory = left ?? newDirectory(options, config);
  if (left) {
    left.rewind();
    await print(report(left.events));
  }
  for (; !next.done; next = await events.next()) {
    const event = next.value;
    if (event.type === 'iteration-ended') {
      const files = checkpointFiles(checkpoint, await player.tensors());
      const previous = config.mix_previous ? state.previous : [];
      files.set(stateFile, new TextEncoder().encode(JSON.stringify({ ...state, previous })));
      directory.writeCheckpoint(event.iteration, files);
    }
    directory.append(event);
    await print(report([event]));
    progress.tick(doing(event));
  }
  progress.note(`The run is in ${directory.path}.`);
  progress.end();
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

/** The user's own prompts and responses as tokens. */
function learningRows(path: string, checkpoint: Checkpoint): Sequence[] {
  const rows = readRows(path).map((row): CompletionRow => {
    if ('completion' in row) return row;
    throw new Fault(`${path} line ${row.line} has no "completion", which the model is to learn from.`);
  });
  return encodeRows(rows, path, checkpoint).map(({ prompt, completion }) => ({ prompt, response: completion }));
}

/** Where the run stands, with the weights of its last checkpoint where it has one. */
async function standing(
  left: RunDirectory | null,
  model: Checkpoint,
): Promise<Pick<Parts, 'weights'> & { state: SpinState }> {
  const iteration = left?.iteration ?? null;
  if (!left || iteration === null) return { state: freshState() };
  const path = left.checkpointPath(iteration);
  const folder = diskFolder(path);
  const { config, tensors } = await loadCheckpoint(folder);
  if (JSON.stringify(config) !== JSON.stringify(model.config)) {
    throw new Fault(`${path} has another config.json than ${model.name}, which the run started from.`);
  }
  const state = parseObject(decodeText(await folder.read(stateFile), join(path, stateFile)), join(path, stateFile));
  return { weights: tensors, state: { iteration: iteration + 1, previous: state.previous as SpinState['previous'] } };
}

/** What standard output says of these events. */
const report = (events: readonly LabEvent[]): string => lines(events.map(reported).filter((line) => line !== null));

function reported(event: LabEvent): Record<string, unknown> | null {
  if (event.type === 'benchmark' && event.iteration === null) return { iteration: null, benchmark: event.benchmark };
  if (event.type !== 'iteration-ended') return null;
  const { type, ...line } = event;
  return line;
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
