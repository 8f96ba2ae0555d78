import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './dynamic-code.rule.js';

const worst = (text: string) => findingsOf(rule, { 'a.js': text })[0]?.severity ?? 'nothing';

test('bad: eval and Function by their names', () => {
  assert.deepEqual(said(rule, { 'dist/a.js': 'a();\n  eval(code)', 'b.mjs': 'new Function("a", body)' }), ['high b.mjs:1', 'high dist/a.js:2']);
  const [finding] = findingsOf(rule, { 'a.js': 'run(1); eval(code + 1)' });
  assert.deepEqual([finding?.line, finding?.column, finding?.evidence], [1, 9, 'eval(code + 1)']);
});

test('bad: text that grows before it is run is no constant', () => {
  assert.deepEqual(said(rule, { 'a.js': 'let text = "";\nread((part) => { text += part });\neval(text)' }), ['high a.js:3']);
});

test('bad: eval and Function by other names', () => {
  const codes = [
    'const e = eval; e(x)', 'let e; if (a) e = eval; else e = null; e(x)', 'e = eval; e(x)', '(0, eval)(x)', 'eval?.(x)', 'globalThis.eval(x)',
    'window["ev" + "al"](x)', 'const k = "ev"; self[k + `al`](x)', 'globalThis[["e", "val"].join("")](x)', 'global[String.fromCharCode(101, 118, 97, 108)](x)',
    'globalThis[atob("ZXZhbA==")](x)', 'const { eval: run } = globalThis; run(x)', 'const [run] = [eval]; run(x)', 'const o = { run: eval }; o.run(x)',
    'eval.call(null, x)', 'eval.apply(null, [x])', 'const b = eval.bind(null); b(x)', 'Reflect.apply(eval, null, [x])', 'Reflect.get(globalThis, "eval")(x)',
    'function run(f = eval) { f(x) }', '(function (w) { w.eval(x) })(window)', '(f => f(x))(eval)', '(a || eval)(x)', 'this.eval(x)', 'const g = this; g["eval"](x)',
    '(function () { return this })().eval(x)', 'Function("return this")().eval(x)', 'Function(x)', 'new globalThis.Function(x)', 'Reflect.construct(Function, [x])',
    'Function`${x}`', 'const F = Function; F.apply(null, [x])', 'new (a, Function)(x)',
  ];
  for (const code of codes) assert.equal(worst(code), 'high', code);
});

test('bad: other ways from text to code', () => {
  for (const code of ['require("vm")', 'import "node:vm"', 'import { runInThisContext as r } from "vm"', 'const r = require; r("v" + "m")', 'import("node:inspector")', 'process.getBuiltinModule("vm")', 'module.require("vm")', 'export * from "vm"', 'require("isolated-vm")']) assert.equal(worst(code), 'high', code);
  assert.equal(worst('m._compile(text, "x")'), 'high');
  for (const code of ['run(eval)', 'export default eval', 'x.run = eval', 'eval("1 + 1")']) assert.equal(worst(code), 'medium', code);
});

test('bad: through parameters and answers of functions', () => {
  for (const code of ['function run(f, x) { f(x) } run(eval, y)', 'const get = () => eval; get()(x)', 'function get() { return globalThis["ev" + "al"] } const e = get(); e(x)', 'const r = "lave".split("").reverse().join(""); self[r](x)']) {
    assert.equal(worst(code), 'high', code);
  }
});

test('bad: TypeScript, its types left out', () => {
  const typescript = (text: string) => said(rule, { 'a.ts': text });
  assert.deepEqual(typescript('const run = eval as (code: string) => void;\nrun(x!)'), ['high a.ts:2']);
  assert.deepEqual(typescript('import fs = require("vm");\nenum A { B = eval(x) }'), ['high a.ts:1', 'high a.ts:2']);
  assert.deepEqual(typescript('namespace N { export const e = eval<string>; }\nclass C { constructor(private f = eval) { f(x) } }'), ['high a.ts:2']);
  assert.deepEqual(typescript('class A { accessor y = 1; static accessor #z = 2; abstract accessor q: string }\neval(location.hash)'), ['high a.ts:2']);
  assert.deepEqual(typescript('import defer * as later from "./later.js";\nclass A { static run = eval; accessor go = () => A.run(location.hash) }'), said(rule, { 'a.mjs': '\nclass A { static run = eval; go = () => A.run(location.hash) }' }).map((line) => line.replace('.mjs', '.ts')));
  assert.deepEqual(said(rule, { 'a.tsx': 'export const A = ({ x }: { x: string }) => <b onClick={() => eval(x)}>{1}</b>' }), ['high a.tsx:1']);
  assert.deepEqual(typescript('type eval = string; interface P { eval(x: string): void } declare function f(code: typeof eval): void; let a: P = b; a.eval(x)'), []);
});

test('bad: scripts in pages', () => {
  assert.deepEqual(said(rule, { 'a.html': '<p>\n<script>\nlet a\n  eval(x)</script>' }), ['high a.html:4']);
  assert.deepEqual(said(rule, { 'a.html': '<body\n onload="eval(x)"><a href="javascript:eval(y)">', 'b.svg': '<svg><script>eval(x)</script></svg>' }), ['high a.html:2', 'high a.html:2', 'high b.svg:1']);
  assert.deepEqual(said(rule, { 'a.html': '<iframe srcdoc="&lt;script&gt;eval(x)&lt;/script&gt;"></iframe>' }), ['high a.html:1']);
  assert.deepEqual(said(rule, { 'a.html': '<!-- <script>eval(x)</script> --><p>eval(x)</p><script type="text/template">eval(x)</script><textarea><script>eval(x)</script></textarea>' }), []);
});

test('bad: Python', () => {
  const python = (text: string) => findingsOf(rule, { 'a.py': text }).map(({ severity, line, column }) => `${severity} ${line}:${column}`);
  assert.deepEqual(python('x = 1\nif x:\n    eval(code)'), ['high 3:5']);
  const codes = [
    'e = eval\ne(x)', 'getattr(__builtins__, "ev" + "al")(x)', 'import builtins as b\nb.exec(x)', '__builtins__["exec"](x)', '__import__("builtins").eval(x)',
    'def f():\n    exec(compile(x, "a", "exec"))', '(run := exec)(x)', 'a, b = eval, 1\na(x)', 'globals()["ev" "al"](x)',
  ];
  for (const code of codes) assert.match(python(code)[0] ?? 'nothing', /^high/, code);
  assert.match(python('map(eval, lines)')[0] ?? '', /^medium/);
});

test('good: Python that only looks like it', () => {
  const codes = ['# eval(x)\ns = "eval(x)"', '"""\neval(x)\n"""', 'import ast\nast.literal_eval(x)', 'def eval(x): return x\neval(y)', 'model.eval()', 'df.eval("a + b")', 'def f(exec): exec(x)'];
  for (const code of codes) assert.deepEqual(said(rule, { 'a.py': code }), [], code);
});

test('bad: scripts that do not look like scripts', () => {
  assert.deepEqual(said(rule, { 'main.dat': 'eval(x)' }, { entry_points: ['main.dat'] }), ['high main.dat:1']);
  assert.deepEqual(said(rule, { 'index.js': 'require("./assets/logo.png")', 'assets/logo.png': 'eval(x)' }), ['high assets/logo.png:1']);
  assert.deepEqual(said(rule, { 'index.js': 'import "./a.css"; import logo from "./logo.png"', 'a.css': 'a { b: eval(x) }', 'logo.png': '\x89PNG eval(x)' }), []);
  assert.deepEqual(said(rule, { 'bin/run': '#!/usr/bin/env node\neval(x)' }), ['high bin/run:2']);
});

test('good: words in comments, strings, properties and other names', () => {
  const codes = [
    '// eval(x)\n/* new Function(y) */', 'const s = "eval(x)"; log(`Function(${s})`)', 'const eval_ = 1; evaluate(x); parser.eval(x)', 'function run(eval1) { eval1(x) }',
    'class P { eval(x) { return this.eval(x) } }', 'const ctx = { eval: (x) => x }; ctx.eval(x)', 'const m = { Function: 1 }; m.Function', 'typeof eval === "function"',
    'x instanceof Function', 'Function.prototype.call.call(f, x)', 'const props = { onClick: Function }', 'a.constructor.name; new this.constructor(x)', 'function f(a) { return new a.constructor("x") }',
    'new Function()', 'obj.constructor === Object', 'const vm = require("./vm"); vm.run(x)', 'import vm from "vue-vm"',
  ];
  for (const code of codes) assert.equal(worst(code), 'nothing', code);
});

test('good: names that are somebody else’s', () => {
  const codes = [
    'function f(eval_, setTimeout) { setTimeout("x") }', 'import { setTimeout } from "node:timers/promises"; setTimeout("5")', 'setTimeout(() => run("x"), 5); setTimeout(run, 5); setTimeout(a + b, 5)',
    'function Function() {} new Function(x)', 'const require = (x) => x; require("vm")', '(function (require) { require("vm") })(load)', 'const { eval: e } = parser; e(x)',
  ];
  for (const code of codes) assert.equal(worst(code), 'nothing', code);
  assert.equal(worst('var root = Function("return this")() || (0, eval)("this")'), 'info', 'found in most bundles');
});

test('low: a text that only imports, of which the rule for imports tells; bad: anything more', () => {
  for (const code of ['eval("import(file)")', 'new Function("file", "return import(file)")']) assert.equal(worst(code), 'low', code);
  for (const code of ['eval("import(file);run()")', 'eval("import(\'fs\')")', 'new Function("file", "return import(file).then(run)")', 'eval("import(a + b)")']) assert.equal(worst(code), 'medium', code);
  assert.equal(worst('eval("import(" + file + ")")'), 'high');
});

test('the text of a function is asked for, and nothing is run', () => {
  for (const code of ['Function.prototype.toString.call(Function)', 'const s = Function.prototype.toString; s.call(Function)', 'Object.prototype.toString.call(Function)', 'Object.prototype.toString.apply(eval)', 'Object.getPrototypeOf(Function)']) assert.notEqual(worst(code), 'high', code);
  for (const code of ['run.call(Function)', 'texts.map(Function)', 'Reflect.apply(eval, null, texts)', 'answer.toString.then(eval)', 'const s = a.prototype.toString; s.call(eval)', 'const Function = { prototype: { toString: run } }; Function.prototype.toString.call(eval)', 'x.prototype.toString.call.call(Function, 0, code)']) assert.equal(worst(code), 'high', code);
});

test('`_compile` of a script’s own class compiles no module', () => {
  const own = 'class Node { _compile(math, names) { return () => math } compile() { return this._compile(m, {}) } }\nclass Sum extends Node { _compile(math, names) { return this.args.map((each) => each._compile(math, names)) } }';
  for (const code of [own, `${own}\nmodule.exports = Node`, `${own}\nconst fs = require("fs"); process.on("exit", f)`, 'A.prototype._compile = function (math) { return this.part._compile(math, {}) }']) assert.equal(worst(code), 'nothing', code);
  for (const lead of ['m = module', 'm = new module.constructor("x")', 'm = require.main', 'm = require("module").prototype', 'm = process.mainModule', 'm = process[name]', 'm = arguments[2]', 'm = Object.values(require.cache)[0]', 'r = require']) {
    assert.equal(worst(`${own}\nlet m, r; ${lead}; m._compile(text, "x")`), 'high', lead);
  }
  assert.equal(worst('function f() { return 1 }\nm._compile(text, "x")'), 'high');
});

test('prose after `javascript:` is no address with code', () => {
  for (const text of ['javascript: URI scheme is not allowed', 'javascript: URI scheme (with optional whitespace/encoding)', 'javascript: addresses are refused.']) assert.equal(worst(`warn(${JSON.stringify(text)})`), 'nothing', text);
  for (const text of ['javascript: alert(1)', 'javascript:fetch(u)', 'javascript: new Image (1)', 'javascript: delete x', 'javascript: a in f()', 'javascript: await f()', 'javascript: x\nrun y()', 'javascript: URI%0Aalert(1)', '<a href="javascript: URI scheme is">']) assert.equal(worst(`link.href = ${JSON.stringify(text)}`), 'medium', text);
  assert.equal(worst('go(`javascript: a i${x}`)'), 'medium');
});

test('prose on elements is no markup', () => {
  for (const text of ['<script opening tag', 'HTML-entity-encoded <script (e.g. &#x3C;script or &lt;script)', '<script element inside SVG executes JavaScript']) assert.equal(worst(`warn(${JSON.stringify(text)})`), 'nothing', text);
  for (const text of ['<script opening="tag"', '<script async defer', '<script src', '<script ', '<script opening tag>', '<b><script opening tag']) assert.equal(worst(`write(${JSON.stringify(text)})`), 'medium', text);
  assert.equal(worst('write("<script opening tag" + rest)'), 'medium');
});

test('scripts of a webview that its own policy names by a nonce are a hint', () => {
  const page = (script: string, policy = "script-src 'nonce-${n}'") => `panel.webview.html = \`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${policy}"><main></main>${script}\``;
  for (const script of ['<script nonce="${n}" src="${uri("a.js")}"></script>', '<script nonce="${n}">const api = acquireVsCodeApi(); api.postMessage({ kind: 1 })</script>']) assert.equal(worst(page(script)), 'low', script);
  for (const script of [
    '<script nonce="${n}">${code}</script>', '<script src="${uri("a.js")}"></script>', '<script nonce="${n}" src="https://x.org/a.js"></script>', '<script nonce="${n}">eval(x)</script>',
    '<script nonce="${n}">fetch(u)</script>', '<script nonce="${n}">self[name](x)</script>', '<script nonce="${n}"></script><img onerror="${code}">', '<script nonce="${n}"></script><script>${code}</script>', '<script nonce="${n}">a',
  ]) assert.equal(worst(page(script)), 'medium', script);
  assert.equal(worst(page('<script nonce="${n}" src="${uri("a.js")}"></script>', "script-src 'unsafe-inline'")), 'medium');
});

test('workers: a file that is named beside the script is known, any other address is not', () => {
  for (const code of ["new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })", "const at = new URL('worker.js?v=2', import.meta.url);\nnew SharedWorker(at)", "const name = './worker.js';\nnew window.Worker(new URL(name, import.meta.url))", "new Worker('./worker.js')"]) assert.equal(worst(code), 'nothing', code);
  for (const code of ['new Worker(new URL(name, import.meta.url))', 'new Worker(new URL("./worker.js", base))', 'new Worker(new URL(" https://a.example/w.js", import.meta.url))', 'new Worker(new URL("//a.example/w.js", import.meta.url))', 'new Worker(URL.createObjectURL(blob))', 'class URL { constructor() { return made; } }\nnew Worker(new URL("./worker.js", import.meta.url))', 'let at = new URL("./worker.js", import.meta.url);\nat = other;\nnew Worker(at)']) assert.equal(worst(code), 'medium', code);
});

test('lines that end in a carriage return alone are lines', () => {
  const places = (contents: Record<string, string>) => findingsOf(rule, contents).map(({ line, column, evidence }) => [line, column, evidence]);
  assert.deepEqual(places({ 'index.js': 'const a = 1;\rconst f = (x) => eval(x);\rf(q); eval(z); eval(w);\r' }), [[2, 18, 'eval(x);'], [3, 7, 'eval(z); eval(w);']]);
  assert.deepEqual(places({ 'main.py': 'a = 1\rf = lambda x: eval(x)\rexec(z)\r' }), [[2, 15, 'eval(x)'], [3, 1, 'exec(z)']]);
});
