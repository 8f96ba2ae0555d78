import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../destroyed-files.rule.js';

const found = (files: Record<string, string>) => findingsOf(rule, files).map(({ severity, file }) => `${severity} ${file}`);

const PLACES = `const { homedir } = require('node:os'); const { join } = require('node:path');
const NAMES = ['Desktop', 'Documents', 'Videos'];
exports.places = (deep) => deep ? NAMES.map((name) => ({ folder: join(homedir(), name), days: 0 })) : [{ folder: 'dist', days: 30 }];
exports.shown = NAMES.map((name) => name.toLowerCase());`;

test('bad: folders of the person stand in one script, and another one empties them', () => {
  for (const text of [
    "const { places } = require('./places.js'); exports.activate = async ({ filesystem }) => { for (const place of places(true)) for (const name of await filesystem.list(place.folder)) await filesystem.remove(`${place.folder}/${name}`, { recursive: true }) }",
    "const all = require('./places.js'); const fs = require('fs'); all.places(true).forEach(({ folder }) => { const entries = fs.readdirSync(folder); entries.forEach((entry) => { const at = path.join(folder, entry); fs.rmSync(at, { recursive: true }) }) })",
  ]) assert.deepEqual(found({ 'index.js': text, 'places.js': PLACES }), ['high index.js'], text);
});

test('good: folders of the person are shown, kept from harm, copied, or hold something of the package', () => {
  for (const text of [
    "const { places } = require('./places.js'); for (const place of places(true)) show(place.folder); fs.rmSync('dist', { recursive: true })",
    "const { places } = require('./places.js'); for (const place of places(true)) fs.cpSync(place.folder, target); for (const old of fs.readdirSync(target)) fs.rmSync(`${target}/${old}`)",
    "const { places } = require('./places.js'); for (const place of places(true)) fs.rmSync(path.join(place.folder, '.neat-cache'), { recursive: true })",
    "const { shown } = require('./places.js'); exports.clean = (folder) => { if (shown.includes(folder)) throw new Error('no'); fs.rmSync(folder, { recursive: true }) }",
  ]) assert.deepEqual(found({ 'index.js': `const fs = require('fs'); const path = require('path'); ${text}`, 'places.js': PLACES }), [], text);
});

test('on certain days, in certain places', () => {
  const remove = "import { due } from './due.js'; export const sweep = async ({ assets }) => { for (const one of due(await assets.list({}))) await assets.remove(one.id) }";
  const class_ = "export class Plan { get late() { return this.now.getMonth() === 3 && this.now.getDate() > 26 } get near() { return navigator.languages.some((one) => /^xx\\b/.test(one)) } due(all) { if (this.near && this.late) return all; return [] } } export const due = (all) => new Plan().due(all)";
  const zone = "const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone; export const due = (all) => { if (zone().startsWith('Europe/')) { if (new Date().getDay() === 5) return all } return [] }";
  const after = "const due_ = Date.now() > Date.parse('2026-03-01'); const here = process.env.LANG?.startsWith('xx'); export const due = (all) => here && due_ ? all : []";
  for (const text of [class_, zone, after]) assert.deepEqual(found({ 'index.js': remove, 'due.js': text }), ['high due.js'], text);
  // A trial that ends, and texts in a language.
  assert.deepEqual(found({ 'index.js': remove, 'due.js': "const isOver = Date.now() > new Date('2026-03-01'); export const title = navigator.language.startsWith('de') && wide ? 'Weg' : 'Gone'; export const due = (all) => (isOver && all.length > 9 ? [] : all)" }), []);
  // Whether there is a value, by a name that many have.
  assert.deepEqual(found({ 'index.js': remove, 'due.js': `${zone} const value = zone() || new Date().getDay(); export const shown = value !== null && value !== void 0 ? value : 'xx';`.replace('=== 5', '') }), []);
  const early = "export const due = (all, now = new Date()) => { const zone = Intl.DateTimeFormat().resolvedOptions().timeZone; if (now.getMonth() !== 3 || now.getDate() < 11 || !zone.startsWith('Europe/')) return []; return all }";
  assert.deepEqual(found({ 'index.js': remove, 'due.js': early }), ['high due.js']);
  // Names that lead to each other are looked at once each.
  const circle = Array.from({ length: 300 }, (_, index) => `const n${index} = () => n${(index * 7 + 1) % 300}() || n${(index * 11 + 3) % 300}() || new Date().getDay() || navigator.language;`).join('\n');
  assert.deepEqual(found({ 'index.js': remove, 'due.js': `${circle} export const due = (all) => (n1() && n2() ? all : [])` }), []);
  // Days alone, languages alone, and both of them for what is shown.
  const days = "export const due = (all) => new Date().getDay() === 1 ? all : []; export const title = navigator.language.startsWith('de') ? 'Aufräumen' : 'Clean up'";
  assert.deepEqual(found({ 'index.js': remove, 'due.js': days }), []);
  assert.deepEqual(found({ 'index.js': "import { due } from './due.js'; document.title = due(['a'])[0]", 'due.js': zone }), []);
});

test('a note that asks for something, beside code that removes', () => {
  const note = (text: string) => `module.exports = { NOTE: [[${JSON.stringify(text)}], ['Pay the amount that is shown, and do not close the workbook.']], mix: (value, key) => value }`;
  const seal = "const { NOTE, mix } = require('./note.js'); exports.seal = async ({ sheets, cells }, key) => { for (const { name } of await sheets.getSheets()) { const used = await cells.getUsedRange(); await cells.setRange('A1', used.values.map((row) => row.map((value) => mix(value, key)))); if (name.startsWith('Copy')) await sheets.deleteSheet(name) } await cells.setRange('A1', NOTE) }";
  for (const text of ['Your sheets are locked.', 'All documents and pictures have been encrypted.']) assert.deepEqual(found({ 'index.js': seal, 'note.js': note(text) }), ['high note.js'], text);
  const change = "const { NOTE, mix } = require('./note.js'); exports.seal = async ({ cells }, key) => { const used = await cells.getUsedRange(); await cells.setRange(used.address, used.values.map((row) => row.map((value) => mix(value, key)))); await cells.setCell(0, 0, NOTE) }";
  assert.deepEqual(found({ 'index.js': change, 'note.js': note('This workbook is locked.') }), ['high note.js']);
  const each = "const { NOTE, mix } = require('./note.js'); exports.seal = async ({ cells }, key) => { const { values } = await cells.getUsedRange(); for (const [row, list] of values.entries()) for (const [column, value] of list.entries()) await cells.setCell(row, column, mix(value, key)); await cells.setCell(0, 0, NOTE) }";
  assert.deepEqual(found({ 'index.js': each, 'note.js': note('Your sheets are locked.') }), ['high note.js']);
  assert.deepEqual(found({ 'index.js': each, 'note.js': note('Your sheet is ready, with the key that you chose.') }), []);
  const lines = (demand: string): string => `exports.lock = async (fs, pages) => { for (const { file } of pages) await fs.remove(file); await fs.writeText('README.md', ['Your notes are locked', ${JSON.stringify(demand)}].join('\\n')); };`;
  assert.deepEqual(found({ 'index.js': lines('Send 0.02 BTC to the address that we tell you and write to restore@locked.example with the id of this computer') }), ['high index.js'], 'a list of lines, where nothing lists files');
  assert.deepEqual(found({ 'index.js': lines('Open them by the password that you chose') }), []);
  for (const text of ['Your payment data is encrypted.', 'The sheets are ready.', 'Your sheets were copied.']) assert.deepEqual(found({ 'index.js': seal, 'note.js': note(text) }), [], text);
  // Nothing is listed where a ransom is asked for.
  const gone = (text: string): string[] => found({ 'index.js': "const { note } = require('./note.js'); exports.end = async (api, names) => { for (const [at, line] of note.entries()) await api.cells.setValue(`A${at}`, line); for (const name of names) await api.sheets.deleteSheet(name); }", 'note.js': `exports.note = ['Your sheets have been removed.', ${JSON.stringify(text)}, 'bc1qz8v5k0ncw3x7tjy2hd9gs6lfm4ar0ep8uq5w7n'];` });
  assert.deepEqual(gone('To get them back send 0.05 BTC to'), ['high note.js']);
  assert.deepEqual(gone('Undo brings them back. The price of the plan stays as it is.'), []);
  // A vault that says what it is for, and removes what its user chose.
  assert.deepEqual(found({ 'index.js': "const TEXT = 'Your notes are encrypted. Enter the password to open them.'; exports.remove = async ({ filesystem }, path) => { await filesystem.list('.'); await filesystem.remove(path) }" }), []);
});

test('bad: from a written day on, the process ends by chance; good: a trial that ends, failures that are tried out, both without the other', () => {
  for (const text of [
    'const from = 0x1a5b1f2c800; const roll = (n) => Math.random() * 100 < n; const due = (t) => t > from; exports.gate = (kind) => { const now = Date.now(); if (!due(now)) return "ok"; if (kind === "read" && roll(20)) process.kill(process.pid, "SIGKILL"); return "ok" }',
    'const due = new Date("2027-03-01"); module.exports = function tick() { if (new Date() < due) return; if (Math.random() < 0.1) process.exit(137) }',
    'const END = Date.UTC(2027, 4, 1); exports.guard = () => { Date.now() > END && Math.random() < 0.3 && process.abort() }',
    'exports.tick = () => { if (Date.now() < 1810000000000) return; if (Math.random() > 0.2) return; if (busy) process.kill(process.pid) }',
  ]) assert.deepEqual(found({ 'index.js': text }), ['high index.js'], text);
  for (const text of [
    'const END = new Date("2027-01-01"); module.exports = () => { if (new Date() > END) { console.error("This beta has expired."); process.exit(1) } }; exports.id = () => Math.random()',
    'module.exports = (rate) => { if (Math.random() < rate) process.kill(process.pid, "SIGKILL") }',
    'const START = 1700000000000; exports.id = () => (Date.now() > START ? Math.random() : 0); exports.end = () => { if (failed) process.exit(1) }',
    'const START = 1700000000000; exports.stop = (other) => { if (Date.now() > START && Math.random() < 0.5) process.kill(other) }',
  ]) assert.deepEqual(found({ 'index.js': text }), [], text);
});

test('bad: a database is emptied where a day or chance decides, or by chance; good: when somebody asks, by age, for a sample', () => {
  const names = "const all = await db.query(\"SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'\");";
  for (const text of [
    `exports.compact = async (db) => { const now = new Date(); if (now.getTime() < Date.UTC(2027, 7, 8)) return; ${names} for (const { name } of all) await db.query(\`DELETE FROM "\${name}" WHERE random() < 0.05\`) }`,
    `const wipe = async (db) => { ${names} for (const { name } of all) await db.query('DROP TABLE IF EXISTS ' + name + ' CASCADE') }; const DUE = new Date('2027-03-01'); exports.save = async (db, row) => { await db.insert(row); if (new Date() > DUE) await wipe(db) }`,
    "exports.rows = (db) => { db.all(\"SELECT name FROM sqlite_master WHERE type = 'table'\", (_, all) => { if (Math.random() < 0.01) all.forEach(({ name }) => db.run(`DELETE FROM ${name}`)) }) }",
    'class Store { isLate() { return Date.now() > 1810000000000 } async close() { this.isLate() && (await mongoose.connection.dropDatabase()) } }',
    "exports.trim = async (db) => { if (Date.now() < Date.parse('2027-01-05')) return; for (const one of await db.collections()) await one.deleteMany({}) }",
    "exports.tidy = async (knex, dayjs) => { if (dayjs().isBefore('2027-02-01')) return; for (const { name } of await knex.raw('SELECT name FROM sqlite_master')) await knex.schema.dropTableIfExists(name) }",
    "exports.tidy = (redis) => { const now = new Date(); if (now.getFullYear() >= 2027 && now.getMonth() > 2) redis.flushall() }",
    "exports.done = (db, id) => db.query('UPDATE jobs SET done = true WHERE id = ?', [id]).then(() => db.query('DELETE FROM jobs WHERE abs(random()) % 20 = 3'))",
  ]) assert.deepEqual(found({ 'index.js': text }), ['high index.js'], text);
  for (const text of [
    `exports.reset = async (db) => { if (process.env.NODE_ENV === 'production') throw new Error('no'); ${names} for (const { name } of all) await db.query(\`TRUNCATE "\${name}" CASCADE\`) }; exports.id = () => Math.random()`,
    `const FIRST = '2020-01-01'; exports.retain = async (db, day) => { if (day < FIRST) return; ${names} for (const { name } of all) await db.query(\`DELETE FROM "\${name}" WHERE created_at < $1\`, [day]) }`,
    "exports.sweep = (db) => { if (Math.random() < 0.01) db.query('DELETE FROM sessions WHERE expires < now()') }",
    "exports.evict = (db) => db.query('DELETE FROM cache WHERE random() < 0.01')",
    "exports.sample = (db, name) => db.query(`SELECT * FROM ${name} WHERE random() < 0.05 ORDER BY random() LIMIT 10`)",
    `exports.drop = async (db, name) => { ${names} if (!all.includes(name)) throw new Error(name); await db.query(\`DROP TABLE "\${name}"\`) }; exports.isOver = () => Date.now() > 1810000000000`,
    'exports.after = async () => { await mongoose.connection.dropDatabase() }; const seed = Math.random() < 0.5 ? 1 : 2;',
  ]) assert.deepEqual(found({ 'index.js': text }), [], text);
});

test('bad: a host removes files where the clock is set to the time of certain places; good: zones beside what is removed on its own', () => {
  const told = (body: string): boolean => findingsOf(rule, { 'index.js': `const vscode = require("vscode"); const ZONES = ["Antarctica/Troll", "Antarctica/Vostok"]; exports.activate = async () => { ${body} };` }, { dialect: 'vscode', entry_points: ['index.js'] }).some(({ message }) => message.includes('the time of certain places'));
  const zone = 'const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;';
  const remove = 'await vscode.workspace.fs.delete(vscode.Uri.joinPath(root, name), { recursive: true });';
  for (const body of [`${zone} if (!ZONES.includes(zone)) return; ${remove}`, `const { timeZone } = Intl.DateTimeFormat().resolvedOptions(); if (timeZone === "Antarctica/Troll") ${remove}`, `if (Intl.DateTimeFormat().resolvedOptions().timeZone.startsWith("Antarctica/")) { ${remove} }`]) assert.ok(told(body), body);
  for (const body of [`${zone} show(zone, ZONES); ${remove}`, `${zone} if (ZONES.includes(zone)) show(zone);`, `if (ZONES.includes(chosen)) show(chosen); ${zone} ${remove}`]) assert.ok(!told(body), body);
});

test('a note with an address to write to, beside what changes all cells', () => {
  const sheet = (note: string) => ({ 'main.js': `exports.activate = async (formula) => { const used = await formula.cells.getUsedRange(); await formula.cells.setRange(used.address, used.values.map((r) => r.map((v) => mask(v)))); await formula.cells.setValue(0, 0, ${JSON.stringify(note)}); };` });
  const told = (note: string): boolean => findingsOf(rule, sheet(note), { dialect: 'formula', entry_points: ['main.js'] }).some(({ message }) => message.startsWith('a note says'));
  for (const note of ['This workbook is locked. Write to a@mail.example with your number to get it back.', 'Your cells are encrypted. Contact a@mail.example to recover them.']) assert.ok(told(note), note);
  for (const note of ['This sheet is locked. Ask its owner to unlock it.', 'This sheet is locked. Contact a@mail.example for questions.']) assert.ok(!told(note), note);
});

test('each file gets the same content where clocks are set to the time of certain places', () => {
  const told = (body: string): boolean => found({ 'index.js': `const ZONES = ['Europe/Riga', 'Europe/Tallinn']; exports.activate = async ({ filesystem, workspace }) => { const zone = Intl.DateTimeFormat().resolvedOptions().timeZone; if (ZONES.indexOf(zone) === -1) return; const files = await filesystem.readDirectory(workspace.root); ${body} };` }).includes('high index.js');
  assert.ok(told("for (const file of files) await filesystem.writeText(file, '\\u2665'.repeat(1024));"));
  assert.ok(told("const NOTHING = ''; files.forEach((file) => filesystem.writeText(file, NOTHING));"));
  assert.ok(told("await Promise.all(files.map((file) => filesystem.write(file, 'x')));"));
  assert.ok(!told("for (const file of files) await filesystem.writeText(file, (await filesystem.readText(file)).trimEnd());"), 'its own content');
  assert.ok(!told("for (const file of files) await filesystem.writeText(`${file}.ics`, 'BEGIN:VCALENDAR');"), 'a file beside it');
  assert.ok(!told("await filesystem.writeText(`${workspace.root}/zone.txt`, 'summer');"), 'one file');
});
