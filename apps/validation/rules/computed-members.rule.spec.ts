import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './computed-members.rule.js';

test('bad: members that a function names', () => {
  assert.deepEqual(said(rule, { 'a.js': Array.from({ length: 9 }, (_, index) => `w[d(${index})]();`).join('') }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `run();\n${Array.from({ length: 9 }, (_, index) => `w[d(0x${index}, "k") + "x"];`).join('')}` }), ['high a.js:2']);
});

test('bad: members in quotation marks everywhere', () => {
  assert.deepEqual(said(rule, { 'a.js': "console['log'](process['env'], a['b'], c['d'](e['f']), g['h'], i['j'], k['l'], m['n'])" }), ['medium a.js:1']);
  assert.match(findingsOf(rule, { 'a.js': 'a["b"]["c"]["d"]["e"]["f"]["g"]["h"]["i"]()' })[0]?.message ?? '', /where a name would do/);
});

test('good: tables, headers, keys that are no names', () => {
  assert.deepEqual(said(rule, { 'a.js': "for (const x of list) out[key(x)] = table[x.id]; a.b.c.d; headers['content-type'] = 1; o['x-y'] = o['1a'] = o['a b'] = o['c.d'] = o['e-f'] = o['g-h'] = o['i-j']" }), []);
});

test('good: enumerations as compilers write them', () => {
  assert.deepEqual(said(rule, { 'a.js': Array.from({ length: 20 }, (_, index) => `Kind["K${index}"] = "k${index}";`).join('\n') }), []);
});

test('words of the language are in quotation marks where compilers write for old engines, other names are not', () => {
  const lines = (name: (index: number) => string): string => Array.from({ length: 12 }, (_, index) => `var f${index} = make(_m${index}["${name(index)}"]);`).join('\n');
  assert.deepEqual(said(rule, { 'a.js': lines((index) => ['default', 'catch', 'finally', 'delete'][index % 4]!) }), []);
  assert.deepEqual(said(rule, { 'a.js': lines((index) => ['throws', 'int', 'native', 'final'][index % 4]!) }), [], 'words that were kept for later');
  assert.deepEqual(said(rule, { 'a.js': lines((index) => (index < 3 ? 'default' : `name${index}`)) }), ['medium a.js:4']);
});
