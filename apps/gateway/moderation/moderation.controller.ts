import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { quarantineKey } from '#libs/blobs/keys.js';
import { BlobMissing } from '#libs/blobs/store.js';
import { changedSince, toTell, type Compared, type Told } from '#libs/comparison/comparison.js';
import { Claim, DecisionBody, QueueQuery, ReleaseBody, ReviewDetail, ReviewEntry, pageOf } from '#libs/contracts/api.js';
import { promise } from '#libs/db/outbox.js';
import type { Tx } from '#libs/db/db.js';
import { overtakenBy, type Placed } from '#libs/db/submissions.js';
import { formats } from '#libs/manifest/formats.js';
import { Problem } from '#libs/service/problems.js';
import { BLOBS, DB, type Blobs, type Db } from '#libs/service/service.module.js';
import { Commands } from '../http/commands.js';
import { Needs } from '../http/needs.guard.js';
import { Operation } from '../http/openapi.js';
import { AskingMember, type AskedByMember, type Reply } from '../http/request.js';
import { Submissions } from '../submissions/submissions.js';
import { pageView } from '../views.js';
import { claim, mustHold, release } from './leases.js';
import { Reviews } from './reviews.js';

type Decision = z.output<typeof DecisionBody>;
const Id = z.uuid();

@ApiTags('moderation')
@Controller('moderation')
export class ModerationController {
  constructor(
    @Inject(DB) private readonly db: Db,
    private readonly reviews: Reviews,
    private readonly submissions: Submissions,
    private readonly commands: Commands,
    @Inject(BLOBS) private readonly blobs: Blobs,
  ) {}

  @Get('queue')
  @Needs('review')
  @Operation('Reviews in the order in which they should be taken, with the reasons for it', 200, pageOf(ReviewEntry))
  async queue(@AskingMember() asked: AskedByMember, @Query({ schema: QueueQuery }) query: z.output<typeof QueueQuery>) {
    const { data, total } = await this.db.tenant(asked.ctx, (tx) => this.reviews.page(tx, query));
    return pageView(data, total, query);
  }

  @Get('reviews/:id')
  @Needs('review')
  @Operation('A review with its evidence', 200, ReviewDetail)
  show(@AskingMember() asked: AskedByMember, @Param('id', { schema: Id }) id: string) {
    return this.db.tenant(asked.ctx, (tx) => this.reviews.detail(tx, id));
  }

  @Get('reviews/:id/package')
  @Needs('review')
  @Operation('The bytes that are decided about, as long as the review is open', 200, 'application/octet-stream', { sends: ['Content-Disposition', 'X-Package-Sha256'] })
  async package(@AskingMember() asked: AskedByMember, @Param('id', { schema: Id }) id: string, @Res() reply: Reply) {
    const { submission } = await this.db.tenant(asked.ctx, (tx) => this.mustBeOpen(tx, id));
    const { blobId, packageSha256, format, extension, version } = submission;
    if (blobId === null || packageSha256 === null) throw new Problem('not-found', 'The submission has no package.');
    const { size, stream } = await this.blobs.get(quarantineKey(asked.ctx.tenantId, blobId)).catch((error: unknown) => {
      throw error instanceof BlobMissing ? new Problem('conflict', 'The package is being published or removed just now.') : error;
    });
    const filename = `${extension === null || version === null ? id : `${extension}-${version}`}${formats.get(format ?? '')?.extension ?? ''}`;
    reply.headers({ 'content-type': 'application/octet-stream', 'content-disposition': `attachment; filename="${filename}"`, 'content-length': size, 'x-package-sha256': packageSha256, 'cache-control': 'private, no-store' });
    reply.send(stream);
  }

  @Post('reviews/:id/claim')
  @HttpCode(200)
  @Needs('review')
  @Operation('Takes a review as it is compared now, and tells what has become of the rules; the lease is needed to decide', 200, Claim)
  async claim(@AskingMember() asked: AskedByMember, @Param('id', { schema: Id }) id: string) {
    const held = await this.db.tenant(asked.ctx, async (tx) => {
      const { submission } = await this.mustBeOpen(tx, id);
      await this.mustNotBeOwn(tx, asked, id);
      return claim(tx, asked, id, await toTell(tx, submission, asked.tenant.profile));
    });
    return { review_id: id, lease: String(held.fence), expires_at: held.expiresAt.toISOString(), rules_changed: held.told.rulesChanged };
  }

  @Post('reviews/:id/release')
  @HttpCode(204)
  @Needs('review')
  @Operation('Gives a review back', 204, null)
  async release(@AskingMember() asked: AskedByMember, @Param('id', { schema: Id }) id: string, @Body({ schema: ReleaseBody }) body: z.output<typeof ReleaseBody>) {
    await this.db.tenant(asked.ctx, async (tx) => {
      await this.reviews.find(tx, id);
      await release(tx, asked, id, body.lease);
    });
  }

  @Post('reviews/:id/decision')
  @HttpCode(200)
  @Needs('review')
  @Operation('Approves or rejects; answers once the decision is carried out', 200, ReviewDetail, { also: { 202: 'the decision is stored and on its way' } })
  async decide(@AskingMember() asked: AskedByMember, @Param('id', { schema: Id }) id: string, @Body({ schema: DecisionBody }) body: Decision, @Res({ passthrough: true }) reply: Reply) {
    if (body.decision === 'reject' && !body.feedback?.trim()) throw new Problem('bad-request', 'A rejection needs feedback: tell the author what to change.', { errors: [{ pointer: '/feedback', detail: 'is needed to reject' }] });
    // Whose submission it is, before its status is asked: so no move away from it is missed.
    const { submissionId } = await this.db.tenant(asked.ctx, (tx) => this.reviews.find(tx, id));
    const done = await this.commands.carriedOut(
      (told) => told.submission === submissionId && (told.kind === 'transition' || told.kind === 'decision-refused'),
      () => this.db.tenant(asked.ctx, (tx) => this.write(tx, asked, id, body)),
    );
    const review = await this.db.tenant(asked.ctx, async (tx) => {
      const review = await this.reviews.detail(tx, id);
      if (review.state === 'closed') throw over(review.submission.status);
      if (done && review.state === 'open') throw new Problem('conflict', `The decision was refused: ${await this.refusal(tx, submissionId)}`);
      return review;
    });
    if (review.state === 'open') reply.code(202);
    return review;
  }

  /** Writes the decision down under the lease and promises it to the review service. */
  private async write(tx: Tx, asked: AskedByMember, reviewId: string, body: Decision): Promise<void> {
    const { ctx, member } = asked;
    const { submissionId, submission } = await this.mustBeOpen(tx, reviewId);
    if (body.decision === 'approve' && submission.manifest === null) throw new Problem('conflict', 'The scan ended before it had read the manifest, so nobody knows what would be published. Reject it, and say why: its checks tell what happened.');
    if (body.decision === 'approve') await this.mustBeNewest(tx, submission);
    await this.mustNotBeOwn(tx, asked, reviewId);
    const { fence, told } = await mustHold(tx, asked, reviewId, body.lease);
    if (body.decision === 'approve') await this.mustBeSeen(tx, asked, submission, told);
    const decisionId = uuid();
    if ((await tx.decision.count({ where: { reviewId, fence } })) > 0) throw new Problem('conflict', 'A decision under this lease is being carried out already.');
    await tx.decision.create({ data: { tenantId: ctx.tenantId, id: decisionId, reviewId, submissionId, decidedBy: member.memberId, decision: body.decision, reasons: body.reasons, feedback: body.feedback ?? null, fence, ...told } });
    await promise(tx, ctx, 'review.decide', decisionId, { decisionId });
  }

  /** What the review service says of the last decision that it did not carry out. */
  private async refusal(tx: Tx, submissionId: string): Promise<string> {
    const told = await tx.event.findFirst({ where: { submissionId, kind: 'decision-refused' }, orderBy: { id: 'desc' }, select: { reason: true } });
    return told?.reason ?? 'look at the review again.';
  }

  private async mustBeOpen(tx: Tx, id: string) {
    const review = await this.reviews.find(tx, id);
    if (review.state === 'open' && review.submission.status === 'IN_REVIEW') return review;
    throw over(review.submission.status);
  }

  /** A version is published behind none that is greater; the review service asks this again when it decides. */
  private async mustBeNewest(tx: Tx, placed: Placed): Promise<void> {
    const newer = await overtakenBy(tx, placed);
    if (newer !== null) throw new Problem('conflict', `${newer} was published on the channel ${placed.channel} meanwhile, and ${placed.version} is not greater. Reject it, and ask for a higher version.`);
  }

  /** Other versions may have been approved, and rules have changed, since the review was claimed; the review service asks this again when it decides. */
  private async mustBeSeen(tx: Tx, { tenant }: AskedByMember, submission: Compared, told: Told): Promise<void> {
    const news = await changedSince(tx, submission, told, tenant.profile);
    if (news !== null) throw new Problem('conflict', `${news} Claim the review anew and look at it once more.`);
  }

  private async mustNotBeOwn(tx: Tx, asked: AskedByMember, id: string): Promise<void> {
    const { submission } = await this.reviews.find(tx, id);
    if (submission.submittedBy === asked.member.memberId || (await this.submissions.isOwn(tx, asked, submission))) throw new Problem('forbidden', 'Nobody decides on their own submission.');
  }
}

/** 409 for a review whose submission has left it. */
function over(status: string): Problem {
  return new Problem('conflict', `The review is over: the submission is ${status}.`, { extra: { submission_status: status } });
}
