import { Fault } from '../gpu/fault.ts';
import { oneLine, print, say, stdout } from './terminal.ts';
import { usage } from './usage.ts';

const commands: Record<string, () => Promise<(args: string[]) => Promise<void>>> = {
  score: async () => (await import('./score.ts')).score,
  loss: async () => (await import('./loss.ts')).loss,
  generate: async () => (await import('./generate.ts')).generate,
  train: async () => (await import('./train.ts')).train,
  eval: async () => (await import('./eval.ts')).evaluate,
  claims: async () => (await import('./claims.ts')).claims,
  record: async () => (await import('./record.ts')).record,
  bench: async () => (await import('./bench.ts')).bench,
  embedded: async () => (await import('./embedded.ts')).embedded,
};

/** Runs one command and answers its exit code: 0, or 1 after one line that says what was wrong. */
export async function main([command, ...args]: string[]): Promise<number> {
  process.on('SIGINT', () => process.exit(130));
  process.on('SIGTERM', () => process.exit(143));
  // The launcher is gone: so is whoever asked.
  process.on('disconnect', () => process.exit(1));
  stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') say(`Standard output could not be written: ${message}.`);
    process.exit(code === 'EPIPE' ? 141 : 1);
  });
  try {
    if (command === '--help' || command === '-h' || command === 'help' || args.includes('--help')) {
      await print(usage);
      return 0;
    }
    if (!command || !Object.hasOwn(commands, command)) {
      const what = command === undefined ? 'No command' : `Unknown command ${JSON.stringify(command)}`;
      throw new Fault(`${what}: it is one of ${Object.keys(commands).join(', ')}; see --help.`);
    }
    const run = await commands[command]();
    await run(args);
    return 0;
  } catch (error) {
    if (process.env.LAB_DEBUG) console.error(error);
    const message = error instanceof Error ? error.message : String(error);
    say(oneLine(error instanceof Fault ? message : `internal error: ${message}`));
    return 1;
  }
}
