import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './unused-permission.rule.js';

const orchestra = (...permissions: string[]) => ({ dialect: 'orchestra', permissions, entry_points: ['index.js'] });

test('bad: declared, and only spoken of', () => {
  const [finding, ...more] = findingsOf(rule, { 'index.js': '// ctx.git.log()\nexport function activate(ctx) { ctx.notify("git"); return "ctx.secrets.get(1)"; }' }, orchestra('git', 'notifications'));
  assert.deepEqual([finding?.severity, finding?.file, more.length], ['block', null, 0]);
  assert.match(`${finding?.message} ${finding?.help}`, /`git` is declared.*Do not declare what you do not use: remove "git"/);
  assert.deepEqual(said(rule, { 'index.js': '' }, orchestra('git', 'secrets')), ['block', 'block']);
});

test('bad: asking whether it exists, and passing another object off as the host', () => {
  assert.deepEqual(said(rule, { 'index.js': 'export function activate(ctx) { if (typeof ctx.git.log === "function") return 1; }' }, orchestra('git')), ['block']);
  assert.deepEqual(said(rule, { 'index.js': 'class Fake { git = { log() {} } }\nexport function activate() { new Fake().git.log(); }' }, orchestra('git')), ['block']);
});

test('good: used far away, through the manifest, or perhaps', () => {
  assert.deepEqual(said(rule, { 'index.js': 'class A { constructor(c) { this.c = c; } go() { this.c.git.log(); } }\nexport function activate(ctx) { new A(ctx).go(); }' }, orchestra('git')), []);
  assert.deepEqual(said(rule, { 'a.js': 'module.exports = { activate() {} };' }, { dialect: 'formula', permissions: ['ui.panels'], entry_points: ['a.js'], original: { contributes: { panels: [{ id: 'a' }] } } }), []);
  assert.deepEqual(said(rule, { 'index.js': 'export function activate(ctx) { ctx[name()](); }' }, orchestra('git')), [], 'inconclusive is not unused');
  assert.deepEqual(said(rule, { 'index.js': 'export function activate(ctx) {' }, orchestra('git')), [], 'nothing is said of what cannot be read');
  assert.deepEqual(said(rule, {}, orchestra('telepathy')), [], 'unknown permissions are told by another check');
});

test('the help says what counts as the host object', () => {
  const [finding] = findingsOf(rule, { 'routes.py': 'def handler(p):\n    return p\n', 'setup.py': 'def start(api):\n    api.assets.list()\n' }, { dialect: 'comfyvn', permissions: ['assets.read'], entry_points: ['routes.py'] });
  assert.match(finding?.help ?? '', /`from comfyvn import api` .* first parameter of `register` or `activate` in a file that a route or an event names .*other files are not started/);
});
