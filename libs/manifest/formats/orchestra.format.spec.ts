import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bytesOf, concat, gzipWith, hostilePackage, longName, orchestraFiles, orchestraManifestOf, orchestraPackage, paxEntry, tarEntry, TAR_END } from '#test/support/archives.js';
import { DEFAULT_LIMITS as limits } from '../limits.js';
import { sha256 } from '../sha256.js';
import { orchestra, packOrchestra } from './orchestra.format.js';

const read = (bytes: Uint8Array) => orchestra.read(bytes, { limits, mode: 'strict' });

test('a package is read whole', () => {
  const pkg = read(orchestraPackage({ icon: 'assets/icon.png' }, { 'assets/icon.png': 'png', 'Changelog.md': '\uFEFF# 1.2.3\n' }));
  assert.equal(pkg.format, 'orchestra');
  assert.equal(pkg.manifest.name, 'demo-tool');
  assert.equal(pkg.readme, '# Demo Tool\n\nShows how it is done.\n');
  assert.equal(pkg.changelog, '# 1.2.3\n');
  assert.deepEqual(pkg.files.map(({ path }) => path), ['Changelog.md', 'README.md', 'assets/icon.png', 'dist/index.js', 'package.json']);
  const icon = pkg.files[2]!;
  assert.deepEqual([icon.size, icon.sha256], [3, sha256(bytesOf('png'))]);
});

describe('refused', () => {
  const pack = (changes: Record<string, unknown>, more: Record<string, string> = {}) => () => orchestraPackage(changes, more);
  const cases: [code: string, what: string, act: () => unknown][] = [
    ['file-missing', 'an entry point that is not there', pack({ main: 'dist/other.js' })],
    ['file-missing', 'an entry point in other case', pack({ main: 'dist/Index.js' })],
    ['file-missing', 'an icon that is not there', pack({ icon: 'icon.png' })],
    ['manifest-too-large', 'a manifest larger than allowed', () => orchestra.read(orchestraPackage(), { limits: { ...limits, manifest_bytes: 100 }, mode: 'strict' })],
    ['json-syntax', 'a manifest that is no JSON', pack({}, { 'package.json': '{' })],
    ['json-duplicate-key', 'a manifest with a duplicate member', pack({}, { 'package.json': '{"name":"a","name":"b"}' })],
    ['json-bom', 'a manifest with a byte order mark', pack({}, { 'package.json': '\uFEFF{}' })],
    ['manifest-name', 'a manifest with a bad name', pack({ name: 'Demo' })],
    ['document-encoding', 'a README that is binary', pack({}, { 'README.md': 'a\0b' })],
    ['path-traversal', 'packing a path outside', pack({}, { '../x': '' })],
    ['path-segment', 'packing a path that is not normal', pack({}, { 'a//b': '' })],
    ['ratio', 'packing a bomb', pack({}, { 'zeros.bin': '\0'.repeat(9 * 1024 * 1024) })],
    ['tar-symlink', 'a link behind good files', () => read(hostilePackage(tarEntry({ name: 'l', type: '2', link: '/etc/passwd' })))],
    ['path-duplicate', 'a second manifest', () => read(hostilePackage(tarEntry({ name: 'package.json', body: '{}' })))],
    ['path-collision', 'a second manifest in capitals', () => read(hostilePackage(tarEntry({ name: 'Package.json', body: '{}' })))],
    ['path-duplicate', 'a second manifest by pax', () => read(hostilePackage(paxEntry({ path: 'package.json' }), tarEntry({ name: 'x', body: '{}' })))],
    ['path-traversal', 'a long name outside', () => read(hostilePackage(longName('../../x'), tarEntry({ name: 'x' })))],
    ['manifest-missing', 'no manifest', () => read(gzipWith(concat(tarEntry({ name: 'a' }), TAR_END)))],
    ['manifest-missing', 'an empty archive', () => read(gzipWith(TAR_END))],
  ];
  for (const [code, what, act] of cases) test(`${what} as ${code}`, () => assert.throws(act, { name: 'PackageError', code }));

  test('npm pack puts a folder around: the help says what to do', () => {
    const entries = [...orchestraFiles()].map(([name, body]) => tarEntry({ name: `package/${name}`, body }));
    assert.throws(() => read(gzipWith(concat(...entries, TAR_END))), { code: 'manifest-missing', path: 'package/package.json', help: /souk pack/ });
  });
});

test('long documents are cut after a whole line; the file stays whole', () => {
  const pkg = read(orchestraPackage({}, { 'CHANGELOG.md': `${'é'.repeat(99)}\n`.repeat(2000) }));
  assert.ok(pkg.changelog!.length > 100_000 && pkg.changelog!.endsWith('é\n'));
  assert.ok(bytesOf(pkg.changelog!).length <= 256 * 1024);
  assert.equal(pkg.files.find(({ path }) => path === 'CHANGELOG.md')!.size, 199 * 2000);
});

test('recognise looks at the content only', () => {
  assert.ok(orchestra.recognise(orchestraPackage()));
  assert.ok(!orchestra.recognise(bytesOf('{}')));
  assert.ok(!orchestra.recognise(gzipWith(bytesOf('{}'.repeat(1000)))));
});

const fileName = fc.stringMatching(/^[a-z][a-z0-9_-]{0,40}(\.[a-z]{1,3})?$/).filter((name) => !/^(con|prn|aux|nul|com\d|lpt\d|package|readme|changelog|dist)(\.|$)/.test(name));
const moreFiles = fc.dictionary(fileName.map((name) => `files/${name}`), fc.uint8Array({ maxLength: 2_000 }), { maxKeys: 10 });

test('pack → read is identity, and packing is deterministic', () => {
  fc.assert(fc.property(moreFiles, fc.nat(99), (more, patch) => {
    const files = orchestraFiles({ version: `1.0.${patch}` }, more);
    const packed = packOrchestra(files, limits);
    assert.deepEqual(packOrchestra(new Map([...files].toReversed()), limits), packed);
    const pkg = read(packed);
    assert.deepEqual(pkg.files.map(({ path, bytes }) => [path, Buffer.from(bytes)]), [...files.keys()].sort().map((path) => [path, Buffer.from(files.get(path)!)]));
    assert.ok(pkg.files.every(({ bytes, size, sha256: hash }) => bytes.length === size && hash === sha256(bytes)));
    assert.deepEqual(pkg.manifest.original, orchestraManifestOf({ version: `1.0.${patch}` }));
  }), { numRuns: 100 });
});
