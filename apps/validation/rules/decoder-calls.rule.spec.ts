import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './decoder-calls.rule.js';

test('bad: calls that only decode', () => {
  assert.deepEqual(said(rule, { 'a.js': Array.from({ length: 16 }, (_, index) => `run(d(${index + 100}), { k: e(0x${index}, "key") });`).join('\n') }), ['medium a.js:1']);
});

test('bad: texts in base64 all over', () => {
  assert.deepEqual(said(rule, { 'a.js': 'x(atob("aHR0cHM="), atob("ZXhhbXBsZQ=="), atob("Lm5ldA=="), Buffer.from("2f61", "hex"), unescape("%2f%62"))' }), ['medium a.js:1']);
});

test('good: modules by number, and numbers in tests', () => {
  assert.deepEqual(said(rule, { 'a.js': Array.from({ length: 30 }, (_, index) => `var m${index}=n(${index});`).join('') }), []);
  assert.deepEqual(said(rule, { 'a.js': Array.from({ length: 30 }, (_, index) => `check(BigInt(${index}), Number("${index}"));`).join('') }), []);
});

test('good: one image in base64', () => {
  assert.deepEqual(said(rule, { 'a.js': 'const icon = atob("aHR0cHM="); draw(icon); const name = decodeURIComponent(location.hash)' }), []);
});

test('good: ranges, pairs and colours; bad: one place each, and others that mislead', () => {
  const calls = (call: (index: number) => string) => said(rule, { 'a.js': Array.from({ length: 30 }, (_, index) => `check(${call(index + 1)});`).join('\n') });
  assert.deepEqual(calls((index) => `r(${index}, ${index + 2}, 'comment')`), []);
  for (const call of [(index: number) => `d(${index}, 'key')`, (index: number) => `d(${index + 290}, ${index})`, (index: number) => `d(0x${index}, -0x${index})`]) assert.deepEqual(calls(call), ['medium a.js:1'], call(1));
});

test('good: parts that are named by their numbers; bad: names with other numbers', () => {
  const parts = (moved: number) => said(rule, { 'a.js': `load({ ${Array.from({ length: 30 }, (_, index) => `layer_${index}: read(${index + moved})`).join()} });` });
  assert.deepEqual(parts(0), []);
  assert.deepEqual(parts(1), ['medium a.js:1']);
});

test('bad: all words in base64, few as they are; good: bytes, and a word among others', () => {
  const encoded = (text: string) => `atob("${btoa(text)}")`;
  assert.deepEqual(said(rule, { 'a.js': `x(${['path', 'home', 'exec'].map(encoded).join()})` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `x(${['path', 'home', 'exec', 'curl', 'send'].map(encoded).join()}, "a", "b", "c", "d")` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `x(${['path', 'home', 'exec'].map(encoded).join()}, "a", "b", "c")` }), []);
  assert.deepEqual(said(rule, { 'a.js': 'x(Buffer.from("00ff17", "hex"), Buffer.from("80a0", "hex"), Buffer.from("0102", "hex"))' }), [], 'no words');
});

test('bad: what a script says goes through a function of its own that makes characters', () => {
  const lines = (name: string, count: number, more = ''): string => Array.from({ length: count }, (_, index) => `run(${name}(${index + 300}${more}), x);`).join('\n');
  const decoder = 'var D = "6f|70".split("|"); function T(n) { var o = ""; for (var i = 0; i < 2; i++) o += String.fromCharCode(parseInt(D[n])); return o; }\n';
  assert.deepEqual(said(rule, { 'a.js': decoder + lines('T', 9) }), ['high a.js:2']);
  assert.deepEqual(said(rule, { 'a.js': decoder + lines('T', 6) }), ['medium a.js:2'], 'a few');
  assert.deepEqual(said(rule, { 'a.js': `${decoder}function V(a, b) { return T(a + b); }\n${lines('V', 9, ', 4')}` }), ['high a.js:3'], 'by way of another');
  assert.deepEqual(said(rule, { 'a.js': `class S { get(n) { return String.fromCharCode(this.d[n]); } }\n${lines('s.get', 9)}` }), ['high a.js:2'], 'a method');
  assert.deepEqual(said(rule, { 'a.js': `class S { get(n) { return +this[String.fromCharCode(97 + n)].toFixed(4); } }\n${lines('s.get', 9)}` }), [], 'a letter is the name of a member');
  assert.deepEqual(said(rule, { 'a.js': decoder + Array.from({ length: 9 }, (_, index) => `run(T(x${index}), T(${index}));`).join('\n') }), [], 'half of what it gets is not known');
  assert.deepEqual(said(rule, { 'a.js': lines('t', 9).replaceAll(/\((\d+)\)/g, '("key.$1")') }), [], 'translations');
});

test('bad: alphabets whose letters are shuffled; good: one that makes names, and those in order', () => {
  const sorted = Array.from({ length: 90 }, (_, index) => String.fromCharCode(33 + index)).join('');
  const shuffled = (step: number): string => JSON.stringify(Array.from(sorted, (_, index) => sorted[(index * step) % 90]).join(''));
  assert.deepEqual(said(rule, { 'a.js': `var a = ${shuffled(37)};\nvar b = ${shuffled(53)};` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `var a = ${shuffled(37)};` }), []);
  assert.deepEqual(said(rule, { 'a.js': `var a = ${JSON.stringify(sorted)}, b = ${JSON.stringify([...sorted].slice(2).join(''))};` }), []);
});

test('good: an alphabet that names are made of by chance, beside a packed table; bad: the same that letters are looked up in, or handed on', () => {
  const sorted = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const shuffled = JSON.stringify(Array.from(sorted, (_, index) => sorted[(index * 37) % 64]).join(''));
  const table = JSON.stringify(Array.from({ length: 900 }, (_, index) => sorted[(index * index * 7 + index * 11) % 61]).join(''));
  const script = (use: string): string => `const letters = ${shuffled}; const table = unpack(${table}); ${use}\nrun(op(1, "|>"), op(2, "??")); run(op(300, "a"), op(400, "b"), op(500, "c"), op(600, "d"));`;
  assert.deepEqual(said(rule, { 'a.js': script('export const name = (size) => { let id = ""; while (size--) id += letters[(Math.random() * 64) | 0]; return id };') }), []);
  for (const use of ['export const read = (c) => letters.indexOf(c);', 'export const read = (c) => find(letters, c) + letters[c & 63];', 'for (let i = 0; i < 64; i++) places[letters[i]] = i;']) assert.deepEqual(said(rule, { 'a.js': script(use) }), ['high a.js:1'], use);
});

test('good: characters are tried with regular expressions; bad: a text that is written as one', () => {
  const lines = Array.from({ length: 9 }, (_, index) => `export const k${index} = check(/[a-z]{${index}}q/);`).join('\n');
  assert.deepEqual(said(rule, { 'a.js': `${lines}\nfunction check(pattern) { return (code) => pattern.test(String.fromCharCode(code)) }` }), []);
  assert.deepEqual(said(rule, { 'a.js': `${lines}\nfunction check(pattern) { return pattern.source.replace(/./g, (c) => String.fromCharCode(c.charCodeAt(0) ^ 5)) }` }), ['high a.js:1']);
});

test('lists of numbers under names of their own are what a function decodes as well', () => {
  const D = 'function D(a) { return String.fromCharCode.apply(null, a.map((c, i) => c ^ K[i & 3])) } const K = [47, 113, 19, 92], A = [71, 5, 103], B = [76, 30, 127], C = [76, 25, 122], E = [74, 31, 101], F = [0, 16, 99];';
  assert.deepEqual(said(rule, { 'a.js': `${D} use(D(A), D(B), D(C), D(E), D(F))` }), ['medium a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': 'const A = [1, 2], B = [3, 4], C = [5, 6], E = [7, 8], F = [9, 1]; const sum = (list) => list.reduce((x, y) => x + y); use(sum(A), sum(B), sum(C), sum(E), sum(F))' }), []);
  assert.deepEqual(said(rule, { 'a.js': `${D.slice(0, D.indexOf(' const K'))} export const read = (files) => files.map((bytes) => D(bytes)); use(D(given), D(other), D(more), D(rest), D(last))` }), []);
});
