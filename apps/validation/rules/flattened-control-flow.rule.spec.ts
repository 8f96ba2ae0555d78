import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './flattened-control-flow.rule.js';

test('bad: cases in the order of a list', () => {
  assert.deepEqual(said(rule, { 'a.js': 'var o="2|0|1".split("|"),i=0;\nwhile(true){switch(o[i++]){case"0":a();continue;case"1":b();continue;case"2":c();continue}break}' }), ['high a.js:2']);
});

test('bad: states that are large numbers, sums of variables', () => {
  assert.deepEqual(said(rule, { 'a.js': 'let s=48213;for(;;){switch(s){case 48213:a();s=9121;break;case 9121:b();s=70113;break;case 70113:c();s=5512;break;case 5512:return_()}}' }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': 'while(x+y+z!==99){switch(x+y+z){case 12:a();break;case 40:b();break;case -7:c()}}' }), ['high a.js:1']);
});

test('bad: operators behind functions', () => {
  assert.deepEqual(said(rule, { 'a.js': 'const o={amhEU:function(a,b){return a+b},kLdeW:function(a,b){return a+b},pQsxZ:function(a,b){return a===b},xxYzw:function(f,a){return f(a)}}' }), ['medium a.js:1']);
});

test('good: parsers, interpreters, generators that were compiled', () => {
  assert.deepEqual(said(rule, { 'a.js': 'while (at < text.length) { switch (text.charCodeAt(at++)) { case 9: case 10: case 32: skip(); break; case 34: string(); break; default: word(); } }' }), []);
  assert.deepEqual(said(rule, { 'a.js': 'for (;;) { switch (code[pc++]) { case 0: push(); break; case 1: pop(); break; case 2: return_(); } }' }), []);
  assert.deepEqual(said(rule, { 'a.js': 'while (1) switch (_context.prev = _context.next) { case 0: _context.next = 2; return f(); case 2: g(); case 3: case "end": return_(); }' }), []);
});

test('good: tables of operators', () => {
  assert.deepEqual(said(rule, { 'a.js': 'const OPERATORS = { plus: (a, b) => { return a + b; }, minus: function (a, b) { return a - b }, times: function (a, b) { return a * b }, over: function (a, b) { return a / b }, less: function (a, b) { return a < b } }' }), []);
});

test('good: a table that translates one number into another', () => {
  assert.deepEqual(said(rule, { 'a.js': 'while (read()) { switch (page) { case 21010: page = 1200; break; case 32768: page = 10000; break; case 32769: page = 1252; break; } use(page); }' }), []);
  assert.deepEqual(said(rule, { 'a.js': 'while (1) { switch (s) { case 21010: s = 32768; break; case 32768: s = x ? 32769 : 7; break; case 32769: s = 1; break; } }' }), ['high a.js:1'], 'half of them lead on');
});

test('good: functions by the types of their parameters', () => {
  const table = (...keys: string[]): string => `const o={${keys.map((key) => `"${key}":function(a,b){return a+b}`).join()}}`;
  assert.deepEqual(said(rule, { 'a.js': table('number, number', 'bigint, bigint', 'boolean,boolean', 'string, string') }), []);
  assert.deepEqual(said(rule, { 'a.js': table('amhEU', 'kLdeW', 'pQsxZ', 'xxYzw') }), ['medium a.js:1']);
});

/** A loop over states that lie apart, with what each of them does at its end. */
const machine = (...ends: string[]): string => `let s=start();for(;;){switch(s){${ends.map((end, at) => `case ${48213 + 2 * at}:work(${at});${end};break`).join(';')}}}`;

test('good: readers of a format, which get the next number from it', () => {
  assert.deepEqual(said(rule, { 'a.js': machine('s=read()', 's=read()', 's=read()+at-2', 's=bytes[at++]') }), []);
  assert.deepEqual(said(rule, { 'a.js': machine('s=view.getUint16(at)', 's=view.getUint16(at,true)', 's=next(8)', 's=text.charCodeAt(++at)') }), []);
  assert.deepEqual(said(rule, { 'a.js': 'let c=next();for(;;){switch(c){case 8232:case 8233:lines++;c=next();break;case 65279:c=next();break;case 12288:c=next();break;default:return c}}' }), [], 'characters');
});

test('bad: states that follow from each other, however they are written', () => {
  for (const ends of [
    ['s=48215', 's=x?48217:48213', 's=48213'], ['s+=2', 's-=-2', 's^=4'], ['s=s^2', 's=2+s', 's=48213+4*ready()'],
    ['s=next(s)', 's=next(48215)', 's=order[3]'], ['s=order[s]', 's=order[0]', 's=order[s-1]'], ['a(),s=48215', 'b(),s=48217', 'c(),s=48213'], ['{a();s=48215}', '{b();s=48217}', '{s=48213}'],
  ]) assert.deepEqual(said(rule, { 'a.js': machine(...ends) }), ['high a.js:1'], ends.join());
});

test('bad: steps in another order than they run, each of which names the next; good: in order, by what is read, and tables', () => {
  const steps = (order: readonly number[], end = (index: number) => `s = "q${index + 1}";`): string => `let s = "q0"; while (s !== "q6") { switch (s) { ${order.map((index) => `case "q${index}": run(${index}); ${end(index)} break;`).join(' ')} } }`;
  assert.deepEqual(said(rule, { 'a.js': steps([3, 0, 5, 2, 4, 1]) }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': steps([0, 1, 2, 3, 4, 5]) }), []);
  assert.deepEqual(said(rule, { 'a.js': steps([3, 0, 5, 2, 4, 1], (index) => `if (next()) s = "q${index + 1}";`) }), []);
  assert.deepEqual(said(rule, { 'a.js': steps([3, 0, 5, 2, 4, 1], (index) => `s = "${'+-*/<>'[index]}";`) }), []);
});

test('bad: steps that are thrown; good: errors that are caught', () => {
  const step = (index: number): string => `if (e.at === ${index * 7}) { s = ${index * 7 + 7}; run(${index}); }`;
  const thrown = (what: string, count = 3): string => `let s = 0; while (s !== 99) { try { ${what} } catch (e) { ${Array.from({ length: count }, (_, index) => step(index)).join(' else ')} } }`;
  assert.deepEqual(said(rule, { 'a.js': thrown('throw { at: s }') }), ['high a.js:1']);
  for (const what of ['work(s)', 'throw new Failure(s)', 'throw make(s)', 'work(); throw { at: s }']) assert.deepEqual(said(rule, { 'a.js': thrown(what) }), [], what);
  assert.deepEqual(said(rule, { 'a.js': thrown('throw { at: s }', 2) }), []);
  const next = (end: (index: number) => string): string => `let s = 1; for (;;) { try { ${[1, 2, 3].map((index) => `if (s === ${index}) { run(${index}); ${end(index)} }`).join(' ')} } catch (e) { s = e.n; } }`;
  for (const end of [(index: number) => `throw new Next(${index + 1});`, (index: number) => `throw { n: ${index + 1} };`, (index: number) => `throw ${index + 1};`]) assert.deepEqual(said(rule, { 'a.js': next(end) }), ['high a.js:1']);
  for (const end of ['throw new Failure("no");', 'throw new Failure(404);', 'run();']) assert.deepEqual(said(rule, { 'a.js': next(() => end) }), [], end);
});

test('bad: functions of a table that each name the next one; good: machines that have no end, go on by what they meet, or stand in order', () => {
  const run = (table: string, call = 't[s]()'): string => `const t = ${table}; let s = "b";\nfor (;;) { s = ${call}; if (typeof s === "object") return_(s); }`;
  const shuffled = '{ a: () => { one(); return "c"; }, b: () => { two(); return "a"; }, c: () => { three(); return []; } }';
  assert.deepEqual(said(rule, { 'a.js': run(shuffled) }), ['high a.js:2']);
  assert.deepEqual(said(rule, { 'a.js': run('[() => { one(); return 2; }, () => { two(); return 0; }, () => { three(); }]') }), ['high a.js:2']);
  for (const table of ['{ red: () => "green", yellow: () => "red", green: () => "yellow" }', '{ b: () => { one(); return "a"; }, a: () => { two(); return "c"; }, c: () => { three(); return []; } }', shuffled.replace('return "c"', 'return more() ? "c" : "b"'), shuffled.replace('"a"', '"c"')]) {
    assert.deepEqual(said(rule, { 'a.js': run(table) }), [], table);
  }
  assert.deepEqual(said(rule, { 'a.js': run(shuffled, 't[s](next())') }), [], 'it is given something');
});

test('bad: expressions as numbers for an interpreter; good: interpreters, drawings', () => {
  const machine = 'function v(c, ...f) { const s = []; for (let i = 0; i < c.length;) switch (c[i++]) { case 1: s.push(f[c[i++]]()); break; case 2: s.push(c[i++]); break; case 3: add(s); break; } return s.pop(); }\n';
  const calls = (given: string): string => Array.from({ length: 5 }, () => `use(v(${given}));`).join('\n');
  assert.deepEqual(said(rule, { 'a.js': machine + calls('[1, 0, 2, 5, 3], () => list') }), ['high a.js:2']);
  for (const given of ['[1, 0, 2, 5, 3]', 'compile(text), () => list', '[1, at], () => list', '[1, 0, 2], (x) => x']) assert.deepEqual(said(rule, { 'a.js': machine + calls(given) }), [], given);
  assert.deepEqual(said(rule, { 'a.js': calls('[1, 0, 2, 5, 3], () => list') }), [], 'nothing runs it');
});

test('bad: conditions that are always the same, because nothing has what they ask for; good: classes and features that are asked for', () => {
  const asked = (of: string, more = ''): string => `function nothing() {}\n${more}${['xKq2', 'b7Rw', 'mPz0'].map((name) => `if ("${name}" in ${of}) run(); else wait();`).join('\n')}`;
  assert.deepEqual(said(rule, { 'a.js': asked('nothing') }), ['high a.js:2']);
  for (const code of [
    asked('window'), asked('options'), asked('nothing', 'nothing.xKq2 = 1;'), asked('nothing', 'nothing = options;'), asked('nothing').replace('{}', '{ this.a = 1; }'), asked('nothing').replace('()', '(nothing)').replace('{}', '{ ') + ' }',
    asked('nothing').split('\n').slice(0, 3).join('\n'),
  ]) assert.deepEqual(said(rule, { 'a.js': code }), [], code);
});

test('bad: a case that is worked out of a state which only gets constants; good: bits of a state, and what is read', () => {
  const run = (mixed: string, ...sets: string[]): string => `let s = 43; for (;;) { switch (${mixed}) { case 128: a(); s = ${sets[0]}; break; case 59: b(); s = ${sets[1]}; break; case 255: c(); s = ${sets[2]}; break; case 129: d(); s = ${sets[3]}; break; case 42: return; default: s = 17; } }`;
  const mixed = '((s << 3) ^ (s >> 1)) & 0xff';
  assert.deepEqual(said(rule, { 'a.js': run(mixed, '7', '30', '51', '5') }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': run(mixed, 'more() ? 7 : 30', '30', '51', '5') }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': run('s ^ 90', '97', '165', '219', '112') }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': run('(s * 7 + 3) % 256', '8', '36', '18', '42') }), ['high a.js:1'], 'three of them lead on');
  for (const read of ['next()', 'bytes[at++]', 's + 1', 'more() ? 7 : next()']) assert.deepEqual(said(rule, { 'a.js': run(mixed, '7', read, '51', '5') }), [], read);
  for (const bits of ['s & 0xff', '(s >> 4) & 0xff', 's >>> 2', '~s', '(s << 3 ^ key >> 1) & 0xff']) assert.deepEqual(said(rule, { 'a.js': run(bits, '59', '255', '129', '42') }), [], bits);
  assert.deepEqual(said(rule, { 'a.js': run(mixed, '1', '2', '3', '4') }), [], 'nothing that it gets leads to a case');
});
