import { conditions, objectionsToPackage, whyReviewed } from '#libs/contracts/approval.js';
import type { LocalScan, LocalScanAnswer, LocalScanRequest, RewrittenManifest } from '#libs/contracts/local-scan.js';
import { Profile } from '#libs/contracts/profile.js';
import { formats } from '#libs/manifest/formats.js';
import { memberAt, pointerAt } from '#libs/manifest/json-place.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { compileYara } from '#libs/yara/compile.js';
import { unknownSeverities } from '#libs/yara/severities.js';
import { KNOWN_MALICIOUS_CHECK, KNOWN_MALICIOUS_VERSION, YARA_CHECK, type CheckRun } from './check.js';
import { amongRecords, checkKnownMalicious, isCompared, toldOf } from './known-malicious.js';
import { checkMarketplace } from './marketplace.js';
import { CATALOGUES } from './permissions/catalogues.js';
import { RULES } from './rules.js';
import { openScanner } from './scan/scanner.js';
import type { ScanReport } from './scan/scanner.js';
import { decide, PACKAGE_CHECK, policyOf } from './verdict.js';
import { WHY } from './why.js';

/**
 * The service's scan for one package, without a service: a program that `souk scan` starts. It gets one message
 * (`LocalScanRequest`), opens the package in the same disposable child and the same sandbox, answers with one message
 * (`LocalScanAnswer`) and ends.
 */
process.once('message', (request: LocalScanRequest) => void answer(request));
process.once('disconnect', () => process.exit(0));

async function answer(request: LocalScanRequest): Promise<void> {
  const { profile } = request;
  if (request.yara.length > 0 && profile?.checks[YARA_CHECK]?.enabled === false) return end({ mistakes: [`/checks/${YARA_CHECK}/enabled: false, so the YARA rules would not be used`] });
  if (request.advisories !== null && profile && !isCompared(profile)) return end({ mistakes: [`/checks/${KNOWN_MALICIOUS_CHECK}/enabled: false, so the advisories would not be used`] });
  try {
    const uncompiled = request.yara.length > 0 ? await compileYara(request.yara) : [];
    if (uncompiled.length > 0) return await end({ uncompiled });
    const unknown = request.yara.flatMap(unknownSeverities);
    await end(unknown.length > 0 ? { unknownSeverities: unknown } : { scan: await scan(request) });
  } catch (error) {
    await end({ failed: error instanceof Error ? error.message : String(error) });
  }
}

function end(message: LocalScanAnswer): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => {
      process.disconnect();
      resolve();
    });
  });
}

async function scan({ bytes, signature, rewritten, profile: given, yara, advisories }: LocalScanRequest): Promise<LocalScan> {
  const scanner = await openScanner({ children: 1, warm: 0 });
  try {
    const report = placedIn(rewritten, await scanner.scan('local', bytes, given ?? openProfile(null), { yara, keys: { publicKeys: null, ...(signature !== null && { signature }) } }));
    const profile = given ?? openProfile(report.kind === 'scanned' ? report.package.manifest.dialect : null);
    const packageSha256 = sha256(bytes);
    const found = told(report, profile, { packageSha256, rewritten }, await compared(report, profile, { packageSha256, advisories }));
    return given === null ? found : withPolicy(found, given);
  } finally {
    await scanner.close();
  }
}

/** With the author's lines of a manifest that packing wrote anew. */
function placedIn(rewritten: RewrittenManifest | null, report: ScanReport): ScanReport {
  if (report.kind === 'refused') return inSource(rewritten, report);
  return report.kind === 'scanned' ? { ...report, runs: report.runs.map((run) => runPlacedIn(rewritten, run)) } : report;
}

function runPlacedIn(rewritten: RewrittenManifest | null, run: CheckRun): CheckRun {
  return { ...run, findings: run.findings.map((finding) => inSource(rewritten, finding)) };
}

/** The same member where the author wrote it; what it would be in, of one that packing added. */
function inSource<T extends Placed>(rewritten: RewrittenManifest | null, told: T): T {
  if (rewritten === null || told.file !== rewritten.file || told.line === null) return told;
  const { source, packed, within } = rewritten;
  if (packed === null) return { ...told, line: null, column: null };
  const pointer = pointerAt(packed, { line: told.line, column: told.column ?? 1 });
  return { ...told, ...memberAt(source, pointer.startsWith(`${within}/`) ? pointer.slice(within.length) : '') };
}

/** A marketplace that takes every format, knows the permissions of one dialect and has the default policy. */
function openProfile(dialect: string | null): Profile {
  const scopes = (dialect !== null && CATALOGUES.get(dialect)?.rows.map(({ scope }) => scope)) || [];
  return Profile.parse({ formats: [...formats.keys()], host: dialect ?? 'any', permissions: Object.fromEntries(scopes.map((scope) => [scope, { description: scope }])) });
}

interface Placed {
  file: string | null;
  line: number | null;
  column: number | null;
}

/** Why it matters what a YARA rule finds here: no marketplace has it yet. */
const OWN_YARA = 'The YARA rules that this scan was given look for this beside the rules that all marketplaces have.';
/** Not one of RULES: it needs more than the package. */
const KNOWN_MALICIOUS = { id: KNOWN_MALICIOUS_CHECK, code: 'MAN-09', version: KNOWN_MALICIOUS_VERSION, title: 'Known malicious packages, files and servers' };

/** Without advisories nothing is found, and it is said that there were none; else how many of them say something here. */
async function compared(report: ScanReport, profile: Profile, { packageSha256, advisories }: { packageSha256: string; advisories: LocalScanRequest['advisories'] }): Promise<CheckRun[]> {
  if (report.kind !== 'scanned' || !isCompared(profile)) return [];
  const run = await checkKnownMalicious({ package: report.package, packageSha256, tenant: null }, amongRecords(advisories ?? []));
  if (advisories === null) return [{ ...run, outcome: 'passed', detail: 'there are no advisories here to compare with; the marketplace has its own' }];
  return [{ ...run, detail: run.detail ?? toldOf(advisories) }];
}

/** The verdict as the service would come to it for the first version of a free name. */
function told(report: ScanReport, profile: Profile, { packageSha256, rewritten }: { packageSha256: string; rewritten: RewrittenManifest | null }, more: readonly CheckRun[]): LocalScan {
  const scanned = report.kind === 'scanned' ? report : null;
  const facts = { expectedExtension: null, channel: null, takenByAnother: false, published: [], onTheirWay: new Map<string, string>(), packageSha256, previous: null, publisher: null };
  const { verdict, reasons, score, counts, runs } = decide(report, profile, scanned ? [runPlacedIn(rewritten, checkMarketplace(scanned.package, facts, profile)), ...more] : []);
  const { format, manifest, files } = scanned?.package ?? {};
  const policy = policyOf(profile);
  return {
    verdict, reasons, score, counts,
    conditions: [],
    package: manifest ? { format: format!, name: manifest.name, version: manifest.version, files: files!.length } : null,
    findings: runs.flatMap((run) => run.findings.map((finding) => ({ ...finding, check: run.check, member: refusedMember(report, run), why: (run.check === YARA_CHECK ? OWN_YARA : WHY.get(run.check)) ?? null }))),
    checks: runs.map((run) => shown(run, policy)),
    permissions: scanned?.permissions ?? null,
    hosts: scanned?.package.hosts ?? [],
    rules: [...RULES.map(({ id, code, version, title }) => ({ id, code, version, title })), KNOWN_MALICIOUS],
  };
}

/** What a package that was refused was refused for. */
function refusedMember(report: ScanReport, { check }: CheckRun): string | null {
  return report.kind === 'refused' && check === PACKAGE_CHECK ? report.member : null;
}

/** What passes the checks, as the policy of this marketplace takes it: whoever reads its verdict is not to hear of a maintainer later. */
function withPolicy(found: LocalScan, profile: Profile): LocalScan {
  const { verdict, counts } = found;
  if (verdict !== 'pass') return found;
  const against = objectionsToPackage({ verdict, findings: counts }, profile);
  if (against.length === 0) return { ...found, conditions: conditions(profile) };
  // The first reason of a pass is that nothing keeps the package back.
  return { ...found, verdict: 'needs-human', reasons: [whyReviewed(against), ...found.reasons.slice(1)] };
}

function shown({ check, version, outcome, durationMs, findings, detail }: CheckRun, policy: ReturnType<typeof policyOf>): LocalScan['checks'][number] {
  return { check, version, outcome, duration_ms: durationMs, findings: findings.length, detail, ...policy(check) };
}
