import { loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { webFolder } from '../checkpoint/folder.ts';
import { encodePrompt } from '../checkpoint/rows.ts';
import { Gpu } from '../gpu/gpu.ts';
import { openWebAdapter } from '../gpu/web.ts';
import { teachingData } from '../tasks/data.ts';
import { bench } from './bench.ts';
import { peers } from './peers/peers.ts';
import type { Group, Report } from './report.ts';

export interface BenchSettings {
  only: readonly Group[];
  rounds: number;
  quick: boolean;
}

export type BenchMessage =
  | { type: 'progress'; name: string }
  | { type: 'report'; report: Report }
  | { type: 'failed'; message: string };

const post = (message: BenchMessage): void => self.postMessage(message);

/** The benchmark in a thread of its own, as the lab is. */
async function measure(settings: BenchSettings): Promise<void> {
  const folder = webFolder(new URL('/models/embedded/', self.location.href).href);
  const { config, tensors, eosIds, tokenizer } = await loadCheckpoint(folder);
  const prompts = teachingData().test.map(({ prompt }) => encodePrompt(tokenizer, prompt));
  const { name, kind } = await openWebAdapter();
  const running = bench({
    adapter: { name, software: kind !== 'gpu' },
    openGpu: async () => Gpu.open((await openWebAdapter()).adapter, kind),
    embedded: { config, tensors, eosIds, prompts },
    ...{ peers, ...settings },
  });
  for (;;) {
    const next = await running.next();
    if (next.done) return post({ type: 'report', report: next.value });
    post({ type: 'progress', name: next.value });
  }
}

self.onmessage = ({ data }: MessageEvent<BenchSettings>) => {
  measure(data).catch((error: unknown) =>
    post({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
};
