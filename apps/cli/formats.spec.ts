import assert from 'node:assert/strict';
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { formats } from '#libs/manifest/formats.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { CommandLine } from '#test/support/command-line.js';
import { SOURCES, writeSource } from '#test/support/sources.js';

const line = new CommandLine();
const souk = (args: string[]) => line.run(args);
const path = (name?: string) => line.path(name);
const source: typeof line.source = (...given) => line.source(...given);
const pack: typeof line.pack = (...given) => line.pack(...given);
const packed: typeof line.packed = (...given) => line.packed(...given);

describe('every format', () => {
  for (const id of formats.keys()) {
    test(`${id}: packs the same bytes each time, verifies, and is inspected`, async () => {
      const [first, second] = [await source(id), await source(id)];
      await utimes(join(second, Object.keys(SOURCES[id]!())[0]!), 0, 0);
      const [{ file, said }, again] = [await pack(id, first), await pack(id, second)];
      assert.equal(said.json.sha256, again.said.json.sha256);
      assert.equal(said.json.sha256, sha256(await readFile(file)));
      const verified = await souk(['verify', file, '--json']);
      assert.deepEqual([verified.exit, verified.json.accepted, verified.json.format, verified.json.digests.package_sha256], [0, true, id, said.json.sha256]);
      const inspected = await souk(['inspect', file, '--json']);
      assert.equal(inspected.json.manifest.name, said.json.name);
      assert.deepEqual(inspected.json.files.map((row: any) => row.path).length, verified.json.file_count);
      assert.ok(inspected.json.permissions.every((permission: any) => permission.description !== 'not explained here'));
      for (const command of ['verify', 'inspect']) assert.match((await souk([command, file])).out, new RegExp(said.json.sha256), command);
      const cut = path('cut');
      await writeFile(cut, (await readFile(file)).subarray(0, -7));
      const refused = await souk(['verify', cut, '--json']);
      assert.deepEqual([refused.exit, refused.json.accepted, typeof refused.json.error.code], [1, false, 'string']);
    });

    test(`${id}: the manifest of the folder is inspected too, and nothing changes between a package and itself`, async () => {
      const folder = await source(id);
      const { file, said } = await pack(id, folder);
      const { json } = await souk(['inspect', join(folder, formats.get(id)!.manifestNames[0]!), '--json']);
      assert.deepEqual([json.manifest.name, json.files], [said.json.name, null]);
      const { json: diff } = await souk(['diff', file, file, '--json']);
      assert.deepEqual([diff.breaking, diff.files], [[], { added: [], removed: [], changed: [] }]);
    });
  }

  test('the format is found by the manifest, and asked for where that says too little or too much', async () => {
    const found = async (folder: string) => (await souk(['pack', folder, '--out', path(), '--private-key', `${line.key}.private.pem`, '--json'])).json.format;
    for (const id of ['orchestra', 'fextpkg', 'cvnext', 'skypkg', 'vsix']) assert.equal(await found(await source(id)), id);
    const legacy = await source('cvnext', undefined, { 'manifest.json': undefined, 'extension.json': SOURCES.cvnext!()['manifest.json'] });
    assert.equal(await found(legacy), 'cvnext');
    for (const [change, said] of [[{ 'package.json': '{"name":"x"}' }, /which host/], [{ 'manifest.json': SOURCES.cvnext!()['manifest.json'] }, /as cvnext and as orchestra/], [{ 'package.json': '{' }, /json-syntax/]] as const) {
      const { exit, err } = await souk(['pack', await source('orchestra', undefined, change), '--out', path()]);
      assert.ok(exit === 1 || exit === 2);
      assert.match(err, said);
    }
    assert.equal((await souk(['pack', legacy, '--format', 'zip'])).exit, 2);
  });
});

describe('verify', () => {
  test('a key decides: the right one, another one, none, and one that is no key', async () => {
    const file = await packed('fextpkg');
    const other = path('other');
    await souk(['keygen', '--out', other]);
    const { json: keys } = await souk(['keygen', '--out', path(), '--json']);
    assert.match(keys.key_id, /^[0-9a-f]{64}$/);
    const right = await souk(['verify', file, '--pubkey', `${other}.public.pem`, '--pubkey', `${line.key}.public.pem`, '--json']);
    assert.deepEqual([right.exit, right.json.signature], [0, 'valid']);
    const wrong = await souk(['verify', file, '--pubkey', `${other}.public.pem`, '--json']);
    assert.deepEqual([wrong.exit, wrong.json.error.code], [1, 'signature-invalid']);
    assert.equal((await souk(['verify', file, '--json'])).json.signature, 'unchecked');
    for (const args of [['--pubkey', `${line.key}.private.pem`], ['--pubkey', path()]]) assert.equal((await souk(['verify', file, ...args])).exit, 2);
    assert.equal((await souk(['verify', path()])).exit, 2);
    const unsigned = await souk(['verify', await packed('orchestra'), '--pubkey', `${line.key}.public.pem`, '--json']);
    assert.deepEqual([unsigned.exit, unsigned.json.error.code], [1, 'signature-missing']);
    assert.equal((await souk(['verify', await packed('orchestra'), '--signature', Buffer.alloc(64).toString('base64')])).exit, 1);
  });

  test('a signature beside the package is found, or given', async () => {
    const file = await packed('fextpkg-v1');
    const signature = await readFile(`${file}.sig`, 'utf8');
    const verify = (...more: string[]) => souk(['verify', file, '--pubkey', `${line.key}.public.pem`, ...more]);
    assert.equal((await verify()).exit, 0);
    await rm(`${file}.sig`);
    assert.equal((await verify()).exit, 1);
    assert.equal((await verify('--signature', signature)).exit, 0);
    assert.equal((await verify('--signature', Buffer.alloc(64).toString('base64'))).exit, 1);
  });

  test('--compat takes what the host takes, and says what strict reading refuses', async () => {
    const text = JSON.parse(await readFile(await packed('skypkg'), 'utf8'));
    const file = path('marked.skypkg');
    await writeFile(file, `\uFEFF${JSON.stringify(text)}`);
    assert.equal((await souk(['verify', file])).exit, 1);
    const { exit, json } = await souk(['verify', file, '--compat', '--json']);
    assert.deepEqual([exit, json.warnings.map(({ code }: any) => code)], [0, ['json-bom']]);
  });
});

test('what a package says cannot steer the terminal, with --json neither', async () => {
  const manifest = { ...JSON.parse(SOURCES.orchestra!()['package.json']!), description: 'a\u202eb\u{e0041}' };
  const file = (await pack('orchestra', await source('orchestra', undefined, { 'package.json': JSON.stringify(manifest) }))).file;
  const said = [await souk(['inspect', file]), await souk(['inspect', file, '--json'])];
  for (const { out } of said) assert.doesNotMatch(out, /\p{Cf}/u);
  assert.equal(said[1]!.json.manifest.description, manifest.description);
});

test('keygen: the private key is for its owner only, and nothing is replaced', async () => {
  const prefix = path('keys');
  assert.equal((await souk(['keygen', '-o', prefix])).exit, 0);
  assert.equal((await stat(`${prefix}.private.pem`)).mode & 0o777, 0o600);
  const before = await readFile(`${prefix}.private.pem`, 'utf8');
  assert.equal((await souk(['keygen', '-o', prefix])).exit, 2);
  assert.equal(await readFile(`${prefix}.private.pem`, 'utf8'), before);
  await rm(`${prefix}.public.pem`);
  assert.equal((await souk(['keygen', '-o', prefix])).exit, 2);
  await assert.rejects(stat(`${prefix}.public.pem`));
});

test("inspect shows ComfyVN's own texts, of a package and of a manifest alike", async () => {
  const folder = await source('cvnext');
  const { file } = await pack('cvnext', folder);
  const [ofPackage, ofManifest] = [(await souk(['inspect', join(folder, 'manifest.json'), '--json'])).json, (await souk(['inspect', await packed('cvnext'), '--json'])).json];
  assert.equal(ofManifest.manifest_sha256, sha256(new TextEncoder().encode(ofManifest.canonical_json)));
  assert.ok(ofPackage.manifest_json.startsWith('{\n  "authors"'));
  assert.match((await souk(['inspect', file])).out, /assets\.read/);
});

describe('convert', () => {
  const convert = async (file: string, to: string) => {
    const out = path('converted');
    const said = await souk(['convert', file, '--to', to, '--out', out, '--private-key', `${line.key}.private.pem`, '--json']);
    return { ...said, out };
  };

  test("version 1 of Formula's packages becomes version 2 and back, with the same files", async () => {
    const old = await packed('fextpkg-v1');
    const { file: direct } = await pack('fextpkg', await source('fextpkg'));
    const fresh = await convert(old, 'fextpkg');
    assert.deepEqual(await readFile(fresh.out), await readFile(direct));
    assert.match(fresh.json.lost.join(' '), /detached signature/);
    const back = await convert(fresh.out, 'fextpkg-v1');
    const files = async (file: string) => (await souk(['inspect', file, '--json'])).json.files.filter((row: any) => row.path !== 'package.json');
    assert.deepEqual(await files(back.out), await files(old));
  });

  test('a VSIX becomes an Orchestra package and back', async () => {
    const there = await convert(await packed('vsix'), 'orchestra');
    assert.equal(there.exit, 0, there.out);
    const { json } = await souk(['inspect', there.out, '--json']);
    assert.deepEqual([json.manifest.compat, json.manifest.activation, json.manifest.engines.orchestra], ['vscode', ['onStartup'], '*']);
    assert.match(there.json.lost.join(' '), /onUri/);
    const nested = (await pack('vsix', await source('vsix', undefined, { 'extension/own.js': 'x' }))).file;
    assert.ok((await souk(['inspect', (await convert(nested, 'orchestra')).out, '--json'])).json.files.some((row: any) => row.path === 'extension/own.js'));
    const back = await convert(there.out, 'vsix');
    assert.deepEqual((await souk(['inspect', back.out, '--json'])).json.manifest.activation, ['onStartupFinished']);
    assert.equal((await convert(await packed('orchestra'), 'vsix')).exit, 2);
  });

  test('old manifests of ComfyVN become current ones', async () => {
    const { 'manifest.json': current, ...rest } = SOURCES.cvnext!();
    const folder = path('legacy');
    await writeSource(folder, { ...rest, 'extension.json': current! });
    const { file } = await pack('cvnext', folder);
    const repacked = await convert(file, 'cvnext');
    assert.deepEqual((await souk(['inspect', repacked.out, '--json'])).json.files.map((row: any) => row.path).sort(), ['handlers.py', 'manifest.json']);
    assert.equal((await convert(repacked.out, 'cvnext')).exit, 2);
    await writeFile(join(folder, 'extension.json'), JSON.stringify({ id: 'old.one', name: 'Old', version: '1', permissions: ['assets.read'] }));
    const migrated = await convert(join(folder, 'extension.json'), 'cvnext');
    const manifest = JSON.parse(await readFile(migrated.out, 'utf8'));
    assert.deepEqual([manifest.summary, manifest.permissions[0].scope], ['Old', 'assets.read']);
    assert.match(migrated.json.lost.join(' '), /write a better one/);
  });

  test('other hosts are other hosts', async () => {
    for (const [from, to] of [['skypkg', 'cvnext'], ['orchestra', 'fextpkg'], ['cvnext', 'vsix']] as const) assert.equal((await convert(await packed(from), to)).exit, 2);
  });
});

test('diff says what an update changes, and calls breaking what breaks', async () => {
  const old = await packed('fextpkg');
  const manifest = JSON.parse(SOURCES.fextpkg!()['package.json']!);
  const folder = await source('fextpkg', undefined, {
    'package.json': JSON.stringify({ ...manifest, version: '1.1.0', permissions: ['cells.read', 'clipboard', 'ui.panels'], engines: { formula: '^1.4.0' }, contributes: { panels: manifest.contributes.panels }, activationEvents: [] }),
    'dist/extension.mjs': 'export function activate() {}\n',
    'dist/extension.js': 'module.exports = { start() {} };\n',
    'README.md': undefined,
    'new.md': 'x',
  });
  const { file: fresh } = await pack('fextpkg', folder);
  const { json } = await souk(['diff', old, fresh, '--json']);
  assert.deepEqual(json.permissions, { added: ['clipboard'], removed: ['network', 'ui.commands'] });
  assert.deepEqual(json.exports, { added: ['start'], removed: ['answer'] });
  assert.deepEqual([json.files.added[0].path, json.files.removed[0].path], ['new.md', 'README.md']);
  assert.equal(json.breaking_announced, false);
  for (const words of [/versions of formula/, /contributes commands demo\.hello/, /exports answer/]) assert.match(json.breaking.join('\n'), words);
  const { out } = await souk(['diff', old, fresh]);
  for (const words of [/^breaking: /m, /1\.1\.0 promises none/, /new permissions:\n.*clipboard/, /^\+ new\.md/m, /^~ engine formula: \^1\.0\.0 -> \^1\.4\.0/m]) assert.match(out, words);
});
