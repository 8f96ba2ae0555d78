import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ESTree } from 'meriyah';
import { LARGEST_SECTION, sectionsOf } from './sections.js';
import { parseScript } from './tree.js';

const FILLER = Array.from({ length: 40 }, (_, at) => `function part${at}(value) { ${'value = value * 3 + 1; '.repeat(60)}return value }`);

function sectionTexts(text: string, path = 'a.js'): string[] {
  const tree = parseScript(path, text, false);
  assert.ok(!('reason' in tree), JSON.stringify(tree));
  return [...sectionsOf(tree as ESTree.Program, text)].map((section) => section.text);
}

test('statements that stand beside each other are one section, with what they ask for', () => {
  const text = ['const store = require("store");', 'function send(body) { store.send(body) }', ...FILLER, 'exports.run = (body) => send(body);', 'exports.half = part3;'].join('\n');
  const found = sectionTexts(text).find((section) => section.includes('exports.run'))!;
  assert.ok(found.includes('function send(') && found.includes('require("store")') && found.includes('function part3('), 'declared far away');
  assert.ok(sectionTexts(text).every((section) => section.length < 2 * LARGEST_SECTION));
});

test('whoever else asks for a name that few know is with them', () => {
  const text = ['const kept = [];', 'exports.note = (value) => kept.push(value);', ...FILLER, 'setInterval(() => report(kept), 9000);'].join('\n');
  assert.ok(sectionTexts(text).some((section) => section.includes('kept.push') && section.includes('report(kept)')));
});

test('what is large itself is divided: functions, classes, objects, lists, sequences, declarations, switches', () => {
  const odd = 'odd("here")';
  const methods = FILLER.map((code) => code.replace('function ', ''));
  const members = FILLER.map((code, at) => `m${at}: ${code}`);
  for (const text of [
    `(function (root, factory) { factory(root) })(this, function (exports) { ${FILLER.join('\n')}\nexports.go = () => ${odd} })`,
    `class Large { ${methods.join('\n')}\n #own = 1; go() { return this.#own + ${odd} } }`,
    `class Large extends Array { constructor() { super(); ${FILLER.join('\n')}\n${odd} } }`,
    `exports.all = { ${members.join(',\n')}, go: () => ${odd} }`,
    `boot([${members.map((each) => each.replace(/^m\d+: /, '')).join(',\n')}, () => ${odd}])`,
    `!0, ${FILLER.map((code) => `x = ${code}`).join(',\n')}, x = ${odd}`,
    `var a = 1, ${FILLER.map((code, at) => `v${at} = ${code}`).join(',\n')}, b = ${odd}`,
    `async function* all() { ${FILLER.map((code) => `yield await (${code});`).join('\n')} yield await ${odd} }`,
    `for (const each of list) switch (each) { ${FILLER.map((code, at) => `case ${at}: { ${code}; continue }`).join('\n')} case -1: ${odd}; break }`,
    `if (ready) { ${FILLER.join('\n')} ${odd} }`,
  ]) {
    const found = sectionTexts(text).find((section) => section.includes(odd));
    assert.ok(found !== undefined && found.length < 2 * LARGEST_SECTION, text.slice(0, 60));
  }
});

test('a place in a section is a place in the script', () => {
  const text = `${FILLER.join('\n')}\nwindow.last = () => odd("here");`;
  const tree = parseScript('a.js', text, false) as ESTree.Program;
  const section = [...sectionsOf(tree, text)].find((each) => each.text.includes('odd("here")'))!;
  assert.equal(section.origin(section.text.indexOf('odd("here")')), text.indexOf('odd("here")'));
});

test('tables of tens of thousands of statements that ask for one name are divided all the same', () => {
  const text = `let total = 0;\n${'total++;\n'.repeat(40_000)}`;
  assert.ok(sectionTexts(text).length > 10);
});
