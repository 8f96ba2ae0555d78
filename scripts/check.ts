import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { treeComplaints } from './tree-rules.js';

/** `npm run check`: types, lint, dead code and the rules of the tree. Shows the output of what failed only. */

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const UNTRACKED = /(^|\/)(node_modules|dist|\.git|\.souk)(\/|$)|^libs\/db\/generated(\/|$)/;
const TEXT = /\.([cm]?[jt]s|json|sql|prisma|sh|md|ya?ml|toml|txt)$|(^|\/)(Dockerfile|\.env\.example|\.dockerignore|\.gitignore|run)$/;

interface Checked {
  ok: boolean;
  output: string;
}

/** Runs a tool of node_modules with this Node. */
function tool(program: string, args: string[]): Promise<Checked> {
  const child = spawn(process.execPath, [join(ROOT, 'node_modules', program), ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((resolve, reject) => child.once('error', reject).once('close', (status) => resolve({ ok: status === 0, output })));
}

async function tree(): Promise<Checked> {
  const paths = globSync(['**/*', '.ci/*', '.env.example', '.*ignore', '.*.json'], { cwd: ROOT, exclude: (path) => UNTRACKED.test(path) }).filter((path) => TEXT.test(path)).sort();
  const complaints = treeComplaints(paths.map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') })));
  return { ok: complaints.length === 0, output: complaints.map(({ path, text }) => `${path}: ${text}`).join('\n') };
}

const CHECKS: Record<string, () => Promise<Checked>> = {
  types: () => tool('typescript/bin/tsc', ['-p', '.', '--noEmit', '--incremental', 'false']),
  lint: () => tool('oxlint/bin/oxlint', ['--deny-warnings', '--format', 'unix']),
  'dead code': () => tool('knip/bin/knip.js', ['--no-progress']),
  tree,
};

const started = Date.now();
const failed = await Promise.all(
  Object.entries(CHECKS).map(async ([name, check]) => {
    const { ok, output } = await check();
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`${ok ? '✔' : '✖'} ${name.padEnd(9)} ${seconds} s${ok ? '' : `\n${output.trimEnd()}\n`}`);
    return !ok;
  }),
);
process.exit(failed.includes(true) ? 1 : 0);
