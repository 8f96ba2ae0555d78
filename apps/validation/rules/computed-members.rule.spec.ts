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

const DECODER = 'const turned = (text) => [...text].reverse().join("");\n';

test('bad: names of members and modules that a function decodes, however few', () => {
  assert.deepEqual(said(rule, { 'a.js': `${DECODER}const os = require(turned("so"));\nsend(os[turned("ofnIresu")]())` }), ['high a.js:2']);
  assert.deepEqual(said(rule, { 'a.js': 'function r(t) { return String.fromCharCode(...t.map((c) => c ^ 7)); }\nrequire(r([111, 115]))[r([98, 127])]()' }), ['high a.js:2']);
  assert.deepEqual(said(rule, { 'a.js': 'const plain = unescape; require(plain("%6f%73"))[plain("%68")]()' }), ['high a.js:1'], 'under another name');
  assert.deepEqual(said(rule, { 'a.js': 'const t = ([x]) => x.replace(/../g, (p) => String.fromCharCode(parseInt(p, 16)));\nrequire(t`6f73`)[t`68`]()' }), ['high a.js:2'], 'a tag');
  assert.deepEqual(said(rule, { 'a.js': 'const said = new Proxy({}, { get: (_, name) => Buffer.from(name, "base64").toString() });\nrequire(said["b3M="])' }), ['high a.js:1'], 'a proxy');
  assert.deepEqual(said(rule, { 'a.js': 'const said = new Proxy({}, { get: (o, name) => name.replace(/../g, "%$&").replace(/.+/, decodeURIComponent) });\nrequire(said["6f73"])' }), ['high a.js:1'], 'one that hands the function on');
});

test('bad: names that are put together from what stands there', () => {
  for (const name of ['["ex", "ec"].join("")', '"".concat("ex", "ec")', '"cexe".split("").reverse().join("")', '26178..toString(36)', '`e${"x"}e${"c"}`', '"ex" + "ec"', 'l[5] + l[34] + l[2] + l[19]', 'atob("ZXhlYw==")']) {
    assert.deepEqual(said(rule, { 'a.js': Array.from({ length: 3 }, (_, index) => `a${index}[${name}]();`).join('\n') }), ['high a.js:1'], name);
  }
});

test('good: keys from functions, tables and texts that can be read', () => {
  for (const name of ['key("name")', 'Symbol.for("name")', 'Symbol("x")', 'String(1)', '"data-" + "id"', 'table[0]', 'table[kind]', '`${prefix}name`', '"name".toUpperCase()', '"-".charCodeAt(0)', '"".concat("__LONG_NAME_OF_INTERNALS")', '["first", "second"].join("-")', 'names.first', 'x[0] + x[1]', 'at(0, 1)']) {
    const plain = Array.from({ length: 30 }, (_, index) => `b.c${index};`).join('');
    assert.deepEqual(said(rule, { 'a.js': `${plain}${Array.from({ length: 3 }, (_, index) => `a${index}[${name}]();`).join('\n')}` }), [], name);
  }
  assert.deepEqual(said(rule, { 'a.js': 'const hex = (t) => t.replace(/../g, (p) => String.fromCharCode(parseInt(p, 16)));\nexports.a = hex("6f73"); exports.b = hex("70"); require("os")' }), [], 'texts that name nothing');
});

test('bad: members of the language in quotation marks; good: own names in them', () => {
  const lines = (names: readonly string[], write: (name: string) => string): string => names.map((name) => `a${write(name)};`).join('');
  const own = ['length', 'push', 'slice', 'join', 'apply', 'split'];
  assert.deepEqual(said(rule, { 'a.js': lines(own, (name) => `["${name}"]`) }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': lines(own, (name) => `["${name}"]`) + lines([...own, 'map'], (name) => `.${name}`) }), [], 'half of them are not');
  assert.deepEqual(said(rule, { 'a.js': lines(own, (name) => `["x${name}"]`) + lines(own, (name) => `.${name}`) }), []);
});
