import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from '../../package.json';
import { Fault } from '../gpu/fault.ts';
import { parseRunConfig, type RunConfig } from '../lab/config.ts';
import { type Experiment, experiments } from '../lab/experiments.ts';
import { type Outcome, outcomeOf } from '../lab/outcome.ts';
import type { LabEvent } from '../methods/events.ts';
import { oneOf, parseOptions } from './options.ts';
import { oneLine, say } from './terminal.ts';

const here = dirname(fileURLToPath(import.meta.url));
const file = join(here, '../../public/claims.json');
const launcher = join(here, 'lab.mjs');
const folder = join('runs', 'claims');

/**
 * `lab claims`: makes the outcomes that the claims are judged by, one `lab train` for each experiment and seed, and adds
 * each to public/claims.json when it is done. It goes on where it stopped; an outcome of another version is made again.
 */
export async function claims(args: string[]): Promise<void> {
  const options = parseOptions(args, { seeds: 'string', experiment: 'string' });
  const seeds = (options.seeds ?? '0,1,2').split(',').map(Number);
  if (!seeds.every((seed) => Number.isInteger(seed) && seed >= 0)) throw new Fault('--seeds is a list like 0,1,2.');
  const ids = experiments.map(({ id }) => id);
  const wanted = options.experiment === undefined ? ids : [oneOf(options.experiment, '--experiment', ids)];
  mkdirSync(folder, { recursive: true });
  for (const seed of seeds)
    for (const experiment of experiments.filter(({ id }) => wanted.includes(id))) {
      if (known(experiment, seed)) continue;
      const began = performance.now();
      const outcome = await made(experiment, seed, options.adapter);
      keep(outcome);
      const spent = ((performance.now() - began) / 1000).toFixed(0);
      say(`${experiment.id}, seed ${seed}: ${outcome.fault ?? 'done'} (${spent} s)`);
    }
}

const read = (): Outcome[] => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).outcomes : []);

const pathOf = (id: string, seed: number): string => join(folder, `${id}-seed${seed}`);

/** The configuration as it is written into an outcome, what was taken apart aside; a start from another run is named by that run. */
function configOf({ config, from }: Experiment, seed: number): Record<string, unknown> {
  const { inspected_steps, ...settings } = parseRunConfig({ ...config, seed });
  return { ...settings, ...(from !== undefined && { model: `the last checkpoint of ${from}` }) };
}

function known(experiment: Experiment, seed: number): boolean {
  const config = JSON.stringify(configOf(experiment, seed));
  return read().some(
    (one) =>
      one.experiment === experiment.id &&
      one.seed === seed &&
      one.version === version &&
      JSON.stringify(one.config) === config,
  );
}

async function made(experiment: Experiment, seed: number, adapter: string | undefined): Promise<Outcome> {
  const path = pathOf(experiment.id, seed);
  const given = join(folder, `${experiment.id}-seed${seed}.json`);
  const model = experiment.from === undefined ? {} : { model: lastCheckpoint(experiment.from, seed) };
  const config = { ...experiment.config, ...model, seed };
  const resumed = continues(path, parseRunConfig(config));
  if (!resumed) rmSync(path, { recursive: true, force: true });
  writeFileSync(given, JSON.stringify(config));
  const start = resumed ? ['--resume'] : ['--config', given];
  const fault = await train([...start, '--out', path, ...(adapter ? ['--adapter', adapter] : [])]);
  const outcome = outcomeOf(experiment.id, seed, logOf(path), fault);
  if (!outcome) throw new Fault(`${experiment.id}, seed ${seed} did not begin: ${fault}`);
  return { ...outcome, config: configOf(experiment, seed) };
}

const logOf = (path: string): LabEvent[] => {
  const log = join(path, 'events.jsonl');
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : [];
  return lines.map((line) => JSON.parse(line));
};

/** Whether a folder holds a run of this configuration by this version, which may have been cut. */
function continues(path: string, config: RunConfig): boolean {
  const file = join(path, 'run.json');
  if (!existsSync(file) || readFileSync(file, 'utf8').trim() !== JSON.stringify(config, null, 2)) return false;
  const [started] = logOf(path);
  return started?.type === 'run-started' && started.version === version;
}

function lastCheckpoint(id: string, seed: number): string {
  const { iterations } = parseRunConfig(experiments.find((one) => one.id === id)!.config);
  const path = resolve(pathOf(id, seed), `checkpoint-${iterations - 1}`);
  if (!existsSync(path))
    throw new Fault(
      `${path} is missing: delete the outcome of ${id}, seed ${seed}, from public/claims.json and start again.`,
    );
  return path;
}

/** Runs `lab train` in a process of its own; null, or the sentence it failed with. */
function train(args: string[]): Promise<string | null> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [launcher, 'train', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let last = '';
    child.stderr.on('data', (text: Buffer) => {
      last = text.toString().trim().split('\n').at(-1) ?? last;
    });
    child.on('error', failed);
    // What is no fault of the run says nothing about it: the next call resumes.
    child.on('exit', (code) => {
      const fault = oneLine(last);
      if (code === 0) done(null);
      else if (code === 1 && !fault.startsWith('internal error')) done(fault);
      else failed(new Fault(`lab train ended without a word of its own: ${fault}`));
    });
    const stop = () => child.kill();
    process.on('exit', stop);
    child.on('exit', () => process.off('exit', stop));
  });
}

/** Numbers to six digits: the file is shipped. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;

function keep(outcome: Outcome): void {
  const others = read().filter(({ experiment, seed }) => experiment !== outcome.experiment || seed !== outcome.seed);
  const lines = [...others, outcome].map((one) => JSON.stringify(one, rounded));
  writeFileSync(`${file}.partial`, `{"outcomes":[\n${lines.join(',\n')}\n]}\n`);
  renameSync(`${file}.partial`, file);
}
