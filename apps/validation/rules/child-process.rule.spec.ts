import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './child-process.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test('bad: every way to get the modules', () => {
  const codes = [
    'require("child_process").exec("x")', 'const { spawn } = require("node:child_process")', 'import { fork } from "child_process"', 'import("child_process")',
    'await import(`worker_threads`)', 'import * as c from "node:cluster"', 'export { exec } from "child_process"', 'const m = "child" + "_process"; require(m)',
    'const load = require; load("child_process")', 'module.require("child_process")', 'require.main.require("child_process")', 'process.mainModule.require("child_process")',
    'process.getBuiltinModule("child_process")', 'const { getBuiltinModule: g } = process; g("cluster")', 'import { createRequire } from "module"; createRequire(import.meta.url)("child_process")',
    'import { createRequire as c } from "node:module"; const load = c(import.meta.url); load("child_process")', 'import process from "node:process"; process.getBuiltinModule("child_process")',
    'module.constructor._load("child_process")', 'require("module")._load("child_process")', 'globalThis.process.getBuiltinModule("worker_threads")', 'require.call(null, "child_process")',
    'require(["child", "process"].join("_"))', 'require(atob("Y2hpbGRfcHJvY2Vzcw=="))',
  ];
  for (const code of codes) assert.equal(worst(code), 'high', code);
  assert.deepEqual(said(rule, { 'x/a.cjs': '"use strict";\nvar c = require("child_process");' }), ['high x/a.cjs:2']);
});

test('bad: Python', () => {
  for (const code of ['import subprocess as s', 'from subprocess import run', 'import os\nos.system("x")', 'from os import popen as p\np(x)', 'import os\ngetattr(os, "sys" + "tem")(x)', '__import__("os").execv(a, b)', 'import pty']) assert.equal(worst(code, 'a.py'), 'high', code);
  for (const code of ['import os\nos.path.join(a)', '# import subprocess\ns = "os.system(1)"', 'class os:\n  pass\nos.system(1)', 'from .subprocess import run', 'import subprocessing']) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('good: words, other modules, other names', () => {
  const codes = [
    '// require("child_process")', 'const s = "child_process"; log(s)', 'require("./child_process"); require("child_process_promise"); import("./worker_threads.js")', 'import fs from "node:fs"; require("path")',
    'const RE = /child_process/; RE.exec("x")', 'binding("x"); x.binding("y"); process.env.binding', 'db.exec("select 1"); cluster.fork(); new Worker("x.js")',
  ];
  for (const code of codes) assert.equal(worst(code), 'nothing', code);
});

test('good: what bundlers write', () => {
  const webpack = '(() => { var m = { 7: (e, t, r) => { t.x = r(9) } }; var c = {}; function r(e) { var t = c[e]; if (t) return t.exports; var n = c[e] = { exports: {} }; m[e](n, n.exports, r); return n.exports } r(7) })()';
  const wrapped = '(function (e, t) { typeof exports == "object" ? module.exports = t() : typeof define == "function" && define.amd ? define(t) : e.x = t() })(this, function () { return 1 })';
  const esbuild = 'var c = (f, m) => () => (m || f((m = { exports: {} }).exports, m), m.exports); var require_a = c((exports, module) => { module.exports = 1 }); export default require_a();';
  for (const code of [webpack, wrapped, esbuild]) assert.equal(worst(code), 'nothing', code);
});
