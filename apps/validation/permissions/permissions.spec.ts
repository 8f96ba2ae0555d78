import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { packageOf } from '#test/support/scan-package.js';
import { CATALOGUES } from './catalogues.js';
import { MOST_PLACES } from './inference/uses.js';
import { permissionsOf } from './permissions.js';
import { MOST_NEEDED } from './report.js';

const orchestra = (code: string, permissions: string[] = []) => permissionsOf(packageOf({ 'index.js': code }, { dialect: 'orchestra', permissions, entry_points: ['index.js'] }));

test('the folder is the registry, and every scope can be used', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.catalogue.js'));
  assert.deepEqual([...CATALOGUES.keys()].map((dialect) => `${dialect}.catalogue.js`).sort(), files.sort());
  for (const { dialect, rows } of CATALOGUES.values()) {
    for (const { scope, methods, globals, manifestKeys } of rows) assert.ok(methods.length + globals.length + manifestKeys.length > 0, `${dialect} ${scope}`);
    const scopes = rows.map(({ scope }) => scope);
    assert.equal(new Set(scopes).size, scopes.length, dialect);
    for (const { impliedBy } of rows) for (const wider of impliedBy) assert.ok(scopes.includes(wider), wider);
  }
  assert.deepEqual(Object.fromEntries([...CATALOGUES].map(([dialect, { rows }]) => [dialect, rows.length])), { comfyvn: 11, formula: 10, orchestra: 11, skynet: 25, vscode: 0 });
});

test('docs/permissions.md lists every scope and method', () => {
  const page = readFileSync(new URL('../../../../docs/permissions.md', import.meta.url), 'utf8');
  for (const { rows } of CATALOGUES.values()) {
    for (const { scope, methods, manifestKeys, ungated } of rows) for (const name of [scope, ...methods, ...manifestKeys, ...ungated]) assert.ok(page.includes(`\`${name}\``), name);
  }
});

test('a report says what is used where, unused, undeclared and in doubt', () => {
  assert.deepEqual(orchestra('export function activate(ctx) {\n  ctx.git.log();\n  fetch("x");\n  ctx.ai[name()]();\n}', ['git', 'secrets']), {
    used: [{ scope: 'git', places: [{ file: 'index.js', line: 2, column: 3, evidence: 'ctx.git.log();' }] }],
    unused: ['secrets'],
    undeclared: [{ scope: 'network', started: true, places: [{ file: 'index.js', line: 3, column: 3, evidence: 'fetch("x");' }] }],
    inconclusive: [{ file: 'index.js', line: 4, column: 10, evidence: 'name()]();', scopes: ['ai.chat', 'ai.embed'], why: 'a member is chosen by a name that is only known at run time', host: true }],
  });
  assert.equal(permissionsOf(packageOf({ 'a.js': 'fetch(1)' }, { dialect: 'vscode' })), null);
  assert.equal(permissionsOf(packageOf({ 'a.js': 'fetch(1)' }, { dialect: 'plain' })), null);
});

test('places are shown up to a limit', () => {
  const report = orchestra(`export function activate(ctx) {\n${'  ctx.git.log();\n'.repeat(MOST_PLACES * 3)}}`, ['git']);
  assert.equal(report?.used[0]?.places.length, MOST_PLACES);
  const methods = ['read', 'readText', 'list', 'stat', 'exists'];
  const many = orchestra(`export function activate({ filesystem: f }) {\n${methods.map((name) => `  f.${name}();\n`.repeat(MOST_PLACES)).join('')}}`);
  assert.equal(many?.undeclared[0]?.places.length, MOST_NEEDED);
});

test('a package written for another host is not blamed for what its shims do', () => {
  const report = permissionsOf(packageOf({ 'index.js': 'import { Clipboard } from "@raycast/api"; Clipboard.copy("x");' }, { dialect: 'orchestra', compat: 'raycast', permissions: ['network'], entry_points: ['index.js'] }));
  assert.deepEqual([report?.unused, report?.inconclusive.map(({ host }) => host)], [[], [false]]);
});

test('large libraries beside the host are followed to the end', () => {
  const library = Array.from({ length: 400 }, (_, index) => `function f${index}(a, b) { return [a, b].map((x) => f${(index * 7) % 400}(x, f${(index * 13) % 400})); }\nlib.f${index} = f${index};`).join('\n');
  const report = orchestra(`const lib = {};\n${library}\nexport function activate(ctx) { for (const name in lib) lib[name](1, lib); ctx.git.log(); }`, ['git', 'secrets']);
  assert.deepEqual([report?.used.map(({ scope }) => scope), report?.unused, report?.inconclusive], [['git'], ['secrets'], []]);
});

test('fields of classes are followed in TypeScript as in JavaScript', () => {
  const code = 'class Tool { #git; log = null; static made = 0; constructor(ctx) { this.#git = ctx.git; this.log = ctx.git; } run() { return this.#git.log(); } }\nexport function activate(ctx) { new Tool(ctx).run(); }';
  const seen = (path: string, text: string) => permissionsOf(packageOf({ [path]: text }, { dialect: 'orchestra', entry_points: [path], permissions: ['secrets'] }));
  const typed = seen('index.ts', code.replace('log = null', 'accessor log: unknown = null'));
  assert.deepEqual([typed?.undeclared.map(({ scope }) => scope), typed?.unused, typed?.inconclusive], [['git'], ['secrets'], []]);
  assert.deepEqual(seen('index.js', code)?.undeclared.map(({ scope }) => scope), ['git']);
});

test('methods of which only types stand there', () => {
  const typed = 'export class Page { open(at: string): void; open(at: number): void; open(at: unknown): void { at; } constructor(a: string); constructor(private a: any) {} abstract close(): void }';
  const pkg = packageOf({ 'index.ts': typed }, { dialect: 'orchestra', entry_points: ['index.ts'] });
  assert.deepEqual(permissionsOf(pkg)?.inconclusive, []);
});

test('a member and a channel that a server gives by a number', () => {
  const skynet = (code: string, permissions: string[]) => permissionsOf(packageOf({ 'code.js': code }, { dialect: 'skynet', entry_points: ['code.js'], permissions }))!;
  const code = "const guild = require('guild'); const member = await guild.getMember('1'); await member.addRole('2'); await (await guild.fetchChannel('3')).send('x');";
  assert.deepEqual(skynet(code, ['guild_read', 'roles_manage', 'messages_write']).unused, []);
  assert.deepEqual(skynet(code, ['guild_read', 'messages_write']).undeclared.map(({ scope }) => scope), ['roles_manage']);
});

test('what compilers write for private members calls nothing that nobody gives', () => {
  const compiled = (kind: string, accessor: string): string => `var set = (this && this.__classPrivateFieldSet) || function (receiver, state, value, kind, f) { return (kind === "a" ? f.call(receiver, value) : f ? f.value = value : state.set(receiver, value)), value; };
var get = function (receiver, state, kind, f) { return kind === "m" ? f : kind === "a" ? f.call(receiver) : f ? f.value : state.get(receiver); };
var _host; class Scanner { constructor(host) { _host.set(this, void 0); set(this, _host, host, "${kind}"${accessor}); } run() { return get(this, _host, "f").filesystem.list("."); } } _host = new WeakMap(); exports.activate = (ctx) => new Scanner(ctx).run();`;
  const plain = orchestra(compiled('f', ''), ['filesystem.read']);
  assert.deepEqual([plain?.used.map(({ scope }) => scope), plain?.unused, plain?.undeclared, plain?.inconclusive], [['filesystem.read'], [], [], []]);
  assert.deepEqual(orchestra(compiled('a', ', (host) => host.git.log()'), ['filesystem.read'])?.undeclared.map(({ scope }) => scope), ['git']);
});

test('Python: a method that is only imported is not used', () => {
  const python = (code: string, permissions: string[]) => permissionsOf(packageOf({ 'main.py': code }, { dialect: 'comfyvn', entry_points: ['main.py'], permissions }))!;
  const imported = python('from comfyvn.api.assets import register, list as lst\n\ndef handle(request):\n    return len(lst())\n', ['assets.write']);
  assert.deepEqual(imported.unused, ['assets.write']);
  assert.deepEqual(imported.undeclared.map(({ scope, places }) => [scope, places.map(({ line }) => line)]), [['assets.read', [4]]]);
  for (const use of ['register("a")', 'table = {"go": register}\n    table["go"]("a")', 'list(map(register, request.items))', 'request.app.on(register)']) {
    assert.deepEqual(python(`from comfyvn.api.assets import register\n\ndef handle(request):\n    ${use}\n`, ['assets.write']).unused, [], use);
  }
});

test('what a wider permission includes is used, and the wider one is not', () => {
  const report = permissionsOf(packageOf({ 'code.js': "await require('message').member.getRoles();" }, { dialect: 'skynet', entry_points: ['code.js'], permissions: ['roles_manage'] }))!;
  assert.deepEqual([report.used.map(({ scope }) => scope), report.unused, report.undeclared], [['roles_read'], ['roles_manage'], []]);
});

test('a script that runs in a worker is loaded by whoever starts the worker', () => {
  const worker = 'self.onmessage = async (e) => { await fetch("https://api.example.com/" + e.data); };';
  const report = (start: string, permissions: string[] = []) => permissionsOf(packageOf({ 'dist/index.js': start, 'dist/worker.js': worker }, { dialect: 'orchestra', permissions, entry_points: ['dist/index.js'] }))!;
  const started = (start: string) => report(start).undeclared.map(({ scope, started: isStarted, places }) => `${scope} ${isStarted} ${places[0]?.file}`);
  const ways = [
    "export const activate = () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });", "export const activate = () => { const at = new URL('worker.js', import.meta.url); return new globalThis.SharedWorker(at); };",
    "const W = Worker; export const activate = () => new W('./worker.js');", "import { Worker } from 'node:worker_threads'; export const activate = () => new Worker(new URL('./worker.js', import.meta.url));",
    "const threads = require('worker_threads'); exports.activate = () => new threads.Worker('./worker.js');", "import { start } from './start.js'; export const activate = () => start(new URL('./worker.js', import.meta.url));",
  ];
  for (const way of ways.slice(0, -1)) assert.deepEqual(started(way), ['network true dist/worker.js'], way);
  const across = permissionsOf(packageOf({ 'index.js': ways.at(-1)!, 'start.js': 'export const start = (at) => new Worker(at);', 'worker.js': worker }, { dialect: 'orchestra', entry_points: ['index.js'] }))!;
  assert.deepEqual(across.undeclared.map(({ started: isStarted }) => isStarted), [true]);
  assert.deepEqual(report(ways[0]!, ['network']).unused, [], 'declared, it is used');
  const read = "import { readFile } from 'fs/promises'; export const activate = () => readFile(new URL('./worker.js', import.meta.url));";
  assert.deepEqual(report(read, ['filesystem.read']).undeclared.map(({ started: isStarted }) => isStarted), [false], 'an example that is read is not run');
  const handed = permissionsOf(packageOf({ 'index.js': "import { Worker } from 'worker_threads'; export const activate = (ctx) => new Worker('./w.js', { workerData: ctx });" }, { dialect: 'orchestra', permissions: ['git'], entry_points: ['index.js'] }))!;
  assert.deepEqual([handed.unused, handed.inconclusive.length > 0], [[], true], 'what it is given goes out of sight');
});
