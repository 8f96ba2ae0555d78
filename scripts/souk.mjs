#!/usr/bin/env node
// Starts the command line on Node 24, and builds it first where that has not been done.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const main = path(`dist/apps/cli/${basename(process.argv[1]).startsWith('souk-admin') ? 'admin' : 'main'}.js`);

if (!existsSync(main) || !existsSync(path('node_modules'))) {
  const built = spawnSync(process.execPath, [path('scripts/run.mjs')], { stdio: ['inherit', 2, 2] });
  if (built.status !== 0) process.exit(5);
}

const node = Number.parseInt(process.versions.node, 10) >= 24 ? process.execPath : path('node_modules/.bin/node');
const child = spawn(node, ['--disable-warning=ExperimentalWarning', main, ...process.argv.slice(2)], { stdio: 'inherit' });
process.on('SIGINT', () => {}); // the terminal tells the child as well
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('error', (error) => {
  console.error(`error: ${node} cannot be started: ${error.message}`);
  process.exit(5);
});
child.on('exit', (code, signal) => (signal === null ? process.exit(code) : process.exit(signal === 'SIGINT' ? 130 : 143)));
