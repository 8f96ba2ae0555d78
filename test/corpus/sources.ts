import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseScript } from '#apps/validation/rules/javascript/syntax/tree.js';

/** One script, or one package, of the corpus. */
export interface Sample {
  name: string;
  /** Path → content. */
  files: Record<string, string | Uint8Array>;
}

const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));
/** Packages whose scripts people wrote for themselves to read: what obfuscators and minifiers are given. */
const READABLE = ['commander/lib', 'semver/{classes,functions,ranges,internal}', 'lodash', 'pino/lib', 'fastify/lib', 'ioredis/built', 'bullmq/dist/cjs/classes', 'yaml/dist', 'rxjs/dist/cjs/internal', 'ajv/dist/compile', 'fast-check/lib/cjs', 'query-string', 'async'];
const SMALLEST = 700;
const LARGEST = 40_000;
/** Larger than what a child process is given, or than its time allows in a corpus. */
const LARGEST_PACKAGE = 20 * 1024 * 1024;
/** What lies in the folder of a package and is no part of it. */
const NOT_PACKED: ReadonlySet<string> = new Set(['node_modules', '.git']);
const SCRIPT = /\.[cm]?js$/;

/** `count` scripts of packages that are installed here, from all over them; the same ones for the same versions. */
export function sourceScripts(count: number): { name: string; text: string }[] {
  const paths = globSync(READABLE.map((folder) => join(MODULES, folder, '*.{js,cjs}'))).sort().filter((path) => {
    const { size } = statSync(path);
    return size >= SMALLEST && size <= LARGEST;
  });
  const step = Math.max(1, Math.floor(paths.length / count));
  const scripts = paths.filter((_, index) => index % step === 0).map((path) => ({ name: relative(MODULES, path), text: readFileSync(path, 'utf8') }));
  return scripts.filter(({ name, text }) => !('reason' in parseScript(name, text, false))).slice(0, count);
}

/** Every package that is installed here, or the ones named, each with all its files. Binary programs for this machine are left out. */
export function installedPackages(names: readonly string[] = everyName()): Generator<Sample> {
  return packagesIn(MODULES, names);
}

/** What somebody put into a folder: each folder in it is a package, each file a script. */
export function* samplesIn(root: string): Generator<Sample> {
  const names = readdirSync(root).sort();
  yield* packagesIn(root, names.filter((name) => statSync(join(root, name)).isDirectory()));
  for (const name of names) if (statSync(join(root, name)).isFile()) yield { name, files: { 'index.js': readFileSync(join(root, name)) } };
}

function* packagesIn(root: string, names: readonly string[]): Generator<Sample> {
  for (const name of names) {
    const folder = join(root, name);
    const paths = filesIn(folder).sort();
    if (paths.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0) > LARGEST_PACKAGE) continue;
    yield { name, files: Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path))])) };
  }
}

/** Every file of a package by its path, those whose names begin with a dot as well, which patterns leave out. */
function filesIn(root: string, below = ''): string[] {
  return readdirSync(join(root, below), { withFileTypes: true }).filter(({ name }) => !NOT_PACKED.has(name)).flatMap((entry) => {
    const path = join(below, entry.name);
    return entry.isDirectory() ? filesIn(root, path) : entry.isFile() ? [path] : [];
  });
}

function everyName(): string[] {
  return globSync(['*/package.json', '@*/*/package.json'], { cwd: MODULES }).map((path) => path.replace(/\/package\.json$/, '')).sort();
}

/** Scripts that their makers ship minified or bundled: by name, by folder, or by the length of their lines. */
export function shippedBundles(): Sample[] {
  const paths = globSync(['**/*.min.{js,mjs,cjs}', '**/{umd,bundles}/*.js', '**/dist/*.{umd,global,iife,browser}.js'], { cwd: MODULES }).sort();
  return paths.filter((path) => SCRIPT.test(path) && statSync(join(MODULES, path)).size < 2_000_000).map((path) => ({ name: path, files: { 'index.js': readFileSync(join(MODULES, path)) } }));
}
