/** Where a permission is needed; a line and a column (from 1) unless the manifest itself needs it. */
export interface Needed {
  file: string;
  line: number | null;
  column: number | null;
  evidence: string | null;
}

/** Places that are shown of one scope. */
export const MOST_NEEDED = 20;

export interface Used {
  scope: string;
  places: Needed[];
}

export interface Undeclared extends Used {
  /** False when all places are in files that nothing in the package starts or loads. */
  started: boolean;
}

/** A place behind which the use of these scopes cannot be followed. */
export interface Inconclusive extends Needed {
  scopes: string[];
  why: string;
  /** The host object itself is out of sight, not only the global object. */
  host: boolean;
}

/** Declared against used, for one package. Scopes in the catalogue's order. */
export interface PermissionReport {
  /** Declared, or included in what is. */
  used: Used[];
  /** Declared, and nothing needs it. */
  unused: string[];
  /** Needed, and not declared. */
  undeclared: Undeclared[];
  inconclusive: Inconclusive[];
}
