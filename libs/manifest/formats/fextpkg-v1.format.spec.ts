import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { bytesOf, gzipWith } from '#test/support/archives.js';
import { fextpkgV1With, formulaFiles, formulaManifestOf, OTHER_KEYS, TEST_KEYS, v1Files } from '#test/support/fextpkgs.js';
import { gunzip } from '../inflate.js';
import { keyId } from '../keys.js';
import { DEFAULT_LIMITS as limits } from '../limits.js';
import { sha256 } from '../sha256.js';
import { fextpkgV1, V1_TEXT_BYTES } from './fextpkg-v1.format.js';
import { checkFormulaListing, LISTING_LIMITS } from './fextpkg.payload.js';

const read = (bytes: Uint8Array, mode: 'strict' | 'compat' = 'strict', changed = {}) => fextpkgV1.read(bytes, { limits: { ...limits, ...changed }, mode });
const base64 = (text: string) => Buffer.from(text).toString('base64');
const withFile = (path: unknown, data: unknown = '') => fextpkgV1With({}, [...v1Files(), [path, data]]);

test('a package is read whole', () => {
  const bytes = fextpkgV1With();
  const pkg = read(bytes);
  assert.deepEqual([pkg.format, pkg.manifest.name, pkg.readme, pkg.signature], ['fextpkg-v1', 'ada.demo', '# Demo\n', null]);
  assert.deepEqual(pkg.files.map(({ path }) => path), ['README.md', 'dist/extension.js', 'package.json']);
});

describe('refused in every mode', () => {
  const cases: [code: string, what: string, bytes: Uint8Array, changed?: Record<string, number>][] = [
    ['gzip-header', 'something that is not gzip', bytesOf('{}')],
    ['gzip-truncated', 'half a package', fextpkgV1With().subarray(0, 100)],
    ['gzip-trailing', 'bytes behind the package', gzipWith(bytesOf('{}'), { trailing: 'x' })],
    ['ratio', 'a bomb', gzipWith(new Uint8Array(V1_TEXT_BYTES + 1).fill(0x20))],
    ['json-syntax', 'text that is no JSON', gzipWith(bytesOf('{"format"'))],
    ['json-duplicate-key', 'a member that is there twice', gzipWith(bytesOf('{"format":1,"format":2}'))],
    ['manifest-type', 'a list', gzipWith(bytesOf('[]'))],
    ['envelope-format', 'another format', fextpkgV1With({ format: 'x' })],
    ['envelope-format', 'another version', fextpkgV1With({ formatVersion: 2 })],
    ['envelope-format', 'no list of files', fextpkgV1With({ files: {} })],
    ['manifest-type', 'a file that is no object', fextpkgV1With({ files: ['x'] })],
    ['envelope-format', 'a path that is no text', withFile(7)],
    ['envelope-format', 'content that is no text', withFile('a.txt', null)],
    ['manifest-type', 'no manifest', fextpkgV1With({ manifest: null })],
    ['manifest-missing', 'no package.json', fextpkgV1With({}, v1Files().slice(1))],
    ['manifest-differs', 'another manifest in package.json', fextpkgV1With({ manifest: formulaManifestOf({ version: '2.0.0' }) })],
    ['path-traversal', 'a path outside', withFile('../evil.js')],
    ['path-absolute', 'an absolute path', withFile('/evil.js')],
    ['path-segment', 'a path that begins with ./', withFile('./a.js')],
    ['path-device', 'a device', withFile('aux.tar.gz')],
    ['path-duplicate', 'a file that is there twice', withFile('README.md')],
    ['path-collision', 'a file in other case', withFile('readme.md')],
    ['path-file-and-directory', 'a file in the place of a folder', withFile('dist')],
    ['base64', 'content that is no base64', withFile('a.txt', '!!!!')],
    ['base64', 'content without padding', withFile('a.txt', 'AA')],
    ['base64', 'content with stray bits', withFile('a.txt', 'AB==')],
    ['entries', 'more files than allowed', fextpkgV1With(), { entries: 2 }],
    ['file-size', 'a file larger than allowed', withFile('a.txt', base64('x'.repeat(300))), { file_bytes: 250 }],
    ['unpacked-size', 'files larger together than allowed', withFile('a.txt', base64('x'.repeat(300))), { unpacked_bytes: 300 }],
  ];
  for (const [code, what, bytes, changed] of cases) {
    test(`${what} as ${code}`, () => {
      for (const mode of ['strict', 'compat'] as const) assert.throws(() => read(bytes, mode, changed), { name: 'PackageError', code }, mode);
    });
  }

  test('a text larger than 50 MiB as unpacked-size', () => {
    const bytes = gzipWith(new Uint8Array(V1_TEXT_BYTES + 1).fill(0x20));
    assert.throws(() => read(bytes, 'compat', { ratio: 1e6, unpacked_bytes: 1e9 }), { code: 'unpacked-size' });
    assert.throws(() => read(gzipWith(new Uint8Array(V1_TEXT_BYTES).fill(0x20)), 'compat', { ratio: 1e6, unpacked_bytes: 1e9 }), { code: 'json-syntax' });
  });
});

test('what compat mode lets pass', () => {
  for (const [code, bytes] of [['envelope-member', fextpkgV1With({ extra: 1 })], ['path-backslash', withFile('a\\b.txt')], ['path-control', withFile('a\u202Eb.txt')]] as const) {
    assert.throws(() => read(bytes), { code });
    assert.deepEqual(read(bytes, 'compat').warnings.map((warning) => warning.code), [code]);
  }
  assert.equal(read(withFile('a\\b.txt'), 'compat').files[1]!.path, 'a/b.txt');
});

test('the signature beside the package is over its bytes', async () => {
  const bytes = fextpkgV1With();
  const pkg = read(bytes);
  const signature = sign(null, bytes, TEST_KEYS.privateKey).toString('base64');
  const publicKeys = [OTHER_KEYS.publicKey, TEST_KEYS.publicKey];
  assert.deepEqual(await fextpkgV1.verify(pkg, bytes, { publicKeys, signature: `${signature}\n` }), { signature: 'valid', keyId: keyId(TEST_KEYS.publicKey) });
  assert.deepEqual(await fextpkgV1.verify(pkg, bytes, { publicKeys: [], signature }), { signature: 'unchecked', keyId: null });
  assert.deepEqual(await fextpkgV1.verify(pkg, bytes, { publicKeys: [] }), { signature: 'none', keyId: null });
  const refused: [code: string, keys: { publicKeys: string[]; signature?: string }][] = [
    ['signature-missing', { publicKeys }],
    ['signature-invalid', { publicKeys: [OTHER_KEYS.publicKey], signature }],
    ['signature-invalid', { publicKeys, signature: '' }],
    ['signature-invalid', { publicKeys, signature: 'AAAA' }],
    ['signature-invalid', { publicKeys, signature: signature.replace(/^./, (char) => (char === 'A' ? 'B' : 'A')) }],
    ['key-invalid', { publicKeys: ['x'], signature }],
  ];
  for (const [code, keys] of refused) await assert.rejects(fextpkgV1.verify(pkg, bytes, keys), { name: 'PackageError', code });
});

test('packing is deterministic, and its signature holds', async () => {
  const files = formulaFiles({}, { 'a.bin': new Uint8Array([0, 255, 1]) });
  const packed = await fextpkgV1.pack(files, { limits, privateKey: TEST_KEYS.privateKey });
  assert.deepEqual((await fextpkgV1.pack(new Map([...files].toReversed()), { limits, privateKey: TEST_KEYS.privateKey })), packed);
  assert.equal(packed.name, 'ada.demo-1.2.3.fextpkg');
  const pkg = read(packed.bytes);
  assert.equal((await fextpkgV1.verify(pkg, packed.bytes, { publicKeys: [TEST_KEYS.publicKey], signature: packed.detachedSignature! })).signature, 'valid');
  assert.deepEqual(pkg.files.map(({ path, bytes }) => [path, Buffer.from(bytes)]), [...files.keys()].sort().map((path) => [path, Buffer.from(files.get(path)!)]));
  assert.equal((await fextpkgV1.pack(files, { limits })).detachedSignature, null);
  await assert.rejects(fextpkgV1.pack(new Map(), { limits }), { code: 'manifest-missing' });
  await assert.rejects(fextpkgV1.pack(files, { limits: { ...limits, package_bytes: 100 } }), { code: 'package-size' });
});

test('packing gives the example of the documentation', async () => {
  const source = '{\n  "name": "hello",\n  "publisher": "ada",\n  "version": "1.0.0",\n  "main": "./main.js",\n  "engines": { "formula": "^1.0.0" }\n}\n';
  const packed = await fextpkgV1.pack(new Map([['package.json', bytesOf(source)], ['main.js', bytesOf('exports.activate = () => {};\n')]]), { limits, privateKey: TEST_KEYS.privateKey });
  const page = readFileSync(new URL('../../../../docs/formats/fextpkg-v1.md', import.meta.url), 'utf8');
  for (const fact of [new TextDecoder().decode(gunzip(packed.bytes, limits)), packed.detachedSignature!, sha256(packed.bytes), `${packed.bytes.length} bytes`]) assert.ok(page.includes(fact), fact);
});

test('a package of more than 10 MiB is not listed', () => {
  const pkg = read(fextpkgV1With());
  checkFormulaListing(pkg, new Uint8Array(LISTING_LIMITS.v1_package_bytes));
  assert.throws(() => checkFormulaListing(pkg, new Uint8Array(LISTING_LIMITS.v1_package_bytes + 1)), { code: 'package-size' });
});

test('recognise looks at how the JSON begins', () => {
  assert.ok(fextpkgV1.recognise(fextpkgV1With()));
  assert.ok(fextpkgV1.recognise(gzipWith(bytesOf(JSON.stringify({ manifest: formulaManifestOf(), files: [] })))));
  for (const bytes of [bytesOf('{"format":"formula-extension-package"}'), gzipWith(bytesOf('{"name":"formula-extension-package","x":1}')), new Uint8Array(0)]) assert.ok(!fextpkgV1.recognise(bytes));
});
