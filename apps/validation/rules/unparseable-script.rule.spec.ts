import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { LARGEST_SCRIPT } from './javascript/syntax/scripts.js';
import { LARGEST_TYPED } from './javascript/syntax/typed.js';
import { LARGEST_MODULE } from './python/modules.js';
import { rule as dynamicCode } from './dynamic-code.rule.js';
import { rule } from './unparseable-script.rule.js';

const entry_points = ['dist/index.js'];

test('bad: an entry point that does not parse blocks', () => {
  assert.deepEqual(said(rule, { 'dist/index.js': 'let a = 1;\nlet = = 2;' }, { entry_points }), ['block dist/index.js:2']);
  assert.deepEqual(said(rule, { 'dist/index.js': '(' }, { entry_points: ['./dist/index'] }), ['block dist/index.js:1']);
});

test('bad: other scripts that cannot be checked are a maintainer’s to see', () => {
  assert.deepEqual(said(rule, { 'a.js': 'let a = ;', 'b.mjs': '<!DOCTYPE html>' }), ['medium a.js:1', 'medium b.mjs:1']);
  assert.deepEqual(said(rule, { 'dist/index.js': ';'.repeat(LARGEST_SCRIPT + 1) }, { entry_points }), ['high dist/index.js']);
});

test('a byte order mark is no column, as in editors', () => {
  const at = (path: string, code: string): string => findingsOf(rule, { [path]: code }, { entry_points: [path] }).map(({ line, column }) => `${line}:${column}`).join();
  for (const [path, code] of [['a.js', 'a = ;'], ['a.ts', 'a = ;'], ['a.js', '\na = ;'], ['a.py', 'x = = 1'], ['a.py', 'x = 1\ny = = 1']] as const) assert.equal(at(path, `\uFEFF${code}`), at(path, code), code);
  assert.equal(at('a.js', '\uFEFFa = ;'), '1:5');
  const [found] = findingsOf(dynamicCode, { 'a.js': '\uFEFFeval(location.hash)' });
  assert.deepEqual([found?.line, found?.column], [1, 1]);
});

test('what nothing loads is told of where it is known what is started', () => {
  const files = { 'dist/index.js': 'require("./a.js")', 'dist/a.js': 'let a = ;', 'test/broken.js': 'let a = ;', 'old.py': 'def f(:' };
  assert.deepEqual(said(rule, files, { entry_points }), ['medium dist/a.js:1', 'low test/broken.js:1', 'low old.py:1']);
});

test('bad: TypeScript, Python and pages', () => {
  assert.deepEqual(said(rule, { 'src/a.ts': 'let a: = 1' }, { entry_points: ['src/a.ts'] }), ['block src/a.ts:1']);
  assert.deepEqual(said(rule, { 'src/a.ts': `let a = "${'x'.repeat(LARGEST_TYPED)}"` }), ['medium src/a.ts']);
  assert.deepEqual(said(rule, { 'a.py': 'x = 1\ndef f(:\n  pass' }, { entry_points: ['a.py'] }), ['block a.py:2']);
  assert.deepEqual(said(rule, { 'a.py': '('.repeat(1_000) }), ['medium a.py:1']);
  assert.deepEqual(said(rule, { 'a.py': '#'.repeat(LARGEST_MODULE + 1) }), ['medium a.py']);
  assert.deepEqual(said(rule, { 'a.html': '<p>\n<script>\nlet = = 1</script>' }), ['medium a.html:3']);
});

test('Flow: read without its types where a comment at the beginning names it, and a host that starts it is told of', () => {
  const types = "import type { A } from './a';\nimport { type B, c } from './b';\nimport typeof D from './d';\nopaque type O = string;\nexport type P = {| +x: ?A, ...B |};\ndeclare function f(x: string): void;\ninterface I { x: number }\nclass K<+T> extends L<T> implements I { +y: T; static z: Array<T> = []; m(this: K<T>, x?: A): %checks { return !!x; } }\nfunction g(x: any): boolean %checks { return !!x; }\n";
  const code = (comment: string): string => `${comment}\n'use strict';\n${types}const run = (eval: any);\n(run: Function)(c);\nsetTimeout(((c: any): string) + c);`;
  const said = (comment: string, path = 'dist/index.js'): string[] => [rule, dynamicCode].flatMap((each) => findingsOf(each, { [path]: code(comment) }, { entry_points }).map(({ severity, rule: id, line }) => `${severity} ${id} ${line}`));
  assert.deepEqual(said('/**\n * Licence.\n *\n * @flow strict-local\n */'), ['medium unparseable-script null', 'high dynamic-code 17']);
  assert.deepEqual(said('// @flow', 'dist/other.js'), ['high dynamic-code 13'], 'what nothing starts is read as well');
  assert.deepEqual(said('// @noflow').map((each) => each.replace(/\d+$/, '')), ['block unparseable-script ']);
  assert.deepEqual(said(`// @flow ${'x'.repeat(LARGEST_TYPED)}`).map((each) => each.replace(/\d+$/, '')), ['block unparseable-script ']);
});

test('JSX under the name of a module is read, as bundlers compile it, and a host that starts it is told of', () => {
  const code = (name: string): Record<string, string> => ({ [name]: 'import { h } from "h";\nexport const A = ({ b }) => <><b c={b}>{eval(b)}</b></>;' });
  const both = (name: string, entries: string[]): string[] => [rule, dynamicCode].flatMap((each) => findingsOf(each, code(name), { entry_points: entries }).map(({ severity, rule: id, line }) => `${severity} ${id} ${line}`));
  for (const name of ['dist/index.mjs', 'dist/index.cjs']) assert.deepEqual(both(name, [name]), ['medium unparseable-script null', 'high dynamic-code 2'], name);
  assert.deepEqual(both('dist/other.mjs', entry_points), ['high dynamic-code 2']);
  assert.deepEqual(both('dist/index.js', entry_points), ['high dynamic-code 2'], 'the name that compilers and engines share');
  assert.deepEqual(said(rule, { 'a.mjs': 'export const a = <b>{c</b>;' }, { entry_points: ['a.mjs'] }), ['block a.mjs:1']);
});

test('bad: nested without end, which would bring a parser down', () => {
  for (const open of ['[', '(', '{', '!', 'a=>', 'a?', '`${', 'function f(){', 'new ', 'async()=>', '{a:', 'x(', 'if(a)', 'class A{static{']) {
    const [finding] = findingsOf(rule, { 'dist/index.js': open.repeat(100_000) }, { entry_points });
    assert.equal(finding?.severity, 'block', open);
    const [typed] = findingsOf(rule, { 'index.ts': open.repeat(50_000) }, { entry_points: ['index.ts'] });
    assert.equal(typed?.severity, 'block', `${open} in TypeScript`);
  }
});

test('good: long, not deep', () => {
  assert.deepEqual(said(rule, { 'a.js': `x = ${'1 + '.repeat(100_000)}1; y = "${'a'.repeat(9e6)}"; z = a${'.b()'.repeat(1_000)}; w = [${'1,'.repeat(300_000)}]` }), []);
  assert.deepEqual(said(rule, { 'a.js': `${'if (a) { b() } else '.repeat(300)}{}` }), []);
});

test('what no parser reads without a setting is told in words of the language', () => {
  const [found] = findingsOf(rule, { 'a.ts': 'let a = b |> c' });
  assert.deepEqual([found?.message, found?.line, found?.column], ['this script cannot be checked: this is no syntax of JavaScript or TypeScript that is read here', 1, 11]);
});

test('good: every kind of script that hosts run', () => {
  assert.deepEqual(said(rule, { 'a.js': '#!/usr/bin/env node\nreturn require("x")', 'b.js': '\uFEFFimport x from "y" with { type: "json" }; await x', 'c.jsx': 'export default () => <b>{1}</b>' }), []);
  assert.deepEqual(said(rule, { 'a.cjs': 'with (a) b; var await = 010; <!-- old comment', 'b.mjs': 'class A { #a = 1; static { } get a() { return this.#a } } a ??= b?.c; 1_000n; /(?<a>.)/v', 'd.d.ts': 'export type A = 1' }), []);
  const typed = 'abstract class A<T> { private x?: T; constructor(readonly y: number) {} } export type { A }; let z = <const T,>(a: T) => a as unknown satisfies T';
  assert.deepEqual(said(rule, { 'a.ts': typed, 'b.tsx': 'export default () => <b>{1 as number}</b>', 'a.py': 'match x:\n    case 1: pass\nasync def f[T](a: T, /, *, b=1): return await g(**a)\n', 'd.pyi': 'def f() -> int: ...' }), []);
  assert.deepEqual(said(rule, { 'a.json': '{', 'a.css': 'a {', 'page.html': '<p' }, { entry_points: ['page.html', 'a.json'] }), []);
});

test('a script that its host runs as the body of an async function is read like any other', () => {
  const code = "const message = require('message');\nif (!message) return;\nconst { a } = await message.reply('hi');\neval(a);\nreturn { a };";
  assert.deepEqual(said(rule, { 'code.js': code }, { dialect: 'skynet', entry_points: ['code.js'] }), []);
  assert.deepEqual(said(dynamicCode, { 'code.js': code }, { dialect: 'skynet', entry_points: ['code.js'] }), ['high code.js:4']);
  assert.equal(findingsOf(dynamicCode, { 'code.js': code })[0]!.column, 1);
  assert.deepEqual(said(rule, { 'code.js': `${code}\n}); eval(a); (async () => {` }, { entry_points: ['code.js'] }).length, 1, 'but nothing leaves that body');
});

test('bad: names that lead too far to be followed', () => {
  const doubling = `var x0 = a; ${Array.from({ length: 400 }, (_, at) => `var x${at + 1} = x${at} || x${at};`).join('')} x400()`;
  assert.deepEqual(said(rule, { 'dist/index.js': doubling }, { entry_points }), ['block dist/index.js']);
  assert.deepEqual(said(rule, { 'dist/index.js': `/*${'x'.repeat(1024 * 1024)}*/${doubling}` }, { entry_points }), ['high dist/index.js'], 'in a large script they may be many without anybody’s having meant it');
  assert.deepEqual(said(rule, { 'dist/index.js': `var ${Array.from({ length: 400 }, (_, at) => `x${at + 1} = x${at}`).join()}; x400()` }, { entry_points }), [], 'a long way is no circle');
});

test('a module under the name of a script is read, as bundlers do; what is neither is not', () => {
  const of = (text: string) => said(rule, { 'a.cjs': text }, { entry_points: ['a.cjs'] });
  assert.deepEqual(of('import a from "a"; export const b = a;'), []);
  assert.deepEqual(of('import a from "a"; with (a) b;'), ['block a.cjs:1']);
});

test('attributes of imports as they were written before are read, each in its place', () => {
  const code = "import a from './a.json' assert { type: 'json' };\nimport b from './b.json' assert{type:'json'};\neval(a.text);";
  assert.deepEqual(said(rule, { 'a.mjs': code }, { entry_points: ['a.mjs'] }), []);
  assert.deepEqual(said(dynamicCode, { 'a.mjs': code }, { entry_points: ['a.mjs'] }), ['high a.mjs:3']);
  assert.deepEqual(said(rule, { 'a.mjs': "import a from './a.json' assert type;" }, { entry_points: ['a.mjs'] }).length, 1);
});

test('a film under the extension of TypeScript is no script; what only begins like one is', () => {
  const film = Buffer.alloc(3 * 188, 0xff);
  for (const at of [0, 188, 376]) film.set([0x47, 0x40, 0], at);
  const loads = "import './a.ts';";
  assert.deepEqual(said(rule, { 'a.mjs': loads, 'a.ts': film }, { entry_points: ['a.mjs'] }), []);
  assert.equal(said(rule, { 'a.mjs': loads, 'a.ts': film.subarray(0, 188) }, { entry_points: ['a.mjs'] }).length, 1);
});
