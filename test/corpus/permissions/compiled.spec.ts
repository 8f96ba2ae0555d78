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

/** As libraries of npm are written that run in browsers and in Node.js, each asking for a module that is not bundled. */
const OUTSIDE = { 'lib/a.js': 'const p = require("process"); exports.pid = () => p.pid;', 'lib/b.js': 'let o = null; try { o = require("os"); } catch {} exports.home = () => (o ? o.homedir() : "");' };

describe('what esbuild puts before modules that call `require` hides nothing', () => {
  for (const format of ['esm', 'iife'] as const) for (const platform of ['neutral', 'node'] as const) for (const minified of [false, true]) test(`${format} for ${platform}${minified ? ', minified' : ''}`, () => inFolder({
    ...OUTSIDE,
    'orchestra.js': 'import { pid } from "./lib/a.js"; import { home } from "./lib/b.js"; export function activate(ctx) { ctx.clipboard.readText(home()); ctx.git.log(pid()); }',
    'skynet.js': 'import { pid } from "./lib/a.js"; const message = require("message"); const points = require("points"); message.reply(String(points.getRank("1")) + pid());',
  }, async (folder) => {
    const bundle = async (name: string): Promise<string> => (await build({ entryPoints: [join(folder, name)], bundle: true, format, platform, minify: minified, external: ['process', 'os', 'message', 'points'], globalName: format === 'iife' ? 'own' : undefined, write: false, logLevel: 'error' })).outputFiles[0]!.text;
    const orchestra = `${await bundle('orchestra.js')}${format === 'iife' ? '\nmodule.exports = own;' : ''}`;
    assert.match(orchestra, /require\.apply\(this, ?arguments\)/);
    check(orchestra);
    const skynet = answer({ name: '', dialect: 'skynet', files: { 'code.js': await bundle('skynet.js') }, entry: 'code.js', permissions: ['messages_write', 'ban'], unused: [], undeclared: [] });
    assert.deepEqual({ undeclared: skynet.undeclared.map(({ scope }) => scope), unused: skynet.unused, doubts: skynet.inconclusive }, { undeclared: ['members_read'], unused: ['ban'], doubts: [] });
  }));
});

describe('a table of functions is kept apart from what a library does with its own', () => {
  for (const library of ['yaml', 'semver', 'commander']) for (const minified of [false, true]) test(`${library}${minified ? ', minified' : ''}`, async () => {
    const contents = `import * as library from "${library}";
      async function a({ clipboard }) { await clipboard.readText(library); }
      async function b({ git }) { git.log(); }
      const table = { a, b };
      export function activate(ctx) { for (const [id, run] of Object.entries(table)) ctx.commands.register(id, () => run(ctx)); }`;
    const { outputFiles } = await build({ stdin: { contents, resolveDir: import.meta.dirname }, bundle: true, minify: minified, format: 'cjs', platform: 'node', write: false, logLevel: 'error' });
    const report = answer({ name: '', dialect: 'orchestra', files: { 'dist/index.js': outputFiles[0]!.text }, entry: 'dist/index.js', permissions: ['clipboard', 'secrets'], unused: [], undeclared: [] });
    assert.deepEqual(report.inconclusive.filter(({ host }) => host), []);
    assert.ok(report.undeclared.some(({ scope }) => scope === 'git'));
    assert.ok(report.used.some(({ scope }) => scope === 'clipboard'));
    assert.deepEqual(report.unused, ['secrets']);
  });
});
