import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './undeclared-permission.rule.js';

const orchestra = (permissions: string[] = []) => ({ dialect: 'orchestra', permissions, entry_points: ['index.js'] });

test('bad: the host is used without asking, whatever the way there', () => {
  assert.deepEqual(said(rule, { 'index.js': 'export function activate(ctx) {\n  ctx.clipboard.readText();\n}' }, orchestra()), ['block index.js:2']);
  assert.deepEqual(said(rule, { 'index.js': 'import { go } from "./go.js";\nexport const activate = ({ git: part }) => go(part);', 'go.js': '\nexport const go = (g, name = "lo" + "g") => g[name]();' }, orchestra(['clipboard'])), ['block go.js:2']);
  const [finding] = findingsOf(rule, { 'index.js': 'fetch("https://example.org")' }, orchestra());
  assert.match(`${finding?.message} ${finding?.help} ${finding?.evidence}`, /`network`.*Add "network".*fetch\(/);
});

test('bad: the manifest itself needs it', () => {
  assert.deepEqual(said(rule, { 'x.py': '', 'manifest.json': '{}' }, { dialect: 'comfyvn', original: { routes: [{ path: '/x', expose: 'global' }] } }), ['block manifest.json']);
});

test('a file that nothing loads is a question for a person', () => {
  assert.deepEqual(said(rule, { 'index.js': '', 'demo/old.js': 'new WebSocket("wss://example.org")' }, orchestra()), ['high demo/old.js:1']);
});

test('ComfyVN: where the manifest names nothing, the files at the root are started; beside a named one, those that ask for the host are for a person', () => {
  const asks = 'def register(api):\n    api.assets.list()\n';
  assert.deepEqual(said(rule, { 'plugin.py': asks }, { dialect: 'comfyvn', permissions: [] }), ['block plugin.py:2']);
  assert.deepEqual(said(rule, { 'tools/plugin.py': asks }, { dialect: 'comfyvn', permissions: [] }), ['high tools/plugin.py:2']);
  assert.deepEqual(said(rule, { 'routes.py': 'x = 1\n', 'plugin.py': asks }, { dialect: 'comfyvn', permissions: [], entry_points: ['routes.py'] }), ['high plugin.py:2']);
  assert.deepEqual(said(rule, { 'routes.py': 'import plugin\n', 'plugin.py': asks }, { dialect: 'comfyvn', permissions: [], entry_points: ['routes.py'] }), ['block plugin.py:2'], 'it is loaded');
  assert.deepEqual(said(rule, { 'index.js': '', 'tools/run.py': 'def run(ctx):\n    ctx.git.log()\n' }, orchestra()), [], 'no other host starts Python');
});

test('code that is never called counts, and the help says what to do', () => {
  const [finding] = findingsOf(rule, { 'index.js': 'function download() { return new XMLHttpRequest(); }\nexport function activate() {}' }, orchestra());
  assert.equal(finding?.severity, 'block');
  assert.match(finding?.help ?? '', /whether it is ever called or not: .* take it out of the bundle/);
});

test('the help names the member where the dialect declares permissions, and nothing else is written there', () => {
  const helpOf = (contents: Record<string, string>, dialect: string): string => findingsOf(rule, contents, { dialect, entry_points: Object.keys(contents) })[0]?.help.split(',')[0] ?? '';
  assert.equal(helpOf({ 'index.js': 'export function activate(ctx) { ctx.git.log(); }' }, 'orchestra'), 'Add "git" to `permissions` in package.json');
  assert.equal(helpOf({ 'index.js': 'module.exports.activate = (formula) => formula.storage.get("a");' }, 'formula'), 'Add "storage" to `permissions` in package.json');
  assert.equal(helpOf({ 'plugin.py': 'def register(api):\n    api.assets.list()\n' }, 'comfyvn'), 'Add {"scope":"assets.read"} to `permissions` in manifest.json');
  assert.equal(helpOf({ 'code.js': "require('message').reply('hi');" }, 'skynet'), 'Add "messages_write" to `extension.version.scopes` in extension.json');
});

test('good: what is declared, what looks like the host, and hosts without permissions', () => {
  assert.deepEqual(said(rule, { 'index.js': 'export function activate(ctx) { ctx.git.log(); ctx.commands.register("a", () => {}); }' }, orchestra(['git'])), []);
  assert.deepEqual(said(rule, { 'index.js': '// ctx.git.log() and fetch()\nconst git = { log() {} };\nexport function activate(ctx) { git.log(); const s = "fetch(1)"; function fetch() {} fetch(s); }' }, orchestra()), []);
  assert.deepEqual(said(rule, { 'index.js': 'export function activate(ctx) { fetch("x"); ctx.git.log(); }' }, { dialect: 'vscode', entry_points: ['index.js'] }), []);
});
