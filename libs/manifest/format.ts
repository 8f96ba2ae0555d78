import type { Limits } from './limits.js';
import type { Manifest, Package, Warning } from './manifest.js';
import type { Scopes } from './scopes.js';

/** How a package is read. `strict` is the marketplace's way; `compat` takes what the host's own reader takes where that is safe, with a warning for each. */
export interface Reading {
  limits: Limits;
  mode: 'strict' | 'compat';
}

/** How a directory is packed; what a format has no use for (Format.packsWith) it ignores. */
export interface Packing {
  limits: Limits;
  /** Private key, PKCS#8 PEM (Ed25519). Formats that need one refuse to pack without. */
  privateKey?: string;
  /** Overrides the trust level that the manifest names (ComfyVN). */
  trust?: string;
  /** Prefixes of global routes by trust level, added to the defaults (ComfyVN). */
  allowlist?: Readonly<Record<string, readonly string[]>>;
}

/** What a format may have a use for when it packs. */
export type PackingOption = Exclude<keyof Packing, 'limits'>;

export interface Packed {
  bytes: Uint8Array;
  /** Of a signature that does not lie in the package itself, base64; null otherwise. */
  detachedSignature: string | null;
  /** File name that the format's own tools would give it. */
  name: string;
  /** The member of the packed manifest that holds the author's, as a JSON pointer; left out where it is the whole. */
  manifestIn?: string;
  /** What the host's own packer lets pass and `read` refuses in strict mode, for formats where those differ. */
  warnings?: Warning[];
}

/** What a signature is held against. */
export interface Keys {
  /** Public keys, SPKI PEM (Ed25519); every one is tried. */
  publicKeys: readonly string[];
  /** A detached signature, base64, for formats whose signature is not in the package. */
  signature?: string;
}

export interface Verification {
  /** `none`: not signed. `unchecked`: signed, but no key was given. `valid`: one of the keys signed it. Anything else throws. */
  signature: 'none' | 'unchecked' | 'valid';
  /** Lower-case hex SHA-256 of the SPKI of the key that signed; null unless valid. */
  keyId: string | null;
}

/** What decides which files of a source directory are packed, besides the format itself. */
export interface Selecting {
  manifest: Manifest;
  includeHidden: boolean;
  /** Shell globs; `*` crosses `/`. */
  ignore: readonly string[];
}

/** A container format with its dialect. One file `formats/<id>.format.ts` each; the folder is the registry. */
export interface Format {
  readonly id: string;
  readonly dialect: string;
  /** File name ending with the dot, for files that Souk writes. */
  readonly extension: string;
  /** Names of the manifest at the root of a source directory, the preferred one first. */
  readonly manifestNames: readonly string[];
  /** The scopes that the dialect knows, explained. */
  readonly scopes: Scopes;
  /** True when the host installs nothing that is not signed. */
  readonly signatureRequired?: true;
  /** True when the bytes look like this container. Looks at the content only. */
  recognise(bytes: Uint8Array): boolean;
  /** Reads and checks everything that needs no key: container, paths, manifest, checksums. Throws PackageError, nothing else. */
  read(bytes: Uint8Array, reading: Reading): Package;
  /** Normalises a parsed manifest of a source directory; with a list for warnings it reads as compat mode does. Throws PackageError. */
  manifest(parsed: unknown, warnings?: Warning[]): Manifest;
  /** Checks the signature of a package that `read` gave from these bytes. Throws PackageError `signature-…` when it does not hold. */
  verify(pkg: Package, bytes: Uint8Array, keys: Keys): Promise<Verification>;
  /** Where the host's own marketplace refuses to list what is a good package otherwise. Throws PackageError. */
  checkListing?(pkg: Package, bytes: Uint8Array): void;
  /** What symbolic links in a source directory are: packed as the file they point at, left out, or a refusal. */
  readonly links: 'follow' | 'skip' | 'refuse';
  /** What of Packing changes what is packed. */
  readonly packsWith: readonly PackingOption[];
  /** True when a file of a source directory goes into the package, by this format's own rule. */
  takes(path: string, selecting: Selecting): boolean;
  /** Packs files (path → bytes) deterministically: same input, same bytes. Throws PackageError for what `read` would refuse. */
  pack(files: ReadonlyMap<string, Uint8Array>, packing: Packing): Promise<Packed>;
}
