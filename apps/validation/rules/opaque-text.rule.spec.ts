import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './opaque-text.rule.js';

import { createHash } from 'node:crypto';

/** Text that looks random and is the same in every run. */
const noise = (length: number) => Array.from({ length: Math.ceil(length / 88) }, (_, index) => createHash('sha512').update(String(index)).digest('base64')).join('').slice(0, length);

test('bad: a payload that is most of the script', () => {
  assert.deepEqual(said(rule, { 'a.js': `const p = "${noise(900)}";\nload(p);` }), ['medium a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `const p = \`${noise(900)}\`;\neval(unpack(p));` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `load([${Array.from('const a = require("fs"); a.readFileSync("/x"); send(a, "https://example.net");', (c) => c.charCodeAt(0)).join()}])` }), ['medium a.js:1']);
});

test('bad: decryption, and payloads in larger scripts', () => {
  assert.deepEqual(said(rule, { 'a.js': 'for (let i = 0; i < t.length; i++) o += String.fromCharCode(t.charCodeAt(i) ^ k)' }), ['medium a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `const p = "${noise(500)}";\n${'run();\n'.repeat(300)}` }), ['low a.js:1']);
});

test('good: pictures, fonts and WebAssembly', () => {
  assert.deepEqual(said(rule, { 'a.js': `const i = "data:image/png;base64,${noise(900)}", w = "AGFzbQEAAAA${noise(900)}", p = "iVBORw0KGgo${noise(900)}"` }), []);
});

test('good: prose, paths, tables of bytes', () => {
  assert.deepEqual(said(rule, { 'a.js': `const t = "${'All human beings are born free and equal. '.repeat(20)}", d = "${'M10 20L30 40'.repeat(60)}", b = [${Array.from({ length: 256 }, (_, index) => index).join()}]` }), []);
});
