/** The one shape that the marketplace knows, whatever dialect a package speaks. Pure data, JSON-safe. */
export interface Manifest {
  /** Id of the dialect it was written in, equal to the format's dialect. */
  dialect: string;
  name: string;
  version: string;
  display_name: string;
  description: string;
  /** Names only: addresses are personal and are left out. */
  authors: string[];
  license: string | null;
  homepage: string | null;
  repository: string | null;
  icon: string | null;
  /** `native`, or the ecosystem whose interface it was written against. */
  compat: string;
  categories: string[];
  tags: string[];
  /** Declared scopes, sorted, without duplicates. */
  permissions: string[];
  /** Those of `permissions` that the extension can do without. */
  optional_permissions: string[];
  /** Host name → range of versions, as the dialect writes ranges. */
  engines: Record<string, string>;
  /** Paths of code that the host starts, relative to the package root. */
  entry_points: string[];
  activation: string[];
  /** What it adds to the host: kind → ids. */
  contributes: Record<string, string[]>;
  dependencies: Record<string, string>;
  /** The manifest as the author wrote it, parsed. */
  original: Record<string, unknown>;
}

/** One file of a package. */
export interface PackageFile {
  /** Normalised path: `/` between segments, no leading `./`. */
  path: string;
  /** Bytes. */
  size: number;
  /** Lower-case hex. */
  sha256: string;
  bytes: Uint8Array;
}

/** What is not as it should be in a package that was taken all the same. */
export interface Warning {
  /** The code of the strict refusal where there is one. */
  code: string;
  message: string;
  path: string | null;
}

/** A signature as the package carries it; whether it holds is a question for `Format.verify`. */
export interface Signature {
  /** `ed25519`, or what the dialect names. */
  algorithm: string;
  /** As written in the package. */
  value: string;
}

/** A package that was read whole; a package that cannot be is a PackageError, never a part of one. */
export interface Package {
  format: string;
  manifest: Manifest;
  /** Sorted by path (code unit order). */
  files: PackageFile[];
  readme: string | null;
  changelog: string | null;
  /** The dialect's own digests by their names, lower-case hex. That of the whole package is no part of reading it. */
  digests: Record<string, string>;
  /** Null when the container carries none. */
  signature: Signature | null;
  /** What compat mode let pass, and in both modes what was left out or read by convention, as the format says. */
  warnings: Warning[];
}

/** A place in a text. */
export interface Place {
  /** The file in the package; null for the text of the package itself. */
  file: string | null;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units. */
  column: number;
}

/** Why a package or manifest was refused: a stable code, the place, and what to do about it. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
  constructor(
    /** Stable, kebab-case, for example `path-traversal` or `ratio`. */
    readonly code: string,
    message: string,
    /** The archive entry or manifest pointer it is about, made safe for display; null for the whole package. */
    readonly path: string | null = null,
    /** What the author can do. */
    readonly help: string = '',
    /** The line that it is about, where that is known. */
    readonly place: Place | null = null,
  ) {
    super(message);
  }

  /** The member of the manifest that it is about, as a JSON pointer; null for anything else, and where the text of the manifest is not known. */
  get member(): string | null {
    return this.place !== null && this.path?.startsWith('/') ? this.path : null;
  }
}

/** Where a finding about a refusal is: the place in its file, or what it is about as a whole. */
export function placeOf({ path, place }: PackageError): { file: string | null; line: number | null; column: number | null } {
  return place ?? { file: path, line: null, column: null };
}
