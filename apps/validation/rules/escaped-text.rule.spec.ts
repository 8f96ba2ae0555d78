import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './escaped-text.rule.js';

const escape = (text: string) => Array.from(text, (character) => `\\x${character.charCodeAt(0).toString(16)}`).join('');

test('bad: letters as escapes', () => {
  assert.deepEqual(said(rule, { 'a.js': `x("${escape('child')}", "${escape('process')}", "${escape('exec')}", '${escape('curl')}')` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `x("${escape('abc')}", "${escape('def')}", "\\u0065\\u0076\\u0061\\u006c", "plain", "text", "more")` }), ['medium a.js:1']);
});

test('bad: pieces, backwards, numbers', () => {
  assert.deepEqual(said(rule, { 'a.js': 'x("ch"+"il"+"d_"+"pr"+"oc"+"es"+"s", "ex"+"ec"+"Sy"+"nc")' }), ['medium a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': 'require("sserp".split("").reverse().join(""))' }), ['medium a.js:1']);
  const codes = Array.from('https://example.net/collect?id=', (character) => character.charCodeAt(0)).join();
  assert.deepEqual(said(rule, { 'a.js': `fetch(String.fromCharCode(${codes}))` }), ['medium a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `new Function(String.fromCharCode(${codes}))` }), ['high a.js:1']);
});

test('good: escapes that are needed', () => {
  assert.deepEqual(said(rule, { 'a.js': String.raw`const ESC = "\x1b[31m", html = "\u003cb\u003e", nul = "\x00\x01\x02", line = "\u2028\u2029", bom = "\uFEFF", e = "\u00e9\u00e8", path = "C:\\x41"` }), []);
});

test('good: long lines, sentences, signs as numbers', () => {
  assert.deepEqual(said(rule, { 'a.js': 'const text = "This is a sentence, " + "and another one, " + "and a third one " + "a " + "b " + "c " + "d " + "e " + "f " + "g"; String.fromCharCode(10, 13); name.split("").reverse().join("")' }), []);
});

test('good: paths that are put together at their strokes', () => {
  assert.deepEqual(said(rule, { 'a.js': 'require("@scope" + "/a"); require("lib/" + "b");'.repeat(20) }), []);
  assert.deepEqual(said(rule, { 'a.js': 'require("@sco" + "pe/a"); require("li" + "b/b");'.repeat(20) }), ['high a.js:1']);
});

test('bad: words in pieces by any means', () => {
  const words = ['"".concat("ch", "il", "d_", "pr")', '["oc", "es", "s"].join("")', '`ex${"ec"}S${"yn"}c`'];
  assert.deepEqual(said(rule, { 'a.js': `x(${words.join()}, ${words.join()})` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `x(${['["<li>", "</li>"].join("")', '["a", "b", "c"].join("-")', '`a ${"b"} c`', '"".concat("This is a longer text", "and another one")'].join()})`.repeat(9) }), []);
});

test('good: lines of a dump; bad: pieces that only look alike', () => {
  const joined = (pieces: readonly string[]) => said(rule, { 'a.js': `const raw = ${JSON.stringify([...pieces, ...pieces, ...pieces])}.join("")` });
  assert.deepEqual(joined(['00010058', '2112a442', 'b7e7a701', 'bc34d686', 'fa87dfae', '80220010', '5354554e']), []);
  for (const pieces of [['dead', 'beef', 'fade', 'cafe', 'face', 'abed', 'deaf'], ['0001', 'chil', 'd_pr', 'oces', 's1ex', 'ecSy', 'nc00'], ['00', '01', '02', '03', '04', '05', '06'], ['0001', '0002', '003', '0004', '0005', '0006', '0007']]) assert.deepEqual(joined(pieces), ['high a.js:1'], pieces.join());
});

test('bad: several texts backwards, as numbers or of single letters', () => {
  const four = (write: (index: number) => string): string => Array.from({ length: 4 }, (_, index) => `x(${write(index)});`).join('\n');
  assert.deepEqual(said(rule, { 'a.js': four(() => '[..."sserp"].reverse().join("")') }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': four((index) => `[104, 10${index}].map((c) => String.fromCharCode(c)).join("")`) }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': four((index) => `String.fromCharCode(...[75, 7${index}].map((c) => c ^ 42))`) }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': four((index) => `${index + 1325039}..toString(36)`) }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `const t = { ${Array.from({ length: 4 }, (_, index) => `get a${index}() { return String.fromCharCode(10${index}); }`).join()} }` }), ['high a.js:1'], 'getters');
  assert.deepEqual(said(rule, { 'a.js': four((index) => `l[1${index}] + l[3] + l[40] + l[7]`) }), ['high a.js:1'], 'letters');
  assert.deepEqual(said(rule, { 'a.js': four((index) => `(typeof [])[${index}] + (!1 + "")[0] + x`) }), ['high a.js:1'], 'letters of the language');
  assert.deepEqual(said(rule, { 'a.js': four((index) => `[].concat.name[${index}] + Map.prototype.has.name[0] + / /.source[0]`) }), ['high a.js:1'], 'and of its names');
});

test('bad: letters under names, words as codes, letters in an order that a number says', () => {
  const letters = [...'lengthpush'].map((letter, index) => `name${index} = "${letter}";`).join(' ');
  const word = (from: number, to: number): string => Array.from({ length: to - from }, (_, index) => `name${from + index}`).join(' + ');
  assert.deepEqual(said(rule, { 'a.js': `${letters} x[${word(0, 6)}]; x[${word(6, 10)}](1); y(${word(0, 4)});` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `function f(name0, name1, name2) { return name0 + name1 + name2 } ${'f(1);'.repeat(4)} g(name0 + name1 + name2)` }), []);
  const codes = (text: string): string => `String.fromCharCode(${Array.from(text, (letter) => letter.charCodeAt(0)).join()})`;
  assert.deepEqual(said(rule, { 'a.js': `x.addEventListener(${codes('click')}, () => y(${codes('menu-button')}, ${codes('is open')}))` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': [[0xfe, 0xff, 1, 2, 3], [13, 10, 13, 10, 26], [137, 80, 78, 71, 13]].map((bytes) => `x(String.fromCharCode(${bytes.join()}));`).join('') }), []);
  const shuffle = (draw: string): string => `function mix(text, seed) { const list = []; for (let i = 0; i < text.length; i++) list[i] = text.charAt(i); for (let i = 0; i < list.length; i++) { const a = ${draw} % list.length, b = i; const kept = list[a]; list[a] = list[b]; list[b] = kept; } return list.join(""); }`;
  assert.deepEqual(said(rule, { 'a.js': `${shuffle('(seed = seed * 423 + 15994)')} run(mix("scttorncuor", 1234567))` }), ['high a.js:1']);
  for (const more of [`${shuffle('Math.random() * seed')} show(mix("scttorncuor", 1234567))`, `${shuffle('(seed = seed * 423 + 15994)')} show(mix(word, day)); show(mix("abc", 7))`]) assert.deepEqual(said(rule, { 'a.js': more }), [], more);
});

test('good: bytes that are written out', () => {
  const bytes = (from: number): string => Array.from({ length: 16 }, (_, index) => `\\x${((from + index * 37) % 256).toString(16).padStart(2, '0')}`).join('');
  assert.deepEqual(said(rule, { 'a.js': `const table = [${Array.from({ length: 40 }, (_, index) => `"${bytes(index * 11)}"`).join()}]` }), []);
});

test('good: what looks like it', () => {
  const four = (text: string): string => Array.from({ length: 4 }, () => `x(${text});`).join('\n');
  for (const text of ['[1, 2].map((i) => `<li>${i}</li>`).join("")', '(255).toString(16)', 'Math.random().toString(36)', 'name.split("").reverse().join("")', 'h[0] + h[0] + h[1] + h[1] + h[2] + h[2] + h[3] + h[3]', 'String.fromCharCode(65, 66)', 'list.reverse().join("")', 'first.name[0] + last.name[0]', '(typeof value)[0] + (name + "")[0]', 'Array.name + Map.name', '(!1 + "")[0] + letters[0]']) {
    assert.deepEqual(said(rule, { 'a.js': four(text) }), [], text);
  }
});

test('bad: an address backwards, whatever puts it back', () => {
  for (const code of ['load(back("gpj.q/elpmaxe.a//:sptth"))', 'const a = { to: "elpmaxe.a//:ssw" }', 'const a = `elpmaxe.a//:ptth`']) assert.deepEqual(said(rule, { 'a.js': code }), ['high a.js:1'], code);
  for (const code of ['load("https://a.example/q.jpg")', 'const flipped = "//:sptth of a text"', 'const ends = ["//:sptth"]', 'const word = "sptth"']) assert.deepEqual(said(rule, { 'a.js': code }), [], code);
});

test('bad: one text in escapes that is most of a script', () => {
  const escaped = Array.from('!function(){document.title="other words that nobody reads"}()', (letter) => `\\x${letter.charCodeAt(0).toString(16)}`).join('');
  assert.deepEqual(said(rule, { 'a.js': `setTimeout("${escaped}${escaped}", 0)` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `const sample = "${escaped}"; ${'check(sample, list); '.repeat(40)}` }), []);
});
