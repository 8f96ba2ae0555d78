import { Inject, Injectable } from '@nestjs/common';
import { changedSince, compareSubmission } from '#libs/comparison/comparison.js';
import type { Ctx } from '#libs/contracts/context.js';
import type { Profile } from '#libs/contracts/profile.js';
import type { Db, Prisma, Tx } from '#libs/db/db.js';
import { recordEvent } from '#libs/db/events.js';
import { overtakenBy } from '#libs/db/submissions.js';
import { readProfile } from '#libs/db/tenants.js';
import { transition } from '#libs/db/transition.js';
import { DB } from '#libs/service/service.module.js';
import { holdApprovals } from './approvals.js';

const SUBMISSION = { id: true, status: true, submittedBy: true, publisherId: true, manifest: true, extension: true, version: true, channel: true } as const;
type Subject = Prisma.SubmissionGetPayload<{ select: typeof SUBMISSION }>;
type Decision = Prisma.DecisionGetPayload<object>;

/** Carries out a maintainer's decision: IN_REVIEW → APPROVED or REJECTED, and closes the review. */
@Injectable()
export class DecideJob {
  constructor(@Inject(DB) private readonly db: Db) {}

  async run(ctx: Ctx, { decisionId }: { decisionId: string }): Promise<void> {
    await this.db.tenant(ctx, async (tx) => {
      const decision = await tx.decision.findFirstOrThrow({ where: { id: decisionId } });
      const by = { ...ctx, actorId: decision.decidedBy };
      const submission = await tx.submission.findFirstOrThrow({ where: { id: decision.submissionId }, select: SUBMISSION });
      if (submission.status !== 'IN_REVIEW') return;
      if (decision.decision === 'approve') await holdApprovals(tx, submission.extension);
      const profile = await readProfile(tx);
      const refused = await this.refusal(tx, decision, submission, profile);
      // A later decision under a newer lease is the last word, also when this one was held up.
      if ((await tx.decision.count({ where: { reviewId: decision.reviewId, fence: { gt: decision.fence } } })) > 0) return;
      if (refused) {
        await recordEvent(tx, by, { kind: 'decision-refused', submissionId: decision.submissionId, reason: refused });
        return;
      }
      const id = decision.submissionId;
      const changes = await compareSubmission(tx, submission, profile);
      const said = [...decision.reasons, decision.feedback].filter(Boolean).join(' ');
      const moved =
        decision.decision === 'approve'
          ? await transition(tx, by, { id, from: 'IN_REVIEW', to: 'APPROVED', reason: said || 'approved by a maintainer', patch: { feedback: { reasons: decision.reasons, text: decision.feedback } } })
          : await transition(tx, by, { id, from: 'IN_REVIEW', to: 'REJECTED', reason: said, patch: { feedback: { reasons: decision.reasons, text: decision.feedback } } });
      if (!moved) return;
      await tx.review.updateMany({ where: { id: decision.reviewId }, data: { state: decision.decision === 'approve' ? 'approved' : 'rejected', closedAt: new Date(), decidedBy: decision.decidedBy, changes: changes as object } });
    });
  }

  /** Authority is asked for again where it is used: it may have gone since the decision was said. So may what it was said of. */
  private async refusal(tx: Tx, { decidedBy: memberId, decision, against, rulesChanged }: Decision, submission: Subject, profile: Profile): Promise<string | null> {
    const member = await tx.member.findFirst({ where: { id: memberId }, select: { role: true } });
    if (member?.role !== 'maintainer' && member?.role !== 'admin') return 'who decided is not a maintainer any more';
    if (decision === 'approve' && submission.manifest === null) return 'what the scan did not read cannot be approved';
    const own = submission.submittedBy === memberId || (await tx.publisherMember.count({ where: { publisherId: submission.publisherId, memberId } })) > 0;
    if (own) return 'nobody decides on their own submission';
    if (decision !== 'approve') return null;
    const newer = await overtakenBy(tx, submission);
    return newer === null ? changedSince(tx, submission, { against, rulesChanged }, profile) : `${newer} was approved meanwhile on the same channel`;
  }
}
