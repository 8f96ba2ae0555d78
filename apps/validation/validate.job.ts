import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { quarantineKey } from '#libs/blobs/keys.js';
import { BlobTooLarge } from '#libs/blobs/store.js';
import type { Ctx } from '#libs/contracts/context.js';
import { policyThatCounts, type Profile } from '#libs/contracts/profile.js';
import { Prisma, violates, type Db, type Tx } from '#libs/db/db.js';
import { previousOf, type Placed } from '#libs/db/submissions.js';
import { readProfile } from '#libs/db/tenants.js';
import { transition } from '#libs/db/transition.js';
import type { Keys } from '#libs/manifest/format.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import { Hopeless } from '#libs/queue/worker.js';
import { BLOBS, DB, LOGGER, type Blobs, type Logger } from '#libs/service/service.module.js';
import { compareWithImported, lastImport } from './advisories.js';
import { checkMarketplace, effectiveChannel, type Facts } from './marketplace.js';
import type { YaraSource } from '#libs/yara/source.js';
import type { CheckRun } from './check.js';
import { provenanceOf } from './scan/provenance.js';
import { deathOf, type ScanReport } from './scan/report.js';
import { SCANNER, type ScannedPackage, type Scanner } from './scan/scanner.js';
import { countingOf, decide, type Verdict } from './verdict.js';
import { WHY } from './why.js';

interface Subject {
  profile: Profile;
  yara: YaraSource[];
  publisherId: string;
  publisher: string;
  /** Its living keys, and the signature that came beside the package. */
  keys: Keys;
  expectedExtension: string | null;
  channel: string | null;
  blobId: string;
  packageSha256: string;
}

/** What the marketplace has under a name; null where there is nothing. */
interface Known {
  owner: string | null;
  published: Facts['published'] | null;
  /** Submissions on their way. */
  rivals: { id: string; version: string; publisherId: string }[] | null;
}

const SUBJECT = {
  publisherId: true,
  expectedExtension: true,
  channel: true,
  blobId: true,
  packageSha256: true,
  packageSignature: true,
  publisher: { select: { name: true, keys: { where: { revokedAt: null }, select: { publicKeyPem: true } } } },
} as const;

/** QUEUED → IN_REVIEW or REJECTED: reads the package in a child process, runs the checks, stores what they found. */
@Injectable()
export class ValidateJob {
  constructor(
    @Inject(DB) private readonly db: Db,
    @Inject(BLOBS) private readonly blobs: Blobs,
    @Inject(SCANNER) private readonly scanner: Scanner,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(ctx: Ctx, { submissionId }: { submissionId: string }): Promise<void> {
    const subject = await this.db.tenant(ctx, (tx) => this.read(tx, submissionId));
    if (!subject) return;
    const started = performance.now();
    const report = await this.scan(ctx, subject);
    const durationMs = performance.now() - started;
    this.tellUnanswered(submissionId, report);
    const scanned = report.kind === 'scanned' ? report.package : null;
    try {
      await this.db.tenant(ctx, async (tx) => {
        // Asked before they are compared: what is imported meanwhile is then news to whoever decides.
        const advisories = await lastImport(tx);
        const runs = scanned ? [checkMarketplace(scanned, await this.facts(tx, submissionId, subject, scanned.manifest), subject.profile), ...(await compareWithImported(tx, subject.profile, scanned, subject.packageSha256))] : [];
        await this.store(tx, ctx, submissionId, { subject, scanned, durationMs, advisories, verdict: decide(report, subject.profile, runs) });
      });
    } catch (error) {
      // Another submission of the same name or version came first, between the look and the move.
      if (!scanned || !(violates(error, 'one_submission_per_version') || violates(error, 'one_publisher_per_name'))) throw error;
      throw new Error('overtaken by another submission of the same name or version', { cause: error });
    }
  }

  /** A check that gave no answer asks for a maintainer by itself; that it happens is an operator's to know. */
  private tellUnanswered(submissionId: string, report: ScanReport): void {
    const death = deathOf(report);
    if (death) this.logger.warn({ submissionId, reason: death.reason, detail: death.detail }, 'scan died');
    if (report.kind !== 'scanned') return;
    for (const { check, outcome, detail } of report.runs) if (outcome === 'crashed' || outcome === 'timed-out') this.logger.warn({ submissionId, check, outcome, detail }, 'check gave no answer');
  }

  private async scan(ctx: Ctx, { blobId, packageSha256, profile, keys, yara }: Subject): Promise<ScanReport> {
    let bytes: Buffer;
    try {
      bytes = await this.blobs.read(quarantineKey(ctx.tenantId, blobId), profile.limits.package_bytes);
    } catch (error) {
      if (!(error instanceof BlobTooLarge)) throw error;
      // The limit was lowered after the upload.
      return { kind: 'refused', code: 'package-size', message: `The package has more than ${error.maxBytes} bytes.`, file: null, line: null, column: null, member: null, help: 'Leave out what the extension does not need at run time.', durationMs: 0 };
    }
    if (createHash('sha256').update(bytes).digest('hex') !== packageSha256) throw new Hopeless('the stored package is not the one that was uploaded; withdraw this submission, then upload it again');
    return this.scanner.scan(ctx.tenantId, bytes, profile, { yara, keys });
  }

  private async read(tx: Tx, id: string): Promise<Subject | null> {
    const row = await tx.submission.findFirst({ where: { id, status: 'QUEUED' }, select: SUBJECT });
    if (!row) return null;
    const { publisher, packageSignature, ...rest } = row;
    const keys = { publicKeys: publisher.keys.map((key) => key.publicKeyPem), ...(packageSignature !== null && { signature: packageSignature }) };
    return { ...rest, blobId: row.blobId!, packageSha256: row.packageSha256!, publisher: publisher.name, keys, profile: await readProfile(tx), yara: await readYaraRules(tx) };
  }

  private async facts(tx: Tx, submissionId: string, subject: Subject, { name, version }: Manifest): Promise<Facts> {
    const rows = await tx.$queryRaw<Known[]>(Prisma.sql`
      SELECT (SELECT publisher_id FROM extension WHERE name = ${name}) AS owner,
        (SELECT jsonb_agg(jsonb_build_object('version', version, 'channel', channel, 'packageSha256', package_sha256)) FROM version WHERE extension = ${name}) AS published,
        (SELECT jsonb_agg(jsonb_build_object('id', id, 'version', version, 'publisherId', publisher_id)) FROM submission
          WHERE extension = ${name} AND status IN ('IN_REVIEW', 'APPROVED') AND id <> ${submissionId}::uuid) AS rivals`);
    const { owner, published, rivals } = rows[0]!;
    const owners = [...(owner === null ? [] : [owner]), ...(rivals ?? []).map((rival) => rival.publisherId)];
    return {
      publisher: subject.publisher,
      previous: await this.previous(tx, { extension: name, version, channel: effectiveChannel(subject.channel, version) }),
      expectedExtension: subject.expectedExtension,
      channel: subject.channel,
      packageSha256: subject.packageSha256,
      takenByAnother: owners.some((id) => id !== subject.publisherId),
      published: published ?? [],
      onTheirWay: new Map((rivals ?? []).map((rival) => [rival.version, rival.id])),
    };
  }

  private async previous(tx: Tx, placed: Placed): Promise<Facts['previous']> {
    const previous = await previousOf(tx, placed);
    if (previous === null) return null;
    const { manifest, content } = await tx.submission.findFirstOrThrow({ where: { id: previous.submissionId }, select: { manifest: true, content: { select: { exports: true } } } });
    return { manifest: manifest as unknown as Manifest, exports: (content?.exports ?? null) as string[] | null };
  }

  /** One transaction: the move, every check that ran, every finding, the file table. */
  private async store(tx: Tx, ctx: Ctx, id: string, result: { subject: Subject; scanned: ScannedPackage | null; durationMs: number; advisories: Awaited<ReturnType<typeof lastImport>>; verdict: Verdict }): Promise<void> {
    const { subject, scanned, durationMs, advisories, verdict } = result;
    const patch = {
      findings: verdict.counts,
      verdict: { verdict: verdict.verdict, reasons: verdict.reasons },
      ...(scanned && described(scanned, subject)),
      ...(verdict.verdict === 'reject' && { feedback: { reasons: verdict.reasons, text: null } }),
    };
    const moved =
      verdict.verdict === 'reject'
        ? await transition(tx, { ...ctx, actorId: null }, { id, from: 'QUEUED', to: 'REJECTED', reason: verdict.reasons.join(' '), patch })
        : await transition(tx, { ...ctx, actorId: null }, { id, from: 'QUEUED', to: 'IN_REVIEW', reason: verdict.reasons.join(' '), patch });
    if (!moved) return;
    const counting = countingOf(subject.profile);
    await tx.checkRun.createMany({ data: verdict.runs.map((run) => ({ tenantId: ctx.tenantId, submissionId: id, check: run.check, version: run.version, outcome: run.outcome, durationMs: run.durationMs, findings: run.findings.length, detail: run.detail, ...counting(run.check), why: WHY.get(run.check) ?? null })) });
    await tx.scan.create({ data: { tenantId: ctx.tenantId, submissionId: id, ...provenanceOf(subject.yara, advisories), score: verdict.score, policy: policyThatCounts(subject.profile), durationMs } });
    const findings = rows(verdict.runs);
    if (findings.length > 0) await tx.finding.createMany({ data: findings.map((finding) => ({ ...finding, tenantId: ctx.tenantId, submissionId: id })) });
    if (scanned) await tx.packageContent.create({ data: { tenantId: ctx.tenantId, submissionId: id, files: scanned.files.map(({ path, size, sha256, native }) => ({ path, size, sha256, ...(native && { native }) })), hosts: scanned.hosts ?? [], ...(scanned.exports !== null && { exports: scanned.exports }), readme: scanned.readme, changelog: scanned.changelog } });
  }
}

/** The rules that the marketplace's maintainers have added. */
export async function readYaraRules(tx: Tx): Promise<YaraSource[]> {
  const rows = await tx.yaraRule.findMany({ select: { name: true, version: { select: { source: true } } }, orderBy: { name: 'asc' } });
  return rows.map(({ name, version }) => ({ name, source: version.source }));
}

function described(scanned: ScannedPackage, subject: Subject) {
  const { manifest, format, keyId } = scanned;
  return { manifest, format, ...(keyId !== null && { publisher_key_id: keyId }), extension: manifest.name, version: manifest.version, permissions: manifest.permissions, display_name: manifest.display_name, channel: effectiveChannel(subject.channel, manifest.version) };
}

function rows(runs: CheckRun[]) {
  return runs.flatMap((run) => run.findings.map((finding) => ({ ...finding, check: run.check }))).map((finding, position) => ({ ...finding, id: uuid(), position }));
}

