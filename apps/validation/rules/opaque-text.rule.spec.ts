import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule as childProcess } from './child-process.rule.js';
import { rule } from './opaque-text.rule.js';

import { createHash } from 'node:crypto';

/** Text that looks random and is the same in every run. */
const noise = (length: number) => Array.from({ length: Math.ceil(length / 88) }, (_, index) => createHash('sha512').update(String(index)).digest('base64')).join('').slice(0, length);

test('bad: a payload that is most of the script', () => {
  assert.deepEqual(said(rule, { 'a.js': `const p = "${noise(900)}";\nload(p);` }), ['medium a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `const p = \`${noise(900)}\`;\neval(unpack(p));` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `load([${Array.from('const a = require("fs"); a.readFileSync("/x"); send(a, "https://example.net");', (c) => c.charCodeAt(0)).join()}])` }), ['medium a.js:1']);
});

test('bad: decryption, and payloads in larger scripts', () => {
  assert.deepEqual(said(rule, { 'a.js': 'for (let i = 0; i < t.length; i++) o += String.fromCharCode(t.charCodeAt(i) ^ k)' }), ['medium a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `const p = "${noise(500)}";\n${'run();\n'.repeat(300)}` }), ['low a.js:1']);
});

test('good: pictures, fonts and WebAssembly', () => {
  assert.deepEqual(said(rule, { 'a.js': `const i = "data:image/png;base64,${noise(900)}", w = "AGFzbQEAAAA${noise(900)}", p = "iVBORw0KGgo${noise(900)}"` }), []);
});

test('good: prose, paths, tables of bytes', () => {
  assert.deepEqual(said(rule, { 'a.js': `const t = "${'All human beings are born free and equal. '.repeat(20)}", d = "${'M10 20L30 40'.repeat(60)}", b = [${Array.from({ length: 256 }, (_, index) => index).join()}]` }), []);
});

const WORKER = `import { parentPort } from "node:worker_threads";\nlet last = Date.now();\nparentPort.on("message", (tick) => { last = tick.time; });\nsetInterval(() => { if (Date.now() - last > 5000) parentPort.postMessage({ blocked: Date.now() - last }); }, 50);\n${'parentPort.postMessage({ alive: true });\n'.repeat(9)}`;
const base64 = (text: string) => Buffer.from(text).toString('base64');

test('good: scripts in base64, which are read, and lists of names', () => {
  assert.deepEqual(said(rule, { 'a.js': `export const worker = "${base64(WORKER)}";` }), []);
  assert.deepEqual(said(childProcess, { 'a.js': `export const worker = "${base64(`${WORKER}import("node:child_process").then((c) => c.exec(x));`)}";` }).length > 0, true);
  assert.deepEqual(said(rule, { 'a.js': `const names = "${['EventTarget', 'XMLHttpRequest', 'AudioTrackList', 'IDBDatabase', 'KeyOperation', 'MessagePort', 'FileReader', 'WebSocket', 'Qworker', 'Zone'].join(',').repeat(6)}".split(",")` }), []);
});

test('bad: scripts in base64 beside an evaluation, and what only begins like one', () => {
  assert.deepEqual(said(rule, { 'a.js': `const p = "${base64(WORKER)}"; load(p); eval(q);` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `const p = "${base64(`run();\n${noise(600)}`)}"; load(p);` }), ['medium a.js:1']);
});

test('good: JSON of rules and names, which a text is not long for', () => {
  const kinds = ['if', 'else', 'while', 'let', 'const', 'var', 'for', 'in', 'of', 'do'];
  const grammar = JSON.stringify({ name: 'x', patterns: kinds.map((kind, at) => ({ match: `(?<![#$.@\\w])\\b${kind}\\b(?=[{(~^]?)`, name: `k.${kind}.Q${at}Z`, id: `${at}J&` })) }).replaceAll('\\', '\\\\');
  assert.deepEqual(said(rule, { 'a.js': `export default Object.freeze(JSON.parse('${grammar}'));` }), []);
});

test('bad: JSON that holds a payload, whole, in pieces or as a name', () => {
  for (const held of [{ p: noise(900) }, Array.from({ length: 9 }, () => noise(120)), { [noise(900)]: 1 }]) assert.deepEqual(said(rule, { 'a.js': `run(JSON.parse('${JSON.stringify(held)}'));` }), ['medium a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `eval(unpack('${JSON.stringify({ p: noise(900) })}'));` }), ['high a.js:1']);
});

test('bad: a script as one number, or as fractions of which each is eight bytes; good: long numbers, coefficients', () => {
  const digits = Array.from({ length: 500 }, (_, index) => (index * 7 + 1) % 10).join('');
  assert.deepEqual(said(rule, { 'a.js': `let n = ${digits}n, s = ""; for (; n; n >>= 8n) s += String.fromCharCode(Number(n & 255n)); eval(s);` }), ['high a.js:1']);
  const fractions = Array.from({ length: 80 }, (_, index) => `${index + 1}.25e-${120 + index}`).join();
  assert.deepEqual(said(rule, { 'a.js': `eval(Buffer.from(new Float64Array([${fractions}]).buffer).toString());` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `export const order = ${digits.slice(0, 150)}n;` }), []);
  assert.deepEqual(said(rule, { 'a.js': `export const coefficients = [${Array.from({ length: 80 }, (_, index) => `${index + 1}.25e-${index % 20}`).join()}]; eval(x);` }), []);
});

test('bad: a script that does nothing but to start another one in base64; good: one that others may start, and one beside other code', () => {
  const blob = 'new Worker(URL.createObjectURL(new Blob([atob(code)])))';
  assert.deepEqual(said(rule, { 'a.js': `const code = "${base64(WORKER)}"; const worker = ${blob}; worker.onmessage = show;` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `(function () { var code = "${base64(WORKER)}"; var worker = ${blob}; worker.onmessage = show; })();` }), ['high a.js:1']);
  for (const text of [
    `const code = "${base64(WORKER)}"; export default function start() { return ${blob} }`,
    `const code = "${base64(WORKER)}"; const worker = ${blob}; ${'export function ask(value) { worker.postMessage(value); }\n'.repeat(9)}`,
    `const code = "${base64(WORKER)}"; const worker = new Worker("b.js");`,
    `(function () { var code = "${base64(WORKER)}"; self.start = function () { return ${blob}; }; })();`,
  ]) assert.deepEqual(said(rule, { 'a.js': text }), [], text);
});
