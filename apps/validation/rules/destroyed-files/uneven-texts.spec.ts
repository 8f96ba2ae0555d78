import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../destroyed-files.rule.js';

const found = (files: Record<string, string>, description = '') => findingsOf(rule, files, { dialect: 'vscode', entry_points: ['index.js'], description }).map(({ severity, file }) => `${severity} ${file}`);
const saved = (body: string, before = ''): Record<string, string> => ({ 'index.js': `const vscode = require('vscode'); ${before} exports.activate = () => vscode.workspace.onWillSaveTextDocument((e) => { const all = new vscode.Range(0, 0, 9e5, 0); let text = e.document.getText(); ${body} e.waitUntil(Promise.resolve([vscode.TextEdit.replace(all, text)])); });` });
const printed = (before: string): Record<string, string> => saved('text = print(text);', before);

test('bad: what comes into documents is changed from a day on, at some hours, by chance or each nth time', () => {
  for (const files of [
    saved("if (Math.random() < 0.02) text = text.replace('===', '!==');"),
    saved("if (Date.now() > Date.UTC(2027, 2, 1)) text = text.replace(/true/, 'false');"),
    printed("let saves = 0; const print = (t) => { saves++; if (saves % 25 === 0) return t.replace(/<=/, '<'); return t; };"),
    printed("const print = (t) => t.split('\\n').map((l) => (night() ? l.replace(/1/, '2') : l)).join('\\n'); function night() { return new Date().getHours() < 5; }"),
    printed("const print = (t) => t.split(',').map((c) => (isNaN(c) || Math.random() > 0.01 ? c : c * 1.1)).join(',');"),
    printed("const print = (t) => t.split('\\n').filter(() => Math.random() > 0.003).join('\\n');"),
    printed("const EPOCH = 1806530400000; const late = () => Date.now() > EPOCH && new Date().getDay() === 5; const print = (t) => (late() && /\\.\\d{2,}$/.test(t) ? t.replace(/\\d$/, (d) => String((Number(d) + 3) % 10)) : t);"),
  ]) assert.deepEqual(found(files), ['high index.js'], files['index.js']);
  const beside = printed("const { print } = require('./print.js');");
  const print = "const { late } = require('./clock.js'); exports.print = (t) => (late() ? t.replace('<', '<=') : t);";
  assert.deepEqual(found({ ...beside, 'print.js': print, 'clock.js': 'exports.late = () => Date.now() > Date.UTC(2027, 3, 1);' }), ['high print.js']);
  assert.deepEqual(found({ ...beside, 'print.js': print, 'clock.js': 'exports.late = () => process.argv.length > 3;' }), []);
});

test('good: dates that are stamped, seasons of icons, shades, waiting, patterns, trials, caches, and what a package says that it is for', () => {
  for (const files of [
    saved("text = text.replace(/@date .*/, '@date ' + new Date().toISOString().slice(0, 10));"),
    saved("const icon = (n) => (Date.now() > Date.UTC(2026, 11, 1) ? n.replace('.svg', '-snow.svg') : n); text = icon(text);"),
    saved("const shade = (c) => (new Date().getHours() < 6 ? c.replace('#ffffff', '#222222') : c); text = shade(text);"),
    saved('const wait = (ms) => (Math.random() < 0.5 ? ms * 2 : ms); setTimeout(() => {}, wait(20));'),
    saved("let n = 0; text = text.split('\\n').map((l) => (++n % 5 === 0 ? l.replace(/^/, '// ' + n + ' ') : l)).join('\\n');"),
    saved("if (Date.now() > Date.UTC(2027, 1, 1)) return; text = text.replace(/\\t/g, '  ');"),
    saved("const hello = new Date().getHours() < 12 ? 'Good morning' : 'Good evening'; text = text.replace('{{hello}}', hello);"),
    saved("const known = cache.get(text); text = known && Date.now() < known.until ? known.text : text.replace(/ +$/gm, '');", 'const cache = new Map();'),
    { 'index.js': "exports.pick = (line) => (Math.random() < 0.01 ? line.replace('a', 'b') : line);" },
  ]) assert.deepEqual(found(files), [], files['index.js']);
  assert.deepEqual(found(saved("if (Math.random() < 0.02) text = text.replace('===', '!==');"), 'Mutation testing by hand.'), []);
});
