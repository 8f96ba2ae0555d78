import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LARGEST_SOURCES, MOST_LOSSES } from '../permissions/inference/infer.js';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './inconclusive-permission.rule.js';

const orchestra = { dialect: 'orchestra', permissions: ['git'], entry_points: ['index.js'] };
const inActivate = (code: string, before = '') => said(rule, { 'index.js': `${before}export function activate(ctx) { ${code} }` }, orchestra);

test('bad: the host goes where nobody can follow', () => {
  for (const code of ['ctx[location.hash]();', 'new Proxy(ctx, {});', 'eval("ctx.git");', 'Object.values(ctx).forEach((part) => part.log());', 'lib(Object.values(ctx));', 'lib(ctx);', 'lib({ deep: [ctx] });', 'lib.kept = ctx;', 'throw ctx;', 'lib(() => ctx);', 'lib`${ctx}`;', '"".constructor.constructor("return 1")()(ctx);']) {
    assert.deepEqual(inActivate(code, 'const lib = require("somewhere");'), ['high index.js:1'], code);
  }
  assert.deepEqual(said(rule, { 'index.js': 'exports.activate = (ctx) => { with (ctx) { git.log(); } };' }, orchestra), ['high index.js:1']);
  assert.match(findingsOf(rule, { 'index.js': 'export function activate(ctx) { ctx.secrets[ctx.name](); }' }, orchestra)[0]?.message ?? '', /in doubt: secrets$/);
});

test('good: members that are looked at and not used, and copies that keep their names', () => {
  for (const code of ['Object.values(ctx).length;', 'if (ctx[location.hash]) ctx.git.log();', 'const o = {}; for (const k in ctx) o[k] = ctx[k]; o.git.log();']) assert.deepEqual(inActivate(code), [], code);
});

test('bad: a script that cannot be read, and one too many', () => {
  assert.deepEqual(said(rule, { 'index.js': 'export function activate(' }, orchestra), ['high index.js:1']);
  assert.deepEqual(said(rule, { 'index.js': `export function activate() {} // ${'x'.repeat(LARGEST_SOURCES)}` }, orchestra), ['high index.js:1']);
  assert.deepEqual(said(rule, { 'h.py': 'def f(:\n' }, { dialect: 'comfyvn', entry_points: ['h.py'] }), ['high h.py:1']);
});

test('what helps fits what was seen: syntax is fixed, and nothing is called in another way', () => {
  const helpOf = (path: string, code: string | Uint8Array, dialect: string): string => findingsOf(rule, { [path]: code }, { dialect, entry_points: [path] })[0]?.help ?? '';
  for (const help of [helpOf('index.js', 'export function activate(', 'orchestra'), helpOf('index.js', Buffer.from('let \xe9t\xe9 = 1;', 'latin1'), 'orchestra'), helpOf('h.py', 'def f(:\n', 'comfyvn')]) assert.match(help, /^Fix the syntax \(.* UTF-8\)/);
  assert.match(helpOf('index.js', `export const a = ${'['.repeat(20_000)}${']'.repeat(20_000)};`, 'orchestra'), /^Nest less/);
  assert.match(helpOf('index.js', 'export function activate(ctx) { ctx[ctx.name](); }', 'orchestra'), /^Call the methods of the host by their names/);
});

test('a compiled module is not read as a script; the host that goes there is out of sight', () => {
  const addon = Buffer.from('\x7fELF\x02\x01\x01 and the rest of it');
  const load = 'const addon = require("./addon.node"); ';
  assert.deepEqual(said(rule, { 'index.js': `${load}exports.activate = (ctx) => { addon.count(1); ctx.git.log(); }`, 'addon.node': addon }, orchestra), []);
  assert.deepEqual(said(rule, { 'index.js': `${load}exports.activate = (ctx) => addon.run(ctx)`, 'addon.node': addon }, orchestra), ['high index.js:1']);
});

test('bad: any function of the global object may be the one that is called', () => {
  for (const code of ['window[location.hash]();', 'const parts = String(await_).split("."); globalThis[parts[0]]("https://edge.example/?k=" + parts[1]);', 'for (const name of Object.getOwnPropertyNames(globalThis)) if (name.length === 5) globalThis[name]("https://edge.example/");', 'new self[name()]();']) assert.deepEqual(said(rule, { 'index.js': code }, orchestra), ['high index.js:1'], code);
  assert.deepEqual(said(rule, { 'index.js': 'for (const name of ["parseInt", "parseFloat"]) globalThis[name]("1");' }, orchestra), [], 'the names are known');
});

test('the global object out of sight otherwise is a smaller doubt', () => {
  assert.deepEqual(said(rule, { 'index.js': 'take(window[location.hash]);' }, { ...orchestra, permissions: ['network'] }), ['medium index.js:1']);
  assert.deepEqual(said(rule, { 'index.js': 'take(window[location.hash]);' }, orchestra), [], 'not the way to what is declared');
});

test('no more places than a person reads', () => {
  const code = Array.from({ length: MOST_LOSSES * 2 }, (_, index) => `ctx[location.hash + ${index}]();`).join('\n');
  assert.equal(findingsOf(rule, { 'index.js': `export function activate(ctx) {\n${code}\n}` }, orchestra).length, MOST_LOSSES);
});

test('the global object out of sight does not hide where the host is', () => {
  const code = Array.from({ length: MOST_LOSSES * 2 }, (_, index) => `globalThis[location.hash + ${index}]();`).join('\n');
  for (const body of [`${code} ctx[location.hash]();`, `ctx[location.hash](); ${code}`]) {
    assert.ok(findingsOf(rule, { 'index.js': `export function activate(ctx) {\n${body}\n}` }, orchestra).some(({ severity }) => severity === 'high'), body.slice(0, 40));
  }
});

test('good: followed all the way, or nothing is left to doubt', () => {
  for (const code of ['for (const key of ["log", "status"]) ctx.git[key]();', 'console.log(ctx);', 'lib(ctx.notifications.show, ctx.name);', 'const { git, ...others } = ctx; others.ai.chat("x");', 'ctx.commands[lib]("x", () => {});']) {
    assert.deepEqual(inActivate(code, 'const lib = require("somewhere");'), [], code);
  }
  assert.deepEqual(said(rule, { 'index.js': 'export function activate(ctx) { ctx.git.log(); ctx.git[ctx.name](); }' }, orchestra), [], 'the only scope behind it is used anyway');
});

test('the help fits what is in the way', () => {
  const help = (code: string): string => findingsOf(rule, { 'index.js': code }, { ...orchestra, dialect: 'orchestra' })[0]?.help ?? '';
  assert.match(help('const modules = { "./a.js": () => { eval("exports.activate = (c) => c.git.log();\\n//# sourceURL=webpack-internal:///./a.js?"); } }; modules["./a.js"]();'), /Development builds of webpack .*`devtool: false`/);
  assert.match(help('require(location.hash)'), /name of each module out/);
  assert.match(help('export function activate(ctx) { ctx[location.hash](); }'), /methods of the host by their names/);
});
