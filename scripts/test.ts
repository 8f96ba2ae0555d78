import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { TEST_SERVERS, type TestServer } from './test-servers.js';
import { importsOf, resolveImport } from './tree-rules.js';

/** `npm test [-- part of a file name …]`: the specs, on servers that are started for them and removed after. */

const DIST = join(dirname(fileURLToPath(import.meta.url)), '..');
const FILE_TIMEOUT_MS = 300_000;
/** One more than the cores of a small machine: many files wait for processes that start, or for locks that run out. */
const FILES_AT_ONCE = 3;
/** Where files take long, longest first; the others take a few seconds. A long one that began last would have the machine to itself. */
const LONG = ['test/e2e/', 'test/integration/', 'apps/cli/', 'test/'];

/** Specs of the hosts' conformance vectors, which are not part of the project. */
const VECTORS = /-vectors\.spec\.js$/;

function specs(parts: string[]): string[] {
  const found = globSync('{apps,libs,prisma,scripts,test}/**/*.spec.js', { cwd: DIST }).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const all = process.env.SOUK_VECTORS === undefined ? found.filter((file) => !VECTORS.test(file)) : found;
  if (all.length < found.length) console.log(`SOUK_VECTORS is not set: ${found.length - all.length} specs of conformance vectors are not run`);
  return parts.length === 0 ? all : all.filter((file) => parts.some((part) => file.includes(part)));
}

/** The place of a file in the order: that of its folder in LONG. */
function rank(file: string): number {
  const place = LONG.findIndex((folder) => file.startsWith(folder));
  return place < 0 ? LONG.length : place;
}

/** These files and all that they import, as text. */
function textsOf(files: string[]): string[] {
  const texts = new Map<string, string>();
  const read = (file: string): void => {
    if (texts.has(file) || !existsSync(join(DIST, file))) return;
    const text = readFileSync(join(DIST, file), 'utf8');
    texts.set(file, text);
    for (const specifier of importsOf(text)) {
      const target = resolveImport(file, specifier)?.replace(/\.ts$/, '.js');
      if (target?.endsWith('.js')) read(target);
    }
  };
  files.forEach(read);
  return [...texts.values()];
}

/** Starts the servers that these specs speak of. Returns what stops them. Throws, with none left running, when one does not start. */
async function startServers(files: string[], folder: string): Promise<() => Promise<void>> {
  const texts = textsOf(files);
  const wanted = TEST_SERVERS.filter(({ variable }) => !process.env[variable] && texts.some((text) => text.includes(variable)));
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => void (await Promise.all(stops.map((stopOne) => stopOne())));
  const start = async ({ variable, start }: TestServer) => {
    const started = await start(folder);
    if ('missing' in started) return console.log(`${variable} is not set and ${started.missing}: tests that need it are skipped`);
    stops.push(started.stop);
    process.env[variable] = started.url;
  };
  const outcomes = await Promise.allSettled(wanted.map(start));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (!failed) return stop;
  await stop();
  throw failed.reason;
}

interface Outcome {
  passed: number;
  failed: number;
  /** `file: test (reason)` */
  skipped: string[];
}

/** Runs the files, each in a process of its own, and reports to standard output. */
async function runSpecs(files: string[], signal: AbortSignal): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, failed: 0, skipped: [] };
  const stream = run({ files: files.map((file) => join(DIST, file)), concurrency: FILES_AT_ONCE, isolation: 'process', timeout: FILE_TIMEOUT_MS, execArgv: ['--enable-source-maps'], signal });
  stream.on('test:pass', ({ name, file, skip, todo, details }) => {
    const reason = skip ?? todo;
    if (reason !== undefined && reason !== false) outcome.skipped.push(`${relative(DIST, file ?? '')}: ${name}${typeof reason === 'string' ? ` (${reason})` : ''}`);
    else if (name === file) fileWithoutTests(file);
    else if (details.type !== 'suite') outcome.passed += 1;
  });
  stream.on('test:fail', ({ details }) => {
    // A suite fails with its tests, which are counted themselves, or by itself.
    const { failureType } = details.error as { failureType?: string };
    if (details.type !== 'suite' || failureType !== 'subtestsFailed') outcome.failed += 1;
  });
  const fileWithoutTests = (file: string) => {
    outcome.failed += 1;
    console.log(`✖ ${relative(DIST, file)} has no tests`);
  };
  await pipeline(stream, new spec(), process.stdout, { end: false });
  return outcome;
}

const files = specs(process.argv.slice(2));
if (files.length === 0) {
  console.log(`no spec has ${process.argv.slice(2).join(' or ')} in its name`);
  process.exit(1);
}
const interrupted = new AbortController();
for (const event of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(event, () => interrupted.abort());
const folder = mkdtempSync(join(tmpdir(), 'souk-test-'));
// Hundreds of processes load the same modules: the first compiles them for all.
process.env.NODE_COMPILE_CACHE ??= join(folder, 'compiled');
try {
  const stopServers = await startServers(files, folder);
  const { passed, failed, skipped } = await runSpecs(files, interrupted.signal).finally(stopServers);
  if (interrupted.signal.aborted) console.log('interrupted');
  if (skipped.length > 0) console.log(`\nSKIPPED:\n${skipped.map((line) => `  ${line}`).join('\n')}\n`);
  console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  process.exitCode = failed > 0 || passed === 0 || interrupted.signal.aborted ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
