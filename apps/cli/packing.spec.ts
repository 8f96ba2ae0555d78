import assert from 'node:assert/strict';
import { readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CommandLine } from '#test/support/command-line.js';
import { SOURCES, writeSource } from '#test/support/sources.js';

const line = new CommandLine();
const souk = (args: string[]) => line.run(args);
const path = (name?: string) => line.path(name);
const source: typeof line.source = (...given) => line.source(...given);
const pack: typeof line.pack = (...given) => line.pack(...given);

describe('pack', () => {
  test('writes into a folder under the own name of the format, and replaces nothing unasked', async () => {
    const [folder, out] = [await source('cvnext'), path('out')];
    await writeSource(out, { keep: '' });
    const { json } = await souk(['pack', folder, '--out', out, '--json']);
    assert.equal(json.file, join(out, 'demo.toolkit-1.0.0.cvnext'));
    assert.equal((await souk(['pack', folder, '--out', out])).exit, 2);
    assert.equal((await souk(['pack', folder, '-o', json.file, '--force'])).exit, 0);
    assert.equal((await souk(['pack', folder, '--output', path(), '--json'])).json.sha256, json.sha256);
  });

  test('--ignore and --include-hidden decide about files, each format in its own way', async () => {
    const change = { '.env': 'A=1', 'notes.txt': 'x', 'deep/notes.txt': 'x' };
    const folder = await source('cvnext', undefined, change);
    const files = async (...more: string[]) => (await souk(['pack', folder, '--out', path(), '--json', ...more])).json;
    assert.deepEqual((await files()).files, ['deep/notes.txt', 'handlers.py', 'manifest.json', 'notes.txt']);
    assert.deepEqual((await files()).hidden, ['.env']);
    assert.deepEqual((await files('--ignore', '*.txt', '--ignore', '*.md')).files, ['handlers.py', 'manifest.json']);
    const before = await souk(['pack', '--ignore', '*.txt', folder, '--out', path(), '--json']);
    assert.deepEqual(before.json.files, ['handlers.py', 'manifest.json'], 'the folder is no pattern');
    assert.equal((await souk(['pack', folder, '--out', path(), '--ignore', '*.txt', '*.md'])).exit, 2, 'one pattern each time');
    assert.deepEqual((await files('--include-hidden', '--ignore', 'deep/*')).files, ['.env', 'handlers.py', 'manifest.json', 'notes.txt']);
    const { said } = await pack('fextpkg', await source('fextpkg', undefined, change));
    assert.deepEqual(said.json.hidden_packed, ['.env']);
    assert.match(said.err, /hidden files are in the package: \.env/);
    assert.match(said.err, /a marketplace will refuse this/);
  });

  test('what was packed into the folder before is not packed', async () => {
    for (const id of ['cvnext', 'fextpkg-v1']) {
      const folder = await source(id);
      const packing = async () => (await souk(['pack', folder, '--format', id, '--out', folder, '--private-key', `${line.key}.private.pem`, '--force', '--json'])).json.sha256;
      assert.equal(await packing(), await packing());
    }
  });

  test('the manifest is always packed, another one beside it only when nobody minds', async () => {
    const { 'manifest.json': manifest, ...rest } = SOURCES.cvnext!();
    const folder = await source('cvnext', undefined, { 'extension.json': '{"id": "old.one"}' });
    const files = async (from: string, ...more: string[]) => (await souk(['pack', from, '--format', 'cvnext', '--out', path(), '--json', ...more])).json.files;
    assert.deepEqual(await files(folder), ['extension.json', 'handlers.py', 'manifest.json']);
    assert.deepEqual(await files(folder, '--ignore', '*.json'), ['handlers.py', 'manifest.json']);
    const legacy = path('legacy');
    await writeSource(legacy, { ...rest, 'extension.json': manifest! });
    assert.deepEqual(await files(legacy, '--ignore', '*.json'), ['extension.json', 'handlers.py']);
    const { said } = await pack('orchestra', await source('orchestra', undefined, { 'dist/extension.js.map': '{}' }), ['--ignore', '*.map', '--ignore', '*.json']);
    assert.deepEqual(said.json.files, ['README.md', 'dist/extension.js', 'dist/extension.mjs', 'package.json']);
  });

  test('a manifest of Raycast is one for Orchestra', async () => {
    const manifest = { name: 'todo', title: 'Todo', description: 'd', version: '1.0.0', commands: [{ name: 'index', title: 'Show' }] };
    const folder = path('raycast');
    await writeSource(folder, { 'package.json': JSON.stringify(manifest), 'dist/index.js': '' });
    assert.equal((await souk(['pack', folder, '--out', path(), '--json'])).json.format, 'orchestra');
    assert.equal((await souk(['inspect', join(folder, 'package.json'), '--json'])).json.manifest.compat, 'raycast');
  });

  test('a package and its signature are written both, or neither', async () => {
    const [folder, out] = [await source('fextpkg-v1'), path('x.fextpkg')];
    await writeFile(`${out}.sig`, 'mine');
    assert.equal((await souk(['pack', folder, '--format', 'fextpkg-v1', '--out', out, '--private-key', `${line.key}.private.pem`])).exit, 2);
    await assert.rejects(stat(out));
    assert.equal(await readFile(`${out}.sig`, 'utf8'), 'mine');
  });

  test('links: followed, skipped or refused as the format says, and never out of the folder', async () => {
    const secret = path('secret');
    await writeFile(secret, 'secret');
    const linked = async (id: string, target: string) => {
      const folder = await source(id);
      await symlink(target, join(folder, 'dist-link.js'));
      return souk(['pack', folder, '--out', path(), '--private-key', `${line.key}.private.pem`, '--json']);
    };
    assert.ok((await linked('cvnext', 'handlers.py')).json.files.includes('dist-link.js'));
    assert.equal((await linked('cvnext', secret)).json.error.code, 'pack-symlink');
    assert.ok(!(await linked('fextpkg', secret)).json.files.includes('dist-link.js'));
    assert.equal((await linked('vsix', secret)).json.error.code, 'pack-symlink');
    assert.ok(!(await linked('cvnext', 'not-there')).json.files.includes('dist-link.js'));
  });

  test('--allowlist opens global routes further, --trust sets the level', async () => {
    const manifest = { ...JSON.parse(SOURCES.cvnext!()['manifest.json']!), routes: [{ path: '/studio/x', entry: 'handlers.py', callable: 'handlers.endpoint', expose: 'global' }] };
    const folder = await source('cvnext', undefined, { 'manifest.json': JSON.stringify(manifest) });
    const allowlist = path('allowlist.json');
    await writeFile(allowlist, JSON.stringify({ verified: ['/studio/'] }));
    const packing = (...more: string[]) => souk(['pack', folder, '--out', path(), ...more]);
    assert.equal((await packing('--trust', 'verified')).exit, 1);
    assert.equal((await packing('--allowlist', allowlist)).exit, 1);
    assert.equal((await packing('--trust', 'verified', '--allowlist', allowlist)).exit, 0);
    await writeFile(allowlist, '["/studio/"]');
    assert.equal((await packing('--trust', 'verified', '--allowlist', allowlist)).exit, 2);
  });

  test('an option that changes nothing in what is packed is told, above all a key that signs nothing', async () => {
    const key = ['--private-key', `${line.key}.private.pem`];
    const told = async (id: string, ...more: string[]) => (await souk(['pack', await source(id), '--format', id, '--out', path(), ...more])).err;
    assert.match(await told('orchestra', ...key), /^warning: --private-key has no effect: packages of the format orchestra are not signed\n/);
    assert.match(await told('orchestra', '--private-key', `${line.key}.public.pem`), /--private-key has no effect/);
    assert.match(await told('vsix', '--trust', 'verified'), /^warning: --trust has no effect: the format vsix knows nothing of it\n/);
    for (const id of ['fextpkg', 'fextpkg-v1', 'cvnext']) assert.doesNotMatch(await told(id, ...key), /no effect/);
  });

  test('what cannot be written, and what is no folder, is named', async () => {
    const folder = await source('cvnext');
    const missing = path('missing');
    for (const args of [['pack', folder, '--out', join(missing, 'x.cvnext')], ['keygen', '--out', join(missing, 'x')]]) {
      const { exit, err } = await souk(args);
      assert.deepEqual([exit, err], [2, `error: there is no folder ${missing}\n  Make it first, or name another file with --out.\n`]);
    }
    for (const out of ['', `${path()}/`, '..']) assert.match((await souk(['keygen', '--out', out])).err, /^error: --out ".*" names no file\n/);
    const file = path('zero');
    await writeFile(file, '');
    assert.deepEqual((await souk(['pack', file])).err, `error: ${file} is no folder\n  Name the folder of an extension.\n`);
    assert.deepEqual((await souk(['pack', missing])).err, `error: there is no ${missing}\n`);
  });

  test('an old manifest is pointed to what brings it up to date', async () => {
    const { 'manifest.json': manifest, ...rest } = SOURCES.cvnext!();
    const folder = path('old');
    await writeSource(folder, { ...rest, 'extension.json': JSON.stringify({ ...JSON.parse(manifest!), permissions: ['assets.read'] }) });
    for (const args of [['pack', folder], ['inspect', join(folder, 'extension.json')]]) assert.match((await souk(args)).err, /\/permissions\/0 must be an object\.\n {2}.*souk convert extension\.json --to cvnext/);
    assert.equal((await souk(['convert', join(folder, 'extension.json'), '--to', 'cvnext', '--out', path('manifest.json')])).exit, 0);
  });

  test("--style comfyvn speaks ComfyVN's words and ends with 65", async () => {
    const [folder, out] = [await source('cvnext', '1'), path('out.cvnext')];
    const { exit, out: said } = await souk(['pack', folder, '--style', 'comfyvn', '--out', out]);
    const { json } = await souk(['inspect', out, '--json']);
    const size = json.files.reduce((sum: number, row: any) => sum + row.size, 0);
    assert.equal(said, [`[ok] created ${out}`, `      files=2 bytes=${size} sha256=${json.digests.package_sha256}`, '      manifest id=demo.toolkit version=1', '      trust=unverified', `      manifest_sha256=${json.manifest_sha256}`, ''].join('\n'));
    assert.equal(exit, 0);
    const again = await souk(['pack', folder, '--style', 'comfyvn', '--out', out]);
    assert.deepEqual([again.exit, /^\[error\] .* exists\n$/.test(again.out), again.err], [65, true, '']);
    assert.equal((await souk(['pack', await source('cvnext', undefined, { 'manifest.json': '{}' }), '--style', 'comfyvn'])).exit, 65);
    assert.equal((await souk(['pack', folder, '--style', 'other'])).exit, 2);
  });
});
