import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './computed-import.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "require(name)",
    "import(`./plugins/${name}.js`)",
    "const r = require; r(a + b)",
    "process.getBuiltinModule(x)",
    "module.require(x)",
  ]) assert.equal(worst(code), 'medium', code);
});

test("bad: the same in Python", () => {
  for (const code of [
    "__import__(name)",
    "from importlib import import_module as load\nload(f\"plugins.{name}\")",
  ]) assert.equal(worst(code, 'a.py'), 'medium', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "require(\"fs\"); import(\"./x.js\")",
    "const m = \"f\" + \"s\"; require(m)",
    "(function (require) { require(x) })(load)",
    "define([\"require\"], (r) => r(x))",
    "// require(name)",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "import importlib\nimportlib.import_module(\"json\")",
    "def __import__(x): pass\n__import__(y)",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('bad: an import that compilers leave as it is, because it stands in a text', () => {
  for (const code of ['eval("import(file)").then(run)', 'new Function("file", "return import(file)")(file)', 'Function("file", "return import(file);")']) assert.equal(worst(code), 'medium', code);
  for (const code of ['eval("run(file)")', 'eval(`import(${file})`)', 'eval()']) assert.equal(worst(code), 'nothing', code);
});

test('members of objects are no modules, in Python', () => {
  for (const code of [
    'getattr(self._local, "connection", None)', 'getattr(node, node.FUNCTION)(image)', 'import os\ngetattr(os, "getcwd")()', 'getattr(args, name, None)', 'import json\ngetattr(json, name)', 'import sys\ngetattr(sys.modules.get("json"), name)',
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
  for (const code of [
    'import os\ngetattr(os, name)(x)', 'import os as o\nm = o\ngetattr(m, a + b)(x)', 'getattr(__builtins__, name)(x)', 'getattr(__import__("o" + "s"), name)(x)', 'import sys\ngetattr(sys.modules["os"], name)(x)',
    'import sys\ngetattr(sys.modules[which], name)(x)', 'import sys\nm = sys.modules.get(which)\ngetattr(m, name)(x)', 'import os, sys\nfor m in (os, sys):\n    getattr(m, name)(x)', 'class A:\n    def __init__(self):\n        import os\n        self.m = os\n    def f(self): getattr(self.m, name)(x)',
  ]) assert.equal(worst(code, 'a.py'), 'medium', code);
});

/** What esbuild puts before a bundle that calls `require`, and what it does for a caller. */
const bundled = ({ body = '', given = 'x', get = '(typeof require !== "undefined" ? require : a)[b]', call = '"fs"' }) => `var __require = /* @__PURE__ */ ((x) => typeof require !== "undefined" ? require : typeof Proxy !== "undefined" ? new Proxy(x, {
  get: (a, b) => ${get}
}) : ${given})(function(x) {
  ${body}if (typeof require !== "undefined") return require.apply(this, arguments);
  throw Error('Dynamic require of "' + x + '" is not supported');
});
__require(${call});`;
const MINIFIED = 'var d=(e=>typeof require<"u"?require:typeof Proxy<"u"?new Proxy(e,{get:(r,t)=>(typeof require<"u"?require:r)[t]}):e)(function(e){if(typeof require<"u")return require.apply(this,arguments);throw Error(\'Dynamic require of "\'+e+\'" is not supported\')});';

test('good: a function that only hands on what its callers name, all of them by a text', () => {
  for (const code of [bundled({}), `${MINIFIED}d("fs").stat(d("path").sep)`]) assert.equal(worst(code), 'nothing', code);
});

test('bad: such a function with a name that is computed, by whoever', () => {
  const codes = [
    bundled({ call: 'name' }), bundled({ call: '...names' }), bundled({ call: '"fs"); names.map(__require' }), bundled({ call: '"fs"); const load = __require; load(name' }), bundled({ call: '"fs"); __require.apply(null, names' }), `${MINIFIED}d(name)`,
    bundled({ body: 'x = name; ' }), bundled({ body: 'arguments[0] = name; ' }), bundled({ body: 'for (x of names); ' }), bundled({ body: '[].shift.call(arguments); ' }), bundled({ body: 'if ((() => arguments)()[0] === x) load(arguments); ' }),
    bundled({ given: '(x(name), x)' }), bundled({ given: 'load(x)' }), bundled({ get: 'a(b)' }), bundled({ get: 'a(name)[b]' }),
    bundled({}).replace('function(x) {', 'function again(x) { if (x === 1) return again(name);'), bundled({}).replace('((x) =>', '((x, y = x(name)) =>'), bundled({}).replace('(a, b) =>', '(a, b = a(name)) =>'), bundled({}).replace('require : typeof', 'load : typeof'),
    'const load = function (x) { return require.apply(this, arguments); }; load(name)', 'list.map(function (x) { return require.apply(this, arguments); })',
  ];
  for (const code of codes) assert.equal(worst(code), 'medium', code);
});
