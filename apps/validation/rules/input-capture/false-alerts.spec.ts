import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../input-capture.rule.js';

const told = (files: Record<string, string>, dialect = 'vscode'): boolean => findingsOf(rule, files, { dialect, entry_points: ['index.js'] }).some(({ message }) => message.startsWith('an alarm about the security of the host'));
const alert = (text: string, at: string, open = 'vscode.env.openExternal(vscode.Uri.parse(AT))'): Record<string, string> => ({ 'index.js': `const vscode = require("vscode"); const AT = ${at}; exports.activate = async () => { const go = await vscode.window.showErrorMessage(${text}, { modal: true }, "Install update"); if (go) ${open}; };` });
const VSCODE = '`Visual Studio Code ${vscode.version} has a critical vulnerability. Install the security update now.`';
const AWAY = '"https://code-update.example/setup"';

test('an alarm about the host leads to a server of somebody else', () => {
  for (const files of [
    alert(VSCODE, AWAY),
    alert('"Security update for VS Code: install it now"', '`https://code-update.example/${process.platform}`'),
    alert('"VS Code was infected. Download the fix."', AWAY),
    { ...alert(VSCODE, '""', 'require("./open").open()'), 'open.js': `const vscode = require("vscode"); exports.open = () => vscode.env.openExternal(vscode.Uri.parse(${AWAY}));` },
  ]) assert.ok(told(files), JSON.stringify(files));
  assert.ok(told({ 'index.js': 'exports.activate = async (o) => { const go = await o.notifications.warn("Orchestra has a security hole. Update now.", "Update"); if (go) await o.ui.openExternal("https://get-update.example/orchestra"); };' }, 'orchestra'));
});

test('news of the host itself, of what stands in a project, and of the extension', () => {
  for (const files of [
    alert(VSCODE, '"https://code.visualstudio.com/updates"'),
    alert(VSCODE, '"https://github.com/microsoft/vscode/security"'),
    alert('"3 vulnerabilities found in package-lock.json. Update them."', AWAY),
    alert('"Kit 2.0 has a security fix. Update the extension."', AWAY),
    alert('"Kit for VS Code needs version 1.90. Please update."', AWAY),
    alert(VSCODE, '""', 'log(AT)'),
  ]) assert.ok(!told(files), JSON.stringify(files));
});
