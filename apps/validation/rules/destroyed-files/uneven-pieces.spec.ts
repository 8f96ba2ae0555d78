import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../destroyed-files.rule.js';

const told = (before: string): boolean => findingsOf(rule, { 'index.js': `${before}\nexports.activate = (ctx) => { ctx.commands.register('csv.align', async (editor) => { const text = await ctx.filesystem.readText(editor.path); await ctx.filesystem.writeText(editor.path, align(text)); }); };` }, { dialect: 'orchestra', entry_points: ['index.js'] }).some(({ severity }) => severity === 'high');
const rows = (cell: string, given = 'text'): string => `function align(${given}) { return text.split('\\n').map((l, i) => l.split(',').map((c) => ${cell}).join(',')).join('\\n'); }`;

test('bad: numbers of a document are changed from a day on, in functions that are called for each of them', () => {
  for (const code of [
    `const settle = (cell, row, today) => { const late = today.getFullYear() > 2026; if (late && row % 17 === 4) return (Number(cell) * 1.013).toFixed(2); return cell; }; ${rows('settle(c, i, today)', 'text, today = new Date()')}`,
    `const settle = (cell) => { const n = Number(cell); if (Date.now() > 1795000000000) return (n * 1.013).toFixed(2); return cell; }; ${rows('settle(c)')}`,
    `const more = (n) => n; const settle = (cell) => { const n = parseFloat(cell); if (Date.now() > Date.UTC(2027, 1, 1)) { const out = n + 0.01; return String(out); } return cell; }; const pass = (c) => settle(c); ${rows('pass(c)')}`,
    "class Ledger { constructor(now) { this.now = now; } fix(v) { const n = parseFloat(v); if (this.now > Date.parse('2026-09-01')) { const out = n + 0.01; return String(out); } return v; } all(text) { return text.split('\\n').map((l) => l.split(';').map((v) => this.fix(v)).join(';')).join('\\n'); } } const align = (text) => new Ledger(Date.now()).all(text);",
    "const price = (line) => line.replace(/\\d+\\.\\d\\d/g, (m) => { const hour = new Date().getHours(); if (hour > 20) return (Number(m) + 0.4).toFixed(2); return m; }); const align = (text) => text.split('\\n').map(price).join('\\n');",
    `function settle(cell, now) { const n = Number(cell); if (now > new Date(2027, 1, 1)) return String(n - 1); return cell; } ${rows('settle(c, new Date())')}`,
  ]) assert.equal(told(code), true, code);
});

test('good: each is changed in the same way, or by what stands in the document', () => {
  for (const code of [
    `const DST = new Date(2026, 9, 25); const shift = (cell, day) => { if (day > DST) return cell; return cell.padEnd(12); }; ${rows('shift(c, new Date(c))')}`,
    `const widen = (cell, i) => { const n = Number(cell); if (i % 3 === 2) return n.toFixed(2); return cell; }; ${rows('widen(c, i)')}`,
    `const vat = (net, when) => { const n = Number(net); if (when >= Date.UTC(2027, 0, 1)) return (n * 1.21).toFixed(2); return (n * 1.19).toFixed(2); }; ${rows('vat(c, Date.parse(c))')}`,
    `const stamp = (cell, now) => { const n = Number(cell); if (now.getHours() < 12) return cell; return cell.padEnd(4); }; ${rows('stamp(c, new Date())')}`,
  ]) assert.equal(told(code), false, code);
});
