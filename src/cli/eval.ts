import * as v from 'valibot';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { check, parseObject } from '../checkpoint/json.ts';
import { type CompletionRow, parseRows, readColumn, textOf } from '../checkpoint/rows.ts';
import { Fault } from '../gpu/fault.ts';
import { parseRunConfig } from '../lab/config.ts';
import { BENCHMARK_SEED, Domain, roomFor } from '../lab/domain.ts';
import { answerGrader, evaluation, judgement, type Side } from '../lab/evaluation.ts';
import { requireJudge } from '../lab/judge.ts';
import type { BenchmarkSettings, DomainExam, HeldOut } from '../methods/benchmark.ts';
import type { Work } from '../methods/game.ts';
import type { Sequence } from '../model/batch.ts';
import { rewardKinds } from '../tasks/answers.ts';
import { grade } from '../tasks/benchmark.ts';
import { validPrompt } from '../tasks/judge.ts';
import { encodeRows, finite, loadModel, openGpu, playerOf, readText } from './inputs.ts';
import { numberOr, oneOf, parseOptions, required } from './options.ts';
import { lines, Progress, print } from './terminal.ts';

const optionTypes = {
  model: 'string',
  tasks: 'string',
  split: 'string',
  samples: 'string',
  'max-new-tokens': 'string',
  seed: 'string',
  reward: 'string',
  'reward-pattern': 'string',
  'reward-column': 'string',
  against: 'string',
  judge: 'string',
} as const;
type Options = ReturnType<typeof parseOptions<typeof optionTypes>>;

const whole = (max: number) => ({ integer: true, min: 1, max });

/**
 * `lab eval`: a run's benchmark of a model that stands, on the teaching domain's held-out prompts or on the user's own
 * rows; with another model head-to-head, and with a judge its quality. Numbers are those of `lab train` with the same
 * model, split and samples.
 */
export async function evaluate(args: string[]): Promise<void> {
  const options = parseOptions(args, optionTypes);
  const samples = numberOr(options.samples, '--samples', 2, whole(1000));
  const seed = numberOr(options.seed, '--seed', BENCHMARK_SEED, { integer: true, min: 0, max: 2 ** 32 - 1 });
  const most = numberOr(options['max-new-tokens'], '--max-new-tokens', null, whole(2 ** 31 - 1));
  const split = splitOf(options);
  const tasks = options.tasks === undefined ? null : required(options.tasks, '--tasks');
  const model = await loadModel(required(options.model, '--model'));
  const against = options.against === undefined ? null : await loadModel(required(options.against, '--against'));
  if (against) requireSameTokens(model, against);
  const judge = await judgeOf(options.judge, model);
  const fixed = judge && (await loadModel('embedded-judge'));

  const domainOf = (checkpoint: Checkpoint): Domain =>
    new Domain(checkpoint, parseRunConfig({ method: 'sft', eval_split: split }));
  const settingsOn = (data: readonly Sequence[]) => ({ samples, maxNewTokens: most ?? roomFor(data), seed });
  const exam =
    tasks === null ? builtIn(domainOf(model), model, settingsOn) : ownRows(options, tasks, model, against, settingsOn);
  if (judge) requireJudge(judge, domainOf(judge));

  const progress = new Progress();
  const { gpu } = await openGpu(options.adapter, progress);
  const sideOf = async (checkpoint: Checkpoint): Promise<Side> => ({
    checkpoint,
    player: await playerOf(gpu, checkpoint),
  });
  const follow = <R>(work: AsyncGenerator<Work, R>, what: string): Promise<R> =>
    progress.follow(work, ({ done, total }) => `${what}: ${done} of ${total}`);
  const main = await sideOf(model);
  const other = against && (await sideOf(against));
  const bench = judge && (judge === model ? main : await sideOf(judge));
  const measured = await follow(evaluation(main, exam, { against: other, judge: bench }), 'benchmark');
  const { nll, entropy } = measured.benchmark;
  finite([nll, entropy, measured.against?.kl ?? 0], model.name);
  const judged =
    bench && fixed && (await follow(judgement(bench, { model: main, fixed: await sideOf(fixed) }, domainOf), 'judge'));
  const report = {
    model: options.model,
    ...{ tasks, split: tasks === null ? split : null, prompts: exam.items.length },
    ...{ samples, max_new_tokens: exam.settings.maxNewTokens, seed },
    benchmark: { ...measured.benchmark, judge: judged },
    against: measured.against && { model: options.against, ...measured.against },
  };
  await print(lines([report]));
  progress.end();
}

function splitOf({ split, tasks, reward, ...rest }: Options): 'test' | 'validation' {
  if (tasks !== undefined && split !== undefined)
    throw new Fault('--split chooses among the built-in prompts: it does not go with --tasks.');
  if (tasks === undefined && [reward, rest['reward-pattern'], rest['reward-column']].some((one) => one !== undefined))
    throw new Fault('--reward grades the rows of a --tasks file: the built-in prompts have a grader of their own.');
  if (reward !== 'regex' && rest['reward-pattern'] !== undefined)
    throw new Fault('--reward-pattern belongs to --reward regex.');
  return oneOf(split ?? 'test', '--split', ['test', 'validation']);
}

async function judgeOf(judge: string | undefined, model: Checkpoint): Promise<Checkpoint | null> {
  if (judge === undefined) return null;
  return judge === 'self' ? model : loadModel(required(judge, '--judge'));
}

/** KL and head-to-head compare token by token. */
function requireSameTokens(model: Checkpoint, other: Checkpoint): void {
  if (String(other.tokenizer.vocabulary) !== String(model.tokenizer.vocabulary))
    throw new Fault(`${other.name} has another vocabulary than ${model.name}: their responses cannot be compared.`);
}

/** What is sampled, where the responses of the data are these. */
type SettingsOn = (data: readonly Sequence[]) => BenchmarkSettings;

function builtIn(domain: Domain, { name, config }: Checkpoint, settingsOn: SettingsOn): DomainExam {
  const exam = domain.exam(settingsOn(domain.data));
  const asked = [...exam.items, ...exam.train];
  const longest = Math.max(...asked.map(({ prompt, response }) => prompt.length + response.length));
  if (longest > config.contextLength)
    throw new Fault(
      `${name} has a context of ${config.contextLength} tokens, and the built-in prompts need ${longest}: give others with --tasks.`,
    );
  return exam;
}

const named = v.object({ task: v.optional(v.pipe(v.string('a name'), v.nonEmpty('a name'))) });

/** The rows of a file: the teaching domain's prompts have its grader, others are graded by the answer of their row. */
function ownRows(
  options: Options,
  path: string,
  model: Checkpoint,
  against: Checkpoint | null,
  settingsOn: SettingsOn,
): DomainExam {
  const text = readText(path);
  const source = text.split('\n');
  const grader = answerGrader(
    oneOf(options.reward ?? 'exact_match', '--reward', rewardKinds),
    options['reward-pattern'] ?? '',
  );
  const rows = parseRows(text, path).map((row): CompletionRow => {
    if ('completion' in row) return row;
    throw new Fault(`${path} line ${row.line} has no "completion", which is the response of the data.`);
  });
  const ids = encodeRows(rows, path, model, against ?? undefined);
  const column = options['reward-column'];
  const answers =
    column !== undefined && rows.some((row) => domainPrompt(row) === null) ? readColumn(text, path, column) : null;
  const items = rows.map((row, i): HeldOut => {
    const where = `${path} line ${row.line}`;
    const { task } = check(named, parseObject(source[row.line - 1], where), where);
    const { prompt, completion } = ids[i];
    const known = domainPrompt(row);
    if (known === null) {
      if (options.against !== undefined && options.judge !== undefined)
        throw new Fault(`${where}: "prompt" is none of the teaching domain's, and --judge knows no other kind.`);
      const expected = answers?.[i] ?? textOf(row.completion);
      return { text: '', prompt, response: completion, grade: grader(task ?? 'other', expected) };
    }
    const item = { text: known, prompt, response: completion };
    return task === undefined ? item : { ...item, grade: (said, one) => ({ ...grade(known, said, one), task }) };
  });
  const decode = (tokens: readonly number[]) => model.tokenizer.decode([...tokens]);
  return { items, train: [], decode, settings: settingsOn(items) };
}

/** A row's prompt, where it is one of the teaching domain. */
function domainPrompt({ prompt }: CompletionRow): string | null {
  return typeof prompt === 'string' && prompt.endsWith(':') ? validPrompt(prompt.slice(0, -1)) : null;
}
