import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './hidden-unicode.rule.js';

const RLO = '\u202E', LRI = '\u2066', PDI = '\u2069', ZWSP = '\u200B', ZWNJ = '\u200C', ZWJ = '\u200D', BOM = '\uFEFF', FILLER = '\u3164';
const tags = (text: string) => Array.from(text, (character) => String.fromCodePoint(0xe0000 + character.charCodeAt(0))).join('');
const selectors = (bytes: string) => Array.from(bytes, (character) => String.fromCodePoint(0xe0100 + character.charCodeAt(0))).join('');
const js = (text: string) => said(rule, { 'a.js': text });

test('bad: bidi controls', () => {
  assert.deepEqual(js(`let ok = 1;\n/*${RLO} } ${LRI}if (admin)${PDI} ${LRI} begin */`), ['critical a.js:2', 'critical a.js:2', 'critical a.js:2', 'critical a.js:2']);
  assert.deepEqual(said(rule, { 'README.md': `pay ${RLO}100${PDI}` }), ['critical README.md:1', 'critical README.md:1']);
  assert.match(findingsOf(rule, { 'a.js': `x(${RLO})` })[0]?.evidence ?? '', /^\\u\{202e\}\)$/);
});

test('bad: zero width inside of names and words', () => {
  assert.deepEqual(js(`let is${ZWSP}Admin`), ['high a.js:1']);
  assert.deepEqual(js(`let a = 1, a${ZWJ} = 2`), ['high a.js:1']);
  assert.deepEqual(js(`x.tok${BOM}en`), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'package.json': `{"name": "lo${ZWNJ}dash"}` }), ['medium package.json:1']);
});

test('bad: names that show as nothing', () => {
  assert.deepEqual(js(`const { timeout,${FILLER}} = req.query`), ['high a.js:1']);
  assert.deepEqual(js('x = { \uFFA0: 1 }'), ['high a.js:1']);
});

test('bad: hidden data', () => {
  assert.deepEqual(js(`const s = "hi${tags('run this')}"`), ['critical a.js:1']);
  assert.deepEqual(js(`const s = "😀${selectors('payload')}"`), ['critical a.js:1']);
  assert.deepEqual(js(`f(\`${'\uFE00\uFE01\uFE0F'.repeat(9)}\`)`), ['critical a.js:1']);
  assert.deepEqual(js('let a\uFE0F = 1'), ['high a.js:1']);
  assert.deepEqual(js(`s = " ${ZWSP}${ZWNJ}${ZWSP}${ZWSP}${ZWNJ} "`), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': Buffer.concat([Buffer.from([0, 0xff]), Buffer.from(`let ${RLO}`)]) }), ['critical a.js:1'], 'a broken byte hides nothing');
  assert.deepEqual(js(`x = "\u{1F3F4}${tags('hide')}${tags('more')}"`), ['critical a.js:1']);
});

test('good: emoji of every kind', () => {
  assert.deepEqual(js('const all = "👩‍👩‍👧 🏳️‍🌈 👨🏽‍💻 ❤️‍🔥 1️⃣ #️⃣ ✔️ ☎︎ 🧔‍♂️ 🏃🏽‍♀️‍➡️ 🇩🇪 ⚠️";'), []);
  assert.deepEqual(js(`const scotland = "\u{1F3F4}${tags('gbsct')}\u{E007F}";`), []);
});

test('good: languages that are written with such characters', () => {
  assert.deepEqual(said(rule, { 'fa.json': `{"a": "می${ZWNJ}خواهم"}`, 'hi.js': `const a = "क्${ZWJ}ष";`, 'th.md': `ภาษา${ZWSP}ไทย`, 'he.md': 'שלום עולם hello', 'ko.md': '한국어\u1160' }), []);
  assert.deepEqual(said(rule, { 'ar.json': '{"a": "مرحبا بالعالم", "b": "نص\u200Fنص"}', 'han.txt': '葛\u{E0100}城' }), []);
  assert.deepEqual(said(rule, { 'ar.json': `{"a": "\u202Bمرحبا\u202C"}` }), ['low ar.json:1', 'low ar.json:1'], 'balanced, beside right-to-left text, not code');
});

test('good: byte order marks, soft breaks, escapes, binary files', () => {
  assert.deepEqual(js(`${BOM}const bidi = /[\\u202A-\\u202E]/; const zwsp = "${ZWSP}"; /* **${ZWSP}/ */`), []);
  assert.deepEqual(js(`const XML = "A-\u1FFF${ZWNJ}-${ZWJ}\u2070-\u218F"; const twice = "✔\uFE0F\uFE0F"`), []);
  assert.deepEqual(said(rule, { 'a.d.ts': `/** 2.2 × 10${ZWJ}−${ZWJ}16 */` }), []);
  assert.deepEqual(said(rule, { 'a.html': 'Donau\u00ADdampf', 'a.bin': Buffer.concat([Buffer.from([0]), Buffer.from(RLO)]) }), []);
});
