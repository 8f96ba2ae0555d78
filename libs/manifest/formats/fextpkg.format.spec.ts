import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bytesOf, concat, paxEntry, tarEntry, TAR_END } from '#test/support/archives.js';
import { fextpkgWith, formulaFiles, formulaManifestOf, keysOf, OTHER_KEYS, TEST_KEYS, type FextpkgLies } from '#test/support/fextpkgs.js';
import { formulaJson } from '../canonical/formula.js';
import { keyId } from '../keys.js';
import { DEFAULT_LIMITS as limits } from '../limits.js';
import { PackageError } from '../manifest.js';
import { sha256 } from '../sha256.js';
import { CHECKSUMS_BYTES, CHECKSUMS_MEMBERS, SIGNATURE_JSON_BYTES } from './fextpkg.envelope.js';
import { fextpkg } from './fextpkg.format.js';
import { checkFormulaListing, LISTING_LIMITS } from './fextpkg.payload.js';

const read = (bytes: Uint8Array, mode: 'strict' | 'compat' = 'strict') => fextpkg.read(bytes, { limits, mode });
const pack = (files: ReadonlyMap<string, Uint8Array>, privateKey: string | undefined = TEST_KEYS.privateKey) => fextpkg.pack(files, { limits, privateKey });
const BOM = '\uFEFF';

test('a package is read whole', () => {
  const bytes = fextpkgWith({ more: { 'CHANGELOG.md': '# 1.2.3\n' } });
  const pkg = read(bytes);
  assert.deepEqual([pkg.format, pkg.manifest.name, pkg.readme, pkg.changelog], ['fextpkg', 'ada.demo', '# Demo\n', '# 1.2.3\n']);
  assert.deepEqual(pkg.files.map(({ path }) => path), ['CHANGELOG.md', 'README.md', 'dist/extension.js', 'package.json']);
  assert.equal(pkg.signature?.algorithm, 'ed25519');
  assert.deepEqual(pkg.warnings, []);
  assert.deepEqual(pkg.digests, {
    files_sha256: sha256(bytesOf(JSON.stringify(pkg.files.map(({ path, sha256: hash, size }) => ({ path, sha256: hash, size }))))),
    manifest_sha256: sha256(bytesOf(formulaJson(formulaManifestOf()))),
  });
});

test('an icon counts when it is there', () => {
  const iconOf = (more: Record<string, string>) => read(fextpkgWith({ changes: { icon: './icon.png' }, more })).manifest.icon;
  assert.equal(iconOf({ 'icon.png': 'png' }), 'icon.png');
  assert.equal(iconOf({}), null);
});

describe('taken: what other packers may write', () => {
  const cases: [what: string, bytes: Uint8Array][] = [
    ['folders', fextpkgWith({ before: [tarEntry({ name: 'files/', type: '5' }), tarEntry({ name: 'files/dist/', type: '5' })] })],
    ['JSON that is not canonical', fextpkgWith({ manifest: JSON.stringify(formulaManifestOf(), null, 2) })],
    ['digests in capitals', fextpkgWith({ checksums: (right) => ({ ...right, files: Object.fromEntries(Object.entries(right.files).map(([path, { sha256: hash, size }]) => [path, { sha256: hash.toUpperCase(), size }])) }) })],
    ['padding up to 10 KiB', fextpkgWith({ end: new Uint8Array(512 + 10_240) })],
  ];
  for (const [what, bytes] of cases) {
    test(what, async () => {
      const pkg = read(bytes);
      assert.deepEqual(pkg.warnings, []);
      assert.equal((await fextpkg.verify(pkg, bytes, { publicKeys: [TEST_KEYS.publicKey] })).signature, 'valid');
    });
  }
});

describe('refused in strict mode, a warning in compat mode', () => {
  const cases: [code: string, what: string, lies: FextpkgLies][] = [
    ['tar-magic', 'a header that is not ustar', { after: [tarEntry({ name: 'files/', type: '5', magic: 'XXXXX\x0000' })] }],
    ['tar-magic', 'a GNU header', { after: [tarEntry({ name: 'files/', type: '5', magic: 'ustar  \0' })] }],
    ['tar-mode', 'a setuid bit', { after: [tarEntry({ name: 'files/', type: '5', mode: 0o4755 })] }],
    ['tar-header', 'a link target that no file has', { after: [tarEntry({ name: 'files/', type: '5', link: 'x' })] }],
    ['tar-header', 'digits behind the prefix', { after: [tarEntry({ name: 'files/', type: '5', raw: [[476, '14000000000\0']] })] }],
    ['tar-directory-size', 'a folder with content', { after: [tarEntry({ name: 'files/d/', type: '5', body: 'hidden' })] }],
    ['json-bom', 'a byte order mark', { manifest: BOM + formulaJson(formulaManifestOf()) }],
    ['path-control', 'a line break in a path', { more: { 'a\nb': '' } }],
    ['envelope-member', 'an unknown member of checksums.json', { checksums: (right) => ({ ...right, note: 1 }) }],
    ['envelope-member', 'an unknown member of signature.json', { signature: (right) => ({ ...right, note: 1 }) }],
    ['document-encoding', 'a README that is binary', { more: { 'README.md': new Uint8Array([0xff]) } }],
    ['file-missing', 'a main that is not there', { changes: { main: 'other.js' } }],
    ['file-missing', 'a module that is not there', { changes: { module: 'other.js' } }],
    ['file-missing', 'a browser entry that is not there', { changes: { browser: 'other.js' } }],
    ['manifest-version', 'a version that is none', { changes: { version: '1.0' } }],
  ];
  for (const [code, what, lies] of cases) {
    test(`${what} as ${code}`, async () => {
      const bytes = fextpkgWith(lies);
      assert.throws(() => read(bytes), { name: 'PackageError', code });
      const pkg = read(bytes, 'compat');
      assert.deepEqual(pkg.warnings.map((warning) => warning.code), [code]);
      assert.equal((await fextpkg.verify(pkg, bytes, { publicKeys: [TEST_KEYS.publicKey] })).signature, 'valid');
    });
  }

  test('padding that is not empty as tar-padding', () => {
    const bytes = fextpkgWith();
    bytes[fextpkgWith().indexOf(0, 512 + formulaJson(formulaManifestOf()).length) + 5] = 1;
    assert.throws(() => read(bytes), { code: 'tar-padding' });
    assert.deepEqual(read(bytes, 'compat').warnings.map(({ code }) => code), ['tar-padding']);
  });

  test('a backslash in a name as path-backslash: it becomes what Formula reads it as', () => {
    const bytes = fextpkgWith({ more: { 'a/b.txt': 'x' } });
    const other = Buffer.from(bytes);
    const at = other.indexOf('files/a/b.txt');
    other.write('files\\a\\b.txt', at);
    const header = other.subarray(at, at + 512);
    header.fill(0x20, 148, 156);
    header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148);
    assert.throws(() => read(other), { code: 'path-backslash' });
    assert.ok(read(other, 'compat').files.some(({ path }) => path === 'a/b.txt'));
  });
});

describe('refused in every mode', () => {
  const file = (name: string, type = '0') => [tarEntry({ name, type, link: type === '0' || type === '5' ? '' : 'x' })];
  const cases: [code: string, what: string, lies: FextpkgLies][] = [
    ['manifest-missing', 'no manifest.json', { manifest: null }],
    ['checksums-missing', 'no checksums.json', { checksums: null }],
    ['signature-missing', 'no signature.json', { signature: null }],
    ['path-duplicate', 'a second manifest.json', { after: file('manifest.json') }],
    ['path-duplicate', 'a second file', { after: file('files/README.md') }],
    ['path-collision', 'a file in other case', { after: file('files/readme.MD') }],
    ['path-collision', 'KELVIN SIGN and k', { more: { '\u212A': '', k: '' } }],
    ['path-collision', 'two Unicode forms of a name', { more: { é: '', 'e\u0301': '' } }],
    ['entry-unexpected', 'another entry at the root', { after: file('extra.txt') }],
    ['entry-unexpected', 'another folder at the root', { after: file('extra/x.txt') }],
    ['path-segment', 'a name that begins with ./', { after: file('./files/x.txt') }],
    ['path-traversal', 'a path outside of files/', { after: file('files/../x.txt') }],
    ['path-traversal', 'a folder outside', { after: file('files/../../', '5') }],
    ['path-device', 'CONIN$', { more: { 'CONIN$.txt': '' } }],
    ['path-device', 'COM¹', { more: { 'COM¹.txt': '' } }],
    ['path-lookalike', 'dots that some systems fold', { more: { '．．/x': '' } }],
    ['tar-entry-type', 'a pax header', { after: [paxEntry({ path: 'files/x' })] }],
    ['tar-entry-type', 'a GNU long name', { after: [tarEntry({ name: '././@LongLink', type: 'L', body: 'files/x\0' })] }],
    ['tar-symlink', 'a symbolic link', { after: file('files/l', '2') }],
    ['tar-hard-link', 'a hard link', { after: file('files/l', '1') }],
    ['tar-number', 'a size in base 256', { after: [tarEntry({ name: 'files/x', size: new Uint8Array([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) })] }],
    ['tar-end-missing', 'one empty block at the end', { end: new Uint8Array(512) }],
    ['tar-end-padding', 'more than 10 KiB behind the first empty block', { end: new Uint8Array(512 + 10_240 + 512) }],
    ['tar-trailing', 'an entry behind the end', { end: concat(TAR_END, tarEntry({ name: 'files/x' }), TAR_END) }],
    ['manifest-type', 'a manifest that is a list', { manifest: '[]' }],
    ['manifest-type', 'a manifest that is null', { manifest: 'null' }],
    ['json-syntax', 'a manifest that is no JSON', { manifest: '{' }],
    ['json-duplicate-key', 'a member that is there twice', { manifest: '{"name":"a","name":"b"}' }],
    ['json-encoding', 'a manifest that is not UTF-8', { manifest: new Uint8Array([0x7b, 0xff, 0x7d]) }],
    ['json-bom', 'a byte order mark in package.json', { more: { 'package.json': BOM + JSON.stringify(formulaManifestOf()) } }],
    ['manifest-differs', 'another manifest in package.json', { more: { 'package.json': JSON.stringify(formulaManifestOf({ version: '9.9.9' })) } }],
    ['manifest-too-large', 'a manifest larger than allowed', { changes: { x: 'x'.repeat(limits.manifest_bytes) } }],
    ['checksums-json', 'checksums.json that is a list', { checksums: '[]' }],
    ['checksums-json', 'another algorithm', { checksums: (right) => ({ ...right, algorithm: 'md5' }) }],
    ['checksums-json', 'no table of files', { checksums: () => ({ algorithm: 'sha256', files: [] }) }],
    ['checksums-json', 'a digest that is none', { checksums: (right) => ({ ...right, files: { a: { sha256: 'x', size: 0 } } }) }],
    ['checksums-json', 'a file that is no object', { checksums: (right) => ({ ...right, files: { a: 'b' } }) }],
    ['checksums-json', 'a size that is none', { checksums: (right) => ({ ...right, files: { a: { sha256: '0'.repeat(64), size: -1 } } }) }],
    ['checksums-json', 'more members than allowed', { checksums: () => ({ algorithm: 'sha256', files: Object.fromEntries(Array.from({ length: CHECKSUMS_MEMBERS + 1 }, (_, at) => [`f${at}`, { sha256: '0'.repeat(64), size: 0 }])) }) }],
    ['checksums-too-large', 'checksums.json larger than allowed', { checksums: ' '.repeat(CHECKSUMS_BYTES + 1) }],
    ['checksum-missing', 'a file without checksum', { checksums: (right) => ({ ...right, files: Object.fromEntries(Object.entries(right.files).filter(([path]) => path !== 'README.md')) }) }],
    ['checksum-extra', 'a checksum without file', { checksums: (right) => ({ ...right, files: { ...right.files, z: { sha256: '0'.repeat(64), size: 0 } } }) }],
    ['checksum-size', 'another size', { checksums: (right) => ({ ...right, files: { ...right.files, 'README.md': { ...right.files['README.md'], size: 1 } } }) }],
    ['checksum-mismatch', 'another digest', { checksums: (right) => ({ ...right, files: { ...right.files, 'README.md': { ...right.files['README.md'], sha256: '0'.repeat(64) } } }) }],
    ['signature-json', 'signature.json that is a text', { signature: '"x"' }],
    ['signature-json', 'another algorithm of the signature', { signature: (right) => ({ ...right, algorithm: 'rsa' }) }],
    ['signature-json', 'another version of the format', { signature: (right) => ({ ...right, formatVersion: 1 }) }],
    ['signature-json', 'a signature that is too short', { signature: (right) => ({ ...right, signatureBase64: 'AAAA' }) }],
    ['signature-json', 'a signature that is no base64', { signature: (right) => ({ ...right, signatureBase64: '!'.repeat(88) }) }],
    ['signature-too-large', 'signature.json larger than allowed', { signature: ' '.repeat(SIGNATURE_JSON_BYTES + 1) }],
    ['manifest-name', 'a name that is a path', { changes: { name: '../x' } }],
  ];
  for (const [code, what, lies] of cases) {
    test(`${what} as ${code}`, () => {
      const bytes = fextpkgWith(lies);
      for (const mode of ['strict', 'compat'] as const) assert.throws(() => read(bytes, mode), { name: 'PackageError', code }, mode);
    });
  }

  test('limits of the tenant', () => {
    for (const [code, changed] of [['entries', { entries: 3 }], ['file-size', { file_bytes: 20 }], ['unpacked-size', { unpacked_bytes: 100 }]] as const) {
      assert.throws(() => fextpkg.read(fextpkgWith({ before: [], more: { 'a.txt': 'x'.repeat(30) } }), { limits: { ...limits, ...changed }, mode: 'compat' }), { code });
    }
  });
});

describe('verify', () => {
  const bytes = fextpkgWith();
  const pkg = read(bytes);
  const publicKeys = [OTHER_KEYS.publicKey, TEST_KEYS.publicKey];

  test('tries every key and names the one that signed', async () => {
    assert.deepEqual(await fextpkg.verify(pkg, bytes, { publicKeys }), { signature: 'valid', keyId: keyId(TEST_KEYS.publicKey) });
    assert.deepEqual(await fextpkg.verify(pkg, bytes, { publicKeys: [] }), { signature: 'unchecked', keyId: null });
    await assert.rejects(fextpkg.verify(pkg, bytes, { publicKeys: [OTHER_KEYS.publicKey] }), { name: 'PackageError', code: 'signature-invalid' });
    await assert.rejects(fextpkg.verify(pkg, bytes, { publicKeys: ['x'] }), { code: 'key-invalid' });
  });

  test('a signature beside the package must be the one in it', async () => {
    assert.equal((await fextpkg.verify(pkg, bytes, { publicKeys, signature: pkg.signature!.value })).signature, 'valid');
    await assert.rejects(fextpkg.verify(pkg, bytes, { publicKeys, signature: 'AAAA' }), { code: 'signature-differs' });
  });

  test('covers manifest and checksums', async () => {
    const signature = (JSON.parse(new TextDecoder().decode(entryOf(bytes, 'signature.json'))) as { signatureBase64: string }).signatureBase64;
    for (const lies of [{ changes: { version: '1.2.4' } }, { more: { 'x.txt': 'x' } }]) {
      const forged = fextpkgWith({ ...lies, signature: (right) => ({ ...right, signatureBase64: signature }) });
      await assert.rejects(fextpkg.verify(read(forged), forged, { publicKeys }), { code: 'signature-invalid' });
    }
  });

  test('of other bytes than those that were read fails', async () => {
    for (const lies of [{ changes: { version: '1.2.4' } }, { more: { 'README.md': '# Other\n' } }]) await assert.rejects(fextpkg.verify(pkg, fextpkgWith(lies), { publicKeys }), PackageError);
  });
});

describe('pack', () => {
  test('gives the bytes of the original packer', async () => {
    const source = { name: 'edge-ext', publisher: 'formula', version: '1.0.0', main: './dist/extension.js', engines: { formula: '^1.0.0' }, displayName: 'Édge ✓ 🎉', description: 'line1\nline2 \u2028 "q" \\', zNum: 1, big: 1e21, small: 1e-7, neg: 0, nested: { b: 1, a: [{ d: 1, c: 2 }] } };
    const files = {
      'exact512.txt': 'x'.repeat(512), '.hidden': 'dotfile IS included', 'empty.txt': '', 'dist/extension.js': 'module.exports = { activate() {} };\n', 'Z.md': 'upper sorts before lower', 'a.md': 'lower', 'assets/é.txt': 'unicode name',
      [`assets/${'d'.repeat(40)}/${'e'.repeat(40)}/${'f'.repeat(60)}.txt`]: 'long path > 100 bytes uses the ustar prefix', 'package.json': JSON.stringify(source, null, 2),
    };
    const keys = keysOf('4af205afe3ee3bac903524766c80c7466147399f1ed3239a14fe8e12c283fa17');
    const packed = await pack(new Map(Object.entries(files).map(([path, text]) => [path, bytesOf(text)])), keys.privateKey);
    assert.equal(packed.bytes.length, 13_824);
    assert.equal(sha256(packed.bytes), 'b804d41cdcca74743d03dc78b7412f22a42b654c33bcda1ccb226e1b86445773');
    assert.equal(read(packed.bytes).digests.files_sha256, 'f18d282428a982b495375a034f8f560f84513ef902e357820d8adb395f62053e');
    assert.deepEqual([packed.name, packed.detachedSignature], ['formula.edge-ext-1.0.0.fextpkg', null]);
  });

  test('gives the example of the documentation', async () => {
    const source = { name: 'hello', publisher: 'ada', version: '1.0.0', main: './main.js', engines: { formula: '^1.0.0' } };
    const { bytes } = await pack(new Map([['package.json', bytesOf(JSON.stringify(source))], ['main.js', bytesOf('exports.activate = () => {};\n')]]));
    const page = readFileSync(new URL('../../../../docs/formats/fextpkg.md', import.meta.url), 'utf8');
    const { digests, signature } = read(bytes);
    for (const fact of [sha256(bytes), ...Object.values(digests), signature!.value, keyId(TEST_KEYS.publicKey), TEST_KEYS.publicKey.trim(), '6 144 bytes']) assert.ok(page.includes(fact), fact);
    assert.equal(bytes.length, 6144);
  });

  test('takes all but dependencies, version control and tests', () => {
    const { manifest } = read(fextpkgWith());
    const takes = (path: string, ignore: string[] = []) => fextpkg.takes(path, { manifest, includeHidden: false, ignore });
    for (const path of ['package.json', '.env', 'dist/a.js', 'testing/a.js', 'test.js', 'a.test.ts', 'lib/tests.md', 'node_modules.txt']) assert.ok(takes(path), path);
    for (const path of ['node_modules/a/i.js', 'a/node_modules/x', '.git/HEAD', 'src/__tests__/a', 'test/a.js', 'a/tests/b', 'a.test.js', 'd/a.SPEC.MJS', 'a.spec.cjs']) assert.ok(!takes(path), path);
    assert.deepEqual(['a.map', 'd/a.map', '.env', 'package.json', 'd/b.js'].filter((path) => takes(path, ['*.map', '.env', 'package.json'])), ['package.json', 'd/b.js']);
  });

  const refused: [code: string, what: string, files: Map<string, Uint8Array>, key?: string | null][] = [
    ['private-key-missing', 'no key', formulaFiles(), null],
    ['key-invalid', 'a public key', formulaFiles(), TEST_KEYS.publicKey],
    ['manifest-missing', 'no package.json', new Map()],
    ['json-syntax', 'a package.json that is no JSON', formulaFiles({}, { 'package.json': '{' })],
    ['manifest-version', 'a bad manifest', formulaFiles({ version: '1' })],
    ['file-missing', 'a main that is not there', formulaFiles({ main: 'x.js' })],
    ['path-segment', 'a path that is not normal', formulaFiles({}, { 'a//b': '' })],
    ['path-too-long', 'a path that fits into no header', formulaFiles({}, { [`${'x'.repeat(101)}.txt`]: '' })],
  ];
  for (const [code, what, files, key] of refused) {
    test(`refuses ${what} as ${code}`, () => assert.rejects(fextpkg.pack(files, { limits, privateKey: key === null ? undefined : (key ?? TEST_KEYS.privateKey) }), { name: 'PackageError', code }));
  }

  test('refuses a package larger than allowed', () => assert.rejects(fextpkg.pack(formulaFiles(), { limits: { ...limits, package_bytes: 4096 }, privateKey: TEST_KEYS.privateKey }), { code: 'package-size' }));
});

test('recognise looks at the first name', () => {
  assert.ok(fextpkg.recognise(fextpkgWith()) && fextpkg.recognise(fextpkgWith({ manifest: null })) && fextpkg.recognise(fextpkgWith({ manifest: null, checksums: null, signature: null })));
  for (const bytes of [new Uint8Array(0), new Uint8Array(1024), bytesOf('manifest.json'), tarEntry({ name: 'package.json' }), tarEntry({ name: 'manifest.json.bak' })]) assert.ok(!fextpkg.recognise(bytes));
});

describe('checkFormulaListing', () => {
  const list = (more: Record<string, Uint8Array | string>) => {
    const bytes = fextpkgWith({ more });
    checkFormulaListing(fextpkg.read(bytes, { limits: { ...limits, file_bytes: 1e9, unpacked_bytes: 1e9 }, mode: 'strict' }), bytes);
  };
  const many = (count: number, size: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}.txt`, new Uint8Array(size)]));

  test('takes the types of the list, whatever their case, and some names without type', () => {
    list(Object.fromEntries(['a.js', 'b.cjs', 'c.mjs', 'd.json', 'e.MD', 'f.txt', 'g.css', 'h.html', 'i.svg', 'j.png', 'k.jpg', 'l.jpeg', 'm.gif', 'n.wasm', 'o.js.map', 'LICENSE', 'd/notice'].map((path) => [path, ''])));
  });
  for (const path of ['run.sh', '.npmrc', '.env', 'a.ts', 'font.woff2', 'a.webp', 'Makefile', '.js', 'd/.hidden.js']) {
    test(`refuses ${path}`, () => assert.throws(() => list({ [path]: '' }), { code: 'file-type-not-allowed', path }));
  }
  test('limits', () => {
    list(many(LISTING_LIMITS.files - 3, 0));
    assert.throws(() => list(many(LISTING_LIMITS.files - 2, 0)), { code: 'entries' });
    list(many(1, LISTING_LIMITS.file_bytes));
    assert.throws(() => list(many(1, LISTING_LIMITS.file_bytes + 1)), { code: 'file-size' });
    assert.throws(() => list(many(5, LISTING_LIMITS.file_bytes)), { code: 'unpacked-size' });
  });
});

const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,40}(\.[a-z]{1,3})?$/).filter((text) => !/^(con|prn|aux|nul|com\d|lpt\d|readme|changelog)(\.|$)/.test(text));
const more = fc.dictionary(fc.tuple(fc.constantFrom('', 'assets/', 'é/ü/'), name).map((parts) => parts.join('')).filter((path) => !/^(package\.json|assets|é|dist)$/.test(path)), fc.uint8Array({ maxLength: 1500 }), { maxKeys: 8 });

test('pack → read is identity, verifies, and does not depend on order', () => fc.assert(fc.asyncProperty(more, fc.nat(99), async (extra, patch) => {
  const files = formulaFiles({ version: `1.0.${patch}` }, extra);
  const { bytes } = await pack(files);
  assert.deepEqual((await pack(new Map([...files].toReversed()))).bytes, bytes);
  const pkg = read(bytes);
  assert.equal((await fextpkg.verify(pkg, bytes, { publicKeys: [TEST_KEYS.publicKey] })).signature, 'valid');
  assert.deepEqual(pkg.files.map(({ path }) => path), [...files.keys()].sort());
  for (const { path, bytes: content } of pkg.files) if (path !== 'package.json') assert.deepEqual(Buffer.from(content), Buffer.from(files.get(path)!));
  assert.deepEqual(pkg.manifest.original, formulaManifestOf({ version: `1.0.${patch}` }));
  const unpacked = new Map(pkg.files.map(({ path, bytes: content }) => [path, content]));
  assert.deepEqual((await pack(unpacked)).bytes, bytes);
}), { numRuns: 40 }));

function entryOf(bytes: Uint8Array, wanted: string): Uint8Array {
  const at = Buffer.from(bytes).indexOf(`${wanted}\0`);
  return bytes.subarray(at + 512, at + 512 + Number.parseInt(Buffer.from(bytes.subarray(at + 124, at + 135)).toString(), 8));
}
