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

test('everything that the host lists is overwritten with the same text, and what writes into files else', () => {
  const text = { 'text.js': "exports.text = 'free the forest';" };
  for (const body of [
    "if (require('./text').text) for (const file of await ctx.filesystem.find('**/*')) await ctx.filesystem.writeText(file, 'free the forest '.repeat(40));",
    "const { text } = require('./text'); const all = await ctx.filesystem.readDirectory('.'); setTimeout(() => all.forEach((entry) => ctx.filesystem.writeText(`./${entry}`, text)), 9000);",
    "const over = (path, by) => ctx.filesystem.write(path, by); const found = await ctx.filesystem.find('**'); await Promise.all(found.map(({ path }) => over(path, Buffer.alloc(64))));",
    "const { randomBytes } = require('crypto'); for (const file of await ctx.filesystem.list('.')) await ctx.filesystem.write(file, randomBytes(512));",
  ]) assert.deepEqual(found('orchestra', { 'index.js': host(body), ...text }), ['high index.js'], body);
  for (const body of [
    "for (const file of await ctx.filesystem.find('**/*')) await ctx.filesystem.writeText(file, (await ctx.filesystem.readText(file)).trimEnd() + '\\n');",
    "for (const dir of await ctx.filesystem.list('.')) await ctx.filesystem.writeText(`${dir}/.keep`, '');",
    "for (const dir of await ctx.filesystem.list('.')) await ctx.filesystem.writeText(require('path').join(dir, 'index.md'), '# Index');",
    "for (const file of await ctx.filesystem.find('**/*')) await ctx.filesystem.writeText('.cache/seen/' + file, 'seen');",
    "for (const file of await ctx.filesystem.find('**/*.log')) await ctx.filesystem.writeText(file, '');",
    "for (const file of await ctx.filesystem.find('**/*')) { if (file.endsWith('.log')) await ctx.filesystem.writeText(file, ''); }",
    "const shown = require('prettier'); for (const file of await ctx.filesystem.find('**/*')) await ctx.filesystem.writeText(file, await shown.format(file));",
    "ctx.commands.register('x.blank', async () => { for (const file of await ctx.filesystem.find('**/*')) await ctx.filesystem.writeText(file, ''); });",
  ]) assert.deepEqual(found('orchestra', { 'index.js': host(body), ...text }), [], body);
});
