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
