import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DismissBody, FlaggedView, Paging, pageOf } from '#libs/contracts/api.js';
import { recordEvent } from '#libs/db/events.js';
import { Prisma, type Tx } from '#libs/db/db.js';
import { Problem } from '#libs/service/problems.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { Needs } from '../http/needs.guard.js';
import { Operation } from '../http/openapi.js';
import { AskingMember, type AskedByMember } from '../http/request.js';
import { resultView } from '../rules/rescan-views.js';
import { pageView } from '../views.js';

const Id = z.uuid();
/** Open until a maintainer dismisses it, or lists the version otherwise after it. */
const OPEN = Prisma.sql`r.action <> 'none' AND NOT EXISTS (SELECT 1 FROM rescan_dismissal d WHERE d.result_id = r.id)
  AND NOT EXISTS (SELECT 1 FROM listing_change c WHERE c.extension = r.extension AND c.version = r.version AND c.at > r.at AND (c."to" = 'quarantined' OR r.action = 'quarantine'))`;

/** Published versions in which a rescan found what would be rejected today. */
@ApiTags('moderation')
@Controller('moderation/flagged')
export class FlaggedController {
  constructor(@Inject(DB) private readonly db: Db) {}

  @Get()
  @Needs('review')
  @Operation('Published versions that a rescan brings back to the maintainers, with the evidence, oldest first', 200, pageOf(FlaggedView))
  list(@AskingMember() { ctx }: AskedByMember, @Query({ schema: Paging }) query: z.output<typeof Paging>) {
    return this.db.tenant(ctx, async (tx) => {
      const ids = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`SELECT r.id FROM rescan_result r WHERE ${OPEN} ORDER BY r.at, r.id LIMIT ${query.per_page} OFFSET ${(query.page - 1) * query.per_page}`);
      const counted = await tx.$queryRaw<{ total: bigint }[]>(Prisma.sql`SELECT count(*) AS total FROM rescan_result r WHERE ${OPEN}`);
      const rows = await tx.rescanResult.findMany({ where: { id: { in: ids.map(({ id }) => id) } }, include: { subject: { select: { listing: true, of: { select: { publisher: { select: { name: true } } } } } } }, orderBy: [{ at: 'asc' }, { id: 'asc' }] });
      return pageView(rows.map((row) => ({ ...resultView(row), listing: row.subject.listing, publisher: row.subject.of.publisher.name })), Number(counted[0]!.total), query);
    });
  }

  @Post(':id/dismiss')
  @HttpCode(204)
  @Needs('review')
  @Operation('Says that a match is no reason to act; later rescans do not bring it back', 204, null, 'To act, quarantine the version; to end a quarantine, restore it.')
  async dismiss(@AskingMember() asked: AskedByMember, @Param('id', { schema: Id }) id: string, @Body({ schema: DismissBody }) { reason }: z.output<typeof DismissBody>) {
    const { ctx, member } = asked;
    await this.db.tenant(ctx, async (tx) => {
      const result = await tx.rescanResult.findFirst({ where: { id, action: { not: 'none' } }, include: { dismissal: true } });
      if (!result) throw new Problem('not-found', 'No rescan has flagged this.');
      await this.mustNotBeOwn(tx, asked, result.extension);
      if (result.dismissal) return;
      await tx.rescanDismissal.createMany({ data: [{ tenantId: ctx.tenantId, resultId: id, reason, dismissedBy: member.memberId }], skipDuplicates: true });
      await recordEvent(tx, ctx, { kind: 'rescan-dismissed', extension: result.extension, to: result.version, reason });
    });
  }

  private async mustNotBeOwn(tx: Tx, { member }: AskedByMember, extension: string): Promise<void> {
    const own = await tx.publisherMember.count({ where: { memberId: member.memberId, publisher: { extensions: { some: { name: extension } } } } });
    if (own > 0) throw new Problem('forbidden', 'Nobody decides on their own extension.');
  }
}
