import type { Format, Keys } from '#libs/manifest/format.js';
import { PackageError, placeOf, type Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';

/** What a signature is held against where packages are scanned. */
export interface PublisherKeys extends Omit<Keys, 'publicKeys'> {
  /** Null where nobody knows whose they are, as on an author's own computer: whether there is a signature is asked all the same. */
  publicKeys: readonly string[] | null;
}

export interface Origin {
  /** Lower-case hex SHA-256 of the SPKI of the key that signed; null when none did. */
  keyId: string | null;
  findings: Finding[];
}

/**
 * Holds a package against the living keys of its publisher (null: it was when it was published), and against what the host's own marketplace lists.
 * Findings block: `signature-missing`, `signature-invalid`, `signature-differs`, or a code of Format.checkListing.
 */
export async function checkOrigin(format: Format, pkg: Package, bytes: Uint8Array, keys: PublisherKeys | null): Promise<Origin> {
  const listed = refusalsOf(() => format.checkListing?.(pkg, bytes));
  if (keys === null) return { keyId: null, findings: listed };
  try {
    const { signature, keyId } = await format.verify(pkg, bytes, { ...keys, publicKeys: keys.publicKeys ?? [] });
    return { keyId, findings: [...listed, ...signatureFindings(format, signature, keys.publicKeys !== null)] };
  } catch (error) {
    return { keyId: null, findings: [...listed, ...refusal(error)] };
  }
}

function signatureFindings({ id, signatureRequired }: Format, signature: 'none' | 'unchecked' | 'valid', isKnown: boolean): Finding[] {
  if (signature === 'unchecked') {
    if (!isKnown) return [];
    return [block('signature-invalid', 'The package is signed, but its publisher has no living key here.', 'Add the public key of the pair that signed it to the publisher (POST /publishers/{name}/keys), and publish again.')];
  }
  if (signature === 'valid' || !signatureRequired) return [];
  return [block('signature-missing', `A package of the format ${id} has to be signed.`, 'Make a pair with souk keygen, add its public key to the publisher, and pack with souk pack --private-key; where that writes a .sig file, keep it beside the package.')];
}

function refusalsOf(check: () => void): Finding[] {
  try {
    check();
    return [];
  } catch (error) {
    return refusal(error);
  }
}

/** The finding for a refusal; everything else is a bug and is thrown on. */
function refusal(error: unknown): Finding[] {
  if (!(error instanceof PackageError)) throw error;
  return [{ ...block(error.code, error.message, error.help), ...placeOf(error) }];
}

function block(rule: string, message: string, help: string): Finding {
  return { rule, severity: 'block', file: null, line: null, column: null, message, evidence: null, help };
}
