import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './zero-width.rule.js';

const ZWSP = '\u200B', ZWNJ = '\u200C', ZWJ = '\u200D', BOM = '\uFEFF';
const js = (text: string) => said(rule, { 'a.js': text });

test('bad: inside of names', () => {
  assert.deepEqual(js(`let is${ZWSP}Admin`), ['high a.js:1']);
  assert.deepEqual(js(`let a = 1, a${ZWJ} = 2`), ['high a.js:1']);
  assert.deepEqual(js(`x.tok${BOM}en`), ['high a.js:1']);
});

test('bad: inside of words of other files', () => {
  assert.deepEqual(said(rule, { 'package.json': `{"name": "lo${ZWNJ}dash"}` }), ['medium package.json:1']);
  assert.deepEqual(said(rule, { 'a.py': `def is_ad${ZWSP}min(): pass` }), ['high a.py:1']);
});

test('good: languages that are written with them', () => {
  assert.deepEqual(said(rule, { 'fa.json': `{"a": "می${ZWNJ}خواهم"}`, 'hi.js': `const a = "क्${ZWJ}ष";`, 'th.md': `ภาษา${ZWSP}ไทย` }), []);
  assert.deepEqual(said(rule, { 'a.html': 'Donau\u00ADdampf' }), []);
});

test('good: byte order marks, emoji, soft breaks, typography', () => {
  assert.deepEqual(js(`${BOM}const zwsp = "${ZWSP}"; /* **${ZWSP}/ */ const family = "👩‍👩‍👧"`), []);
  assert.deepEqual(js(`const XML = "A-\u1FFF${ZWNJ}-${ZWJ}\u2070-\u218F"`), []);
  assert.deepEqual(said(rule, { 'a.d.ts': `/** 2.2 × 10${ZWJ}−${ZWJ}16 */` }), []);
});

test('good: tables of characters, Chinese, comments', () => {
  assert.deepEqual(js(`const id = "ῲ-ῴῶ-ῼ${ZWNJ}${ZWJ}ⁱⁿₐ-ₜ", entities = "ℂÇ${ZWSP}Ζζ", zh = "保存${ZWSP}文件";`), ['low a.js:1', 'low a.js:1', 'low a.js:1']);
  assert.deepEqual(js(`// 保存${ZWSP}文件\n// see${ZWSP}below\nrun();`), ['medium a.js:2', 'low a.js:1']);
});

test('bad: texts in which a word looks like another, or that carry bits', () => {
  assert.deepEqual(js(`if (role === "ad${ZWSP}min") grant();`), ['high a.js:1']);
  assert.deepEqual(js(`const a = "привет${ZWSP}мир";`), ['medium a.js:1']);
  assert.deepEqual(js(`run("${`Ж${ZWSP}ж${ZWNJ}`.repeat(20)}")`)[0], 'high a.js:1');
  assert.deepEqual(js(`run([${`"文${ZWSP}件", "文${ZWNJ}件", `.repeat(20)}])`)[0], 'high a.js:1', 'in many texts');
});

test('good: joiners between emoji that are escapes; bad: between letters that are', () => {
  assert.deepEqual(said(rule, { 'a.js': 'const family = "\\uD83D\\uDC68\u200D\\uD83D\\uDC69";' }), []);
  assert.deepEqual(said(rule, { 'a.js': 'const a = "\\u0061\u200Db";' }), ['high a.js:1']);
});

test('good: joiners beside what a template fills in, in classes of patterns, in packed data', () => {
  assert.deepEqual(js(`const all = new RegExp(\`\${a}(?:${ZWJ}\${b})*\`, "ug");`), []);
  assert.deepEqual(js(`const part = /^[$${ZWNJ}${ZWJ}\\p{ID_Continue}]$/u, word = /[\\w${ZWJ}]+/, text = "[a-z0-9${ZWJ}]+";`).filter((each) => !each.startsWith('low')), []);
  const packed = Array.from({ length: 1_100 }, (_, index) => String.fromCharCode(0x100 + ((index * 37) % 0x1000))).join('');
  assert.deepEqual(js(`decode("${packed}ao${ZWNJ}b${packed}")`), ['low a.js:1']);
});

test('bad: words before what a template fills in, words in brackets, bits in packed data', () => {
  assert.deepEqual(js(`f(\`tok${ZWJ}\${a}\`)`), ['high a.js:1']);
  assert.deepEqual(js(`if (role === "[ad${ZWSP}min]") grant();`), ['high a.js:1']);
  assert.deepEqual(js(`if (/^\\\\w${ZWSP}ord$/.test(x)) grant();`), ['high a.js:1'], 'a backslash, and a letter');
  const packed = Array.from({ length: 1_100 }, (_, index) => String.fromCharCode(0x100 + ((index * 37) % 0x1000))).join('');
  assert.deepEqual(js(`decode("${packed}${`a${ZWSP}b${ZWNJ}c`.repeat(20)}")`)[0], 'high a.js:1');
  const ideographs = Array.from({ length: 1_100 }, (_, index) => String.fromCharCode(0x4e00 + index)).join('');
  assert.deepEqual(js(`decode("${ideographs}ad${ZWSP}min")`), ['high a.js:1']);
});

test('the sign of a number that is kept with it, in a text; bad: in a name', () => {
  assert.deepEqual(js(`const library = "approximately 2.2 x 10${ZWJ}${'\u2212'}${ZWJ}16";`), []);
  assert.deepEqual(js(`const library = "user10${ZWJ}";`), ['high a.js:1']);
  assert.deepEqual(js(`const user1${ZWJ} = -1;`), ['high a.js:1']);
});

test('good: soft hyphens in bytes as characters; bad: other characters there, and soft hyphens in words', () => {
  const bytes = Array.from({ length: 3_000 }, (_, index) => String.fromCharCode(((index * 167) % 256) || 1)).join('').replace(/[`\\$\r\n\u00AD]/g, 'x');
  assert.deepEqual(js(`run(decode(\`${bytes}v\u00AD\u00ADw${bytes}\`))`), []);
  assert.deepEqual(js(`run(decode(\`${bytes}v${ZWSP}w${bytes}\`))`), ['high a.js:1']);
  assert.deepEqual(js(`if (role === "ad\u00AD\u00ADmin") grant();`), ['high a.js:1']);
  assert.deepEqual(js(`run(decode("${'Donau'.repeat(300)}v\u00AD\u00ADw"))`), ['high a.js:1'], 'a long text of letters');
});

test('bad: words of code with hyphens that are not shown, and names of files that show less than they have; good: words of a language', () => {
  assert.deepEqual(js("run['ex\u00ADec'.replace(/\\xad/g, '')](command)"), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.html': '<p>cu\u00ADrl -\u00ADs ht\u00ADtps:/\u00AD/a.example</p>' }).length, 2);
  assert.deepEqual(said(rule, { [`lib/ind${ZWSP}ex.js`]: 'run()' }), [`high lib/ind${ZWSP}ex.js`]);
  assert.deepEqual(said(rule, { 'de.html': 'Silben\u00ADtrennung, Ad\u00ADmi\u00ADni\u00ADstra\u00ADti\u00ADon' }), []);
});

test('bad: a name in JSON that shows as another one does; good: sentences of translations, and texts of tests that nothing loads', () => {
  assert.deepEqual(said(rule, { 'a.json': '{\n"requireTLS": true,\n"require\u00ADTLS": false }' }), ['high a.json:3']);
  assert.deepEqual(said(rule, { 'de.json': '{ "Silben\u00ADtrennung an": "on", "Silbentrennung an": "on", "Donau\u00ADdampf": "x" }' }), []);
  const shown = `check("a${ZWSP}b")`;
  assert.deepEqual(said(rule, { 'index.js': 'run()', 'test/width.test.js': shown }, { entry_points: ['index.js'] }), ['low test/width.test.js:1']);
  assert.deepEqual(said(rule, { 'index.js': "require('./test/width.test.js')", 'test/width.test.js': shown }, { entry_points: ['index.js'] }), ['high test/width.test.js:1']);
  assert.deepEqual(said(rule, { 'index.js': 'run()', 'test/width.test.js': `const a${ZWNJ}b = 1` }, { entry_points: ['index.js'] }), ['high test/width.test.js:1']);
});
