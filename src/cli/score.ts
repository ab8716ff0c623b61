import { Fault } from '../gpu/fault.ts';
import type { Sequence } from '../model/batch.ts';
import { encodeRows, finite, loadModel, openGpu, playerOf, readRows, sum } from './inputs.ts';
import { parseOptions, required } from './options.ts';
import { lines, Progress, print } from './terminal.ts';

/** `lab score`: log-probabilities (nats) of every response token, under the model and under a reference. */
export async function score(args: string[]): Promise<void> {
  const options = parseOptions(args, { model: 'string', data: 'string', reference: 'string' });
  const path = required(options.data, '--data');
  const model = await loadModel(required(options.model, '--model'));
  const reference = options.reference === undefined ? undefined : await loadModel(options.reference);
  const source = readRows(path);
  const promptOnly = source.find((row) => !('completion' in row) && !('chosen' in row));
  if (promptOnly) {
    throw new Fault(`${path} line ${promptOnly.line} has no response: "completion", or "chosen" and "rejected".`);
  }
  const rows = encodeRows(source, path, model, reference);

  const responses = rows.map(({ prompt, ...responses }) => Object.entries<number[]>(responses));
  const sequences = rows.flatMap(({ prompt }, i) =>
    responses[i].map(([, response]): Sequence => ({ prompt, response })),
  );
  const progress = new Progress();
  const { gpu } = await openGpu(options.adapter, progress);
  const logpsOf = async (checkpoint: typeof model, who: string): Promise<number[][]> => {
    const player = await playerOf(gpu, checkpoint);
    const logps = await progress.follow(
      player.score(sequences),
      ({ scored, rows }) => `${who}: ${scored} of ${rows} responses scored`,
    );
    player.release();
    return logps.map((row) => finite(Array.from(row), checkpoint.name));
  };
  const own = await logpsOf(model, 'model');
  const theirs = reference && (await logpsOf(reference, 'reference'));

  let next = 0;
  const scored = rows.map(({ prompt }, i) => ({
    prompt_tokens: prompt,
    ...Object.fromEntries(
      responses[i].map(([field, tokens]) => {
        const k = next++;
        const entry = { tokens, logps: own[k], sum: sum(own[k]) };
        return [field, theirs ? { ...entry, reference_logps: theirs[k], reference_sum: sum(theirs[k]) } : entry];
      }),
    ),
  }));
  await print(lines(scored));
  progress.end();
}
