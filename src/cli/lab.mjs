// The lab's command line. Dawn and the drivers under it write to standard output and error of their process whenever they
// please, and the lab promises JSON on the one and single lines on the other: so it runs in a child that has neither, and
// reaches this one's standard error as descriptor 3 and its standard output as descriptor 5.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const chatter = process.env.LAB_DEBUG ? 2 : 'ignore';
const lab = spawn(process.execPath, [path('load.mjs'), path('main.ts'), ...process.argv.slice(2)], {
  stdio: ['inherit', chatter, chatter, 2, 'ipc', 1],
  env: { ...process.env, LAB_STDERR: '3', LAB_STDOUT: '5' },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => lab.kill(signal));
lab.on('exit', (code, signal) => {
  if (signal) console.error(`internal error: the lab was ended by ${signal}.`);
  else if (code === 2)
    console.error('internal error: the lab does not load; npm ci installs it, LAB_DEBUG=1 shows more.');
  process.exit(signal || code === 2 ? 1 : code);
});
