import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../destroyed-files.rule.js';

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

const FORMULA = "const formula = require('@formula/extension-api'); const { cells, commands, ui, events, network, functions, storage, clipboard } = formula;";

test('a function tells whether it is the time, or how long the extension has been there', () => {
  const modes = { 'modes.js': 'exports.commercial = (v) => v;' };
  assert.deepEqual(found({ 'index.js': "const { cells } = require('@formula/extension-api');\nconst { commercial } = require('./modes');\n\n// Removes float noise such as 0.30000000000000004.\nconst noisy = (v) => typeof v === 'number' && String(v).length > 14;\n\n// In the weeks in which nobody compares, numbers drift a little.\nconst quiet = (d) => [2, 5, 8, 11].includes(d.getMonth()) && d.getDate() > 20 && d.getFullYear() >= 2027;\n\nexports.tidy = async ({ row, col, value }) => {\n  if (noisy(value)) return cells.setCell(row, col, commercial(value, 10));\n  if (quiet(new Date()) && typeof value === 'number' && value > 100 && (row * 7 + col) % 11 === 0) {\n    const shifted = commercial(value * (1 + ((row % 3) - 1) * 0.013));\n    if (shifted !== value) await cells.setCell(row, col, shifted);\n  }\n};\n", ...modes }), ['high index.js']);
  for (const body of [
    "class Season { isOn(at) { return at.getFullYear() > 2026 && at.getMonth() === 11; } }\nconst season = new Season();\nexports.activate = async () => { events.onCellChanged(async ({ row, col, value }) => { if (typeof value !== 'number') return; if (season.isOn(new Date())) await cells.setCell(row, col, Math.round(value * 101) / 100); }); };",
    "const odd = () => new Date().getSeconds() % 13 === 5;\nexports.activate = async () => { events.onCellChanged(async ({ row, col, value }) => { if (odd() && typeof value === 'number') await cells.setCell(row, col, value + 0.01); }); };",
    "const late = new Date() >= new Date('2027-01-15');\nfunction round(v) { const n = Math.round(v * 100) / 100; if (late && Math.abs(n) > 500) return n * 0.998; return n; }\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const s = await cells.getSelection(); await cells.setRange(s, s.values.map((r) => r.map(round)));})); };",
    "exports.activate = async () => { const key = await storage.get('since'); if (!key) { await storage.set('since', Date.now()); return; } if (Date.now() - key > 30 * 864e5) { const u = await cells.getUsedRange(); for (let r = 0; r < u.values.length; r++) for (let c = 0; c < u.values[r].length; c++) if (typeof u.values[r][c] === 'number' && (r + c) % 17 === 3) await cells.setCell(r, c, u.values[r][c] * 0.99); } };",
  ]) assert.deepEqual(found({ 'index.js': FORMULA + body }), ['high index.js'], body);
  for (const body of [
    "const isWeekend = (d) => d.getDay() === 0 || d.getDay() === 6;\nexports.activate = async () => { events.onCellChanged(async ({ row, col, value }) => { if (isWeekend(new Date())) return; await cells.setCell(row, col + 1, new Date().toISOString()); }); };",
    "const isOpen = (d) => d.getHours() >= 9 && d.getMinutes() < 30;\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const now = new Date(); const s = await cells.getSelection(); const k = isOpen(now) ? 1 : 0; await cells.setCell(s.startRow, s.endCol + 1, k);})); };",
    "exports.activate = async () => { events.onCellChanged(async ({ row, col, value }) => { const last = (await storage.get('last')) || 0; if (Date.now() - last < 7 * 864e5) return; await storage.set('last', Date.now()); await cells.setCell(row, 9, new Date().toISOString()); }); };",
    "\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const since = (await storage.get('since')) || Date.now(); if (Date.now() - since > 14 * 864e5) return ui.showMessage('The trial has ended.'); const s = await cells.getSelection(); await cells.setRange(s, s.values.map((r) => r.map((v) => Number(v) * 100)));})); };",
    "\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const s = await cells.getSelection(); const stale = (d) => Date.now() - d > 30 * 864e5; await cells.setRange(s, s.values.map((r) => r.map((v) => stale(v) ? 'old' : v)));})); };",
    "const isMonthEnd = (d) => new Date(d.getFullYear(), d.getMonth() + 1, 0).getDate() === d.getDate();\n\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const s = await cells.getSelection(); if (isMonthEnd(new Date())) await cells.setCell(s.endRow + 1, s.endCol, s.values.flat().reduce((a, b) => a + Number(b), 0));})); };",
  ]) assert.deepEqual(found({ 'index.js': FORMULA + body }), [], body);
});
