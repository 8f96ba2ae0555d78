import { createHash, createPublicKey, randomBytes } from 'node:crypto';
import { keyId } from '#libs/manifest/keys.js';
import { Problem } from '#libs/service/problems.js';

/** A new bearer token, shown once, and the hash that is kept. */
export function newToken(): { token: string; hash: Uint8Array<ArrayBuffer> } {
  const token = `souk_${randomBytes(32).toString('base64url')}`;
  return { token, hash: new Uint8Array(createHash('sha256').update(token).digest()) };
}

/** Which tokens live now. */
export function living() {
  return { revokedAt: null, expiresAt: { gt: new Date() } };
}

/** An Ed25519 public key in one form, with its id: the hex SHA-256 of the SPKI DER. 400 for anything else, and for keys under which anybody can sign. */
export function readPublicKey(pem: string): { id: string; pem: string } {
  const refuse = (): never => {
    throw new Problem('bad-request', 'public_key_pem must be an Ed25519 public key: -----BEGIN PUBLIC KEY-----…', { errors: [{ pointer: '/public_key_pem', detail: 'is not an Ed25519 public key in PEM (SPKI)' }] });
  };
  if (!pem.trimStart().startsWith('-----BEGIN PUBLIC KEY-----')) refuse();
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType !== 'ed25519') refuse();
    const exported = String(key.export({ type: 'spki', format: 'pem' }));
    return { id: keyId(exported), pem: exported };
  } catch {
    return refuse();
  }
}
