import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './hidden-file.rule.js';

test('bad: files with credentials', () => {
  for (const text of ['A=1\nexport STRIPE_SECRET=q7Rk29sLmV0x', 'DB_PASSWORD="h8!kQ2_pz0"  # of the server', 'DATABASE_URL=postgres://shop:s9dk2Ll0@db.example.org:5432/shop', 'mailToken: 9fk2-Lq0z-77ax']) assert.deepEqual(said(rule, { '.env': text, 'config/.env.production': text, 'x/.env/more/a': text }), ['high .env', 'high config/.env.production', 'high x/.env/more/a'], text);
  assert.deepEqual(said(rule, { '.npmrc': '//registry.example.org/:_authToken=aB3dE5fG7hI9', '.pypirc': '[pypi]\npassword = k2J9-xx0-Qw8', '.yarnrc.yml': 'npmAuthToken: "aB3dE5fG7hI9"' }), ['high .npmrc', 'high .pypirc', 'high .yarnrc.yml']);
  assert.deepEqual(said(rule, { '.ssh/id_rsa': '', 'keys/id_ed25519': '' }), ['high .ssh/id_rsa', 'high keys/id_ed25519']);
  assert.deepEqual(said(rule, { 'sub/.npmrc': '' }), ['medium sub/.npmrc']);
});

test('settings without a secret: every copy of a project has them', () => {
  for (const text of ['', 'NODE_PATH=lib/', 'API_KEY=\nTOKEN=your-token-here', 'SECRET_KEY=${SECRET}', 'PORT=3000 # key=aB3dE5fG7hI9', '# TOKEN=aB3dE5fG7hI9', 'VITE_MAPS_KEY=aB3dE5fG7hI9', 'KEYCLOAK_URL=aB3dE5fG7hI9', 'DB_PASSWORD=postgres\nDATABASE_URL=postgres://postgres:postgres1@localhost:5432/x', 'DATABASE_URL=mysql://root:q7Rk29s@db:3306/x', 'TOKEN_PATH=./keys/aB3dE5fG7hI9', 'JWT_KEY=/etc/keys/aB3dE5fG7', 'TOKEN=https://example.org/aB3dE5']) assert.deepEqual(said(rule, { '.env': text }), ['medium .env'], text);
  assert.deepEqual(said(rule, { '.npmrc': 'registry=https://registry.example.org/\n//registry.example.org/:_authToken=${NPM_TOKEN}' }), ['medium .npmrc']);
  assert.deepEqual(said(rule, { '.env.local.example': 'TOKEN=aB3dE5fG7hI9' }), ['info .env.local.example']);
});

test('how a package manager lays things out leads nowhere', () => {
  for (const text of ['nodeLinker: node-modules\n\nyarnPath: .yarn/releases/yarn-3.5.1.cjs', 'compressionLevel: mixed\n\nenableGlobalCache: false', '# comment\nlegacy-peer-deps=true\r\nsave-prefix=~']) assert.deepEqual(said(rule, { '.npmrc': text, 'x/.yarnrc.yml': text }), ['low .npmrc', 'low x/.yarnrc.yml'], text);
  for (const text of ['', 'nodeLinker: node-modules\nnpmRegistryServer: "https://registry.example.org"', 'script-shell=./x.sh', 'save-exact=true\nplugins:\n  - ./x.cjs', 'yarnPath: x.cjs', 'yarnPath: .yarn/releases/../../x.cjs', 'progress=true https://a.example', 'save-exact true']) assert.deepEqual(said(rule, { '.npmrc': text }), ['medium .npmrc'], text);
});

test('a value is found in linear time', () => {
  const started = performance.now();
  for (const text of ['x'.repeat(100_000), 'a='.repeat(50_000), '"k" '.repeat(25_000), 'token=' + ':'.repeat(90_000), 'key=p://' + 'a:'.repeat(45_000)]) said(rule, { '.env': text });
  assert.ok(performance.now() - started < 2_000);
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
  assert.deepEqual(said(rule, { 'test/fixtures/.env': 'A_KEY=aB3dE5fG7hI9', 'tests/keys/id_rsa': '', 'lib/__tests__/.ssh/config': '', 'docs/.npmrc': '' }), ['medium docs/.npmrc', 'medium lib/__tests__/.ssh/config', 'medium test/fixtures/.env', 'low tests/keys/id_rsa']);
  assert.deepEqual(said(rule, { 'latest/.env': 'A_KEY=aB3dE5fG7hI9', 'test.env/id_rsa': '', 'lib/id_dsa': '' }), ['high latest/.env', 'high lib/id_dsa', 'high test.env/id_rsa']);
});
