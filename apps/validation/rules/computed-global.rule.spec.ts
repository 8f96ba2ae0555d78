import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './computed-global.rule.js';

test('bad: which global, is computed', () => {
  assert.deepEqual(said(rule, { 'a.js': 'globalThis[d(12)]("x")' }), ['medium a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': 'let p = "main";\nprocess[p + "Module"].require("fs")' }), ['medium a.js:2']);
});

test('good: globals by name', () => {
  assert.deepEqual(said(rule, { 'a.js': 'globalThis["fetch"](x); window[key] = 1; process.env[name(x)]; global.x.y' }), []);
});

test('good: symbols, own objects', () => {
  assert.deepEqual(said(rule, { 'a.js': 'globalThis[Symbol.for("a.b")] ??= new Map(); table[f(1)]; this.window[f(2)]' }), []);
});
