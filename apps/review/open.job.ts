import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { objections, whyReviewed, type Circumstances } from '#libs/contracts/approval.js';
import type { Ctx } from '#libs/contracts/context.js';
import type { Changes } from '#libs/comparison/changes.js';
import { compareSubmission } from '#libs/comparison/comparison.js';
import { rulesChangedSince } from '#libs/comparison/rules-since.js';
import type { Severity } from '#libs/contracts/severity.js';
import { recordEvent } from '#libs/db/events.js';
import { Prisma, type Db, type Tx } from '#libs/db/db.js';
import { overtakenBy } from '#libs/db/submissions.js';
import { readProfile } from '#libs/db/tenants.js';
import { transition } from '#libs/db/transition.js';
import { DB } from '#libs/service/service.module.js';
import { holdApprovals } from './approvals.js';
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
      await holdApprovals(tx, submission.extension);
      const changes = await compareSubmission(tx, submission, profile);
      const it = await this.circumstances(tx, submission, changes, await rulesChangedSince(tx, submissionId, profile));
      const against = objections(it, profile);
      if (against.length === 0) {
        const newer = await overtakenBy(tx, submission);
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

  private async circumstances(tx: Tx, submission: { id: string; publisherId: string; findings: unknown; verdict: unknown }, changes: Changes | null, rulesChanged: string[]): Promise<Circumstances> {
    const { id, publisherId } = submission;
    const unanswered = await tx.checkRun.count({ where: { submissionId: id, outcome: { in: ['crashed', 'timed-out', 'missing'] }, OR: [{ required: true }, { required: null }] } });
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
      unanswered,
      newPermissions: changes?.permissions.added ?? [],
      rulesChanged: rulesChanged.length > 0,
      first: changes === null || changes.first,
      tooSmall: Boolean(changes?.too_small),
      publisher: { trusted: publisher!.trusted, published: Number(publisher!.published), rejected: Number(publisher!.rejected), quarantined: Number(publisher!.quarantined) },
    };
  }
}
