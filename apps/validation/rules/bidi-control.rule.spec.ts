import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './bidi-control.rule.js';

const RLO = '\u202E', LRI = '\u2066', PDI = '\u2069';
const js = (text: string) => said(rule, { 'a.js': text });

test('bad: comments and texts that end earlier than they seem to', () => {
  assert.deepEqual(js(`let ok = 1;\n/*${RLO} } ${LRI}if (admin)${PDI} ${LRI} begin */`), ['critical a.js:2', 'critical a.js:2', 'critical a.js:2', 'critical a.js:2']);
  assert.deepEqual(js(`if (level !== "user${RLO} ${LRI}// check${PDI} ${LRI}") {}`).length, 4);
  assert.match(findingsOf(rule, { 'a.js': `x(${RLO})` })[0]?.evidence ?? '', /^\\u\{202e\}\)$/);
});

test('bad: in other languages, in documents, beside broken bytes', () => {
  assert.deepEqual(said(rule, { 'a.py': `''' ${RLO}''' ;return ${PDI}` }), ['critical a.py:1', 'critical a.py:1']);
  assert.deepEqual(said(rule, { 'README.md': `pay ${RLO}100${PDI}` }), ['critical README.md:1', 'critical README.md:1']);
  assert.deepEqual(said(rule, { 'a.js': Buffer.concat([Buffer.from([0, 0xff]), Buffer.from(`let ${RLO}`)]) }), ['critical a.js:1'], 'a broken byte hides nothing');
});

test('good: languages that are written from right to left', () => {
  assert.deepEqual(said(rule, { 'ar.json': '{"a": "مرحبا بالعالم", "b": "نص\u200Fنص"}', 'he.md': 'שלום עולם hello', 'he.js': 'const a = "שלום";' }), []);
  assert.deepEqual(said(rule, { 'ar.json': `{"a": "\u202Bمرحبا\u202C"}` }), ['low ar.json:1', 'low ar.json:1'], 'balanced, beside right-to-left text, not code');
});

test('good: the characters as escapes, and in binary files', () => {
  assert.deepEqual(js('const bidi = /[\\u202A-\\u202E]/; const text = "\\u{202e}"; // U+202E'), []);
  assert.deepEqual(said(rule, { 'a.bin': Buffer.concat([Buffer.from([0]), Buffer.from(RLO)]) }), []);
});
