import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { v5, v7 as uuid } from 'uuid';
import { packageKey } from '#libs/blobs/keys.js';
import { BlobMissing } from '#libs/blobs/store.js';
import { CHECKS } from '#libs/contracts/checks.js';
import type { Ctx } from '#libs/contracts/context.js';
import type { Profile } from '#libs/contracts/profile.js';
import { atLeast } from '#libs/contracts/severity.js';
import { Prisma, type Db, type Tx } from '#libs/db/db.js';
import { recordEvent } from '#libs/db/events.js';
import { promise } from '#libs/db/outbox.js';
import { readProfile } from '#libs/db/tenants.js';
import { BLOBS, DB, type Blobs } from '#libs/service/service.module.js';
import type { YaraSource } from '#libs/yara/source.js';
import { compareWithImported, lastImport } from './advisories.js';
import type { CheckRun, Finding } from './check.js';
import { MARKETPLACE_CHECK } from './marketplace.js';
import { newFindings } from './new-findings.js';
import { provenanceOf, type Provenance } from './scan/provenance.js';
import type { ScanReport } from './scan/report.js';
import { SCANNER, type Scanner } from './scan/scanner.js';
import { readYaraRules } from './validate.job.js';
import { decide } from './verdict.js';

/** Versions of one job; then the next job waits behind those of other marketplaces. */
export const CHUNK_VERSIONS = 20;

/** A published version that is due, and what today's rules are. */
interface Due {
  rescanId: string;
  chunk: number;
  dryRun: boolean;
  extension: string;
  version: string;
  sha256: string;
  size: number;
  listing: string;
  submissionId: string;
  profile: Profile;
  yara: YaraSource[];
}

interface Examined extends Provenance {
  /** Every check that ran, or should have. */
  runs: CheckRun[];
  /** Why there is no answer; null when there is one. */
  failed: string | null;
  durationMs: number;
}

/** Runs today's rules over published versions, one after another. Stoppable between two of them; a repeat continues where it was. */
@Injectable()
export class RescanJob {
  constructor(
    @Inject(DB) private readonly db: Db,
    @Inject(BLOBS) private readonly blobs: Blobs,
    @Inject(SCANNER) private readonly scanner: Scanner,
  ) {}

  async run(ctx: Ctx, { rescanId, chunk }: { rescanId: string; chunk: number }): Promise<void> {
    for (let count = 0; count < CHUNK_VERSIONS; count += 1) {
      const due = await this.db.tenant(ctx, (tx) => this.next(tx, ctx, { rescanId, chunk }));
      if (!due) return;
      const examined = await this.examine(ctx, due);
      await this.db.tenant(ctx, (tx) => this.record(tx, ctx, due, examined));
    }
    await this.db.tenant(ctx, (tx) => this.handOn(tx, ctx, { rescanId, chunk }));
  }

  /** The version that is due; null when the rescan was stopped, is done, or is another job's by now. */
  private async next(tx: Tx, ctx: Ctx, { rescanId, chunk }: { rescanId: string; chunk: number }): Promise<Due | null> {
    const rescan = await tx.rescan.findFirst({ where: { id: rescanId } });
    if (!rescan || rescan.stopped) return null;
    const [profile, yara] = [await readProfile(tx), await readYaraRules(tx)];
    const wanted = Prisma.sql`published_at <= ${rescan.requestedAt} AND (${rescan.extension}::text IS NULL OR extension = ${rescan.extension})`;
    const progress = (await tx.rescanProgress.findFirst({ where: { rescanId } })) ?? (await this.begin(tx, ctx, { rescanId, rules: rescan.rules, wanted, yara }));
    if (progress.chunk !== chunk || progress.finishedAt) return null;
    const rows = await tx.$queryRaw<Pick<Due, 'extension' | 'version' | 'sha256' | 'size' | 'listing' | 'submissionId'>[]>(Prisma.sql`
      SELECT extension, version, package_sha256 AS sha256, package_size::float8 AS size, listing, submission_id AS "submissionId" FROM version
      WHERE (extension, version) > (${progress.afterExtension}, ${progress.afterVersion}) AND ${wanted} ORDER BY extension, version LIMIT 1`);
    const row = rows[0];
    if (row) return { rescanId, chunk, dryRun: rescan.dryRun, ...row, profile: narrowed(profile, rescan.rules), yara };
    await tx.rescanProgress.updateMany({ where: { rescanId, finishedAt: null }, data: { finishedAt: new Date() } });
    await recordEvent(tx, ctx, { kind: 'rescan', to: `${rescanId} done` });
    return null;
  }

  /** Writes down how much there is to do. */
  private async begin(tx: Tx, ctx: Ctx, { rescanId, rules, wanted, yara }: { rescanId: string; rules: string[]; wanted: Prisma.Sql; yara: YaraSource[] }) {
    const unknown = rules.filter((rule) => !(CHECKS as readonly string[]).includes(rule));
    const counted = await tx.$queryRaw<{ total: number }[]>(Prisma.sql`SELECT count(*)::integer AS total FROM version WHERE ${wanted}`);
    const problem = unknown.length === 0 ? {} : { note: `There is no rule called ${unknown.join(', ')}: nothing was scanned.`, finishedAt: new Date() };
    const data = { tenantId: ctx.tenantId, rescanId, total: counted[0]!.total, ruleSet: provenanceOf(yara).ruleSet, ...problem };
    await tx.rescanProgress.createMany({ data: [data], skipDuplicates: true });
    return tx.rescanProgress.findFirstOrThrow({ where: { rescanId } });
  }

  private async examine(ctx: Ctx, due: Due): Promise<Examined> {
    const started = performance.now();
    const examined = (runs: CheckRun[], failed: string | null, imported: string | null = null): Examined => ({ runs, failed, ...provenanceOf(due.yara, imported), durationMs: performance.now() - started });
    let bytes: Buffer;
    try {
      bytes = await this.blobs.read(packageKey(ctx.tenantId, due.sha256), due.size);
    } catch (error) {
      if (!(error instanceof BlobMissing)) throw error;
      return examined([], 'Its package is not in the store.');
    }
    if (createHash('sha256').update(bytes).digest('hex') !== due.sha256) return examined([], 'The stored package is not the one that was published.');
    const report = await this.scanner.scan(ctx.tenantId, bytes, due.profile, { yara: due.yara, patient: true });
    const [more, imported] = await this.db.tenant(ctx, async (tx) => [report.kind === 'scanned' ? await compareWithImported(tx, due.profile, report.package, due.sha256) : [], await lastImport(tx)] as const);
    return examined(decide(report, due.profile, more).runs.filter(({ check, outcome }) => outcome !== 'skipped' && check !== MARKETPLACE_CHECK), deathOf(report, more), imported);
  }

  /** One transaction: the result, how far the rescan is, and what follows from it. A repeat finds it done. */
  private async record(tx: Tx, ctx: Ctx, due: Due, { runs, failed, durationMs, ...provenance }: Examined): Promise<void> {
    const { rescanId, extension, version, profile } = due;
    const findings = await newFindings(tx, due, enforced(runs, profile));
    const grave = findings.filter(({ severity }) => atLeast(severity, profile.reject_at));
    const outcome = grave.length > 0 ? 'matched' : failed === null ? 'clean' : 'no-answer';
    const action = grave.length === 0 || due.dryRun || due.listing === 'quarantined' || profile.review.rescan === 'report' ? 'none' : profile.review.rescan;
    const id = uuid();
    const shown = runs.filter(({ outcome: ended }) => ended !== 'passed').map(({ check, version: of, outcome: ended, durationMs: took, detail }) => ({ check, version: of, outcome: ended, duration_ms: took, detail: detail ?? failed }));
    const data = { tenantId: ctx.tenantId, id, rescanId, extension, version, outcome, action, findings: findings as unknown as Prisma.InputJsonValue, runs: failed !== null && shown.length === 0 ? [{ check: 'package', version: 0, outcome: 'missing', duration_ms: 0, detail: failed }] : shown, durationMs, ...provenance };
    const stored = await tx.rescanResult.createMany({ data: [data], skipDuplicates: true });
    if (stored.count === 0) return;
    await tx.rescanProgress.updateMany({ where: { rescanId }, data: { done: { increment: 1 }, matched: { increment: grave.length > 0 ? 1 : 0 }, afterExtension: extension, afterVersion: version } });
    if (action === 'none') return;
    await recordEvent(tx, { ...ctx, actorId: null }, { kind: 'rescan-match', extension, to: version, reason: grave[0]!.message });
    if (action === 'quarantine') await promise(tx, ctx, 'version.recall', id, { resultId: id });
  }

  /** Ends this chunk and promises the next one; of two that end the same one, one does. */
  private async handOn(tx: Tx, ctx: Ctx, { rescanId, chunk }: { rescanId: string; chunk: number }): Promise<void> {
    const moved = await tx.rescanProgress.updateMany({ where: { rescanId, chunk, finishedAt: null }, data: { chunk: chunk + 1 } });
    if (moved.count > 0) await promise(tx, ctx, 'rescan.chunk', v5(`chunk ${chunk + 1}`, rescanId), { rescanId, chunk: chunk + 1 });
  }
}

/** The profile with no other checks than these; with all of them when none is named. */
function narrowed(profile: Profile, rules: readonly string[]): Profile {
  if (rules.length === 0) return profile;
  const others = CHECKS.filter((check) => !rules.includes(check)).map((check) => [check, { enabled: false, enforced: true, required: true }]);
  return { ...profile, checks: { ...profile.checks, ...Object.fromEntries(others) } };
}

function enforced(runs: readonly CheckRun[], profile: Profile): Finding[] {
  return runs.filter(({ check }) => profile.checks[check]?.enforced !== false).flatMap(({ findings }) => findings);
}

function deathOf(report: ScanReport, more: readonly CheckRun[]): string | null {
  if (report.kind === 'dead') return `The scan ended early (${report.reason}): ${report.detail}`;
  if (report.kind === 'refused') return null;
  const absent = [...report.runs, ...more].find(({ outcome }) => outcome !== 'passed' && outcome !== 'found');
  return absent ? `The check ${absent.check} gave no answer (${absent.outcome}): ${absent.detail ?? 'no reason was given'}.` : null;
}
