import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { RULES } from '../rules.js';
import { rule } from './engine-internals.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "process.binding(\"spawn_sync\")",
    "process.dlopen(m, f)",
    "const { _linkedBinding: b } = process; b(\"x\")",
  ]) assert.equal(worst(code), 'critical', code);
  for (const code of [
    "require(\"https\").get(u); require(\"./build/addon.node\")",
    "require(\"child_process\").execSync(command); require(\"./build/addon.node\")",
    "require(\"/var/tmp/a.node\")",
    "run(process.getBuiltinModule)",
    "module.exports = { load: process.getBuiltinModule }",
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    "process.binding(\"natives\")",
    "process.binding(\"buffer\").kStringMaxLength",
    "process.getBuiltinModule(\"node:crypto\")",
    "process.getBuiltinModule(\"fs\")",
    "process.getBuiltinModule(\"node:module\")",
    "process.getBuiltinModule(name)",
    "const call = (f, x) => f(x);\ncall(pick ? process.binding : other, name)",
  ]) assert.equal(worst(code), 'low', code);
});

test('bindings that compute are a hint, the one of files is for a maintainer, the others are refused', () => {
  for (const name of ['http_parser', 'zlib', 'timer_wrap']) assert.equal(worst(`const b = process.binding("${name}")`), 'low', name);
  assert.equal(worst('const files = process.binding("fs"); files.stat = other'), 'high');
  for (const code of ['process._linkedBinding("fs")', 'process._linkedBinding("zlib")', 'process.binding("fs" + x)', 'process.binding("fs_dir")', 'process.binding("contextify")', 'process.binding("process_wrap")', 'process.binding("tcp_wrap")']) assert.equal(worst(code), 'critical', code);
});

test('what `process.getBuiltinModule` loads is judged as what `require` loads', () => {
  const found = (code: string) => ['child-process', 'computed-import', 'dynamic-code'].filter((id) => findingsOf(RULES.find((each) => each.id === id)!, { 'a.js': code }).length > 0);
  assert.deepEqual(found('process.getBuiltinModule("node:child_process").exec(x)'), ['child-process']);
  assert.deepEqual(found('const { getBuiltinModule: load } = process; load("vm")'), ['dynamic-code']);
  assert.deepEqual(found('const load = (name) => globalThis.process.getBuiltinModule(name)'), ['computed-import']);
});

test('a native module of the package is a finding of its own', () => {
  const severity = (specifier: string) => findingsOf(rule, { 'lib/a.js': `require("${specifier}")`, 'lib/var/tmp/a.node': '', 'build/a.node': '' })[0]?.severity;
  assert.deepEqual([severity('../build/a.node'), severity('./a.node'), severity('/var/tmp/a.node')], ['low', 'low', 'high'], 'where nothing could bring it, it is not there');
  assert.equal(worst('require("child_process").execSync("ldd --version", { encoding: "utf8" }); require("./build/addon.node")'), 'low', 'as loaders of optional modules do');
});

test('bad: one script brings a native module, another loads it', () => {
  const found = (files: Record<string, string>) => findingsOf(rule, files).map(({ severity, file }) => `${severity} ${file}`);
  const get = 'const fs = require("fs"); require("https").get(u, (r) => r.pipe(fs.createWriteStream(__dirname + "/fast.node")))';
  assert.deepEqual(found({ 'index.js': 'require("./fast.node")', 'get.js': get }), ['high get.js', 'high index.js']);
  assert.deepEqual(found({ 'index.js': 'require(require("path").join(__dirname, "fast.node"))', 'get.js': get }), ['high get.js', 'high index.js']);
  assert.deepEqual(found({ 'index.js': 'require("./fast.node")', 'get.js': 'require("child_process").execSync("curl -so fast.node " + u)' }), ['high index.js']);
});

test('good: another script downloads or writes something else', () => {
  const worstOf = (get: string) => findingsOf(rule, { 'index.js': 'require("./fast.node")', 'get.js': get })[0]?.severity;
  assert.equal(worstOf('const fs = require("fs"); require("https").get(u, (r) => r.pipe(fs.createWriteStream("list.json")))'), 'low');
  assert.equal(worstOf('require("fs").copyFileSync("build/Release/fast.node", "fast.node")'), 'low');
  assert.equal(worstOf('require("https").get(u); const name = "fast.node"'), 'low');
});

test('good: a script whose name ends like a native module', () => {
  assert.deepEqual(findingsOf(rule, { 'server.js': 'require("./server.node")', 'server.node.js': 'run()' }), []);
});

test("bad: the same in Python", () => {
  for (const code of [
    "import ctypes",
    "from cffi import FFI",
  ]) assert.equal(worst(code, 'a.py'), 'high', code);
});

test('Python that the host does not start is told of', () => {
  const severities = (entry: string) => findingsOf(rule, { 'a.py': 'import ctypes', 'main.js': '1', 'main.py': '1' }, { entry_points: [entry] }).map(({ severity }) => severity);
  assert.deepEqual([severities('main.py'), severities('main.js')], [['high'], ['low']]);
});

test("good: what only looks like it", () => {
  for (const code of [
    "process.version; db.binding(\"x\")",
    "const process = { binding() {} }; process.binding(\"x\")",
    "require(\"./node.js\"); require(\"./a.node.js\")",
    "\"process.binding(1)\"",
    "let ffi; function load() { try { ffi = createRequire(import.meta.url)(\"bun:ffi\"); } catch { ffi = null; } return ffi; } const lib = load(); if (lib) lib.dlopen(name, { f: { args: [], returns: \"i32\" } });",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "import ctypes_like",
    "# import ctypes",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('what starts programs, in a package that starts them openly', () => {
  const openly = 'const { spawn } = require("child_process"); spawn("git"); ';
  assert.equal(worst(`${openly}watch(tool, process.binding("spawn_sync"), name)`), 'high');
  for (const code of [
    'watch(tool, process.binding("spawn_sync"), name)',
    `${openly}process.binding("spawn_sync").spawn({ file: "sh", args: ["sh"] })`,
    `${openly}const b = process.binding("spawn_sync"); b.spawn({ file: "sh", args: ["sh"] })`,
  ]) assert.equal(worst(code), 'critical', code);
  assert.equal(worst('process.binding("tty_wrap").guessHandleType(1)'), 'low');
});

test('a binding that does what a module does which the package loads openly is for a maintainer', () => {
  assert.equal(worst('const net = require("net"); const { TCP } = process.binding("tcp_wrap"); net.listen(new TCP())'), 'high');
  assert.equal(worst('require("tls"); process.binding("stream_wrap").streamBaseState'), 'low', 'nothing but numbers of streams');
  assert.equal(worst('require("fs"); process.binding("tcp_wrap")'), 'critical', 'another module');
  for (const name of ['contextify', 'module_wrap', 'worker', 'natives_blob']) assert.equal(worst(`require("vm"); process.binding("${name}")`), 'critical', name);
});

test('what starts programs, where a function is put in its place that calls it for its callers', () => {
  const wrapped = (inside: string) => `const cp = require("child_process"); const inner = process.binding("spawn_sync"); const start = inner.spawn; inner.spawn = wrap(start); function wrap(f) { return function (options) { ${inside} } }`;
  assert.equal(worst(wrapped('watch(options); return f.call(this, options)')), 'high');
  for (const inside of [
    'inner.spawn({ file: "sh" })',
    'f({ file: "sh" })',
    'f.call(inner, { file: "sh" })',
    'const g = inner["spa" + "wn"]; g({ file: "sh" })',
    'Reflect.apply(start, inner, [{ file: "sh" }])',
    'f.bind(inner, { file: "sh" })()',
  ]) assert.equal(worst(wrapped(inside)), 'critical', inside);
  assert.equal(worst(wrapped('return f.call(this, options)').replace('require("child_process")', 'require("os")')), 'critical', 'in a package that does not say so');
  assert.equal(worst('require("child_process"); go(process.binding("spawn_sync")); function go(x) { x.spawn({ file: "sh" }) }'), 'critical');
});

test('`getBuiltinModule` under its own name is found wherever it is asked for', () => {
  for (const code of ['module.exports = { env, getBuiltinModule: process.getBuiltinModule }', 'const f = exports.getBuiltinModule = process.getBuiltinModule; f("process")']) assert.notEqual(worst(code), 'high', code);
  const runs = (code: string) => findingsOf(RULES.find(({ id }) => id === 'child-process')!, { 'a.js': code }).length;
  for (const code of ['import { getBuiltinModule as g } from "./process.js"; g("child_process").exec(x)', 'const { getBuiltinModule } = require("./process"); getBuiltinModule("child_process").exec(x)', 'require("./process").getBuiltinModule("child_process").exec(x)']) assert.equal(runs(code), 1, code);
});

test('a module that is asked for by its name through Reflect.apply counts as that module, once', () => {
  const severities = (text: string) => findingsOf(rule, { 'a.js': text }).map(({ severity }) => severity);
  for (const code of [
    'const load = Object.getOwnPropertyDescriptor(process, "getBuiltinModule");\nconst util = Reflect.apply(load.value, process, ["node:util"])',
    'Reflect.apply(process.getBuiltinModule, process, ["node:" + "util"])',
  ]) assert.deepEqual(severities(code), ['low'], code);
  for (const code of ['Reflect.apply(process.getBuiltinModule, process, [name])', 'Reflect.apply(process.getBuiltinModule, process, names)', 'Reflect.apply(run, process.getBuiltinModule, ["util"])', 'Reflect.construct(process.getBuiltinModule, ["util"], x)']) assert.ok(severities(code).includes('high'), code);
  const programs = RULES.find(({ id }) => id === 'child-process')!;
  assert.equal(findingsOf(programs, { 'a.js': 'Reflect.apply(process.getBuiltinModule, process, ["child_process"]).exec(x)' })[0]?.severity, 'high');
});

test('good: what writes to open files, or opens the console, by the binding of files', () => {
  const writes = 'const fs = require("fs"); let writev = fs.writev; if (!writev) { const binding = process.binding("fs"); const Request = binding.FSReqWrap; writev = (fd, chunks, at, done) => { const request = new Request(); request.oncomplete = done; binding.writeBuffers(fd, chunks, at, request); }; }';
  const asks = 'const fs = require("fs"); let inner; function innerFs() { if (!inner) { inner = process.binding("fs"); } return inner; } const input = innerFs().open("CONIN$", 2, 438); fs.readSync(input, buffer);';
  const minified = 'const fs=require("fs");let w=fs.writev;if(!w){const b=process.binding("fs"),q=b.FSReqWrap||b.FSReqCallback;w=(a,c,d,e)=>{const r=new q;r.oncomplete=e,b.writeBuffers(a,c,d,r)}}';
  for (const code of [writes, asks, minified]) assert.equal(worst(code), 'low', code);
  for (const code of [
    asks.replace('CONIN$', '/etc/passwd'),
    asks.replace('"CONIN$"', 'name'),
    `${writes} patch(process.binding("fs"));`,
    `${writes} patch(process.binding("fs"), 1);`,
    `${writes} binding.rename(from, to);`.replace('const binding', 'var binding'),
    'const fs = require("fs"); const binding = process.binding("fs"); module.exports = binding;',
    'const fs = require("fs"); const binding = process.binding("fs"); binding.writeBuffers(1, x, 0, r); binding.open = mine;',
  ]) assert.equal(worst(code), 'high', code);
  assert.equal(worst(asks.replaceAll('require("fs")', 'other')), 'high', 'nothing loads `fs` openly');
});
