import { encodeRows, finite, loadModel, openGpu, playerOf, readRows } from './inputs.ts';
import { numberOr, parseOptions, required } from './options.ts';
import { lines, Progress, print } from './terminal.ts';

/** `lab generate`: completions of prompts, with the model's own log-probabilities (nats, temperature 1). */
export async function generate(args: string[]): Promise<void> {
  const options = parseOptions(args, {
    model: 'string',
    prompts: 'string',
    temperature: 'string',
    'top-k': 'string',
    'top-p': 'string',
    'max-new-tokens': 'string',
    seed: 'string',
    samples: 'string',
  });
  const path = required(options.prompts, '--prompts');
  const sampling = {
    temperature: numberOr(options.temperature, '--temperature', 0, { min: 0, max: 100 }),
    topK: numberOr(options['top-k'], '--top-k', 0, { integer: true, min: 0, max: 2 ** 31 - 1 }),
    topP: numberOr(options['top-p'], '--top-p', 1, { min: 0, max: 1, aboveMin: true }),
    maxNewTokens: numberOr(options['max-new-tokens'], '--max-new-tokens', 64, {
      integer: true,
      min: 1,
      max: 2 ** 31 - 1,
    }),
    seed: numberOr(options.seed, '--seed', 0, { integer: true, min: 0, max: 2 ** 32 - 1 }),
  };
  const samples = numberOr(options.samples, '--samples', 1, { integer: true, min: 1, max: 100_000 });
  const model = await loadModel(required(options.model, '--model'));
  const source = readRows(path).map(({ line, prompt }) => ({ line, prompt }));
  const prompts = encodeRows(source, path, model).flatMap(({ prompt }) => Array<number[]>(samples).fill(prompt));

  const progress = new Progress();
  const { gpu } = await openGpu(options.adapter, progress);
  const player = await playerOf(gpu, model);
  const completions = await progress.follow(
    player.generate(prompts, sampling),
    ({ finished, rows }) => `${finished} of ${rows} completions finished`,
  );
  const generated = source.map(({ prompt }, i) => ({
    prompt,
    completions: completions.slice(i * samples, (i + 1) * samples).map(({ tokens, logps, finish }) => ({
      text: model.tokenizer.decode(tokens),
      tokens,
      logps: finite(logps, model.name),
      finish,
    })),
  }));
  await print(lines(generated));
  progress.end();
}
