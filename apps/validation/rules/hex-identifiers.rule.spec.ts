import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './hex-identifiers.rule.js';

test('bad: most names are numbers', () => {
  assert.deepEqual(said(rule, { 'a.js': 'function _0x1a2b(_0x3c4d,_0x5e6f){var _0x7a8b=_0x3c4d+_0x5e6f;return _0x7a8b*_0x3c4d;}_0x1a2b(1,2);' }), ['medium a.js:1']);
  assert.match(findingsOf(rule, { 'a.js': 'const load = (_0xabc) => _0xabc;\n_0xabc1(_0xabc2, _0xabc3, _0xabc4, _0xabc5, _0xabc6, other)' })[0]?.message ?? '', /^\d+ % of the names/);
});

test('good: some such names among many, numbers in hexadecimal', () => {
  assert.deepEqual(said(rule, { 'a.js': `${Array.from({ length: 80 }, (_, index) => `let name${index};`).join('')} _0xab12(_0xab13, _0xab14, _0xab15, _0xab16, _0xab17, _0xab18, _0xab19)` }), []);
  assert.deepEqual(said(rule, { 'a.js': 'const MASK = 0xff00, _0 = 1, _x = 2, x0x = 3; // _0x1234 _0x2345 _0x3456 _0x4567 _0x5678 _0x6789 _0x7890 _0x8901' }), []);
});
