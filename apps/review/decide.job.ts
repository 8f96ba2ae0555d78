import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#libs/contracts/context.js';
import type { Db, Tx } from '#libs/db/db.js';
import { recordEvent } from '#libs/db/events.js';
import { transition } from '#libs/db/transition.js';
import { DB } from '#libs/service/service.module.js';
import { overtakenForGood } from './overtaken.js';

/** Carries out a maintainer's decision: IN_REVIEW → APPROVED or REJECTED, and closes the review. */
@Injectable()
export class DecideJob {
  constructor(@Inject(DB) private readonly db: Db) {}

  async run(ctx: Ctx, { decisionId }: { decisionId: string }): Promise<void> {
    await this.db.tenant(ctx, async (tx) => {
      const decision = await tx.decision.findFirstOrThrow({ where: { id: decisionId } });
      const by = { ...ctx, actorId: decision.decidedBy };
      const refused = await this.refusal(tx, decision);
      // A later decision under a newer lease is the last word, also when this one was held up.
      if ((await tx.decision.count({ where: { reviewId: decision.reviewId, fence: { gt: decision.fence } } })) > 0) return;
      if (refused) {
        await recordEvent(tx, by, { kind: 'decision-refused', submissionId: decision.submissionId, reason: refused });
        return;
      }
      const id = decision.submissionId;
      const said = [...decision.reasons, decision.feedback].filter(Boolean).join(' ');
      const moved =
        decision.decision === 'approve'
          ? await transition(tx, by, { id, from: 'IN_REVIEW', to: 'APPROVED', reason: said || 'approved by a maintainer', patch: { feedback: { reasons: decision.reasons, text: decision.feedback } } })
          : await transition(tx, by, { id, from: 'IN_REVIEW', to: 'REJECTED', reason: said, patch: { feedback: { reasons: decision.reasons, text: decision.feedback } } });
      if (!moved) return;
      await tx.review.updateMany({ where: { id: decision.reviewId }, data: { state: decision.decision === 'approve' ? 'approved' : 'rejected', closedAt: new Date(), decidedBy: decision.decidedBy } });
    });
  }

  /** Authority is asked for again where it is used: it may have gone since the decision was said. */
  private async refusal(tx: Tx, { decidedBy: memberId, submissionId, decision }: { decidedBy: string; submissionId: string; decision: string }): Promise<string | null> {
    const member = await tx.member.findFirst({ where: { id: memberId }, select: { role: true } });
    if (member?.role !== 'maintainer' && member?.role !== 'admin') return 'who decided is not a maintainer any more';
    const submission = await tx.submission.findFirstOrThrow({ where: { id: submissionId }, select: { submittedBy: true, publisherId: true, manifest: true, extension: true, version: true, channel: true } });
    if (decision === 'approve' && submission.manifest === null) return 'a package that could not be read cannot be approved';
    const own = submission.submittedBy === memberId || (await tx.publisherMember.count({ where: { publisherId: submission.publisherId, memberId } })) > 0;
    if (own) return 'nobody decides on their own submission';
    const newer = decision === 'approve' ? await overtakenForGood(tx, submission) : null;
    return newer === null ? null : `${newer} was approved meanwhile on the same channel`;
  }
}
