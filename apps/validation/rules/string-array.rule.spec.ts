import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './string-array.rule.js';

const TEXTS = '["log","warn","push","a1","b2","c3"]';
const calls = (name: string) => Array.from({ length: 6 }, (_, index) => `run(${name}(${index + 20}))`).join(';');

test('bad: an array, its rotation and its decoder', () => {
  const code = `function a(){var m=${TEXTS};a=function(){return m};return a()}(function(c,d){var e=c();while(true){try{if(d===1)break;e.push(e.shift())}catch(g){e["push"](e["shift"]())}}})(a,1);function b(i){i=i-20;var t=a();return t[i]}${calls('b')}`;
  assert.deepEqual(said(rule, { 'a.js': code }), ['high a.js:1']);
  assert.match(findingsOf(rule, { 'a.js': code })[0]?.message ?? '', /rotates/);
});

test('bad: without the rotation, and with an array that is read by number everywhere', () => {
  assert.deepEqual(said(rule, { 'a.js': `const m=${TEXTS};const d=(i)=>m[i-20];${calls('d')}` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `var m=${TEXTS};${Array.from({ length: 12 }, (_, index) => `x[m[${index % 6}]](m[${index % 5}])`).join(';')}` }), ['high a.js:1']);
});

test('good: lists of texts that are lists of texts', () => {
  assert.deepEqual(said(rule, { 'a.js': `const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri"]; export const day = (n) => DAYS[n - 1]; while (start--) DAYS.push(DAYS.shift()); show(DAYS[0], DAYS[1]); list.map(x).filter(y).join(z); a.b.c.d` }), []);
  assert.deepEqual(said(rule, { 'a.js': 'const [a, b] = "x,y".split(","); const parts = ["a", "b", "c"]; const first = parts[0]; console.log(first, a.length, b.length)' }), []);
});

test('good: queues that turn, modules by number', () => {
  assert.deepEqual(said(rule, { 'a.js': 'while (queue.length) { const next = queue.shift(); run(next); queue.push(queue.shift()); }' }), []);
  assert.deepEqual(said(rule, { 'a.js': `var r=n(12),o=n(45),i=n(78),s=n(91);module.exports={a:r,b:o,c:["x","y","z"]}` }), []);
});

/** A script in which other arrays lie and a loop turns one; members are named by the answers of functions. */
const turning = (start: string, loop: string): string => `const KINDS=${TEXTS};${start};${loop};${Array.from({ length: 6 }, (_, index) => `x[b(${index + 20})](1)`).join(';')}`;

test('good: rows of a picture that take turns, and whatever else is no array of texts', () => {
  assert.deepEqual(said(rule, { 'a.js': turning('var rows=[[],[]]', 'for(var y=0;y<height;y++){clear(rows[0],width);rows.push(rows.shift());var row=rows[0];spread(row,y)}') }), []);
  assert.deepEqual(said(rule, { 'a.js': turning('function turn(list,n){while(n--)list.push(list.shift())}', 'turn(workers,2)') }), []);
  assert.deepEqual(said(rule, { 'a.js': turning('var waiting=[];for(const each of jobs)waiting.push(each)', 'while(busy())waiting.push(waiting.shift())') }), []);
});

test('good: another function has an array of texts of the same name', () => {
  assert.deepEqual(said(rule, { 'a.js': turning('function names(){var e=["a","b","c"];return e}', 'function rows(){var e=[];while(more())e.push(e.shift())}') }), []);
});

test('bad: the same loop over an array of texts, however it comes there', () => {
  for (const start of [
    `var e=${TEXTS}`, 'var e=KINDS.slice()', 'var e=[...KINDS]', 'var e;e=KINDS', 'var e="log|warn|push|a1|b2|c3|d4".split("|")', `var e=(()=>${TEXTS})()`,
    `var e=JSON.parse('["log","warn","push","a1","b2"]')`, `const f=()=>${TEXTS};var e=f()`, 'var e=KINDS||[]',
  ]) assert.deepEqual(said(rule, { 'a.js': turning(start, 'while(check())e.push(e.shift())') }), ['high a.js:1'], start);
  assert.deepEqual(said(rule, { 'a.js': turning('', '!function(c,d){var t=function(n){while(--n)c["push"](c["shift"]())};t(++d)}(KINDS,291)') }), ['high a.js:1'], 'given to a function');
  assert.deepEqual(said(rule, { 'a.js': turning('function turn(list,n){while(n--)list.push(list.shift())}', 'turn(KINDS,2)') }), ['high a.js:1'], 'given to a function by its name');
  assert.deepEqual(said(rule, { 'a.js': turning(`function a(){const t=${TEXTS};return(a=function(){return t})()}`, '!function(c){const e=c();for(;;)try{if(sum())break;e.push(e.shift())}catch{e.push(e.shift())}}(a)') }), ['high a.js:1'], 'given by a function');
});

test('good: a few parameters in a long table of tests', () => {
  const rows = Array.from({ length: 60 }, (_, index) => `["./${index}", bases[${index % 2}], "/${index}"]`).join(',');
  assert.deepEqual(said(rule, { 'a.js': `const bases = ["http://a/b", "http://a/c", "file:"];\n[${rows}].forEach(([a, b, c]) => equal(resolve(b, a), c));` }), []);
});

test('a few texts that tests repeat, and as many lookups of different ones', () => {
  const lines = ['first line of it', 'second line of it', 'third line of it', 'fourth line of it'];
  const check = (index: number): string => `check("${index}", [lines[0], lines[1]], [lines[2], lines[3]]);`;
  assert.deepEqual(said(rule, { 'a.js': `const lines = ${JSON.stringify(lines)};${[1, 2, 3, 4].map(check).join('')}` }), []);
  const names = Array.from({ length: 12 }, (_, index) => `name ${index}`);
  assert.deepEqual(said(rule, { 'a.js': `const names = ${JSON.stringify(names)};${names.map((_, index) => `run(names[${index}]);`).join('')}` }), ['high a.js:1']);
});

test('good: a few lines that tests expect again and again; bad: as many that are all different', () => {
  const lookups = (places: number) => said(rule, { 'a.js': `var out = ["one", "two", "three", "four", "five", "six"]; ${Array.from({ length: 12 }, (_, index) => `check(out[${index % places}]);`).join(' ')}` });
  assert.deepEqual([lookups(4), lookups(6)], [[], ['high a.js:1']]);
});

test('bad: members of what a function made of one text, called where it stands', () => {
  const uses = Array.from({ length: 12 }, (_, index) => `run(_t[${index}]);`).join('');
  assert.deepEqual(said(rule, { 'a.js': `var _t = (function (l, e) { return l.split("").sort().join("").split(e); })("gol%reducer%tilps%hsup%esrever", "%");\nvar a = x[_t[0]][_t[1]];${uses}` }), ['high a.js:2']);
  assert.deepEqual(said(rule, { 'a.js': `var t = (function (n) { return make(n); })(12);\n${uses.replaceAll('_t', 't')}` }), []);
});
