import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './silenced-console.rule.js';

test('bad: in a script that is obfuscated as well', () => {
  assert.deepEqual(said(rule, { 'a.js': 'const c=["log","warn"];for(let i=0;i<2;i++){console[c[i]]=function(){}}while(!![]){_0x12ab()}' }), ['medium a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': 'console.log=()=>{};x["\\x65\\x76\\x61\\x6c"](y)' }), ['medium a.js:1']);
});

test('shown: loggers and tests do it for good reason', () => {
  assert.deepEqual(said(rule, { 'a.js': 'const before = console.warn;\nconsole.warn = (text) => { seen.push(text); };' }), ['info a.js:2']);
});

test('good: uses of the console, consoles of one’s own', () => {
  assert.deepEqual(said(rule, { 'a.js': 'console.log("x"); const log = console.log; my.console.log = log; const quiet = { log() {} };' }), []);
});

test('good: a bundle in which what obfuscators do happens once', () => {
  const bundle = 'export const quiet = () => { console.log = () => {}; };\nexport const of = (x, f) => x[f(1)].a("\\x41");\n' + Array.from({ length: 150 }, (_, i) => `export const f${i} = (x) => x.a.b("text ${i}");`).join('\n');
  assert.deepEqual(said(rule, { 'a.js': bundle }), ['info a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': bundle.replaceAll('x.a.b', 'x[f(1)].b') }), ['medium a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `${bundle}\nvar order = "1|0|2".split("|"), i = 0; while (true) { switch (order[i++]) { case "0": a(); continue; case "1": b(); continue; case "2": c(); continue; } break; }` }), ['medium a.js:1'], 'a trace of an obfuscator');
});
