import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { LARGEST_SCRIPT } from './javascript/scripts.js';
import { rule } from './unparseable-script.rule.js';

const entry_points = ['dist/index.js'];

test('bad: an entry point that does not parse blocks', () => {
  assert.deepEqual(said(rule, { 'dist/index.js': 'let a = 1;\nlet = = 2;' }, { entry_points }), ['block dist/index.js:2']);
  assert.deepEqual(said(rule, { 'dist/index.js': '(' }, { entry_points: ['./dist/index'] }), ['block dist/index.js:1']);
});

test('bad: other scripts that cannot be checked are a maintainer’s to see', () => {
  assert.deepEqual(said(rule, { 'a.js': 'let a = ;', 'b.mjs': '<!DOCTYPE html>' }), ['medium a.js:1', 'medium b.mjs:1']);
  assert.deepEqual(said(rule, { 'src/a.ts': 'let a: number = 1' }), ['low src/a.ts'], 'a source that nothing loads');
  assert.deepEqual(said(rule, { 'dist/index.js': 'import "../src/a.ts"', 'src/a.ts': 'let a: number = 1' }, { entry_points }), ['medium src/a.ts']);
  assert.deepEqual(said(rule, { 'src/a.ts': 'let a: number = 1' }, { entry_points: ['src/a.ts'] }), ['high src/a.ts']);
  assert.deepEqual(said(rule, { 'dist/index.js': ';'.repeat(LARGEST_SCRIPT + 1) }, { entry_points }), ['high dist/index.js']);
});

test('bad: nested without end, which would bring a parser down', () => {
  for (const open of ['[', '(', '{', '!', 'a=>', 'a?', '`${', 'function f(){', 'new ', 'async()=>', '{a:', 'x(', 'if(a)', 'class A{static{']) {
    const [finding] = findingsOf(rule, { 'dist/index.js': open.repeat(100_000) }, { entry_points });
    assert.equal(finding?.severity, 'block', open);
  }
});

test('good: long, not deep', () => {
  assert.deepEqual(said(rule, { 'a.js': `x = ${'1 + '.repeat(100_000)}1; y = "${'a'.repeat(1e6)}"; z = a${'.b()'.repeat(1_000)}; w = [${'1,'.repeat(300_000)}]` }), []);
  assert.deepEqual(said(rule, { 'a.js': `${'if (a) { b() } else '.repeat(300)}{}` }), []);
});

test('good: every kind of script that hosts run', () => {
  assert.deepEqual(said(rule, { 'a.js': '#!/usr/bin/env node\nreturn require("x")', 'b.js': '\uFEFFimport x from "y" with { type: "json" }; await x', 'c.jsx': 'export default () => <b>{1}</b>' }), []);
  assert.deepEqual(said(rule, { 'a.cjs': 'with (a) b; var await = 010; <!-- old comment', 'b.mjs': 'class A { #a = 1; static { } get a() { return this.#a } } a ??= b?.c; 1_000n; /(?<a>.)/v', 'd.d.ts': 'export type A = 1' }), []);
  assert.deepEqual(said(rule, { 'a.json': '{', 'a.css': 'a {', 'page.html': '<p' }, { entry_points: ['page.html', 'a.json'] }), []);
});
