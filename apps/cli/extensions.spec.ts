import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { orchestraManifest } from '#libs/manifest/dialects/orchestra.dialect.js';
import type { Package } from '#libs/manifest/manifest.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { Failure } from './exit-codes.js';
import { InstalledExtensions, replaceFolder } from './extensions.js';

const FROM = { sha256: 'a'.repeat(64), source: 'http://127.0.0.1/t/orchestra' };
/** No process has this id: Linux stops at 2^22. */
const DEAD = 4_194_305;

async function folder(context: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'souk-extensions-'));
  context.after(() => rm(path, { recursive: true, force: true }));
  return join(path, 'extensions', 'orchestra');
}

function extension(version: string, more: Record<string, string> = {}): Package {
  const manifest = orchestraManifest({ name: 'demo', version, main: 'dist/index.js', engines: { orchestra: '*' }, permissions: ['network'] });
  const files = Object.entries({ 'dist/index.js': `// ${version}`, ...more }).map(([path, content]) => {
    const bytes = new TextEncoder().encode(content);
    return { path, bytes, size: bytes.length, sha256: sha256(bytes) };
  });
  return { format: 'orchestra', manifest, files, readme: null, changelog: null, digests: {}, signature: null, warnings: [] };
}

const code = (root: string) => readFile(join(root, 'demo/dist/index.js'), 'utf8');

test('installs, replaces, lists and removes, and leaves nothing beside', async (context) => {
  const root = await folder(context);
  const extensions = new InstalledExtensions(root);
  await extensions.install(extension('1.0.0', { 'assets/old.txt': 'x' }), FROM);
  const receipt = await extensions.install(extension('1.1.0'), FROM);
  assert.deepEqual([receipt.version, receipt.permissions, Object.keys(receipt.files)], ['1.1.0', ['network'], ['dist/index.js']]);
  assert.equal(await code(root), '// 1.1.0');
  assert.ok(!existsSync(join(root, 'demo/assets')));
  assert.deepEqual(await extensions.list(), new Map([['demo', receipt]]));
  assert.deepEqual(await readdir(root), ['demo']);
  assert.equal(await extensions.uninstall('demo'), true);
  assert.equal(await extensions.uninstall('demo'), false);
  assert.deepEqual(await readdir(root), []);
});

test('a package that cannot be unpacked leaves the old version as it was', async (context) => {
  const root = await folder(context);
  const extensions = new InstalledExtensions(root);
  await extensions.install(extension('1.0.0'), FROM);
  for (const bad of ['../outside.txt', '../../demo/dist/index.js', '.souk.json', '.SOUK.json/x', 'dist/index.js/below']) {
    await assert.rejects(extensions.install(extension('2.0.0', { [bad]: 'x' }), FROM), bad);
    assert.equal(await code(root), '// 1.0.0', bad);
    assert.deepEqual(await readdir(root), ['demo'], bad);
  }
  assert.equal((await extensions.receipt('demo'))?.version, '1.0.0');
});

test('the old version comes back when the new one cannot take its place', async (context) => {
  const root = await folder(context);
  await new InstalledExtensions(root).install(extension('1.0.0'), FROM);
  await assert.rejects(replaceFolder(join(root, 'not-there'), join(root, 'demo'), join(root, '.previous')), { code: 'ENOENT' });
  assert.equal(await code(root), '// 1.0.0');
  assert.deepEqual(await readdir(root), ['demo']);
});

test('what a killed command left is put right by the next', async (context) => {
  const root = await folder(context);
  const extensions = new InstalledExtensions(root);
  await extensions.install(extension('1.0.0'), FROM);
  await rename(join(root, 'demo'), join(root, `.previous-${DEAD}-demo`));
  await mkdir(join(root, `.staging-${DEAD}-demo`));
  await mkdir(join(root, `.removed-${DEAD}-gone`));
  await mkdir(join(root, `.staging-${process.ppid}-busy`));
  assert.equal((await extensions.list()).get('demo')?.version, '1.0.0');
  assert.deepEqual((await readdir(root)).sort(), [`.staging-${process.ppid}-busy`, 'demo']);
});

test('names that are paths never reach the disk', async (context) => {
  const root = await folder(context);
  const extensions = new InstalledExtensions(root);
  await mkdir(join(root, '../victim'), { recursive: true });
  for (const name of ['../victim', '..', '.', '', 'a/b', 'a\\b', '/etc', '.souk', 'A', 'a.']) {
    await assert.rejects(extensions.uninstall(name), (error) => error instanceof Failure && error.exit === 2, name);
  }
  assert.ok(existsSync(join(root, '../victim')));
});

test('every way in which files can differ is found', async (context) => {
  const root = await folder(context);
  const extensions = new InstalledExtensions(root);
  const receipt = await extensions.install(extension('1.0.0', { 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' }), FROM);
  assert.deepEqual(await extensions.differences(receipt), { changed: [], missing: [], added: [] });
  await writeFile(join(root, 'demo/a.txt'), 'changed');
  await rm(join(root, 'demo/b.txt'));
  await rm(join(root, 'demo/c.txt'));
  await symlink('a.txt', join(root, 'demo/c.txt'));
  await writeFile(join(root, 'demo/dist/added.js'), '');
  assert.deepEqual(await extensions.differences(receipt), { changed: ['a.txt', 'c.txt'], missing: ['b.txt'], added: ['dist/added.js'] });
});

test('a damaged receipt is shown, not guessed', async (context) => {
  const root = await folder(context);
  const extensions = new InstalledExtensions(root);
  await extensions.install(extension('1.0.0'), FROM);
  await writeFile(join(root, 'demo/.souk.json'), '{');
  assert.deepEqual(await extensions.list(), new Map([['demo', null]]));
});
