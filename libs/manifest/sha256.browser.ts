import { sha256 as digest } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** SHA-256 in lower-case hex (FIPS 180-4). The twin of sha256.ts for browsers, whose own digest is asynchronous. */
export function sha256(bytes: Uint8Array): string {
  return bytesToHex(digest(bytes));
}
