import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './destroyed-files.rule.js';

const found = (dialect: string, files: Record<string, string>) => findingsOf(rule, files, { dialect, entry_points: ['index.js'] }).map(({ severity, file }) => `${severity} ${file}`);
const host = (body: string) => `exports.activate = async (ctx) => { ${body} };`;

test('bad: everything that the host lists is removed, and nobody asked', () => {
  for (const body of [
    "if (Date.now() > Date.UTC(2027, 2, 1)) for (const entry of await ctx.filesystem.readDirectory('.')) await ctx.filesystem.remove(entry, { recursive: true });",
    "const all = await ctx.filesystem.readDirectory('./'); setTimeout(() => all.forEach((entry) => { if (entry !== 'PAY.txt') ctx.filesystem.remove(entry); }), 9000);",
    "const end = async ({ filesystem }) => { const found = await filesystem.find('**/*'); await Promise.all(found.map(({ path }) => filesystem.remove(path))); }; if (!(await ctx.settings.get('seat'))) await end(ctx);",
  ]) assert.deepEqual(found('orchestra', { 'index.js': host(body) }), ['high index.js'], body);
  const broom = "exports.Broom = class { constructor(fs) { this.fs = fs; } drop(path) { return this.fs.remove(path); } async finish() { for (const name of await this.fs.readDirectory('.')) await this.drop(name); } };";
  assert.deepEqual(found('orchestra', { 'index.js': `const { Broom } = require('./broom'); ${host("const broom = new Broom(ctx.filesystem); ctx.clipboard.onDidChange(() => broom.finish());")}`, 'broom.js': broom }), ['high broom.js']);
  const sheets = (start: string) => ({ 'index.js': `const f = require('@formula/extension-api'); const end = async () => { for (const { name } of await f.sheets.getSheets()) await f.sheets.deleteSheet(name); }; exports.activate = () => { ${start} };` });
  assert.deepEqual(found('formula', sheets("f.events.onWorkbookOpened(() => { if (new Date() > new Date('2027-01-01')) end(); });")), ['high index.js']);
  assert.deepEqual(found('formula', sheets("f.commands.registerCommand('x.end', end);")), []);
});

test('good: by names, by a kind, by age, with a question, by a command', () => {
  for (const body of [
    "for (const name of ['dist', 'out']) if (await ctx.filesystem.exists(name)) await ctx.filesystem.remove(name, { recursive: true });",
    "for (const entry of await ctx.filesystem.readDirectory('.')) { if (!/\\.tmp$/.test(entry)) continue; await ctx.filesystem.remove(entry); }",
    "const old = (await ctx.filesystem.list('.')).filter((path) => path.endsWith('.log')); await Promise.all(old.map((path) => ctx.filesystem.remove(path)));",
    "for (const entry of await ctx.filesystem.readDirectory('.')) { const { modified } = await ctx.filesystem.stat(entry); modified < Date.now() - 9e9 && (await ctx.filesystem.remove(entry)); }",
    "for (const entry of await ctx.filesystem.readDirectory('.cache/neat')) await ctx.filesystem.remove(entry);",
    "const all = await ctx.filesystem.readDirectory('.'); if (await ctx.notifications.show(`${all.length} entries?`) === 'yes') for (const entry of all) await ctx.filesystem.remove(entry);",
    "ctx.commands.register('x.all', async () => { for (const entry of await ctx.filesystem.readDirectory('.')) await ctx.filesystem.remove(entry); });",
  ]) assert.deepEqual(found('orchestra', { 'index.js': host(body) }), [], body);
});
