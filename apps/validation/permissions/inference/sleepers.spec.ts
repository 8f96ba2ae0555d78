import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { packageOf } from '#test/support/scan-package.js';
import { CATALOGUES } from '../catalogues.js';
import { permissionsOf } from '../permissions.js';
import { MOST_PIECES } from './guarded-names.js';
import { infer, LARGEST_SOURCES } from './infer.js';

const ENTRY = 'export function activate(host) { host.git.log(); fetch(1); }';
const pkg = (files: Record<string, string>, permissions = ['git', 'network']) => packageOf({ 'index.js': ENTRY, ...files }, { dialect: 'orchestra', permissions, entry_points: ['index.js'] });
const undeclared = (files: Record<string, string>) => permissionsOf(pkg(files, ['git', 'network']))?.undeclared.map(({ scope }) => scope);

test('a script that can reach nothing is not followed, however large', () => {
  const table = `export const table = [1]; /*${' '.repeat(LARGEST_SOURCES / 2)}*/`;
  assert.deepEqual(infer(pkg({ 'a.js': table, 'b.js': table, 'c.js': table }), CATALOGUES.get('orchestra')!).losses, []);
});

test('a table of letters makes no names, a few texts do', () => {
  const pieces = (count: number): string => `window[${Array.from('clipboard'.slice(0, count - 1), (letter) => `"${letter}"`).concat(`"${'clipboard'.slice(count - 1)}"`).join(' + ')}]`;
  const hidden = (count: number) => ({ 'a.js': `window.navigator; exports.given = ${pieces(count)};`, 'b.js': 'require("./a.js"); globalThis[name()]();' });
  const followed = (count: number): boolean => infer(pkg(hidden(count)), CATALOGUES.get('orchestra')!).losses.some(({ place }) => place.file === 'b.js');
  assert.equal(followed(MOST_PIECES), true);
  assert.equal(followed(MOST_PIECES + 1), false);
});

test('strict functions share nothing through the `this` that they lack', () => {
  const table = `exports.v = [() => 1]; /*${' '.repeat(LARGEST_SOURCES / 2)}*/`;
  const boxes = (start: string) => pkg({ 'index.js': `${start}; function Box(v) { this.v = v; } Box(1); exports.activate = (host) => { host.git.log(); fetch(1); };`, 'a.js': table, 'b.js': table });
  const losses = (start: string): number => infer(boxes(start), CATALOGUES.get('orchestra')!).losses.length;
  assert.equal(losses('"use strict"'), 0);
  for (const sloppy of ['', '("use strict")', '"use\\x20strict"', '"use strict" + ""']) assert.ok(losses(sloppy) > 0, sloppy);
});

test('what is declared and not used is looked for everywhere', () => {
  const hidden = { 'vendor.js': 'take(globalThis[name()]);' };
  assert.deepEqual(permissionsOf(pkg(hidden))?.inconclusive, []);
  assert.deepEqual(permissionsOf(pkg(hidden, ['git', 'network', 'clipboard']))?.inconclusive.map(({ file, scopes }) => [file, scopes]), [['vendor.js', ['clipboard']]]);
});

describe('whoever may reach something wakes up', () => {
  const cases: Record<string, Record<string, string>> = {
    'by name': { 'a.js': 'navigator.clipboard.readText()' },
    'through an alias': { 'a.js': 'const n = navigator; n.clipboard.readText()' },
    'by a text': { 'a.js': 'window["navigator"]["clipboard"].readText()' },
    'by a text in pieces': { 'a.js': 'const a = "clip"; window["navi" + "gator"][`${a}board`].readText()' },
    'by an escaped name': { 'a.js': 'n\\u0061vigator.clipbo\\u{61}rd.readText()' },
    'by an escaped text': { 'a.js': 'window["navi\\\ngator"]["\\x63lipboard"].readText()' },
    'from two scripts': { 'a.js': 'exports.n = { host: window.navigator };', 'b.js': 'require("./a.js").n.host.clipboard.readText()' },
    'from a script behind another': { 'a.js': 'exports.n = window.navigator;', 'm.js': 'module.exports = require("./a")', 'b.js': 'require("./m").n.clipboard.readText()' },
    'by a name that is given to it': { 'a.js': 'import { get } from "./b.js"; get("clipboard").readText()', 'b.js': 'export const get = (name) => window.navigator[name];' },
    'by a module of Node.js': { 'a.js': 'require("child_process").exec("x")' },
    'by a module of Node.js, without require': { 'a.js': 'process.getBuiltinModule("child_process").exec("x")' },
    'through the host’s module': { 'a.js': 'require("@orchestra/api").clipboard.readText()' },
    'through the host’s name': { 'a.js': 'orchestra.clipboard.readText()' },
    'through a destructured name': { 'a.js': 'const { navigator: { clipboard } } = window; clipboard.readText()' },
  };
  for (const [name, files] of Object.entries(cases)) test(name, () => assert.deepEqual(undeclared(files), [name.includes('Node.js') ? 'system.exec' : 'clipboard']));

  test('through a variable that the entry shares', () => {
    assert.deepEqual(undeclared({ 'index.js': `${ENTRY} export function run(host) { window.given = host; }`, 'a.js': 'given.clipboard.readText()' }), ['clipboard']);
  });

  test('through a function that it shares', () => {
    assert.deepEqual(undeclared({ 'index.js': `${ENTRY} export function run(host) { shared(host); }`, 'a.js': 'window.shared = (host) => host.clipboard.readText();' }), ['clipboard']);
  });

  test('when it is loaded by a name that is put together', () => {
    assert.deepEqual(undeclared({ 'index.js': `${ENTRY} export async function run(host) { (await import("./li" + "b.js")).go(host); }`, 'lib.js': 'export const go = (host) => host.clipboard.readText();' }), ['clipboard']);
  });

  test('when it hands on what it could look into at run time', () => {
    for (const code of ['const n = navigator; n[name()]();', 'eval(text());', 'require(name());', 'import(name());', '(typeof require(name()));', 'const r = require; r(name());']) {
      assert.ok(permissionsOf(pkg({ 'a.js': code }))!.inconclusive.some(({ file, host }) => file === 'a.js' && host), code);
    }
  });
});

describe('what does not fit is in doubt alone', () => {
  const lossesOf = (files: Record<string, string>): string[] => infer(pkg(files), CATALOGUES.get('orchestra')!).losses.map(({ place }) => place.file);
  const usedIn = (files: Record<string, string>): string[] => [...infer(pkg(files), CATALOGUES.get('orchestra')!).used.keys()];
  const rows = `<tr><td>${'a'.repeat(1_000)}</td></tr>\n`.repeat(LARGEST_SOURCES / 1_000);
  const code = `navigator.clipboard.readText(); // ${'x'.repeat(LARGEST_SOURCES)}`;

  test('a page counts by its scripts', () => {
    assert.deepEqual(lossesOf({ 'a.html': `<table>${rows}</table><script>window.a = 1</script>` }), []);
    assert.deepEqual(lossesOf({ 'a.html': `<script>${code}</script>` }), ['a.html']);
  });

  test('what is too large leaves its room to others, the entry first', () => {
    assert.deepEqual(lossesOf({ 'a.js': code, 'b.js': 'navigator.clipboard.readText();' }), ['a.js']);
    assert.deepEqual(usedIn({ 'a.js': code }), usedIn({}));
  });

  test('a table has nothing that could get lost', () => {
    const loading = (rows: string): string[] => lossesOf({ 'index.js': `import './rows.js'; ${ENTRY}`, 'rows.js': rows });
    const table = `["${'row '.repeat(LARGEST_SOURCES / 4)}"]`;
    assert.deepEqual(loading(`export default ${table}`), []);
    assert.deepEqual(loading(`export default ${table}.map(go)`), ['rows.js']);
  });
});

test('long lines of heirs are followed as far as memory allows, and told', () => {
  const line = (count: number, heir: (index: number) => string): string => Array.from({ length: count }, (_, index) => heir(index + 1)).join('\n');
  const kinds: Record<string, (count: number) => string> = {
    classes: (count) => `class K0 {} ${line(count, (at) => `class K${at} extends K${at - 1} { m${at}() { return 1; } }`)}`,
    prototypes: (count) => `function K0() {} ${line(count, (at) => `function K${at}() {} K${at}.prototype = Object.create(K${at - 1}.prototype); K${at}.prototype.m${at} = () => 1;`)}`,
    copies: (count) => `const o0 = {}; ${line(count, (at) => `const o${at} = { ...o${at - 1}, m${at}() { return 1; } };`)}`,
  };
  for (const [name, make] of Object.entries(kinds)) {
    const lossesOf = (count: number): string[] => infer(pkg({ 'index.js': `${make(count)} ${ENTRY}` }), CATALOGUES.get('orchestra')!).losses.map(({ path, place }) => `${path} ${place.file}`);
    assert.deepEqual(lossesOf(50), [], name);
    assert.deepEqual(lossesOf(1_500), ['* index.js'], name);
  }
});
