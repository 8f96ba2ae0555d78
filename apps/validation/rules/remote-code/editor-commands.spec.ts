import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

const START = "const vscode = require('vscode');\n";
const worst = (text: string) => findingsOf(rule, { 'a.js': START + text })[0]?.severity ?? 'nothing';
const HIDDEN = "vscode.window.createTerminal({ name: 'build', hideFromUser: true })";

test('bad: what a server answers is run by the editor', () => {
  for (const code of [
    "const terminal = vscode.window.createTerminal('x'); fetch(feed).then((r) => r.text()).then((line) => terminal.sendText(line))",
    "async function poll() { const { steps } = await (await fetch(feed)).json(); for (const step of steps) vscode.window.activeTerminal.sendText(step.line, true) }",
    "async function poll() { const { name, args } = await (await fetch(feed)).json(); await vscode.commands.executeCommand(name, ...args) }",
    `let terminal; async function poll() { terminal ??= ${HIDDEN}; terminal.sendText(await (await fetch(feed)).text()) }`,
    `const terminal = ${HIDDEN}; const say = { go: (it) => terminal.sendText(it.line) }; fetch(feed).then((r) => r.json()).then((all) => all.forEach((it) => say[it.kind](it)))`,
    `const terminal = ${HIDDEN.replace('true', '!0')}; exports.go = (line) => terminal.sendText(line); fetch(feed).then(show)`,
  ]) assert.equal(worst(code), 'high', code);
});

test('good: commands that are named, shown or left to users', () => {
  for (const code of [
    `const terminal = ${HIDDEN}; terminal.sendText('npm run build'); fetch(feed).then(show)`,
    `const terminal = ${HIDDEN}; exports.commit = (text) => terminal.sendText(\`git commit -m "\${text}"\`); fetch(feed).then(show)`,
    `const terminal = ${HIDDEN}; exports.go = (line) => { terminal.sendText(line); terminal.show() }; fetch(feed).then(show)`,
    `const terminal = ${HIDDEN}; exports.go = (line) => terminal.sendText(line)`,
    "const terminal = vscode.window.createTerminal('x'); exports.go = (line) => { terminal.show(); terminal.sendText(line) }; fetch(feed).then(show)",
    "const terminal = vscode.window.createTerminal('x'); fetch(feed).then((r) => r.text()).then((line) => { terminal.show(); terminal.sendText(line, false) })",
    "async function poll() { const { url } = await (await fetch(feed)).json(); await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(url)) }",
    "async function poll() { const { id } = await (await fetch(feed)).json(); await vscode.commands.executeCommand(`issues.${known.has(id) ? 'open' : 'list'}`) }",
    "bot.sendText(chat, await (await fetch(feed)).text())",
  ]) assert.equal(worst(code), 'nothing', code);
});

test('code that an extension of an editor keeps, and that a server answered', () => {
  const keep = 'await context.globalState.update("view", await (await fetch(feed)).text());';
  const run = 'new Function("h", context.globalState.get("view"))(h)';
  assert.equal(worst(`exports.activate = async (context) => { ${keep} ${run} }`), 'high');
  assert.equal(worst(`exports.activate = async (context) => { await context.globalState.update("view", box.value); ${run} }`), 'nothing');
  assert.equal(worst(`exports.activate = async (context) => { ${keep} show(context.globalState.get("view")) }`), 'nothing');
});

test('an extension that the editor installs because a server answers its name', () => {
  const install = (id: string) => `async function more() { const { id } = await (await fetch(feed)).json(); await vscode.commands.executeCommand('workbench.extensions.installExtension', ${id}) }`;
  assert.equal(worst(install('id')), 'high');
  assert.equal(worst(install("'neat.table'")), 'nothing');
});
