import { PackageError } from './manifest.js';
import { decodeBase64, encodeBase64 } from './rfc4648.js';
import { sha256 } from './sha256.js';

const { subtle } = globalThis.crypto;
const ED25519 = 'Ed25519';
/** DER of an Ed25519 SubjectPublicKeyInfo up to the 32 bytes of the key (RFC 8410 §4). */
const SPKI_PREFIX = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const SPKI_BYTES = 44;
/** Most characters of a key in PEM. */
export const PEM_LENGTH = 4096;
/** Bytes of an Ed25519 signature (RFC 8032 §5.1.6). */
export const SIGNATURE_BYTES = 64;

const FIELD = 2n ** 255n - 19n;
const ORDER_8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
/** y of the eight points of small order: under such a key one signature fits many messages. */
const SMALL_ORDER = new Set([0n, 1n, FIELD - 1n, ORDER_8, FIELD - ORDER_8]);

export interface KeyPair {
  /** PKCS#8 PEM. */
  privateKey: string;
  /** SPKI PEM. */
  publicKey: string;
  keyId: string;
}

/** Lower-case hex SHA-256 of the SPKI DER of an Ed25519 public key in PEM. Throws PackageError `key-invalid`. */
export function keyId(publicKey: string): string {
  return sha256(publicDer(publicKey));
}

/** True when the key signed the message. Throws PackageError `key-invalid`, or `key-unsupported` where WebCrypto has no Ed25519. */
export async function verifyEd25519(publicKey: string, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const key = await imported('spki', publicDer(publicKey), 'verify');
  return signature.length === SIGNATURE_BYTES && subtle.verify(ED25519, key, owned(signature), owned(message));
}

/** The id of the first of these keys that signed the message, or null. Every key must be valid: throws like verifyEd25519. */
export async function findSigner(publicKeys: readonly string[], message: Uint8Array, signature: Uint8Array): Promise<string | null> {
  const ids = publicKeys.map(keyId);
  for (const [at, publicKey] of publicKeys.entries()) if (await verifyEd25519(publicKey, message, signature)) return ids[at]!;
  return null;
}

/** The Ed25519 signature (64 bytes) of the message. Throws PackageError `key-invalid` or `key-unsupported`. */
export async function signEd25519(privateKey: string, message: Uint8Array): Promise<Uint8Array> {
  const key = await imported('pkcs8', derOf(privateKey, 'PRIVATE KEY'), 'sign');
  return new Uint8Array(await subtle.sign(ED25519, key, owned(message)));
}

/** A new Ed25519 pair. Throws PackageError `key-unsupported`. */
export async function generateKeys(): Promise<KeyPair> {
  const pair = await subtle.generateKey(ED25519, true, ['sign', 'verify']).catch(unsupported);
  if (!('privateKey' in pair)) return unsupported();
  const publicKey = pem('PUBLIC KEY', await subtle.exportKey('spki', pair.publicKey));
  return { privateKey: pem('PRIVATE KEY', await subtle.exportKey('pkcs8', pair.privateKey)), publicKey, keyId: keyId(publicKey) };
}

function refuse(what: string, help: string): never {
  throw new PackageError('key-invalid', what, null, help);
}

function unsupported(): never {
  throw new PackageError('key-unsupported', 'This runtime cannot use Ed25519 keys.', null, 'Use Node 20 or newer, or a current browser.');
}

function publicDer(publicKey: string): Uint8Array<ArrayBuffer> {
  const der = derOf(publicKey, 'PUBLIC KEY');
  if (der.length !== SPKI_BYTES || SPKI_PREFIX.some((byte, at) => der[at] !== byte)) refuse('The public key is not an Ed25519 key.', 'Make a pair with souk keygen.');
  const y = der.slice(SPKI_PREFIX.length).reduceRight((sum, byte, at) => sum * 256n + BigInt(at === 31 ? byte & 0x7f : byte), 0n);
  if (SMALL_ORDER.has(y % FIELD)) refuse('The public key is a weak one, under which anybody can sign.', 'Make a pair with souk keygen.');
  return der;
}

/** The DER inside one PEM block of that label (RFC 7468). */
function derOf(text: string, label: string): Uint8Array<ArrayBuffer> {
  const help = `Give one block that begins with -----BEGIN ${label}-----; souk keygen writes one.`;
  if (text.length > PEM_LENGTH) refuse(`A key in PEM has at most ${PEM_LENGTH} characters.`, help);
  const block = /^\s*-----BEGIN ([A-Z0-9 ]+)-----\s([A-Za-z0-9+/=\s]*)-----END \1-----\s*$/.exec(text);
  if (block === null || block[1] !== label) refuse(`This is not a ${label.toLowerCase()} in PEM.`, help);
  return decodeBase64(block[2]!.replace(/\s/g, '')) ?? refuse(`The ${label.toLowerCase()} is damaged.`, help);
}

function pem(label: string, der: ArrayBuffer): string {
  const lines = encodeBase64(new Uint8Array(der)).match(/.{1,64}/g)!;
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

async function imported(kind: 'spki' | 'pkcs8', der: Uint8Array<ArrayBuffer>, use: 'verify' | 'sign') {
  try {
    return await subtle.importKey(kind, der, ED25519, false, [use]);
  } catch (error) {
    if ((error as Error).name === 'NotSupportedError') unsupported();
    return refuse('The key is not an Ed25519 key.', 'Make a pair with souk keygen.');
  }
}

/** WebCrypto's types refuse bytes that might lie in shared memory. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}
