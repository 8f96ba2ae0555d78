import type { Check } from '#libs/contracts/checks.js';
import type { Profile } from '#libs/contracts/profile.js';
import type { Severity } from '#libs/contracts/severity.js';
import type { Package } from '#libs/manifest/manifest.js';

/** What a rule saw, where, and what the author can do; why it matters, its rule says once. */
export interface Finding {
  /** Id of the rule, equal to its file name, for example `native-binary`. */
  rule: string;
  severity: Severity;
  file: string | null;
  /** From 1. */
  line: number | null;
  /** From 1. */
  column: number | null;
  message: string;
  /** A short excerpt of what was seen, without secrets. */
  evidence: string | null;
  help: string;
}

/** One file `rules/<id>.rule.ts` each; the folder is the registry. Pure: no files, no network, no clock. */
export interface Rule {
  readonly id: string;
  /** Code of the catalogue, for example `EXE-01`: the letters are its family. */
  readonly code: string;
  /** Raised whenever its findings may change. */
  readonly version: number;
  readonly title: string;
  /** Why what it finds matters: one sentence for authors. */
  readonly why: string;
  /** Looks for what stands together: it, or what of it does, is asked about each section of large scripts as well, see rules/large-scripts.ts. */
  readonly sections?: true | Rule['run'];
  run(pkg: Package, profile: Profile): Finding[];
}

export type CheckOutcome = 'passed' | 'found' | 'crashed' | 'timed-out' | 'missing' | 'skipped';

/** One check that ran, or should have. */
export interface CheckRun {
  check: string;
  version: number;
  outcome: CheckOutcome;
  durationMs: number;
  findings: Finding[];
  /** Why it did not run, for crashed, timed-out, missing and skipped. */
  detail: string | null;
}

/** The check that runs an extension against a recording of its host; see sandbox-check.ts. */
export const SANDBOX_CHECK = 'sandbox-run' satisfies Check;

/** The check that searches every file with the YARA rules of the marketplace; see scan/yara-check.ts. */
export const YARA_CHECK = 'yara' satisfies Check;
export const YARA_VERSION = 5;

/** The check that compares a package with the marketplace's advisories; see known-malicious.ts. */
export const KNOWN_MALICIOUS_CHECK = 'known-malicious' satisfies Check;
export const KNOWN_MALICIOUS_VERSION = 1;
