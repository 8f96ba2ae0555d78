import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { build, transform } from 'esbuild';
import { minify } from 'terser';
import { generate } from './generate.js';
import { answer } from './score.js';

/** The ways to import a host, each with the same use of it: the clipboard, which is declared, and git, which is not. */
const IMPORTS: Readonly<Record<string, string>> = {
  all: 'import * as host from "orchestra"; export function activate() { host.clipboard.readText(join("a")); host.git.log(); }',
  default: 'import host from "orchestra"; export function activate() { host.clipboard.readText(join("a")); host.git.log(); }',
  both: 'import host, { git } from "orchestra"; export function activate() { host.clipboard.readText(join("a")); git.log(); }',
  'again under a name': 'import { clipboard } from "orchestra"; export * as tools from "./join"; import * as all from "orchestra"; export function activate() { clipboard.readText(join("a")); all.git.log(); }',
};
const JOIN = 'export const join = (a: any) => a + "!";\n';

function check(code: string): void {
  const files = { 'dist/index.js': code, 'dist/join.js': 'exports.join = (a) => a + "!";' };
  const report = answer({ name: '', dialect: 'orchestra', files, entry: 'dist/index.js', permissions: ['clipboard', 'secrets'], unused: [], undeclared: [] });
  const said = { undeclared: report.undeclared.map(({ scope }) => scope), unused: report.unused, doubts: report.inconclusive };
  assert.deepEqual(said, { undeclared: ['git'], unused: ['secrets'], doubts: [] }, code);
}

/** As it is, and as terser writes it. */
async function checkBoth(code: string): Promise<void> {
  check(code);
  check((await minify(code)).code!);
}

async function inFolder<T>(files: Readonly<Record<string, string>>, run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'souk-compiled-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sources = Object.fromEntries(Object.entries(IMPORTS).map(([name, code], index) => [name, { path: `e${index}.ts`, text: `import { join } from "./join";\n${code}\n` }]));
const files = { 'join.ts': JOIN, 'orchestra.d.ts': 'declare module "orchestra" { const all: any; export default all; export const git: any, clipboard: any; }\n', ...Object.fromEntries(Object.values(sources).map(({ path, text }) => [path, text])) };

describe('the same answer for what esbuild makes of a host’s module', () => {
  for (const [name, { path }] of Object.entries(sources)) for (const options of [{}, { minify: true }, { target: 'es2015' }, { bundle: true }, { bundle: true, minify: true }]) {
    test(`${name} ${JSON.stringify(options)}`, () => inFolder(files, async (folder) => {
      const { outputFiles } = await build({ entryPoints: [join(folder, path)], format: 'cjs', platform: 'node', write: false, logLevel: 'error', ...('bundle' in options ? { external: ['orchestra'] } : {}), ...options });
      await checkBoth(outputFiles[0]!.text);
    }));
  }
});

describe('the same answer for what TypeScript makes of a host’s module', () => {
  for (const target of ['es2015', 'es2022']) test(target, () => inFolder(files, async (folder) => {
    const compiler = createRequire(import.meta.url).resolve('typescript/package.json').replace(/package\.json$/, 'bin/tsc');
    execFileSync(process.execPath, [compiler, '--module', 'commonjs', '--moduleResolution', 'bundler', '--target', target, '--esModuleInterop', '--outDir', 'dist', ...Object.keys(files)], { stdio: 'pipe', cwd: folder });
    for (const { path } of Object.values(sources)) await checkBoth(readFileSync(join(folder, 'dist', path.replace(/ts$/, 'js')), 'utf8'));
  }));
});

describe('a library that is bundled beside the host’s module has nothing of the host', () => {
  for (const library of ['commander', 'semver', 'yaml']) for (const minified of [false, true]) test(`${library}${minified ? ', minified' : ''}`, async () => {
    const contents = `import * as host from "orchestra"; import * as library from "${library}"; export async function activate(ctx) { const text = await host.clipboard.readText(); ctx.commands.register("a.b", () => console.log(library, text)); ctx.git.log(); }`;
    const { outputFiles } = await build({ stdin: { contents, resolveDir: import.meta.dirname }, bundle: true, minify: minified, format: 'cjs', platform: 'node', external: ['orchestra'], write: false, logLevel: 'error' });
    const report = answer({ name: '', dialect: 'orchestra', files: { 'dist/index.js': outputFiles[0]!.text }, entry: 'dist/index.js', permissions: ['clipboard', 'secrets'], unused: [], undeclared: [] });
    assert.deepEqual(report.inconclusive.filter(({ host }) => host), []);
    assert.ok(report.undeclared.some(({ scope }) => scope === 'git'));
    assert.ok(report.used.some(({ scope }) => scope === 'clipboard'));
    assert.deepEqual(report.unused, ['secrets']);
  });
});

/** Of generated packages as esbuild lowers them for engines without async functions, members that are copied into literals, and private fields. */
const LEAST_SAME = 0.9;

describe('lowered code gets the same answer, or is in doubt', () => {
  for (const dialect of ['orchestra', 'skynet', 'formula'] as const) test(dialect, async () => {
    let same = 0;
    const packages = generate(dialect, 40, 7);
    for (const labelled of packages) {
      const lowered = await Promise.all(Object.entries(labelled.files).map(async ([path, text]) => [path, /\.[jt]s$/.test(path) ? (await transform(text, { loader: 'ts', target: 'es2016', format: 'cjs' })).code : text]));
      const report = answer({ ...labelled, files: Object.fromEntries(lowered) as Record<string, string> });
      const inDoubt = report.inconclusive.filter(({ host }) => host).flatMap(({ scopes }) => scopes);
      const undeclared = report.undeclared.map(({ scope }) => scope);
      assert.deepEqual(labelled.undeclared.filter((scope) => !undeclared.includes(scope) && !inDoubt.includes(scope)), [], labelled.name);
      assert.deepEqual(report.unused.filter((scope) => !labelled.unused.includes(scope)), [], labelled.name);
      if (inDoubt.length === 0) same++;
    }
    assert.ok(same >= LEAST_SAME * packages.length, `${same} of ${packages.length}`);
  });
});
