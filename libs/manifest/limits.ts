import { PackageError } from './manifest.js';

/**
 * What a package may be at most. One object for every container; a tenant's profile sets it.
 * A package that passes a limit is refused before anything is expanded beyond it.
 */
export interface Limits {
  /** Bytes of the package as uploaded. */
  package_bytes: number;
  /** Bytes of all files together, unpacked. */
  unpacked_bytes: number;
  /** Bytes of one file, unpacked. */
  file_bytes: number;
  /** Entries in the archive, directories included. */
  entries: number;
  /** Bytes of one path in UTF-8. */
  path_bytes: number;
  /** Segments of one path. */
  path_depth: number;
  /** Unpacked bytes for each packed byte, once more than 1 MiB is unpacked. */
  ratio: number;
  /** Bytes of the manifest file. */
  manifest_bytes: number;
  /** Nesting of JSON that is parsed. */
  json_depth: number;
  /** Object members in one JSON text that is parsed. */
  json_keys: number;
}

export const DEFAULT_LIMITS: Limits = {
  package_bytes: 20 * 1024 * 1024,
  unpacked_bytes: 50 * 1024 * 1024,
  file_bytes: 10 * 1024 * 1024,
  entries: 5_000,
  path_bytes: 255,
  path_depth: 20,
  ratio: 100,
  manifest_bytes: 1024 * 1024,
  json_depth: 64,
  json_keys: 50_000,
};

/** Throws PackageError `package-size` when the package itself is larger than allowed. */
export function checkPackageBytes(bytes: Uint8Array, limits: Pick<Limits, 'package_bytes'>): void {
  checkPackageSize(bytes.length, limits);
}

/** The same before it is read, by its size in bytes. */
export function checkPackageSize(size: number, limits: Pick<Limits, 'package_bytes'>): void {
  if (size > limits.package_bytes) {
    throw new PackageError('package-size', `The package has ${size} bytes, ${limits.package_bytes} are possible.`, null, 'Leave out what the extension does not need at run time.');
  }
}

/** Throws PackageError `file-size` when a file has more bytes than allowed; `shown` is its path as it may be shown. */
export function checkFileSize(shown: string, size: number, { file_bytes }: Limits): void {
  if (size > file_bytes) {
    throw new PackageError('file-size', `${shown} has ${size} bytes, ${file_bytes} are possible.`, shown, 'Make it smaller, or split it. Data may also be loaded at run time; code may not.');
  }
}
