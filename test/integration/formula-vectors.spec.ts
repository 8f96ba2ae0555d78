import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { formats, readPackage } from '#libs/manifest/formats.js';
import { checkFormulaListing } from '#libs/manifest/formats/fextpkg.payload.js';
import { DEFAULT_LIMITS } from '#libs/manifest/limits.js';
import { PackageError, type Package } from '#libs/manifest/manifest.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { vectorsOf } from '#test/support/vectors.js';

const folder = vectorsOf('formula');

interface Vector {
  file: string;
  sig?: string;
  sha256: string;
  node: { ok: boolean; fileCount: number; unpackedSize: number; filesSha256: string };
}

const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder!, name)));
const textOf = (name: string): string => readFileSync(join(folder!, name), 'utf8');
const vectors = folder === null ? [] : (JSON.parse(textOf('expected.json')) as Vector[]);
const publicKey = folder === null ? '' : textOf('keys/publisher-a.public.pem');

/** Reads and verifies: the package, or the code of the refusal. */
async function check(vector: Vector, mode: 'strict' | 'compat'): Promise<Package | string> {
  const bytes = bytesOf(vector.file);
  const signature = vector.sig === undefined ? undefined : textOf(vector.sig).trim();
  try {
    const pkg = readPackage(bytes, { formats: ['fextpkg', 'fextpkg-v1'], limits: DEFAULT_LIMITS, mode });
    const { signature: verdict } = await formats.get(pkg.format)!.verify(pkg, bytes, { publicKeys: [publicKey], signature });
    assert.equal(verdict, 'valid');
    return pkg;
  } catch (error) {
    assert.ok(error instanceof PackageError, String(error));
    return error.code;
  }
}

/** Strict code and compat code; null where the package is taken. */
const CODES: Record<string, [strict: string | null, compat: string | null]> = {
  'gray-dir-entry-with-data': ['tar-directory-size', null],
  'gray-nonzero-padding': ['tar-padding', null],
  'gray-setuid-mode': ['tar-mode', null],
  'gray-control-char-path': ['path-control', null],
  'gray-conin': ['path-device', 'path-device'],
  'gray-bad-magic': ['tar-magic', null],
  'gray-manifest-bom': ['json-bom', null],
  'publish-bad-main-ext': ['manifest-main', null],
  'publish-bad-activation': ['manifest-activation', null],
  'publish-bad-semver': ['manifest-version', null],
  'publish-six-categories': ['manifest-too-many', null],
  'publish-long-tag': ['manifest-tag', null],
  'bad-path-dotdot': ['path-traversal', 'path-traversal'],
  'bad-path-absolute': ['path-absolute', 'path-absolute'],
  'bad-path-backslash-dotdot': ['path-backslash', 'path-traversal'],
  'bad-path-colon': ['path-character', 'path-character'],
  'bad-path-con': ['path-device', 'path-device'],
  'bad-path-aux-multi': ['path-device', 'path-device'],
  'bad-path-trailing-dot': ['path-trailing', 'path-trailing'],
  'bad-path-other-dir': ['entry-unexpected', 'entry-unexpected'],
  'bad-dup-checksums': ['path-duplicate', 'path-duplicate'],
  'bad-missing-manifest': ['manifest-missing', 'manifest-missing'],
  'bad-missing-signature': ['signature-missing', 'signature-missing'],
  'bad-type-hardlink': ['tar-hard-link', 'tar-hard-link'],
  'bad-type-chardev': ['tar-character-device', 'tar-character-device'],
  'bad-type-pax': ['tar-entry-type', 'tar-entry-type'],
  'bad-excess-padding': ['tar-end-padding', 'tar-end-padding'],
  'bad-one-end-block': ['tar-end-missing', 'tar-end-missing'],
  'bad-zeros': ['format-unknown', 'format-unknown'],
  'bad-tar-checksum': ['tar-checksum', 'tar-checksum'],
  'bad-size-overrun': ['file-size', 'file-size'],
  'bad-sig-alg': ['signature-json', 'signature-json'],
  'bad-checksum-missing-entry': ['checksum-missing', 'checksum-missing'],
  'bad-checksum-nonnormal-path': ['checksum-missing', 'checksum-missing'],
  'bad-checksum-alg': ['checksums-json', 'checksums-json'],
  'bad-manifest-array': ['manifest-type', 'manifest-type'],
  'bad-manifest-invalid-json': ['json-syntax', 'json-syntax'],
  'bad-v1-wrong-key': ['signature-invalid', 'signature-invalid'],
  'bad-v1-bomb': ['format-unknown', 'format-unknown'],
  'bad-v1-traversal': ['path-traversal', 'path-traversal'],
  'bad-v1-no-package-json': ['manifest-missing', 'manifest-missing'],
  'bad-v1-truncated': ['format-unknown', 'format-unknown'],
};

if (folder !== null) describe('conformance vectors of Formula', () => {
  for (const vector of vectors) {
    test(vector.file, async () => {
      assert.equal(sha256(bytesOf(vector.file)), vector.sha256);
      const name = vector.file.replace('.fextpkg', '');
      const [strict, compat] = CODES[name] ?? [null, null];
      if (!/^(ok|publish)-/.test(name)) assert.notEqual(strict, null, 'a vector without a verdict here');
      const [inStrict, inCompat] = [await check(vector, 'strict'), await check(vector, 'compat')];
      assert.equal(typeof inStrict === 'string' ? inStrict : null, strict);
      assert.equal(typeof inCompat === 'string' ? inCompat : null, compat);
      if (typeof inCompat === 'string') return;
      assert.equal(inCompat.files.length, vector.node.fileCount);
      assert.equal(inCompat.files.reduce((sum, { size }) => sum + size, 0), vector.node.unpackedSize);
      assert.equal(inCompat.digests.files_sha256, vector.node.filesSha256);
      assert.deepEqual([...new Set(inCompat.warnings.map(({ code }) => code))], strict === null ? [] : [strict]);
    });
  }

  test('what the marketplace of Formula does not list', async () => {
    for (const [name, listed] of [['ok-v2-minimal', true], ['publish-disallowed-ext', false], ['publish-dotfile', false]] as const) {
      const pkg = (await check(vectors.find(({ file }) => file === `${name}.fextpkg`)!, 'strict')) as Package;
      if (listed) checkFormulaListing(pkg, bytesOf(`${name}.fextpkg`));
      else assert.throws(() => checkFormulaListing(pkg, bytesOf(`${name}.fextpkg`)), { code: 'file-type-not-allowed' });
    }
  });

  test('packing the source folder gives the bytes of the original packer', async () => {
    const format = formats.get('fextpkg')!;
    const root = join(folder!, 'src-edge-ext');
    // A symbolic link of the source; a copy of the folder may hold its target as a plain file.
    const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => lstatSync(join(root, path)).isFile() && path !== 'link.txt');
    const manifest = format.manifest(JSON.parse(textOf('src-edge-ext/package.json')));
    const taken = paths.filter((path) => format.takes(path, { manifest, includeHidden: false, ignore: [] }));
    const files = new Map(taken.toReversed().map((path) => [path, bytesOf(`src-edge-ext/${path}`)]));
    const { bytes } = await format.pack(files, { limits: DEFAULT_LIMITS, privateKey: textOf('keys/publisher-a.private.pem') });
    assert.equal(sha256(bytes), vectors.find(({ file }) => file.startsWith('ok-v2-edge-ext'))!.sha256);
  });
});
