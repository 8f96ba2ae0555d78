import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './network-use.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "fetch(u)",
    "const f = window.fetch; f(u)",
    "new WebSocket(u)",
    "require(\"https\").get(u)",
    "import axios from \"axios\"; axios.post(u, d)",
    "const net = require(\"node:net\"); net.connect(1)",
    "fetch(a); fetch(b)",
  ]) assert.equal(worst(code), 'info', code);
});

test("bad: the same in Python", () => {
  for (const code of [
    "import requests\nrequests.post(u)",
    "from urllib.request import urlopen as go\ngo(u)",
    "import socket as s\nc = s.socket()\nc.connect(a)",
  ]) assert.equal(worst(code, 'a.py'), 'info', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "cache.fetch(u)",
    "const fetch = (x) => x; fetch(u)",
    "// fetch(u)\nlog(\"fetch(u)\")",
    "import { get } from \"./https.js\"; get(u)",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "import requests_mock\nrequests_mock.post(u)",
    "def requests(): pass\n\"requests.get(u)\"",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('one finding for each file', () => {
  assert.equal(findingsOf(rule, { 'a.js': 'fetch(a)\nfetch(b)', 'b.js': 'new EventSource(c)' }).length, 2);
});
