import { decodeBase64 } from '../rfc4648.js';
import { comfyvnJson } from '../canonical/comfyvn.js';
import { SIGNATURE_BYTES } from '../keys.js';
import { PackageError, type PackageFile } from '../manifest.js';
import { displayPath } from '../paths.js';
import { sha256 } from '../sha256.js';
import type { Tolerance } from '../tolerance.js';
import type { ComfyvnPayload } from './comfyvn.payload.js';

/** Prefixes of the routes that an extension may serve outside its own path, by trust level. */
export type Allowlist = Readonly<Record<string, readonly string[]>>;

export const DEFAULT_ALLOWLIST: Allowlist = {
  verified: ['/api/modder/', '/api/hooks/', '/api/extensions/', '/ws/modder'],
  unverified: [],
};
/** What ComfyVN lets pass and the marketplace does not: a prefix that ends inside a path segment, `verified` without a key's signature. */
export const TRUST_TOLERATED: readonly string[] = ['route-segment', 'trust-unsigned'];

const DIGEST_BYTES = 32;
const encoder = new TextEncoder();

/** The defaults with further prefixes added to their level. */
export function mergeAllowlist(more: Allowlist = {}): Allowlist {
  const levels = Object.keys({ ...DEFAULT_ALLOWLIST, ...more });
  return Object.fromEntries(levels.map((level) => [level, [...(DEFAULT_ALLOWLIST[level] ?? []), ...(Object.hasOwn(more, level) ? more[level]! : [])]]));
}

/**
 * Throws PackageError `route-global` for a global route outside the allowlist. `route-segment` is asked of the tolerance:
 * the path begins like an allowed one but goes on within the same segment, or has parts that servers resolve differently.
 */
export function checkRoutes({ routes, trust }: ComfyvnPayload, allowlist: Allowlist, tolerance: Tolerance): void {
  const prefixes = Object.hasOwn(allowlist, trust.level) ? allowlist[trust.level]! : [];
  for (const [index, route] of routes.entries()) {
    if (route.expose !== 'global') continue;
    const pointer = `/routes/${index}/path`;
    const path = route.path.startsWith('/') ? route.path : `/${route.path}`;
    const matching = prefixes.filter((prefix) => path.startsWith(prefix));
    const shown = displayPath(route.path);
    const help = `Write "expose": "extension", or a path under ${prefixes.join(', ') || 'one that a verified package may have'}.`;
    if (matching.length === 0) throw new PackageError('route-global', `The global route ${shown} is not allowed at the trust level ${trust.level}.`, pointer, help);
    const whole = matching.some((prefix) => prefix.endsWith('/') || path.length === prefix.length || path[prefix.length] === '/');
    if (!whole || /[%\\?#]|\/\.?\/|\/\.$/.test(path)) tolerance.refuse(new PackageError('route-segment', `The global route ${shown} only begins like an allowed one.`, pointer, help));
  }
}

/** The text that `trust.signature` is about, in UTF-8: the canonical payload without the signature and its type. */
export function signedBytes(payload: ComfyvnPayload): Uint8Array {
  const { signature: _, signature_type: __, ...trust } = payload.trust;
  return encoder.encode(comfyvnJson({ ...payload, trust }));
}

/** Lower-case hex SHA-256 over the path, size and hash of every file besides the manifest: what ties them to a signed manifest. */
export function filesDigest(files: readonly Omit<PackageFile, 'bytes'>[], manifestName: string): string {
  const rows = files.filter(({ path }) => path !== manifestName).map(({ path, sha256: hash, size }) => ({ path, sha256: hash, size: BigInt(size) }));
  rows.sort((a, b) => (a.path < b.path ? -1 : 1));
  return sha256(encoder.encode(comfyvnJson(rows)));
}

/**
 * Checks what needs no key. A digest in `trust.signature` must be that of signedBytes, as hex, `sha256:` and hex, or base64
 * (`signature-invalid`); a key's signature must have its form, and `provenance.files_sha256` must fit the files
 * (`signature-form`, `signature-files`). `trust-unsigned` is asked of the tolerance: verified, but signed by no key.
 */
export function checkTrust(payload: ComfyvnPayload, files: readonly Omit<PackageFile, 'bytes'>[], { manifestName, tolerance }: { manifestName: string; tolerance: Tolerance }): void {
  const algorithm = signatureAlgorithm(payload);
  if (algorithm === 'ed25519') {
    signatureBytes(payload);
    const expected = filesDigest(files, manifestName);
    if (payload.provenance.files_sha256 !== expected) refuse('signature-files', '/provenance/files_sha256', 'does not fit the files: they are not the ones that were signed', 'Sign while packing: souk pack --private-key.');
    return;
  }
  if (algorithm === 'sha256' && digestOf(payload.trust.signature!) !== sha256(signedBytes(payload))) {
    refuse('signature-invalid', '/trust/signature', 'is not the digest of this manifest', 'Remove it, or write the SHA-256 of the canonical manifest without trust.signature and trust.signature_type.');
  }
  if (payload.trust.level !== 'verified') return;
  const help = 'Sign while packing: souk pack --private-key; or leave "trust" out.';
  tolerance.refuse(new PackageError('trust-unsigned', 'The package calls itself verified, but no key has signed it.', '/trust/level', help));
}

/** Which kind `trust.signature` is; null when there is none. Throws PackageError `signature-algorithm` or `signature-form`. */
export function signatureAlgorithm({ trust: { signature, signature_type } }: ComfyvnPayload): 'sha256' | 'ed25519' | null {
  if (signature === undefined) return null;
  if (/^sha256:/i.test(signature) || signature_type === 'sha256') return 'sha256';
  if (signature_type === 'ed25519') return 'ed25519';
  if (signature_type !== undefined) refuse('signature-algorithm', '/trust/signature_type', `cannot be "${displayPath(signature_type)}"`, 'Write "sha256" or "ed25519".');
  if (digestOf(signature) === null) refuse('signature-form', '/trust/signature', 'is not a SHA-256 digest', 'Write 64 hex digits, or base64; for a signature by a key, souk pack --private-key writes it.');
  return 'sha256';
}

/** The 64 bytes of an Ed25519 signature. Throws PackageError `signature-form`. */
export function signatureBytes({ trust }: ComfyvnPayload): Uint8Array {
  const bytes = decodeBase64(trust.signature ?? '');
  return bytes?.length === SIGNATURE_BYTES ? bytes : refuse('signature-form', '/trust/signature', 'is not an Ed25519 signature in base64', 'Sign while packing: souk pack --private-key.');
}

/** Lower-case hex of a digest in any of the three ways to write it, or null. */
function digestOf(signature: string): string | null {
  const text = signature.replace(/^sha256:/i, '');
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  const bytes = decodeBase64(text);
  return bytes?.length === DIGEST_BYTES ? [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('') : null;
}

function refuse(code: string, pointer: string, what: string, help: string): never {
  throw new PackageError(code, `${pointer} ${what}.`, pointer, help);
}
