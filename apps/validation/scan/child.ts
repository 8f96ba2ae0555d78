import { readPackage } from '#libs/manifest/formats.js';
import { PackageError } from '#libs/manifest/manifest.js';
import type { Package } from '#libs/manifest/manifest.js';
import type { Profile } from '#libs/contracts/profile.js';
import type { Rule } from '../check.js';
import { permissionsOf } from '../permissions/permissions.js';
import type { PermissionReport } from '../permissions/report.js';
import { RULES } from '../rules.js';
import { visible } from '../rules/text.js';
import type { AnsweredRun, ChildMessage, ScanAnswer, ScanRequest } from './report.js';

/**
 * The program of the disposable child process: the only code that opens an upload. It gets a package by message and
 * answers by message; it has no files, no environment and no standard input, and may be killed at any time.
 */
const LONGEST_DETAIL = 1_000;

// The service decides when a scan ends: a Ctrl-C in its terminal reaches this process too, and must not look like a crash.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('message', (request: ScanRequest) => answer({ id: request.id, answer: scan(request) }));
process.on('disconnect', () => process.exit(0));
answer({ ready: true });

function answer(message: ChildMessage): void {
  process.send?.(message);
}

function scan({ bytes, profile }: ScanRequest): ScanAnswer {
  const started = performance.now();
  const elapsed = (): number => performance.now() - started;
  let pkg: Package;
  try {
    pkg = readPackage(bytes, { formats: profile.formats, limits: profile.limits });
  } catch (error) {
    if (!(error instanceof PackageError)) return { kind: 'failed', detail: describe(error) };
    const { code, message, path, help } = error;
    return { kind: 'refused', code, message, path, help, durationMs: elapsed() };
  }
  const read: AnsweredRun = { check: 'package', version: 1, outcome: 'passed', durationMs: elapsed(), findings: [], detail: null };
  const rules = RULES.filter((rule) => profile.checks[rule.id]?.enabled !== false);
  const runs = rules.map((rule) => runRule(rule, pkg, profile));
  const { format, manifest, readme, changelog } = pkg;
  const files = pkg.files.map(({ path, size, sha256 }) => ({ path, size, sha256 }));
  return { kind: 'scanned', package: { format, manifest, files, readme, changelog }, runs: [read, ...runs], permissions: permissionsIn(pkg) };
}

/** For people to look at; a crash in it is told by the rules that ask the same. */
function permissionsIn(pkg: Package): PermissionReport | null {
  try {
    return permissionsOf(pkg);
  } catch {
    return null;
  }
}

/** One rule; its own crash is its own outcome, and the others go on. */
function runRule(rule: Rule, pkg: Package, profile: Profile): AnsweredRun {
  const started = performance.now();
  const run = { check: rule.id, version: rule.version };
  try {
    const findings = rule.run(pkg, profile);
    return { ...run, outcome: findings.length > 0 ? 'found' : 'passed', durationMs: performance.now() - started, findings, detail: null };
  } catch (error) {
    return { ...run, outcome: 'crashed', durationMs: performance.now() - started, findings: [], detail: describe(error) };
  }
}

function describe(error: unknown): string {
  return visible(error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, LONGEST_DETAIL);
}
