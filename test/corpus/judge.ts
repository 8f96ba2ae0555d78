import { CHECKS } from '#libs/contracts/checks.js';
import type { Severity } from '#libs/contracts/severity.js';
import type { Package } from '#libs/manifest/manifest.js';
import type { CheckRun, Finding } from '#apps/validation/check.js';
import { MARKETPLACE_CHECK } from '#apps/validation/marketplace.js';
import { RULES } from '#apps/validation/rules.js';
import { findingsThroughout } from '#apps/validation/rules/large-scripts.js';
import { isScript, resolverOf } from '#apps/validation/rules/javascript/syntax/sources.js';
import { extensionOf } from '#apps/validation/rules/text.js';
import { decide } from '#apps/validation/verdict.js';
import { packageOf, PLAIN_PROFILE, reported } from '#test/support/scan-package.js';
import type { Sample } from './sources.js';

export interface Judged {
  name: string;
  verdict: 'pass' | 'needs-human' | 'reject';
  score: number;
  reasons: string[];
  /** Check → its worst severity. */
  found: Map<string, Severity>;
  crashed: string[];
  /** It carries or loads what a scan of sources cannot read: programs, WebAssembly, archives, scripts over the limit. */
  unreadable: boolean;
  /** Bytes of the package's files. */
  bytes: number;
  ms: number;
}

/** Every rule on one sample, and the verdict of a marketplace that says nothing special. Checks outside of the rules count as passed. Data is followed through packages of hosts alone: those of `plain` have none. */
export function judge(sample: Sample, dialect = 'plain'): Judged {
  return judgePackage(sample.name, samplePackage(sample, dialect));
}

/** The same for a package that a reader gave, or a test. */
export function judgePackage(name: string, pkg: Package): Judged {
  const started = performance.now();
  const runs = RULES.map((rule): CheckRun => {
    const run = { check: rule.id, version: rule.version, durationMs: 0 };
    try {
      const findings = reported(rule, findingsThroughout(rule, pkg, PLAIN_PROFILE));
      return { ...run, outcome: findings.length > 0 ? 'found' : 'passed', findings, detail: null };
    } catch (error) {
      return { ...run, outcome: 'crashed', findings: [], detail: String(error) };
    }
  });
  const ms = performance.now() - started;
  const elsewhere = new Set(['package', MARKETPLACE_CHECK, ...CHECKS.filter((check) => !runs.some((run) => run.check === check))]);
  const answered = [...elsewhere].map((check): CheckRun => ({ check, version: 1, outcome: 'passed', durationMs: 0, findings: [], detail: null }));
  const { format, manifest, readme, changelog } = pkg;
  const verdict = decide({ kind: 'scanned', package: { format, manifest, files: pkg.files, keyId: null, declared: [], hosts: [], components: [], exports: null, readme, changelog }, runs: runs as never, permissions: null, died: null }, PLAIN_PROFILE, answered);
  return {
    name,
    verdict: verdict.verdict,
    score: verdict.score,
    reasons: verdict.reasons,
    found: new Map(runs.filter(({ findings }) => findings.length > 0).map(({ check, findings }) => [check, findings[0]!.severity])),
    crashed: runs.filter(({ outcome }) => outcome === 'crashed').map(({ check, detail }) => `${check}: ${detail}`),
    unreadable: runs.some(({ findings }) => findings.some(isUnreadable)),
    bytes: pkg.files.reduce((sum, { size }) => sum + size, 0),
    ms,
  };
}

function isUnreadable({ rule, message }: Finding): boolean {
  if (rule === 'engine-internals') return message.startsWith('native code');
  return rule === 'native-binary' || rule === 'nested-archive' || (rule === 'unparseable-script' && message.includes('it has more than'));
}

/** The package of a sample; its package.json, where it has one, says what it starts and needs. */
function samplePackage({ name, files }: Sample, dialect: string): Package {
  const original = manifestOf(files['package.json']);
  const dependencies = typeof original['dependencies'] === 'object' ? (original['dependencies'] as Record<string, string>) : {};
  const pkg = packageOf(files, { dialect, name, original, dependencies });
  const resolver = resolverOf(pkg);
  const byPath = new Map(pkg.files.map((file) => [file.path, file]));
  const entry_points = [...new Set(startsOf(original).flatMap((start) => resolver.file(start) ?? []))].filter((path) => extensionOf(path) !== '' || isScript(byPath.get(path)!));
  return { ...pkg, manifest: { ...pkg.manifest, entry_points } };
}

/** What a manifest of npm starts or lets others load, as written: its main file, its exports, its commands. */
function startsOf({ main, module, browser, exports, bin }: Record<string, unknown>): string[] {
  const named = [main ?? 'index.js', module, browser, exports, bin].flatMap(textsIn);
  return named.filter((text) => !text.includes('*') && /(?:\.[cm]?jsx?|\/[^./]+|^[^./]+)$/.test(text));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function manifestOf(content: string | Uint8Array | undefined): Record<string, unknown> {
  if (content === undefined) return {};
  try {
    return JSON.parse(Buffer.from(content).toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
