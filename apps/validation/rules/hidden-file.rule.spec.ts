import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './hidden-file.rule.js';

test('bad: files with credentials', () => {
  assert.deepEqual(said(rule, { '.env': 'A=1', 'config/.env.production': '' }), ['high .env', 'high config/.env.production']);
  assert.deepEqual(said(rule, { '.ssh/id_rsa': '', 'keys/id_ed25519': '' }), ['high .ssh/id_rsa', 'high keys/id_ed25519']);
  assert.deepEqual(said(rule, { 'sub/.npmrc': '' }), ['medium sub/.npmrc']);
});

test('bad: left-overs, once for each folder', () => {
  assert.deepEqual(said(rule, { '.git/HEAD': '', '.git/config': '', 'a/.git': 'gitdir: x' }), ['medium .git/HEAD', 'medium a/.git']);
  assert.deepEqual(said(rule, { '.DS_Store': '', '__MACOSX/._a': '', 'x/.secret-sauce': '' }), ['low .DS_Store', 'low __MACOSX/._a', 'low x/.secret-sauce']);
});

test('good: ordinary dot-files, and names with dots elsewhere', () => {
  assert.deepEqual(said(rule, { '.gitignore': '', '.editorconfig': '', '.eslintrc.json': '', '.prettierrc': '', '.github/workflows/ci.yml': '', '.npmignore': '' }), []);
  assert.deepEqual(said(rule, { 'env.js': '', 'src/a.env.ts': '', 'docs/npmrc.md': '', 'git/HEAD': '', 'x..y': '' }), []);
  assert.deepEqual(said(rule, { '.env.example': 'TOKEN=' }), ['info .env.example']);
});

test('settings and keys that tests are made with', () => {
  assert.deepEqual(said(rule, { 'test/fixtures/.env': 'A=1', 'tests/keys/id_rsa': '', 'lib/__tests__/.ssh/config': '', 'docs/.npmrc': '' }), ['medium docs/.npmrc', 'medium lib/__tests__/.ssh/config', 'medium test/fixtures/.env', 'low tests/keys/id_rsa']);
  assert.deepEqual(said(rule, { 'latest/.env': '', 'test.env/id_rsa': '', 'lib/id_dsa': '' }), ['high latest/.env', 'high lib/id_dsa', 'high test.env/id_rsa']);
});
