import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './decoder-calls.rule.js';

test('bad: calls that only decode', () => {
  assert.deepEqual(said(rule, { 'a.js': Array.from({ length: 16 }, (_, index) => `run(d(${index + 100}), { k: e(0x${index}, "key") });`).join('\n') }), ['medium a.js:1']);
});

test('bad: texts in base64 all over', () => {
  assert.deepEqual(said(rule, { 'a.js': 'x(atob("aHR0cHM="), atob("ZXhhbXBsZQ=="), atob("Lm5ldA=="), Buffer.from("2f61", "hex"), unescape("%2f%62"))' }), ['medium a.js:1']);
});

test('good: modules by number, and numbers in tests', () => {
  assert.deepEqual(said(rule, { 'a.js': Array.from({ length: 30 }, (_, index) => `var m${index}=n(${index});`).join('') }), []);
  assert.deepEqual(said(rule, { 'a.js': Array.from({ length: 30 }, (_, index) => `check(BigInt(${index}), Number("${index}"));`).join('') }), []);
});

test('good: one image in base64', () => {
  assert.deepEqual(said(rule, { 'a.js': 'const icon = atob("aHR0cHM="); draw(icon); const name = decodeURIComponent(location.hash)' }), []);
});

test('good: ranges, pairs and colours; bad: one place each, and others that mislead', () => {
  const calls = (call: (index: number) => string) => said(rule, { 'a.js': Array.from({ length: 30 }, (_, index) => `check(${call(index + 1)});`).join('\n') });
  assert.deepEqual(calls((index) => `r(${index}, ${index + 2}, 'comment')`), []);
  for (const call of [(index: number) => `d(${index}, 'key')`, (index: number) => `d(${index + 290}, ${index})`, (index: number) => `d(0x${index}, -0x${index})`]) assert.deepEqual(calls(call), ['medium a.js:1'], call(1));
});
