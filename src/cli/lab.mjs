// The lab's command line. Dawn and the drivers under it write to the standard error of their process whenever they please,
// and the lab promises one line there: so the lab runs in a child that reaches this one's standard error as descriptor 3.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const lab = spawn(process.execPath, [path('load.mjs'), path('main.ts'), ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', process.env.LAB_DEBUG ? 'inherit' : 'ignore', 2, 'ipc'],
  env: { ...process.env, LAB_STDERR: '3' },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => lab.kill(signal));
lab.on('exit', (code, signal) => {
  if (signal) console.error(`internal error: the lab was ended by ${signal}.`);
  else if (code === 2)
    console.error('internal error: the lab does not load; npm ci installs it, LAB_DEBUG=1 shows more.');
  process.exit(signal || code === 2 ? 1 : code);
});
