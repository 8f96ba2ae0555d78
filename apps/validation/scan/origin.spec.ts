import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cvnext } from '#libs/manifest/formats/cvnext.format.js';
import { fextpkgV1 } from '#libs/manifest/formats/fextpkg-v1.format.js';
import { fextpkg } from '#libs/manifest/formats/fextpkg.format.js';
import { vsix } from '#libs/manifest/formats/vsix.format.js';
import type { Format } from '#libs/manifest/format.js';
import { keyId } from '#libs/manifest/keys.js';
import { DEFAULT_LIMITS as limits } from '#libs/manifest/limits.js';
import { fextpkgV1With, fextpkgWith, OTHER_KEYS, TEST_KEYS } from '#test/support/fextpkgs.js';
import { SOURCES, sourceFiles } from '#test/support/sources.js';
import { checkOrigin, type PublisherKeys } from './origin.js';

const OWN = keyId(TEST_KEYS.publicKey);

/** `keyId` and `severity rule file` of each finding. */
async function said(format: Format, bytes: Uint8Array, keys: PublisherKeys): Promise<unknown[]> {
  const provenance = await checkOrigin(format, format.read(bytes, { limits, mode: 'strict' }), bytes, keys);
  return [provenance.keyId, ...provenance.findings.map(({ severity, rule, file }) => `${severity} ${rule} ${file}`)];
}

describe('a package that holds its signature', () => {
  const bytes = fextpkgWith();
  test('is signed by one of the living keys', async () => {
    assert.deepEqual(await said(fextpkg, bytes, { publicKeys: [OTHER_KEYS.publicKey, TEST_KEYS.publicKey] }), [OWN]);
    assert.deepEqual(await said(fextpkg, bytes, { publicKeys: [OTHER_KEYS.publicKey] }), [null, 'block signature-invalid signature.json']);
    assert.deepEqual(await said(fextpkg, bytes, { publicKeys: [] }), [null, 'block signature-invalid null']);
  });
  test('has no other one beside it', async () => {
    assert.deepEqual(await said(fextpkg, bytes, { publicKeys: [TEST_KEYS.publicKey], signature: Buffer.alloc(64).toString('base64') }), [null, 'block signature-differs signature.json']);
  });
});

test('a package whose signature lies beside it', async () => {
  const bytes = fextpkgV1With();
  const { detachedSignature, bytes: packed } = await fextpkgV1.pack(sourceFiles(SOURCES['fextpkg-v1']!()), { limits, privateKey: TEST_KEYS.privateKey });
  const publicKeys = [TEST_KEYS.publicKey];
  assert.deepEqual(await said(fextpkgV1, packed, { publicKeys, signature: detachedSignature! }), [OWN]);
  assert.deepEqual(await said(fextpkgV1, bytes, { publicKeys, signature: detachedSignature! }), [null, 'block signature-invalid null']);
  assert.deepEqual(await said(fextpkgV1, bytes, { publicKeys }), [null, 'block signature-missing null']);
  assert.deepEqual(await said(fextpkgV1, bytes, { publicKeys: [] }), [null, 'block signature-missing null']);
});

test('where nobody knows whose keys there are, a signature has to be there and be one', async () => {
  const { detachedSignature, bytes } = await fextpkgV1.pack(sourceFiles(SOURCES['fextpkg-v1']!()), { limits, privateKey: TEST_KEYS.privateKey });
  assert.deepEqual(await said(fextpkgV1, bytes, { publicKeys: null }), [null, 'block signature-missing null']);
  assert.deepEqual(await said(fextpkgV1, bytes, { publicKeys: null, signature: 'AAAA' }), [null, 'block signature-invalid null']);
  assert.deepEqual(await said(fextpkgV1, bytes, { publicKeys: null, signature: detachedSignature! }), [null]);
  assert.deepEqual(await said(fextpkg, fextpkgWith(), { publicKeys: null }), [null]);
});

test('a signature that is not asked for has to hold all the same', async () => {
  const packed = async (privateKey?: string) => (await cvnext.pack(sourceFiles(SOURCES['cvnext']!()), { limits, privateKey })).bytes;
  assert.deepEqual(await said(cvnext, await packed(), { publicKeys: [] }), [null]);
  assert.deepEqual(await said(cvnext, await packed(TEST_KEYS.privateKey), { publicKeys: [TEST_KEYS.publicKey] }), [OWN]);
  assert.deepEqual(await said(cvnext, await packed(TEST_KEYS.privateKey), { publicKeys: [OTHER_KEYS.publicKey] }), [null, 'block signature-invalid manifest.json']);
  assert.deepEqual(await said(cvnext, await packed(TEST_KEYS.privateKey), { publicKeys: [] }), [null, 'block signature-invalid null']);
  assert.deepEqual(await said(vsix, (await vsix.pack(sourceFiles(SOURCES['vsix']!()), { limits })).bytes, { publicKeys: [TEST_KEYS.publicKey] }), [null]);
});

test('what the host does not list is told beside a signature that does not hold', async () => {
  const bytes = fextpkgWith({ more: { 'run.sh': 'true\n' } });
  assert.deepEqual(await said(fextpkg, bytes, { publicKeys: [TEST_KEYS.publicKey] }), [OWN, 'block file-type-not-allowed run.sh']);
  assert.deepEqual(await said(fextpkg, bytes, { publicKeys: [] }), [null, 'block file-type-not-allowed run.sh', 'block signature-invalid null']);
});
