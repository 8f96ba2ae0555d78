import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './code-behind-blanks.rule.js';

const BLANKS = ' '.repeat(240);

test('bad: code out of sight', () => {
  assert.deepEqual(said(rule, { 'a.js': `run();${BLANKS}steal();` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `run();\n${'\t'.repeat(200)}steal();` }), ['high a.js:2']);
  assert.equal(findingsOf(rule, { 'a.js': `const a = "//";${BLANKS}steal();` })[0]?.column, 256);
});

test('bad: in Python; good: in its texts and comments', () => {
  assert.deepEqual(said(rule, { 'a.py': `MOODS = ("calm",)${BLANKS};import os\n` }), ['high a.py:1']);
  assert.deepEqual(said(rule, { 'a.py': `A = "x${BLANKS}y"\nB = f"x${BLANKS}y"\nC = 1  # x${BLANKS}y\nD = """x\n${BLANKS}y"""\nE = 2${BLANKS}# why\n` }), []);
});

test('bad: with other blanks', () => {
  assert.deepEqual(said(rule, { 'a.js': `run();${' \t\u00A0'.repeat(80)}steal();` }), ['high a.js:1']);
});

test('good: blanks in texts, templates and comments', () => {
  assert.deepEqual(said(rule, { 'a.js': `const a = "x${BLANKS}y", b = \`x${BLANKS}y\`; // x${BLANKS}y\n/* x${BLANKS}y\n${BLANKS}z */` }), []);
});

test('good: at the end of a line, and fewer of them', () => {
  assert.deepEqual(said(rule, { 'a.js': `run();${BLANKS}\nrun();${' '.repeat(199)}run();` }), []);
});

test('good: the last column of a table, which does nothing by itself; bad: one that does, and fewer lines', () => {
  const table = (...cells: string[]): string => `module.exports = [\n${cells.map((cell, row) => `  [${row}, 'row',${BLANKS}${cell}],`).join('\n')}\n];`;
  for (const cells of [['(n) => n', '(n) => -n', 'n => n * 2 + 1'], ['1', '-2.5e3', '0x1f'], ["'EUR'", '"a, b"', 'null'], ['(a, b) => (a > b ? a : b - 1)', '(a) => [a, 1]', '() => true']]) assert.deepEqual(said(rule, { 'a.js': table(...cells) }), [], cells.join());
  for (const cell of ['(n) => steal(n)', 'steal()', 'n => n.constructor', 'n => n["x"]', 'a = 1', '(n) => { steal }', 'n => `${n}`', 'n => n++', 'n => (n += 1)', 'import("x")', 'new Thief', 'process', '(n) => (n)(1)', 'n => n /* x */', 'get', '"\\x61"', 'n => n?.x', 'n => n ** 2, x']) {
    assert.deepEqual(said(rule, { 'a.js': table('1', '2', '3', cell) }), ['high a.js:5'], cell);
  }
  assert.deepEqual(said(rule, { 'a.js': table('(n) => n', '(n) => -n') }), ['high a.js:2']);
  assert.deepEqual(said(rule, { 'a.js': [1, 2, 3].map(() => `if (isAdmin(user)${BLANKS}|| true) run();`).join('\n') }), ['high a.js:1'], 'behind no comma');
  for (const code of ['0; steal();', "''; steal();", '1, steal()', '"a" + steal()', '`${1}`; steal()', '/a/.test(x)']) assert.deepEqual(said(rule, { 'a.js': `run(1);${BLANKS}${code}` }), ['high a.js:1'], code);
  for (const value of ['1', '"text"', '// why', '/* why */', '[1, 2]'.slice(1)]) assert.deepEqual(said(rule, { 'a.js': `keep([\n0,${BLANKS}${value}\n${value.endsWith(']') ? '' : ']'});` }), [], value);
});
