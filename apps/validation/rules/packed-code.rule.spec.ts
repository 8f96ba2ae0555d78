import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './packed-code.rule.js';

test('bad: six symbols', () => {
  assert.deepEqual(said(rule, { 'a.js': `x=${Array.from({ length: 60 }, () => '[+!+[]]+(![]+[])').join('+')}` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': 'while(!![]){if(![])break;x(!![],[]);}' }), ['medium a.js:1']);
});

test('bad: packers, code in texts', () => {
  assert.deepEqual(said(rule, { 'a.js': "eval(function(p,a,c,k,e,d){while(c--)p=p.replace(new RegExp('\\\\b'+c+'\\\\b','g'),k[c]);return p}('0(1)',2,2,'alert|x'.split('|'),0,{}))" }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `run();\nnew Function("x", ${JSON.stringify('const a = require("fs"); a.readFileSync(x);'.repeat(6))})(1)` }), ['high a.js:2']);
});

test('good: conversions with operators', () => {
  assert.deepEqual(said(rule, { 'a.js': 'const on = !!flag, n = +text, empty = [] + "", none = !list.length, t = !0, f = !1; if (!{}.x) run(~x.indexOf(y))' }), []);
});

test('good: templates, short code, data that is mostly signs', () => {
  assert.deepEqual(said(rule, { 'a.js': 'const root = Function("return this")(); const get = new Function("o", "return o." + path); f(function (a, b, c, d) { return a }, "x y".split(" "))' }), []);
  assert.deepEqual(said(rule, { 'a.js': `export const matrix = [${Array.from({ length: 200 }, (_, index) => `[${index},-${index}]`).join(',')}]` }), []);
});

test('good: pictures made of letters', () => {
  assert.deepEqual(said(rule, { 'a.js': `export default \`flf2a$ 7 7\n${'.##..#####.(###)/\\\\_/@@\n'.repeat(60)}\`;` }), []);
});

test('bad: symbols in a text that is a script', () => {
  assert.deepEqual(said(rule, { 'a.js': `run(\`${Array.from({ length: 60 }, () => '[+!+[]]+(![]+[])').join('+')}\`)` }), ['high a.js:1']);
});
