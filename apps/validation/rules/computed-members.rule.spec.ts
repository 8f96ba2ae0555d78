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
  const field = Array.from({ length: 7 }, (_, index) => `o${index}["error"] = to(data["error"], "String");`).join('');
  assert.deepEqual(said(rule, { 'a.js': field }).filter((found) => found.startsWith('high')), [], 'one name is that of a field');
  assert.deepEqual(said(rule, { 'a.js': `${field}o["push"](1);` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': lines(own, (name) => `["x${name}"]`) + lines(own, (name) => `.${name}`) }), []);
});

test('good: members of a module in quotation marks, as bundlers write them; bad: of anything else', () => {
  const calls = 'x["createElement"]("a"); x["createElement"]("b"); x["forEach"](f); x["map"](f); x["createElement"]("c"); x["filter"](f);';
  for (const of of ['const x = require("tree");', 'import * as x from "tree";', 'var x = __webpack_require__("./tree.js");']) assert.deepEqual(said(rule, { 'a.js': of + calls }), [], of);
  for (const of of ['const x = document;', 'const x = read("tree");', 'let x = require("tree"); x = document;', 'const { x } = require("tree");']) assert.deepEqual(said(rule, { 'a.js': of + calls }), ['high a.js:1'], of);
});

test('bad: names that a function makes of objects, holes and woven templates; good: the same for values', () => {
  for (const name of ['f({ th: 4, leng: 1 })', 'f([[, ,], [, , ,]])', 'f`gth${2}len${1}`']) {
    const lines = (write: (index: number) => string): string => Array.from({ length: 9 }, (_, index) => write(index)).join('\n');
    assert.deepEqual(said(rule, { 'a.js': lines((index) => `a${index}[${name}]();`) }), ['high a.js:1'], name);
    assert.deepEqual(said(rule, { 'a.js': lines((index) => `a${index}.set(${name}); b[f({ id: x${index} })]; b[f\`\${x${index}}\`];`) }), [], name);
  }
});

test('bad: names that are woven of pieces and their places, however few; good: one, and values', () => {
  assert.deepEqual(said(rule, { 'a.js': 'const os = require(f({ s: 4, o: 1 }));\nos[f({ st: 5, ho: 2, name: 9 })]();' }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': 'a[t`st${2}ho${1}`](b[t`x${1}`]);' }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': 'a[[104, 12].reduce((all, step) => all, [0, ""])[1]](b["gnirts".split("").reverse().join("")[0]]);' }), ['high a.js:1']);
  for (const code of ['a[f({ s: 4 })]; use(f({ s: 4 }), f({ t: 5 }));', 'a[f({ s: x })]; b[f({ s: x })];', 'a[t`${x}`]; b[t`${x} y`];', 'a[b[1]]; a[b[2]]; a[list.split(",")[0]]; a[list.split(",")[1]];']) assert.deepEqual(said(rule, { 'a.js': code }), [], code);
});

test('bad: members by numbers that stand for names, and names of variables that a function decodes; good: other proxies', () => {
  const proxy = (get: string, use = 'p[3]()'): string => `const p = new Proxy({}, { get: (_, k) => ${get} });\n${use}`;
  assert.deepEqual(said(rule, { 'a.js': proxy('o[names[k - 37]]') }), ['high a.js:1']);
  for (const get of ['o[names[k]]', 'o[k]', 'list[list.length - k]', 'o[names[place - 37]]', 'new TextDecoder().decode(bytes(k))']) assert.deepEqual(said(rule, { 'a.js': proxy(get) }), [], get);
  assert.deepEqual(said(rule, { 'a.js': 'with (new Proxy({}, { has: () => true, get(_, k) { return globalThis[new TextDecoder().decode(bytes(k))]; } })) { x_mv3gk(); }' }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': 'with (new Proxy({}, { has: () => true, get: (_, k) => scope[k] })) { run(); }' }), []);
  const part = (answer: string): string => `const p = new Proxy(parts, { get(_, k) { const value = parts[k]; ${answer} } });\np.id`;
  assert.deepEqual(said(rule, { 'a.js': part('return decodeURIComponent(value);') }), [], 'what an address says under a name');
  for (const answer of ['return o[decodeURIComponent(k)];', 'return atob(value);', 'return o[value.replace(/.+/, decodeURIComponent)];']) assert.deepEqual(said(rule, { 'a.js': part(answer) }), ['high a.js:1'], answer);
});

test('good: a text that is itself, so that bundlers ask no module for it; bad: a text of a number', () => {
  const members = (name: string): string => `const a = React[${name}];\nconst b = React[${name}];\nrun(a, b)`;
  for (const name of ['"useId".toString()', '"useId".valueOf()']) assert.deepEqual(said(rule, { 'a.js': members(name) }), [], name);
  assert.deepEqual(said(rule, { 'a.js': members('(781432).toString(36)') }), ['high a.js:1']);
});

test('bad: the constructor of a function that makes texts, by a name that it makes; good: members of functions, also by names that are worked out', () => {
  const made = 'function made(text) { var all = ""; for (var i = 0; i < text.length; i++) all = i % 2 ? all + text[i] : text[i] + all; return all; }';
  assert.deepEqual(said(rule, { 'a.js': `${made}\nvar name = made("rutcstnoorc"); var code = made(a() + b());\nmade[name]("require", "module", code)(require, module);` }), ['high a.js:3']);
  assert.deepEqual(said(rule, { 'a.js': `${made}\nvar make = made[made("rutcstnoorc")]; var run = make("require", made(packed)); run(require);` }), ['high a.js:2']);
  for (const code of ['made[kind](text)', 'made.call(null, made(text))', 'var all = { run: made }; all[kind](made(text))', 'made["call"](null, made(text))', 'list[at](made(text))']) assert.deepEqual(said(rule, { 'a.js': `${made}\n${code}` }), [], code);
});

test('bad: a switch that gives members for other texts than their names; good: tables by name', () => {
  const choice = (write: (index: number) => string): string => `function g(k) { switch (k) { ${Array.from({ length: 12 }, (_, index) => write(index)).join(' ')} } }`;
  assert.deepEqual(said(rule, { 'a.js': choice((index) => `case "Xk${index}": return all["qv${index}"];`) }), ['high a.js:1']);
  for (const write of ['case "n1": return all["n1"];', 'case "FIXED1": return all[1];', 'case "k1": return all.n1;', 'case "k1": return other1["n1"];', 'case "k1": run(); return all["n1"];']) assert.deepEqual(said(rule, { 'a.js': choice((index) => write.replaceAll('1', String(index))) }).filter((each) => each.startsWith('high')), [], write);
});

test('bad: names of modules that a function decodes, by another name of what loads them, beside texts of a list; good: texts that are decoded to be read', () => {
  const decode = 'function e(t) { return Buffer.from(t, "hex").toString() }';
  assert.deepEqual(said(rule, { 'a.js': `try { var r = require; ${decode} var n = r(e("2e2f64617461")), k = process[e(n[3])][e(n[4])], u = r(e("63727970746f"))[e(n[6])](e(n[5]), k); } catch (x) {}` }), ['high a.js:1']);
  for (const code of [`${decode} const n = require("./data"); use(e(n[0]), e(n[1])); o[e(n[2])] = e(n[3]);`, `${decode} const r = require; const c = r("crypto"); c.verify(e("2e2f64617461"), e("63727970746f"));`, `${decode} const r = load; r(e(x)); r(e(y)); r(e("2e2f"), e("2e2e"));`]) assert.deepEqual(said(rule, { 'a.js': code }), [], code);
});
