import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { test } from 'node:test';
import { openSigner } from './signer.js';

const STATEMENT = { tenant: 'a', extension: 'demo', version: '1.0.0', package_sha256: 'f'.repeat(64) };

test('signs the statement with its members in their order, whatever order they come in', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const signer = openSigner(privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'));
  const signature = signer.sign(Object.fromEntries(Object.entries(STATEMENT).reverse()) as typeof STATEMENT)!;
  assert.equal(signature.algorithm, 'ed25519');
  assert.equal(signature.key_id, createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('hex'));
  const holds = (statement: object) => verify(null, Buffer.from(JSON.stringify(statement)), publicKey, Buffer.from(signature.value, 'base64'));
  assert.equal(holds(STATEMENT), true);
  assert.equal(holds({ ...STATEMENT, version: '1.0.1' }), false);
});

test('without a key nothing is signed', () => {
  assert.equal(openSigner(undefined).sign(STATEMENT), null);
});

test('another kind of key, or none, is an error that does not show it', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  for (const key of [rsa, 'aHVudGVyMg==', '']) assert.throws(() => openSigner(key), { message: 'SIGNING_KEY must be an Ed25519 private key, PKCS #8 DER as base64' });
});
