import type { Reading } from './format.js';
import type { PackageError, Warning } from './manifest.js';

/** What one reading lets pass: nothing in strict mode; in compat mode the refusals of the given codes, each as a warning. */
export class Tolerance {
  readonly warnings: Warning[] = [];

  constructor(
    private readonly mode: Reading['mode'],
    /** Codes that compat mode lets pass. */
    private readonly codes: ReadonlySet<string>,
  ) {}

  /** Throws the refusal, or keeps it as a warning and returns. */
  refuse(error: PackageError): void {
    if (this.mode === 'strict' || !this.codes.has(error.code)) throw error;
    this.warnings.push({ code: error.code, message: error.message, path: error.path });
  }
}

/** Lets nothing pass. */
export const STRICT = new Tolerance('strict', new Set());
