import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './sandbox-probe.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "Error.prepareStackTrace = (e, frames) => frames.map((frame) => describe(frame.getThis()))",
    "Error.prepareStackTrace = (e, frames) => frames; const host = new Error().stack[0].getFunction()",
  ]) assert.equal(worst(code), 'medium', code);
  for (const code of [
    "Error.prepareStackTrace = (e, frames) => frames",
    "Error.prepareStackTrace = (e, frames) => frames[0].getFileName() + frames[0].getFunctionName()",
    "let before = Error.prepareStackTrace; before = (e, frames) => frames; Error.prepareStackTrace = before",
  ]) assert.equal(worst(code), 'low', code);
  for (const code of [
    "process.mainModule.require(\"x\")",
    "const ivm = require(\"isolated-vm\")",
    "const m = process.mainModule; m.require(\"fs\")",
    "exports.read = (given) => given.mainModule.require(\"fs\")",
  ]) assert.equal(worst(code), 'high', code);
});

test("bad: the same in Python", () => {
  for (const code of [
    "().__class__.__bases__[0].__subclasses__()",
    "f.__globals__[\"os\"].system(\"x\")",
  ]) assert.equal(worst(code, 'a.py'), 'high', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "Error.prepareStackTrace = void 0; Error.prepareStackTrace = undefined",
    "const before = Error.prepareStackTrace; try { f() } finally { Error.prepareStackTrace = before }",
    "const prepareStackTrace = 1; console.log(Error.stackTraceLimit)",
    "process.mainModule === module",
    "app.mainModule.require(\"x\")",
    "const vm = require(\"./isolated-vm\")",
    "// Error.prepareStackTrace = x",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "x = \"__subclasses__\"",
    "class A:\n    subclasses = []\nA.subclasses",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('a library that asks who called only for a name hands out nothing', () => {
  const named = (use: string) => `Error.prepareStackTrace = (e, frames) => frames; function say(site) { const it = site.getThis(); ${use} }`;
  for (const use of ['const type = it && site.getTypeName(); return it.name || type', 'return typeof it', 'if (it) log(it.name)', 'return { it: 1 }.it']) assert.equal(worst(named(use)), 'low', use);
  for (const use of ['return it', 'keep(it)', 'return () => it', 'return it || x', 'x = { it }', 'return site.getFunction()', 'return site["getThis"]()']) assert.equal(worst(named(use)), 'medium', use);
  for (const use of ['return it.constructor', 'return it.name.constructor', 'return it[name]', 'const other = it; return other.process', 'it("x")']) assert.equal(worst(named(use)), 'high', use);
});

test('the module of the process that loads what reaches nothing is no way out', () => {
  const severity = (name: string): string => findingsOf(rule, { 'a.js': `x = process.mainModule?.require?.(${name})` })[0]?.severity ?? 'nothing';
  assert.deepEqual(['"node:async_hooks"', '"util"', '"fs"', '"node:child_process"', 'name'].map(severity), ['nothing', 'nothing', 'high', 'high', 'high']);
});

test('whoever makes an isolate and a context looks for no sandbox; whoever loads the module for anything else does', () => {
  const load = 'const ivm = require("isolated-vm");';
  for (const own of [`${load} new ivm.Isolate({ memoryLimit: 8 }).createContextSync()`, 'import { Isolate } from "isolated-vm"; new Isolate().createContext().then(run)']) assert.equal(worst(own), 'low', own);
  assert.deepEqual(findingsOf(rule, { 'a.js': `${load} module.exports = (o) => new ivm.Reference(o)`, 'b.js': `${load} module.exports = new ivm.Isolate().createContextSync()` }).map(({ severity }) => severity), ['low', 'low']);
  for (const probe of ['', 'new ivm.Reference(globalThis)', 'if (ivm.Isolate) escape()', 'require("vm").createContext({})']) assert.equal(worst(load + probe), 'high', probe);
  assert.deepEqual(findingsOf(rule, { 'a.js': load, 'b.js': 'new Isolate().createContextSync()' }).map(({ severity }) => severity), ['high'], 'an isolate of something else');
});

test('bad: functions and `this` of callers that are looked into, called, collected, or are what `stack` is', () => {
  const replaced = (code: string): string => `Error.prepareStackTrace = (e, sites) => { ${code} };`;
  for (const code of [
    replaced('for (const site of sites) { const self = site.getThis && site.getThis(); if (self && self.process) found = self.process; } return "";'),
    'Error.prepareStackTrace = (_, sites) => sites.map((s) => s.getFunction && s.getFunction()).find(Boolean); new Error().stack.constructor(text)()',
    'Error.prepareStackTrace = (_, sites) => sites[2].getThis(); const host = new Error().stack;',
    'function prepare(_, sites) { return sites[1].getFunction(); } Error.prepareStackTrace = prepare;',
    'Error.prepareStackTrace = (_, sites) => sites; const host = new Error().stack[3].getThis(); host.process.exit()',
    'Error.prepareStackTrace = (_, sites) => sites; const all = new Error().stack.map((site) => site.getThis()); look(all)',
    'Error["prepareStackTrace"] = (_, sites) => sites; const { process } = new Error().stack[3]["getThis"]();',
    replaced('sites.forEach((s) => found.push(s.getFunction())); return "";'), replaced('host = sites[1].getThis(); return "";'), replaced('return sites[0].getThis.call(sites[1])'),
    'Error.prepareStackTrace = (_, sites) => sites; new Error().stack[3].getFunction()("x")',
  ]) assert.equal(worst(code), 'high', code);
});

test('callers that are described, compared or named are no way out, nor is what the script itself calls so', () => {
  for (const code of [
    'Error.prepareStackTrace = (_, sites) => sites.map((s) => ({ file: s.getFileName(), this: s.getThis(), function: s.getFunction() }));',
    'Error.prepareStackTrace = (_, sites) => sites.filter((s) => s.getFunction() !== above).map((s) => s.getFileName());',
    'Error.prepareStackTrace = (_, sites) => { const f = sites[0].getFunction(); return f ? f.displayName || f.name : ""; };',
    'Error.prepareStackTrace = (_, sites) => { const it = sites[0].getThis(); return it && it.constructor.name; };',
    'Error.prepareStackTrace = (_, sites) => sites; class Site { constructor(c) { this.this = c.getThis(); this.function = c.getFunction(); } }',
    'Error.prepareStackTrace = (_, sites) => sites; class Router { getFunction() { return this.f; } run() { return this.getFunction().run(); } }',
    `Error.prepareStackTrace = (_, sites) => sites; node.getFunction().run(); ${'// ...................................................................'.repeat(800)}`,
  ]) assert.equal(worst(code), 'medium', code.slice(0, 200));
});

test('bad: names of the inner parts of a sandbox; good: whoever brings it along, and single words', () => {
  for (const code of ['for (const name of ["_ivm", "applySync"]) if (name in globalThis) seen.push(name)', 'require["derefInto"]; require["applySyncPromise"]', 'log.applySync(undefined, []); log.derefInto()']) assert.equal(worst(code), 'high', code);
  for (const code of ['exports.applySync = (change) => change()', 'const ivm = load("isolated-vm"); new ivm.ExternalCopy(x).copyInto(); ref.derefInto()', 'const text = "derefInto and ExternalCopy"']) assert.equal(worst(code), 'nothing', code);
});

test('where the host starts no Python, there is no sandbox of Python to leave', () => {
  const severities = (entry: string) => findingsOf(rule, { 'a.py': 'ns = sys._getframe(1).f_globals', 'main.js': 'process.mainModule.require("x")', 'main.py': '1' }, { entry_points: [entry] }).map(({ file, severity }) => `${file} ${severity}`).sort();
  assert.deepEqual(severities('main.js'), ['a.py low', 'main.js high']);
  assert.deepEqual(severities('main.py').at(0), 'a.py high');
});
