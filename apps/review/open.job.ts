import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { objections, whyReviewed, type Circumstances } from '#libs/contracts/approval.js';
import type { Ctx } from '#libs/contracts/context.js';
import type { Severity } from '#libs/contracts/severity.js';
import { recordEvent } from '#libs/db/events.js';
import { Prisma, type Db, type Tx } from '#libs/db/db.js';
import { readProfile } from '#libs/db/tenants.js';
import { transition } from '#libs/db/transition.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import { latest } from '#libs/manifest/versions.js';
import { DB } from '#libs/service/service.module.js';
import { changesOf, type Changes, type Reviewed } from './changes.js';
import { overtakenForGood } from './overtaken.js';
import { queueReasons } from './queue-reasons.js';

const HOUR_MS = 3_600_000;

/** IN_REVIEW → APPROVED by policy, or opens a review for the maintainers. */
@Injectable()
export class OpenJob {
  constructor(@Inject(DB) private readonly db: Db) {}

  async run(ctx: Ctx, { submissionId }: { submissionId: string }): Promise<void> {
    await this.db.tenant(ctx, async (tx) => {
      const submission = await tx.submission.findFirst({ where: { id: submissionId, status: 'IN_REVIEW', review: null } });
      if (!submission) return;
      const profile = await readProfile(tx);
      const { manifest, version } = submission as { manifest: Manifest | null; version: string };
      const next = manifest && (await this.reviewed(tx, { version, manifest, submissionId }));
      const changes = next && changesOf(await this.previous(tx, submission), next, profile);
      const it = await this.circumstances(tx, submission, changes);
      const against = objections(it, profile);
      if (against.length === 0) {
        const newer = await overtakenForGood(tx, submission);
        if (newer !== null) {
          const reasons = [`${newer} came first on the channel ${submission.channel}: raise the version and publish again.`];
          await transition(tx, { ...ctx, actorId: null }, { id: submissionId, from: 'IN_REVIEW', to: 'REJECTED', reason: reasons[0]!, patch: { feedback: { reasons, text: null } } });
          return;
        }
        await transition(tx, { ...ctx, actorId: null }, { id: submissionId, from: 'IN_REVIEW', to: 'APPROVED', reason: 'approved by policy' });
        return;
      }
      const why = whyReviewed(against);
      // The author is told why a maintainer looks; where the review stands in the queue, and why, is the maintainers' alone.
      const reasons = [...queueReasons(it), { reason: 'not-automatic', hours: 0, text: why }];
      const headStart = reasons.reduce((sum, reason) => sum + reason.hours, 0);
      const openedAt = new Date();
      await tx.review.create({
        data: {
          tenantId: ctx.tenantId,
          id: uuid(),
          submissionId,
          state: 'open',
          reasons: reasons as object[],
          headStart,
          placeAt: new Date(openedAt.getTime() - headStart * HOUR_MS),
          openedAt,
          dueAt: new Date(openedAt.getTime() + profile.review.due_hours * HOUR_MS),
          changes: changes as object,
        },
      });
      await recordEvent(tx, { ...ctx, actorId: null }, { kind: 'review', submissionId, reason: why });
    });
  }

  /** The last listed version of its own channel: what its users have now. */
  private async previous(tx: Tx, { extension, channel }: { extension: string | null; channel: string | null }): Promise<Reviewed | null> {
    if (!extension || !channel) return null;
    const published = await tx.version.findMany({ where: { extension, channel, listing: 'listed' }, select: { version: true, submissionId: true, manifest: true } });
    const last = latest(published.map(({ version }) => version), { prerelease: true });
    const row = published.find(({ version }) => version === last);
    return row ? this.reviewed(tx, { ...row, manifest: row.manifest as unknown as Manifest }) : null;
  }

  private async reviewed(tx: Tx, { version, manifest, submissionId }: Pick<Reviewed, 'version' | 'manifest'> & { submissionId: string }): Promise<Reviewed> {
    const content = await tx.packageContent.findFirst({ where: { submissionId }, select: { files: true, hosts: true } });
    const findings = await tx.finding.findMany({ where: { submissionId }, select: { rule: true, file: true, evidence: true, message: true, position: true }, orderBy: { position: 'asc' } });
    return { version, manifest, files: (content?.files ?? []) as unknown as Reviewed['files'], hosts: content?.hosts ?? [], findings };
  }

  private async circumstances(tx: Tx, submission: { publisherId: string; findings: unknown; verdict: unknown }, changes: Changes | null): Promise<Circumstances> {
    const { publisherId } = submission;
    const [publisher] = await tx.$queryRaw<{ trusted: boolean; published: bigint; rejected: bigint; quarantined: bigint }[]>(Prisma.sql`
      SELECT p.trusted, count(*) FILTER (WHERE s.status = 'PUBLISHED') AS published, count(*) FILTER (WHERE s.status = 'REJECTED') AS rejected,
        (SELECT count(*) FROM version v JOIN submission o ON o.tenant_id = v.tenant_id AND o.id = v.submission_id
          WHERE o.publisher_id = p.id AND v.listing = 'quarantined') AS quarantined
      FROM publisher p LEFT JOIN submission s ON s.tenant_id = p.tenant_id AND s.publisher_id = p.id AND s.status IN ('PUBLISHED', 'REJECTED')
      WHERE p.id = ${publisherId}::uuid GROUP BY p.tenant_id, p.id`);
    const { verdict } = (submission.verdict ?? { verdict: 'needs-human' }) as { verdict: 'pass' | 'needs-human' };
    return {
      verdict,
      findings: submission.findings as Record<Severity, number>,
      newPermissions: changes?.permissions.added ?? [],
      first: changes === null || changes.first,
      tooSmall: Boolean(changes?.too_small),
      publisher: { trusted: publisher!.trusted, published: Number(publisher!.published), rejected: Number(publisher!.rejected), quarantined: Number(publisher!.quarantined) },
    };
  }
}
