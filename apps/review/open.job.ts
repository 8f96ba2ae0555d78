import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { Ctx } from '#libs/contracts/context.js';
import type { Severity } from '#libs/contracts/profile.js';
import { announce } from '#libs/db/events.js';
import type { Db, Tx } from '#libs/db/db.js';
import { readProfile } from '#libs/db/tenants.js';
import { transition } from '#libs/db/transition.js';
import { compareFiles, compareManifests, type FileComparison, type ManifestComparison } from '#libs/manifest/compare.js';
import type { Manifest, PackageFile } from '#libs/manifest/manifest.js';
import { latest } from '#libs/manifest/versions.js';
import { DB } from '#libs/service/service.module.js';
import { objections, queueReasons, type Circumstances } from './policy.js';

const HOUR_MS = 3_600_000;

interface Changes extends ManifestComparison {
  /** The published version that it is compared with. */
  against: string | null;
  files: FileComparison;
}

/** IN_REVIEW → APPROVED by policy, or opens a review for the maintainers. */
@Injectable()
export class OpenJob {
  constructor(@Inject(DB) private readonly db: Db) {}

  async run(ctx: Ctx, { submissionId }: { submissionId: string }): Promise<void> {
    await this.db.tenant(ctx, async (tx) => {
      const submission = await tx.submission.findFirst({ where: { id: submissionId, status: 'IN_REVIEW' }, include: { review: { select: { id: true } } } });
      if (!submission || submission.review) return;
      const profile = await readProfile(tx);
      const changes = await this.changes(tx, submission);
      const it = await this.circumstances(tx, submission, changes);
      const against = objections(it, profile);
      if (against.length === 0) {
        await transition(tx, { ...ctx, actorId: null }, { id: submissionId, from: 'IN_REVIEW', to: 'APPROVED', reason: 'approved by policy' });
        return;
      }
      const reasons = [...queueReasons(it), { reason: 'not-automatic', hours: 0, text: `Policy did not approve it because ${against.join(', and ')}.` }];
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
      await announce(tx, { tenant: ctx.tenantId, kind: 'review', submission: submissionId });
    });
  }

  /** Against the last listed version of its own channel: what its users have now. */
  private async changes(tx: Tx, submission: { id: string; extension: string | null; channel: string | null; manifest: unknown }): Promise<Changes | null> {
    const { id: submissionId, extension, channel } = submission;
    const manifest = submission.manifest as Manifest | null;
    if (!manifest || !extension || !channel) return null;
    const published = await tx.version.findMany({ where: { extension, channel, listing: 'listed' }, select: { version: true, submissionId: true, manifest: true } });
    const against = latest(published.map((version) => version.version), { prerelease: true });
    const previous = published.find((version) => version.version === against) ?? null;
    const contents = await tx.packageContent.findMany({ where: { submissionId: { in: [submissionId, ...(previous ? [previous.submissionId] : [])] } }, select: { submissionId: true, files: true } });
    const files = (id: string | undefined) => (contents.find((content) => content.submissionId === id)?.files ?? []) as unknown as Omit<PackageFile, 'bytes'>[];
    return { against, ...compareManifests((previous?.manifest ?? null) as Manifest | null, manifest), files: compareFiles(files(previous?.submissionId), files(submissionId)) };
  }

  private async circumstances(tx: Tx, submission: { publisherId: string; findings: unknown; verdict: unknown }, changes: Changes | null): Promise<Circumstances> {
    const { publisherId } = submission;
    const publisher = await tx.publisher.findFirstOrThrow({ where: { id: publisherId }, select: { trusted: true } });
    const ended = await tx.submission.groupBy({ by: ['status'], where: { publisherId, status: { in: ['PUBLISHED', 'REJECTED'] } }, _count: true });
    const quarantined = await tx.version.count({ where: { listing: 'quarantined', submission: { publisherId } } });
    const count = (status: string) => ended.find((group) => group.status === status)?._count ?? 0;
    const { verdict } = (submission.verdict ?? { verdict: 'needs-human' }) as { verdict: 'pass' | 'needs-human' };
    return {
      verdict,
      findings: submission.findings as Record<Severity, number>,
      newPermissions: changes?.permissions.added ?? [],
      first: changes === null || changes.first,
      publisher: { trusted: publisher.trusted, published: count('PUBLISHED'), rejected: count('REJECTED'), quarantined },
    };
  }
}
