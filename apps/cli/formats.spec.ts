import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { formats } from '#libs/manifest/formats.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { SOURCES, writeSource } from '#test/support/sources.js';
import { run } from './program.js';

interface Said {
  exit: number;
  out: string;
  err: string;
  json: any;
}

let home: string;
let key: string;
let made = 0;

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'souk-formats-'));
  key = join(home, 'studio');
  assert.equal((await souk(['keygen', '--out', key])).exit, 0);
});
after(() => rm(home, { recursive: true, force: true }));

async function souk(args: string[]): Promise<Said> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exit = await run(['--home', join(home, 'home'), ...args], { stdin: Readable.from([]), stdout, stderr, env: {} });
  const out = String(stdout.read() ?? '');
  return { exit, out, err: String(stderr.read() ?? ''), json: args.includes('--json') && out !== '' ? JSON.parse(out) : null };
}

/** A new path in the folder of this run. */
const path = (name = 'x') => join(home, `${(made += 1)}-${name}`);

async function source(id: string, version?: string, change: Record<string, string | undefined> = {}): Promise<string> {
  const folder = path(id);
  const files = { ...SOURCES[id]!(version), ...change };
  await writeSource(folder, Object.fromEntries(Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined)));
  return folder;
}

/** Packs a source folder into a new file. */
async function pack(id: string, folder: string, more: string[] = []): Promise<{ file: string; said: Said }> {
  const file = path(`package${formats.get(id)!.extension}`);
  const said = await souk(['pack', folder, '--format', id, '--out', file, '--private-key', `${key}.private.pem`, '--json', ...more]);
  assert.equal(said.exit, 0, said.out);
  return { file, said };
}

const packed = async (id: string, version?: string) => (await pack(id, await source(id, version))).file;

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
    const found = async (folder: string) => (await souk(['pack', folder, '--out', path(), '--private-key', `${key}.private.pem`, '--json'])).json.format;
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
    assert.deepEqual((await files('--ignore', '*.txt', '*.md')).files, ['handlers.py', 'manifest.json']);
    assert.deepEqual((await files('--include-hidden', '--ignore', 'deep/*')).files, ['.env', 'handlers.py', 'manifest.json', 'notes.txt']);
    const { said } = await pack('fextpkg', await source('fextpkg', undefined, change));
    assert.deepEqual(said.json.hidden_packed, ['.env']);
    assert.match(said.err, /hidden files are in the package: \.env/);
    assert.match(said.err, /a marketplace will refuse this/);
  });

  test('links: followed, skipped or refused as the format says, and never out of the folder', async () => {
    const secret = path('secret');
    await writeFile(secret, 'secret');
    const linked = async (id: string, target: string) => {
      const folder = await source(id);
      await symlink(target, join(folder, 'dist-link.js'));
      return souk(['pack', folder, '--out', path(), '--private-key', `${key}.private.pem`, '--json']);
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

  test("--style comfyvn speaks ComfyVN's words and ends with 65", async () => {
    const [folder, out] = [await source('cvnext'), path('out.cvnext')];
    const { exit, out: said } = await souk(['pack', folder, '--style', 'comfyvn', '--out', out]);
    const { json } = await souk(['inspect', out, '--json']);
    const size = json.files.reduce((sum: number, row: any) => sum + row.size, 0);
    assert.equal(said, [`[ok] created ${out}`, `      files=2 bytes=${size} sha256=${json.digests.package_sha256}`, '      manifest id=demo.toolkit version=1.0.0', '      trust=unverified', `      manifest_sha256=${json.manifest_sha256}`, ''].join('\n'));
    assert.equal(exit, 0);
    const again = await souk(['pack', folder, '--style', 'comfyvn', '--out', out]);
    assert.deepEqual([again.exit, /^\[error\] .* exists\n$/.test(again.out), again.err], [65, true, '']);
    assert.equal((await souk(['pack', await source('cvnext', undefined, { 'manifest.json': '{}' }), '--style', 'comfyvn'])).exit, 65);
    assert.equal((await souk(['pack', folder, '--style', 'other'])).exit, 2);
  });
});

describe('verify', () => {
  test('a key decides: the right one, another one, none, and one that is no key', async () => {
    const file = await packed('fextpkg');
    const other = path('other');
    await souk(['keygen', '--out', other]);
    const { json: keys } = await souk(['keygen', '--out', path(), '--json']);
    assert.match(keys.key_id, /^[0-9a-f]{64}$/);
    const right = await souk(['verify', file, '--pubkey', `${other}.public.pem`, '--pubkey', `${key}.public.pem`, '--json']);
    assert.deepEqual([right.exit, right.json.signature], [0, 'valid']);
    const wrong = await souk(['verify', file, '--pubkey', `${other}.public.pem`, '--json']);
    assert.deepEqual([wrong.exit, wrong.json.error.code], [1, 'signature-invalid']);
    assert.equal((await souk(['verify', file, '--json'])).json.signature, 'unchecked');
    for (const args of [['--pubkey', `${key}.private.pem`], ['--pubkey', path()]]) assert.equal((await souk(['verify', file, ...args])).exit, 2);
    assert.equal((await souk(['verify', path()])).exit, 2);
    const unsigned = await souk(['verify', await packed('orchestra'), '--pubkey', `${key}.public.pem`, '--json']);
    assert.deepEqual([unsigned.exit, unsigned.json.error.code], [1, 'signature-missing']);
  });

  test('a signature beside the package is found, or given', async () => {
    const file = await packed('fextpkg-v1');
    const signature = await readFile(`${file}.sig`, 'utf8');
    const verify = (...more: string[]) => souk(['verify', file, '--pubkey', `${key}.public.pem`, ...more]);
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
    const said = await souk(['convert', file, '--to', to, '--out', out, '--private-key', `${key}.private.pem`, '--json']);
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
    'package.json': JSON.stringify({ ...manifest, version: '1.1.0', permissions: ['cells.read', 'clipboard'], engines: { formula: '^1.4.0' }, contributes: { panels: manifest.contributes.panels }, activationEvents: [] }),
    'dist/extension.mjs': 'export function activate() {}\n',
    'dist/extension.js': 'module.exports = { start() {} };\n',
    'README.md': undefined,
    'new.md': 'x',
  });
  const { file: fresh } = await pack('fextpkg', folder);
  const { json } = await souk(['diff', old, fresh, '--json']);
  assert.deepEqual(json.permissions, { added: ['clipboard'], removed: ['network'] });
  assert.deepEqual(json.exports, { added: ['start'], removed: ['answer'] });
  assert.deepEqual([json.files.added[0].path, json.files.removed[0].path], ['new.md', 'README.md']);
  assert.equal(json.breaking_announced, false);
  for (const words of [/versions of formula/, /contributes commands demo\.hello/, /exports answer/]) assert.match(json.breaking.join('\n'), words);
  const { out } = await souk(['diff', old, fresh]);
  for (const words of [/^breaking: /m, /1\.1\.0 promises none/, /new permissions:\n.*clipboard/, /^\+ new\.md/m, /^~ engine formula: \^1\.0\.0 -> \^1\.4\.0/m]) assert.match(out, words);
});
