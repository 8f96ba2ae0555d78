import type { Limits } from './limits.js';
import type { Manifest, Package } from './manifest.js';

/** A container format with its dialect. One file `formats/<id>.format.ts` each; the folder is the registry. */
export interface Format {
  readonly id: string;
  readonly dialect: string;
  /** File name ending with the dot, for files that Souk writes. */
  readonly extension: string;
  /** True when the bytes look like this container. Looks at the content only. */
  recognise(bytes: Uint8Array): boolean;
  /** Reads and checks the whole package. Throws PackageError, nothing else. */
  read(bytes: Uint8Array, limits: Limits): Package;
  /** Normalises a parsed manifest. Throws PackageError. */
  manifest(parsed: unknown): Manifest;
  /** Packs files (path → bytes) deterministically. Throws PackageError for what `read` would refuse. */
  pack(files: ReadonlyMap<string, Uint8Array>, limits: Limits): Uint8Array;
}
