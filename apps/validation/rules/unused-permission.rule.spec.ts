import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './unused-permission.rule.js';

const orchestra = (...permissions: string[]) => ({ dialect: 'orchestra', permissions, entry_points: ['index.js'] });

test('bad: declared, and only spoken of', () => {
  const [finding, ...more] = findingsOf(rule, { 'index.js': '// ctx.git.log()\nexport function activate(ctx) { ctx.notify("git"); return "ctx.secrets.get(1)"; }' }, orchestra('git', 'notifications'));
  assert.deepEqual([finding?.severity, finding?.file, more.length], ['block', 'package.json', 0]);
  assert.match(`${finding?.message} ${finding?.help}`, /`git` is declared.*Do not declare what you do not use: remove "git" from `permissions` in package\.json/);
  assert.deepEqual(said(rule, { 'index.js': '' }, orchestra('git', 'secrets')), ['block package.json', 'block package.json']);
});

test('bad: asking whether it exists, and passing another object off as the host', () => {
  assert.deepEqual(said(rule, { 'index.js': 'export function activate(ctx) { if (typeof ctx.git.log === "function") return 1; }' }, orchestra('git')), ['block package.json']);
  assert.deepEqual(said(rule, { 'index.js': 'class Fake { git = { log() {} } }\nexport function activate() { new Fake().git.log(); }' }, orchestra('git')), ['block package.json']);
});

test('good: used far away, through the manifest, or perhaps', () => {
  assert.deepEqual(said(rule, { 'index.js': 'class A { constructor(c) { this.c = c; } go() { this.c.git.log(); } }\nexport function activate(ctx) { new A(ctx).go(); }' }, orchestra('git')), []);
  assert.deepEqual(said(rule, { 'a.js': 'module.exports = { activate() {} };' }, { dialect: 'formula', permissions: ['ui.panels'], entry_points: ['a.js'], original: { contributes: { panels: [{ id: 'a' }] } } }), []);
  assert.deepEqual(said(rule, { 'index.js': 'export function activate(ctx) { ctx[name()](); }' }, orchestra('git')), [], 'inconclusive is not unused');
  assert.deepEqual(said(rule, { 'index.js': 'export function activate(ctx) {' }, orchestra('git')), [], 'nothing is said of what cannot be read');
  assert.deepEqual(said(rule, {}, orchestra('telepathy')), [], 'unknown permissions are told by another check');
});

test('it is told where the manifest declares it, in each dialect', () => {
  const at = (dialect: string, name: string, manifest: object, ...permissions: string[]) => said(rule, { 'index.js': '', 'other.json': '{}', [name]: JSON.stringify(manifest, null, 1) }, { dialect, permissions, entry_points: ['index.js'] });
  assert.deepEqual(at('orchestra', 'package.json', { name: 'git', permissions: ['network', 'git'] }, 'git', 'network'), ['block package.json:4', 'block package.json:5']);
  assert.deepEqual(at('formula', 'package.json', { permissions: [{ network: {} }, 'storage'] }, 'network', 'storage'), ['block package.json:3', 'block package.json:6']);
  assert.deepEqual(at('comfyvn', 'manifest.json', { permissions: [{ scope: 'assets.read', optional: true }] }, 'assets.read'), ['block manifest.json:3']);
  assert.deepEqual(at('skynet', 'extension.json', { extension: { version: { scopes: ['ban'] } } }, 'ban'), ['block extension.json:5']);
});

test('the help says what counts as the host object', () => {
  const [finding] = findingsOf(rule, { 'routes.py': 'def handler(p):\n    return p\n', 'setup.py': 'def start(api):\n    api.assets.list()\n' }, { dialect: 'comfyvn', permissions: ['assets.read'], entry_points: ['routes.py'] });
  assert.match(finding?.help ?? '', /`from comfyvn import api` .* first parameter of `register` or `activate` in a file that a route or an event names .*other files are not started/);
});

test('the help says what to declare in its place, where a part of it is used', () => {
  const skynet = (permissions: string[], code = "const m = require('message'); const r = await m.member.getRoles(); await m.reply(r.length + '');") => findingsOf(rule, { 'code.js': code }, { dialect: 'skynet', permissions, entry_points: ['code.js'] });
  const [wide] = skynet(['roles_manage', 'messages_write']);
  assert.match(wide?.help ?? '', /declare "roles_read" in the place of "roles_manage"\./);
  assert.deepEqual(skynet(['roles_read', 'messages_write']), [], 'that is enough');
  const [both] = skynet(['roles_read', 'roles_manage', 'messages_write']);
  assert.match(both?.help ?? '', /remove "roles_manage" from `extension\.version\.scopes` in extension\.json\./, 'it is declared already');
  const [idle] = skynet(['roles_manage', 'messages_write'], "await require('message').reply('x');");
  assert.match(idle?.help ?? '', /remove "roles_manage" from `extension\.version\.scopes` in extension\.json\./);
  const [none, ...more] = skynet(['roles_manage', 'messages_write'], "const m = require('message'); await m.member.addRole('1'); await m.reply('x' + (await m.member.getRoles()).length);");
  assert.deepEqual([none, more], [undefined, []], 'what it is for is used');
});

test('a package that is not shipped may use what everybody has', () => {
  const said6 = (code: string, permissions = ['network']) => said(rule, { 'index.js': code }, orchestra(...permissions));
  for (const code of ["import axios from 'axios'; export async function activate(ctx) { await axios.get('https://api.example.com/a'); }", "const { request } = require('undici'); exports.activate = () => request('https://a.example');", "export const activate = async () => (await import('openai')).ask();", "export * from 'ws';"]) assert.deepEqual(said6(code), [], code);
  for (const code of ["import { join } from 'node:path'; export const activate = () => join('a', 'b');", "const os = require('os'); exports.activate = () => os.cpus();", "import { a } from './a.js'; export const activate = () => a;", "import { notify } from 'orchestra'; export const activate = () => 1;"]) assert.deepEqual(said6(code), ['block package.json'], code);
  assert.deepEqual(said6("import axios from 'axios'; export const activate = () => axios.get('x');", ['network', 'git']), ['block package.json'], 'the host it does not have');
  assert.deepEqual(said(rule, { 'index.js': "import a from 'mine'; export const activate = () => a();", 'node_modules/mine/index.js': 'export default () => 1;' }, orchestra('network')), ['block package.json'], 'what is shipped is read');
});
