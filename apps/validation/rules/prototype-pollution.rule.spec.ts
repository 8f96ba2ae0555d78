import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './prototype-pollution.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "Object.prototype.x = 1",
    "x.__proto__.admin = true",
    "function merge(a, b) { for (const k in b) { if (typeof b[k] === \"object\") merge(a[k], b[k]); else a[k] = b[k] } }",
    "function extend(a, b) { for (const key of Object.keys(b)) { a[key] = a[key] ? extend(a[key], b[key]) : b[key] } return a }",
  ]) assert.equal(worst(code), 'medium', code);
});

test("bad: options for every program that is started", () => {
  for (const code of [
    "Object.prototype.shell = \"/tmp/x\"",
    "Object.prototype.env = { NODE_OPTIONS: \"--require /tmp/x.js\" }",
    "({}).__proto__.NODE_OPTIONS = \"--require /tmp/x.js\"",
  ]) assert.equal(worst(code), 'critical', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "function merge(a, b) { for (const k in b) { if (k === \"__proto__\") continue; if (a[k]) merge(a[k], b[k]); else a[k] = b[k] } }",
    "for (const k in b) a[k] = b[k]",
    "function clone(v) { if (typeof v !== 'object') return v; const copy = {}; for (const k in v) copy[k] = clone(v[k]); return copy }",
    "function walk(a) { for (const k in a) { walk(a[k]) } }",
    "Array.prototype.x = 1; Foo.prototype.bar = 2",
    "const s = \"Object.prototype.x = 1\"",
  ]) assert.equal(worst(code), 'nothing', code);
});

test('tests of what withstands it write an option that does nothing, and delete it again', () => {
  const tried = (name: string, value: string, after = `delete (Object.prototype as any).${name}`, path = 'test/options.test.ts') => worst(`test("untouched", async () => {\n  (Object.prototype as any).${name} = ${value}\n  try { await run() } finally { ${after} }\n})`, path);
  assert.deepEqual([tried('env', "{ NODE_OPTIONS: '--title=changed' }"), tried('execArgv', "['--unknown-flag']"), tried('shell', 'true')], ['medium', 'medium', 'medium']);
  for (const value of ['"/bin/x"', '"node x.js"', 'program', 'program()', '{ NODE_OPTIONS: "--require x" }', '{ NODE_OPTIONS: "-r x" }', "['--import', 'x']", '`x`', '{ NODE_OPTIONS }', '{ ...env }']) assert.equal(tried('env', value), 'critical', value);
  assert.equal(tried('env', '{ A: "b" }', 'done()'), 'critical', 'it stays');
  assert.equal(tried('env', '{ A: "b" }', 'delete x.environment'), 'critical', 'another one is deleted');
  assert.equal(tried('env', '{ A: "b" }', undefined, 'lib/options.ts'), 'critical', 'no test');
});
