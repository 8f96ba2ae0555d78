import assert from 'node:assert/strict';
import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, test } from 'node:test';
import { bytesOf } from '#test/support/archives.js';
import { findSigner, generateKeys, keyId, PEM_LENGTH, SIGNATURE_BYTES, signEd25519, verifyEd25519 } from './keys.js';

const message = bytesOf('what was signed');
const pair = await generateKeys();
const other = await generateKeys();
const signature = await signEd25519(pair.privateKey, message);

test('a pair signs, and only its own key and message fit', async () => {
  assert.equal(signature.length, SIGNATURE_BYTES);
  assert.ok(await verifyEd25519(pair.publicKey, message, signature));
  assert.ok(!(await verifyEd25519(other.publicKey, message, signature)));
  assert.ok(!(await verifyEd25519(pair.publicKey, bytesOf('something else'), signature)));
  assert.ok(!(await verifyEd25519(pair.publicKey, message, signature.subarray(1))));
  assert.ok(!(await verifyEd25519(pair.publicKey, message, signature.with(3, signature[3]! ^ 1))));
});

test('signing is deterministic, and agrees with another implementation', async () => {
  assert.deepEqual(await signEd25519(pair.privateKey, message), signature);
  assert.deepEqual(new Uint8Array(sign(null, message, pair.privateKey)), signature);
  assert.ok(verify(null, message, pair.publicKey, signature));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  assert.ok(await verifyEd25519(publicKey, message, await signEd25519(privateKey, message)));
});

test('the key id is the SHA-256 of the SPKI, whatever the white space of the PEM', () => {
  const der = createPublicKey(pair.publicKey).export({ type: 'spki', format: 'der' });
  assert.equal(keyId(pair.publicKey), createHash('sha256').update(der).digest('hex'));
  assert.equal(pair.keyId, keyId(pair.publicKey));
  assert.equal(keyId(`\n${pair.publicKey.trim().replaceAll('\n', '\r\n')}  `), pair.keyId);
});

test('a fixed key has a fixed id and signature (RFC 8032, 7.1, test 1)', async () => {
  const der = (prefix: string, hex: string) => Buffer.from(prefix + hex, 'hex').toString('base64');
  const secret = der('302e020100300506032b657004220420', '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
  const open = der('302a300506032b6570032100', 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
  const signed = await signEd25519(`-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`, new Uint8Array(0));
  assert.match(Buffer.from(signed).toString('hex'), /^e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155/);
  const publicKey = `-----BEGIN PUBLIC KEY-----\n${open}\n-----END PUBLIC KEY-----`;
  assert.ok(await verifyEd25519(publicKey, new Uint8Array(0), signed));
  assert.equal(keyId(publicKey), createHash('sha256').update(Buffer.from(open, 'base64')).digest('hex'));
});

test('findSigner tries every key and names the one that signed', async () => {
  assert.equal(await findSigner([other.publicKey, pair.publicKey], message, signature), pair.keyId);
  assert.equal(await findSigner([other.publicKey], message, signature), null);
  assert.equal(await findSigner([], message, signature), null);
  await assert.rejects(findSigner([pair.publicKey, 'rubbish'], message, signature), { name: 'PackageError', code: 'key-invalid' });
});

describe('keys that are refused as key-invalid', () => {
  const spki = (hex: string) => `-----BEGIN PUBLIC KEY-----\n${Buffer.from(`302a300506032b6570032100${hex}`, 'hex').toString('base64')}\n-----END PUBLIC KEY-----\n`;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  const bad: [what: string, pem: string][] = [
    ['nothing', ''],
    ['a private key', pair.privateKey],
    ['an RSA key', rsa.publicKey],
    ['a certificate', pair.publicKey.replaceAll('PUBLIC KEY', 'CERTIFICATE')],
    ['two keys', pair.publicKey + other.publicKey],
    ['text around the key', `key: ${pair.publicKey}`],
    ['a damaged key', pair.publicKey.replace('MCow', 'MCo!')],
    ['a cut key', pair.publicKey.replace(/....\n-----END/, '\n-----END')],
    ['a longer text than any key', pair.publicKey + ' '.repeat(PEM_LENGTH)],
    ['the neutral point', spki(`01${'00'.repeat(31)}`)],
    ['the neutral point with its sign bit', spki(`01${'00'.repeat(30)}80`)],
    ['y = 0, of order 4', spki('00'.repeat(32))],
    ['y = -1, of order 2', spki(`ec${'ff'.repeat(30)}7f`)],
    ['y = p, the same as 0', spki(`ed${'ff'.repeat(30)}7f`)],
    ['a point of order 8', spki('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')],
    ['its negative', spki('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')],
  ];
  for (const [what, text] of bad) test(what, () => assert.throws(() => keyId(text), { name: 'PackageError', code: 'key-invalid', help: /./ }));

  test('as a private key: a public one, an RSA one, a damaged one; the key is not shown', async () => {
    for (const text of [pair.publicKey, rsa.privateKey, pair.privateKey.replace('MC4C', 'MC5C'), '']) {
      await assert.rejects(signEd25519(text, message), (error: Error & { code?: string }) => error.code === 'key-invalid' && !error.message.includes(text.slice(30, 60) || '-----'));
    }
  });
});
