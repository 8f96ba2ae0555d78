import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';

export const SIGNER = Symbol('signer');

/** What a signature of a published version says; the JSON of this object, members in this order, is what is signed. */
export interface Statement {
  tenant: string;
  extension: string;
  version: string;
  package_sha256: string;
}

export interface Signature {
  algorithm: 'ed25519';
  /** Hex SHA-256 of the key's SPKI DER. */
  key_id: string;
  /** Base64. */
  value: string;
}

export interface Signer {
  /** The key that signatures are checked with; null when nothing is signed. */
  readonly publicKey: { id: string; pem: string } | null;
  sign(statement: Statement): Signature | null;
}

/** Signs with an Ed25519 key (PKCS #8 DER as base64); without a key nothing is signed. Throws when the key is not one. */
export function openSigner(pkcs8Base64: string | undefined): Signer {
  if (pkcs8Base64 === undefined) return { publicKey: null, sign: () => null };
  const key = readKey(pkcs8Base64);
  const publicKey = createPublicKey(key);
  const keyId = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('hex');
  return {
    publicKey: { id: keyId, pem: publicKey.export({ type: 'spki', format: 'pem' }).toString() },
    sign: ({ tenant, extension, version, package_sha256 }) => ({
      algorithm: 'ed25519',
      key_id: keyId,
      value: sign(null, Buffer.from(JSON.stringify({ tenant, extension, version, package_sha256 })), key).toString('base64'),
    }),
  };
}

function readKey(pkcs8Base64: string): KeyObject {
  try {
    const key = createPrivateKey({ key: Buffer.from(pkcs8Base64, 'base64'), format: 'der', type: 'pkcs8' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below, without the reason: it could show parts of the key.
  }
  throw new Error('SIGNING_KEY must be an Ed25519 private key, PKCS #8 DER as base64');
}
