import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { PackageError } from '#libs/manifest/manifest.js';
import { CLIENT_LIMITS } from './client-limits.js';
import { Failure } from './exit-codes.js';
import { readChecked } from './opened.js';
import { packFolder } from './package-files.js';
import { skeleton } from './skeleton.js';

async function folder(context: TestContext, files: Iterable<[string, string]>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'souk-pack-'));
  context.after(() => rm(root, { recursive: true, force: true }));
  for (const [path, content] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return root;
}

const refused = (code: string) => (error: unknown) => error instanceof PackageError && error.code === code;

test('what init makes packs, the same bytes each time, and reads back', async (context) => {
  const first = await packFolder(await folder(context, skeleton('git-lens', 'An Author', 2026)));
  const again = await packFolder(await folder(context, [...skeleton('git-lens', 'An Author', 2026)].reverse()));
  assert.equal(first.sha256, again.sha256);
  assert.equal(first.file, 'git-lens-0.1.0.tar.gz');
  assert.deepEqual(first.files, ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist/index.js', 'package.json']);
  const read = readChecked(first.bytes);
  assert.deepEqual([read.manifest.name, read.manifest.authors, read.manifest.permissions], ['git-lens', ['An Author'], ['notifications']]);
});

test('takes what is named, says what it leaves out, and never packs hidden files', async (context) => {
  const manifest = JSON.stringify({ name: 'demo', version: '1.0.0', main: 'out/main.js', icon: 'icon.png', engines: { orchestra: '*' } });
  const packed = await packFolder(await folder(context, [
    ['package.json', manifest], ['out/main.js', ''], ['out/other.js', ''], ['icon.png', ''], ['themes/dark.json', '{}'],
    ['src/main.ts', ''], ['.env', 'SECRET=1'], ['dist/.env', 'SECRET=1'], ['assets/.cache/x', ''], ['node_modules/a/index.js', ''],
  ]));
  assert.deepEqual(packed.files, ['icon.png', 'out/main.js', 'package.json', 'themes/dark.json']);
  assert.deepEqual(packed.left_out, ['src']);
  assert.deepEqual(packed.hidden, ['.env', 'assets/.cache', 'dist/.env']);
});

test('symbolic links are refused wherever they would be packed, and harmless elsewhere', async (context) => {
  const root = await folder(context, skeleton('demo', null, 2026));
  await symlink('/etc/hostname', join(root, 'notes'));
  assert.deepEqual((await packFolder(root)).left_out, ['notes']);
  await symlink('/etc/hostname', join(root, 'dist/link.js'));
  await assert.rejects(packFolder(root), refused('pack-symlink'));
  await rm(join(root, 'dist'), { recursive: true });
  await symlink('/etc', join(root, 'dist'));
  await assert.rejects(packFolder(root), refused('pack-symlink'));
});

test('a folder that cannot be packed says why', async (context) => {
  const files = skeleton('demo', null, 2026);
  files.delete('dist/index.js');
  await assert.rejects(packFolder(await folder(context, files)), refused('file-missing'));
  await assert.rejects(packFolder(await folder(context, [])), (error) => error instanceof Failure && error.exit === 2);
});

test('a file that nobody here may read is named, with what to do', async (context) => {
  const root = await folder(context, skeleton('demo', null, 2026));
  await chmod(root, 0o755);
  await chmod(join(root, 'dist', 'index.js'), 0);
  const asRoot = process.getuid!() === 0;
  if (asRoot) process.seteuid!(65_534);
  try {
    await assert.rejects(packFolder(root), (error) => error instanceof PackageError && error.code === 'pack-unreadable' && error.path === 'dist/index.js' && /Make it readable/.test(error.help));
  } finally {
    if (asRoot) process.seteuid!(0);
  }
});

test('a name that is not UTF-8 is told as that, of a file and of a folder', async (context) => {
  const name = (root: string, end: string) => Buffer.concat([Buffer.from(join(root, 'dist/')), Buffer.from([0xff]), Buffer.from(end)]);
  const [withFile, withFolder] = [await folder(context, skeleton('demo', null, 2026)), await folder(context, skeleton('demo', null, 2026))];
  await writeFile(name(withFile, '.txt'), '');
  await mkdir(name(withFolder, ''));
  for (const root of [withFile, withFolder]) {
    await assert.rejects(packFolder(root), (error) => error instanceof PackageError && error.code === 'pack-name' && /is not UTF-8/.test(error.message) && /Rename it/.test(error.help));
  }
});

test('a file that is too large is told by its size, also when nothing could read it', async (context) => {
  const root = await folder(context, skeleton('demo', null, 2026));
  await truncate(join(root, 'dist', 'index.js'), CLIENT_LIMITS.file_bytes + 1);
  await assert.rejects(packFolder(root), (error) => error instanceof PackageError && error.code === 'file-size' && error.path === 'dist/index.js');
  await truncate(join(root, 'package.json'), 3 * 2 ** 30);
  await assert.rejects(packFolder(root), (error) => error instanceof PackageError && error.code === 'file-size' && error.path === 'package.json');
});
