import { groups } from './report.ts';
import { table } from './table.ts';
import type { BenchMessage, BenchSettings } from './worker.ts';

// The benchmark in a browser: `?only=kernels,steps&rounds=3&quick`. The report is a table to read, and `window.report`.

declare global {
  interface Window {
    report?: BenchMessage & { type: 'report' | 'failed' };
  }
}

const query = new URLSearchParams(location.search);
const only = query.get('only')?.split(',') ?? groups;
const quick = query.has('quick');
const settings: BenchSettings = {
  only: groups.filter((group) => only.includes(group)),
  rounds: Number(query.get('rounds') ?? (quick ? 1 : 5)),
  quick,
};
const status = document.querySelector('[role=status]')!;

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }: MessageEvent<BenchMessage>) => {
  if (data.type === 'progress') status.textContent = `timing ${data.name}`;
  else finish(data);
};
worker.onerror = ({ message }) => finish({ type: 'failed', message: message || 'The worker does not load.' });
worker.postMessage(settings);

function finish(message: NonNullable<Window['report']>): void {
  status.textContent = message.type === 'report' ? 'Done' : message.message;
  if (message.type === 'report') document.querySelector('pre')!.textContent = table(message.report);
  window.report = message;
}
