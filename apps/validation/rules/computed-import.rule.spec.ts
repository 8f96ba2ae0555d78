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
