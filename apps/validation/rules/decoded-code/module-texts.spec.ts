import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../decoded-code.rule.js';

/** Of `decoded-code`, text that is taken out of a module of WebAssembly. */
const worst = (text: string) => findingsOf(rule, { 'a.js': text, 'm.wasm': '\0asm' })[0]?.severity ?? 'nothing';
const module = 'const fs = require("fs"); const bytes = fs.readFileSync(require.resolve("./m.wasm")); const { exports: api } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {}); const read = (at, length) => new TextDecoder().decode(new Uint8Array(api.memory.buffer, at, length));';

test('bad: text runs that the script takes out of the memory, a section or the file of a module', () => {
  for (const code of [
    `${module} (0, eval)("(function (require) {" + Buffer.from(new Uint8Array(api.memory.buffer).slice(0, 163)).toString("latin1") + "})")(require)`,
    `${module} new Function("require", read(api.start(), api.size()))(require)`,
    'const fs = require("fs"), vm = require("vm"); const made = new WebAssembly.Module(fs.readFileSync(__dirname + "/m.wasm")); const [part] = WebAssembly.Module.customSections(made, "meta"); vm.runInThisContext(Buffer.from(part).toString())',
    'const raw = require("fs").readFileSync(__dirname + "/m.wasm"); const tail = raw.subarray(raw.length - 90).toString(); const run = new Function("require", tail); run(require)',
  ]) assert.equal(worst(code), 'high', code);
});

test('good: glue runs what a module points to when it calls, texts of modules are shown, and other code runs', () => {
  for (const code of [
    `${module} const imports = {}; imports.__wbg_newnoargs = (arg0, arg1) => new Function(read(arg0, arg1)); imports.__wbg_log = (arg0, arg1) => console.log(read(arg0, arg1)); exports.imports = imports; exports.version = read(0, 8)`,
    `${module} var heap = new Uint8Array(api.memory.buffer); var toText = (at) => { var end = at; while (heap[end]) ++end; return new TextDecoder().decode(heap.subarray(at, end)) }; exports.imports = { run_script: (at) => { eval(toText(at)) }, abort: () => { throw new Error(toText(1024)) } }`,
    `${module} exports.version = read(0, 8); exports.compile = (template) => new Function("data", "return \`" + template + "\`")`,
    `${module} const source = fs.readFileSync(file, "utf8"); exports.first = (0, eval)(source.slice(api.start(), api.end()))`,
    `${module} exports.names = (source) => { const start = api.start(), end = api.end(); return (0, eval)(source.slice(start, end)) }`,
  ]) assert.equal(worst(code), 'nothing', code);
});
