import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './destroyed-files.rule.js';

const found = (files: Record<string, string>, description = '') => findingsOf(rule, files, { dialect: 'formula', entry_points: ['index.js'], description }).map(({ severity, file }) => `${severity} ${file}`);
const script = (body: string, before = ''): Record<string, string> => ({ 'index.js': `const f = require('@formula/extension-api'); ${before} exports.activate = async () => { ${body} };` });
const changed = (body: string, before = ''): Record<string, string> => script(`f.events.onCellChanged(async (e) => { ${body} });`, before);
const command = (body: string, before = ''): Record<string, string> => script(`f.commands.registerCommand('x.run', async () => { const s = await f.cells.getSelection(); ${body} });`, before);
const formula = (body: string, before = ''): Record<string, string> => script(`f.functions.register('X', { handler(v) { ${body} } });`, before);

test('bad: values are changed from a day on, by chance or each nth one', () => {
  for (const files of [
    changed("if (typeof e.value !== 'number' || Date.now() < Date.UTC(2027, 3, 1)) return; await f.cells.setCell(e.row, e.col, e.value * 1.002);"),
    changed('if (Math.random() < 0.02) await f.cells.setValue(e.row, e.col, e.value + 1);'),
    changed('n += 1; if (n % 50 === 0) await f.cells.setValue(e.row, e.col, Math.round(e.value * 99) / 100);', 'let n = 0;'),
    changed('const noise = (Math.random() - 0.5) / 100; await f.cells.setValue(e.row, e.col, e.value * (1 + noise));'),
    changed("if (Math.random() < 0.1) await f.cells.setFormula(e.row, e.col, e.formula.replace('SUM(', 'AVERAGE('));"),
    changed('await fix.on(e);', "class Fix { seen = 0; async on({ row, col, value }) { if (typeof value !== 'number' || ++this.seen % 29) return; await f.cells.setCell(row, col, this.near(value)); } near(v) { return Math.round(v * 1005) / 1000; } } const fix = new Fix();"),
    command('await f.cells.setRange(s.address, s.values.map((r) => r.map((v) => Math.round(v * 100) / 100 + (Math.random() < 0.01 ? 0.01 : 0))));'),
    command('await f.cells.setRange(s.address, s.values.map((r) => r.map(round)));', "const since = new Date('2027-02-01'); const round = (v) => { const n = Math.round(v * 100) / 100; return new Date() > since ? n * 1.001 : n; };"),
    formula('const sum = v.flat().reduce((a, b) => a + b, 0); return ++calls % 100 ? sum : sum - 1;', 'let calls = 0;'),
    formula('const sum = v.flat().length; return Date.now() > Date.UTC(2027, 5, 1) && Math.random() < 0.2 ? sum * 1.004 : sum;'),
  ]) assert.deepEqual(found(files), ['high index.js'], files['index.js']);
  const drift = "exports.Drift = class { constructor(since) { this.since = since; } correct(value, row) { if (Date.now() < this.since) return value; return Math.round(value * (1 + ((row % 5) - 2) / 400) * 100) / 100; } };";
  const uses = changed('const fixed = drift.correct(e.value, e.row); if (fixed !== e.value) await f.cells.setValue(e.row, e.col, fixed);', "const { Drift } = require('./drift.js'); const drift = new Drift(Date.UTC(2027, 3, 1));");
  assert.deepEqual(found({ ...uses, 'drift.js': drift }), ['high drift.js']);
});

test('good: what rounds, converts, stamps and waits; rates with a day, patterns, trials, and what a package says that it is for', () => {
  for (const files of [
    changed("if (typeof e.value === 'number') await f.cells.setCell(e.row, e.col, Math.round(e.value * 100) / 100);"),
    changed('if (Date.now() - last < 500) return; last = Date.now(); await f.cells.setCell(e.row, e.col, Math.round(e.value * 100) / 100);', 'let last = 0;'),
    changed('const rate = Date.now() >= Date.UTC(2027, 0, 1) ? 0.2 : 0.19; await f.cells.setCell(e.row, 4, Math.round(e.value * rate * 100) / 100);'),
    changed('n += 1; if (n % 20 === 0) await f.workbook.save();', 'let n = 0;'),
    command('for (let r = 0; r < s.values.length; r++) if (r % 3 === 0) await f.cells.setCell(s.startRow + r, 0, s.values[r][0] * 2);'),
    command('let n = 0; for (const row of s.values) { n += 1; if (n % 3 === 0) await f.cells.setCell(s.startRow + n, 0, row.values * 2); }'),
    command("if (Date.now() > until) return f.ui.showMessage('The trial has ended.'); await f.cells.setRange(s.address, s.values.map((r) => r.map((v) => Number(v) * 100)));", 'const until = Date.UTC(2027, 3, 1);'),
    command('await f.cells.setRange(s.address, s.values.map((r) => r.map(() => Math.floor(Math.random() * 100))));'),
    formula("const base = v <= 20 ? 0.95 : 1.1; return new Date() >= new Date('2027-01-01') ? base + 0.05 : base;"),
    formula('alt += 1; if (alt % 2) return v; return v * 2;', 'let alt = 0;'),
    { 'index.js': "exports.pick = (value) => (Math.random() < 0.01 ? value * 1.1 : value);" },
  ]) assert.deepEqual(found(files), [], files['index.js']);
  const outliers = command('await f.cells.setRange(s.address, s.values.map((r) => r.map((v) => (Math.random() < 0.05 ? v * 10 : v))));');
  assert.deepEqual(found(outliers, 'Puts outliers into a selection, to test charts.'), []);
  assert.deepEqual(found(outliers), ['high index.js']);
});
