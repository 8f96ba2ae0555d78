import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as decodedCode } from './decoded-code.rule.js';
import { rule as dynamicCode } from './dynamic-code.rule.js';
import { rule as remoteCode } from './remote-code.rule.js';
import { rule } from './function-constructor.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "a.constructor.constructor(\"return process\")()",
    "[][\"filter\"][\"constructor\"](`alert(1)`)()",
    "(() => {}).constructor(\"x\" + y)",
    "\"\".sub.constructor(\"x\")",
    "const C = (async function () {}).constructor; new C(\"x\")",
    "Object.getPrototypeOf(function* () {}).constructor(\"x\")",
    "const { constructor } = () => {}; constructor(\"x\")",
    "function f() {} f.constructor(\"x\")",
    "class A {} A[\"const\" + \"ructor\"](\"x\")",
    "parseInt.constructor(\"x\")",
  ]) assert.equal(worst(code), 'critical', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "a.constructor.name; new this.constructor(x)",
    "function f(a) { return new a.constructor(\"x\") }",
    "obj.constructor === Object",
    "class A { constructor() { super(\"x\") } }",
    "const text = \"a.constructor.constructor(1)\"",
  ]) assert.equal(worst(code), 'nothing', code);
});

test('good: engines of templates compile what they are given with the constructor of async functions', () => {
  for (const code of [
    'const AsyncFunction = Object.getPrototypeOf(async function () {}).constructor; export const compile = (source) => new AsyncFunction("scope", "with (scope) { return " + source + " }")',
    'const { constructor: Generator } = function* () {}; const lines = (code) => Generator("a", "b", `${prefix}${code}`)',
    'const Async = async function () {}.constructor; const padding = new Async("a", "b", "/* code */").toString().indexOf("/* code */")',
    'const Async = (() => __async(null, null, function* () {})).constructor; export function compile(o, body) { const make = o.async ? Async : Function; return new make(o.name, "options", write(body)) }',
    'const Async = (() => { return __awaiter(void 0, void 0, void 0, function* () { }); }).constructor; export const compile = (body) => new Async("scope", body)',
    'async function f() {} const make = (args, body) => Reflect.construct(f.constructor, [args, body])',
  ]) {
    assert.equal(worst(code), 'nothing', code);
    assert.equal(findingsOf(dynamicCode, { 'a.js': code })[0]?.severity ?? 'nothing', code.includes('padding') ? 'medium' : 'high', code);
  }
});

test('a module that bundlers shall not see is loaded by its name', () => {
  const load = (text: string): string => `const m = await Object.getPrototypeOf(async function () {}).constructor(${JSON.stringify(text)})()`;
  for (const text of ['let m = await import("jzz"); return m.default;', 'return import("perf_hooks")', "\n  const m = await import('@scope/name/sub.js');\n  return m\n"]) assert.equal(worst(load(text)), 'medium', text);
  for (const text of ['return import("child_process")', 'return import("node:fs")', 'return import("fs/promises")', 'return import("./a.js")', 'return import("https://a.example/a.js")', 'let m = await import("jzz"); return n', 'let m = await import("jzz"); m.run(); return m', 'return process']) assert.equal(worst(load(text)), 'critical', text);
});

test('bad: the same with code that is known, decoded or downloaded, and Function behind it', () => {
  for (const code of [
    'const A = (async () => {}).constructor; A("return process.mainModule")()',
    'new (async function () {}.constructor)("a = require(\\"x\\")", body)',
    'Object.getPrototypeOf(async () => {}).constructor.constructor("return " + x)',
    'Object.getPrototypeOf((async () => {}).constructor)("return " + x)',
    '(async () => {}).constructor.__proto__("return " + x)',
    'Object.getPrototypeOf(function () {}).constructor("return " + x)',
    '(() => __async(null, null, function* () {})).constructor("return process")()',
    '(() => __async(null, null, function* () {})).constructor.constructor("return " + x)',
    '(() => __async(null, null, function* () { yield run() })).constructor("return " + x)',
    '(() => run()).constructor("return " + x)',
  ]) assert.equal(worst(code), 'critical', code);
  assert.equal(findingsOf(decodedCode, { 'a.js': 'const A = (async () => {}).constructor; A(atob(x))()' })[0]?.severity, 'critical');
  assert.equal(findingsOf(decodedCode, { 'a.js': '(() => __async(null, null, function* () {})).constructor(atob(x))()' })[0]?.severity, 'critical');
  assert.equal(findingsOf(remoteCode, { 'a.js': 'const A = (async () => {}).constructor; fetch(u).then((r) => r.text()).then((t) => A(t)())' })[0]?.severity, 'critical');
});

test('good: prototypes of errors, copies of the same kind', () => {
  for (const code of [
    'function Failure(message) { const made = Error.prototype.constructor.call(this, message + "!"); this.stack = made.stack }',
    'Object.prototype.constructor.call(x, "a"); Promise.prototype.constructor("a")',
    'function copy(x) { return new x.constructor(inner(x.buffer), x.size) } function inner(x) { return typeof x === "string" ? x : copy(x) } copy(() => {}); inner("text")',
  ]) assert.equal(worst(code), 'nothing', code);
  for (const code of [
    'Error.prototype.constructor.constructor("return this")',
    'Array.prototype.map.constructor("return this")',
    'Function.prototype.constructor("return this")',
    'function run(f) { return new f.constructor("return this") } run(() => {})',
    'function run(f, code) { return new f.constructor(code) } run(() => {}, "return this")',
    'function run(f) { return new f.constructor(atob(f.text)) } run(() => {})',
  ]) assert.equal(worst(code), 'critical', code);
});

test('a timer of the realm around this one is a hint', () => {
  for (const code of [
    'const Outer = Node.constructor; const queue = new Outer("return setImmediate")()',
    'const timer = parseInt.constructor(" return setTimeout; ")()',
  ]) assert.equal(worst(code), 'medium', code);
  for (const text of ['return setTimeout.constructor', 'return setImmediate, process', 'return this', 'return process', 'return setTimeout(x)', 'return queueMicrotask\nprocess.exit()']) {
    assert.equal(worst(`const Outer = Node.constructor; new Outer(${JSON.stringify(text)})()`), 'critical', text);
  }
  assert.equal(worst('new (parseInt.constructor)("setTimeout = x", "return setTimeout")()'), 'critical', 'a parameter with code');
  assert.equal(worst('new (parseInt.constructor)("return set" + name)()'), 'critical');
});

test('the global object by a function of the script, as counters of covered lines ask for it, is a hint', () => {
  const counted = 'var cov = function () { var Function = function () {}.constructor, global = new Function("return this")(), all = global["__coverage__"] || (global["__coverage__"] = {}); return all }()';
  for (const code of [counted, '(function () {}).constructor("return this;")()', 'function maybe(f) { try { return f() } catch {} } maybe(function () { return maybe.constructor("return this")() })', 'const run = function (f) { return f() }; run.constructor("return this")()']) assert.equal(worst(code), 'medium', code);
  for (const code of [
    counted.replace('return this', 'return process'),
    counted.replace('"return this"', '"a = require(1)", "return this"'),
    'function run(f) { return new f.constructor("return this") } run(function () {})',
    'const F = function () {}.constructor.constructor; new F("return this")()',
    'let F = function () {}.constructor; F = x.constructor.constructor; new F("return this")()',
    '[].map.constructor("return this")()',
    'function maybe(f) { return f() } maybe.constructor("return process")()',
    'function maybe(f) { return f() } maybe = host.call; maybe.constructor("return this")()',
    'function maybe(f) { return f() } maybe.constructor = host.call.constructor; maybe.constructor("return this")()',
    'function maybe(f) { return f() } maybe[name] = host.call.constructor; maybe.constructor("return this")()',
    'async function maybe(f) { return f() } maybe.constructor("return this")()',
  ]) assert.equal(worst(code), 'critical', code);
  const ran = 'const F = function () {}.constructor; new F("return this")()';
  assert.equal(findingsOf(dynamicCode, { 'a.js': `${ran}.eval(x)` })[0]?.severity, 'high', 'what is asked of it counts');
  assert.equal(findingsOf(remoteCode, { 'a.js': `fetch(u).then((r) => r.text()).then((t) => ${ran.replace('const F = function () {}.constructor; new F', '(function () {}).constructor')}.eval(t))` })[0]?.severity, 'critical');
});

test('good: a copy by a constructor that has a name', () => {
  const copied = (copy: string): string => `function copy(x, kind) { ${copy} } copy(() => {}, "f"); copy(date, "d")`;
  for (const code of [
    copied('var Kind = x.constructor; switch (kind) { case "d": return new Kind(+x); case "s": return new Kind(x) }'),
    copied('const { constructor: Kind } = x; return new Kind(x.buffer)'),
  ]) assert.equal(worst(code), 'nothing', code);
  for (const code of [
    copied('const Kind = x.constructor; return new Kind("return this")'),
    copied('const Kind = x.constructor; return new Kind(x + "return this")'),
    copied('const Kind = x.constructor; return new Kind(atob(x.text))'),
    'const x = () => {}; const Kind = x.constructor; new Kind(x + "return this")',
    'function copy(x) { const Kind = x.constructor; { const x = "return this"; return new Kind(x) } } copy(() => {})',
    'function copy(x) { const Kind = x.constructor; { const x = () => {}; return new Kind(atob(x.text)) } } copy(() => {})',
  ]) assert.equal(worst(code), 'critical', code);
});

test('the name of something, to find it in another realm, is high, and no code that is known', () => {
  for (const code of [
    'const F = exports.constructor.constructor; for (const [type] of types) if (type) found.set(new F(`return ${type.name};`)(), 1)',
    'const F = exports.constructor.constructor; const find = (type) => F("return " + type.name)()',
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    'const F = exports.constructor.constructor; const find = (type) => F("return " + type)()',
    'const F = exports.constructor.constructor; const type = { name: "process" }; F(`return ${"process"};`)()',
    'const F = exports.constructor.constructor; const find = (type) => F(`return ${type.name}.mainModule`)()',
    'const F = exports.constructor.constructor; const find = (type) => F(type.name, `return ${type.name}`)()',
    'const F = exports.constructor.constructor; fetch(u).then((type) => F(`return ${type.name}`)())',
  ]) assert.equal(worst(code), 'critical', code);
});

test('good: errors of another realm, as libraries of tests tell them; bad: anything else that is found so', () => {
  assert.equal(worst('if (e && e.constructor && e.constructor.constructor && (e instanceof (e.constructor.constructor("return this")()).Error)) fail(e)'), 'low');
  for (const code of [
    'const g = e.constructor.constructor("return this")(); e instanceof g.Error',
    'e.constructor.constructor("return this")().process instanceof Object',
    'e instanceof e.constructor.constructor("return process")().Error',
    'e instanceof e.constructor.constructor("return this")("x").Error',
    'e instanceof e.constructor.constructor("return this")()[f()]',
    'e instanceof e.constructor.constructor("return this")().process.mainModule',
    'e instanceof e.constructor.constructor("return this")().Error.bind(e)',
    'e.constructor.constructor("return this")().Error instanceof e',
    'e instanceof e.constructor.constructor("x", "return this")().Error',
    'e instanceof e.constructor.constructor(code + "return this")().Error',
  ]) assert.equal(worst(code), 'critical', code);
});

test('where an argument leads as a path says nothing of code', () => {
  const made = (given: string): string => `function f(ask, frame) { ask = ask.filter; return ask(${given}) } f(a.constructor.constructor, ["/"]); f(other, b); const g = a.constructor.constructor; const home = flag ? "/" : b; `;
  assert.equal(worst(`${made('frame[1], frame[2]')}g(home.x)`), 'nothing');
  assert.equal(worst(`${made('frame[1]')}g("return " + home)`), 'critical');
});

test('names that a package gives another realm itself, and classes of the language', () => {
  const asked = (name: string) => `const make = value.constructor.constructor; const found = make("return ${name}")();`;
  for (const name of ['globalThis.__OWN_STATE__', '__OWN_STATE__']) assert.equal(worst(asked(name)), 'high', name);
  assert.equal(worst(`${asked('report')} globalThis.report = (id) => ids.push(id);`), 'high');
  const contexts = 'import vm from "vm"; export const context = vm.createContext({});';
  assert.deepEqual([`${contexts} context.__OWN_STATE__.run(); ${asked('__OWN_STATE__')}`, `${contexts} ${asked('report')} globalThis.report = (id) => ids.push(id);`].map((code) => worst(code, 'a.mjs')), ['medium', 'medium'], 'the realm is its own');
  assert.equal(worst(`${contexts} ${asked('__OWN_STATE__')}`, 'a.mjs'), 'high', 'nothing else names it');
  assert.equal(worst(`import "vm"; state.__OWN_STATE__.run(); ${asked('__OWN_STATE__')}`, 'a.mjs'), 'high', 'no realm is made');
  for (const name of ['process', 'hostApi', 'globalThis.require']) assert.equal(worst(`${contexts} context.hostApi = process; ${asked(name)}`, 'a.mjs'), 'critical', name);
  for (const name of ['globalThis.Error', 'Promise', 'Object']) assert.equal(worst(asked(name)), 'medium', name);
  for (const name of ['report', 'process', 'this', 'globalThis', 'globalThis.process', 'globalThis.require', 'process.mainModule', '__dirname', '__TAURI_INTERNALS__', 'Function', '__OWN_STATE__.run()', '__OWN_STATE__, process']) {
    assert.equal(worst(asked(name)), 'critical', name);
  }
  for (const name of ['process', 'fetch', 'hostApi', '__webpack_require__']) assert.equal(worst(`${asked(name)} globalThis.${name} = mine;`), 'critical', `${name}, whoever sets it`);
});

test('good: a parameter is called before the same letter stands for a class', () => {
  for (const code of [
    'function same(a, b, r) { let k = "" + a; if (r && !r(a, k)) return false; var n = a.constructor; a = true; r = a.constructor; return n == r }',
    'function same(t, e, r) { for (const k in t) if (r) r(t[k], `${k}`); e = false; r = e.constructor, r == t.constructor }',
    'function same(t, e, r) { for (const k in t) { if (r && !r(t[k], `${k}`)) return same(t[k], e, r) } e = true; r = e.constructor; return r == t.constructor } same(a, b)',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: the class reaches the call, by a loop, an inner function, a pattern or another name', () => {
  for (const code of [
    'function run(t, r) { for (const k of t) { if (r) r("return " + k)(); r = (() => {}).constructor } }',
    'function run(t, r) { const go = () => r("return " + t); r = (() => {}).constructor; return go() }',
    'function run(t, r) { let f; [f = r("return " + t)] = [(r = (() => {}).constructor, undefined)] }',
    'let r; function run(t) { if (r) r("return " + t)(); r = (() => {}).constructor } run(1); run(2)',
    'function run(t, r) { r = (() => {}).constructor; return r("return " + t) }',
    'function run(t, r) { if (r) r("return " + t)(); const q = r; r = (() => {}).constructor; run(t, r); run(t, q) }',
    'function run(t, r) { r = [].at.constructor; r("return " + t); r = 1 }',
  ]) assert.equal(worst(code), 'critical', code);
});
