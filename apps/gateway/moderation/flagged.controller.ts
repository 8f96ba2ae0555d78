import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DismissBody, FlaggedView, Paging, pageOf } from '#libs/contracts/api.js';
import { Prisma, type Tx } from '#libs/db/db.js';
import { recordEvent } from '#libs/db/events.js';
import { OPEN } from '#libs/db/flags.js';
import { Problem } from '#libs/service/problems.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { Needs } from '../http/needs.guard.js';
import { Operation } from '../http/openapi.js';
import { AskingMember, type AskedByMember } from '../http/request.js';
import { resultView } from '../rules/rescan-views.js';
import { pageView } from '../views.js';
import { dismissFlags } from './dismissals.js';

const Id = z.uuid();
const SUBJECT = { subject: { select: { packageSha256: true, listing: true, of: { select: { publisher: { select: { name: true } } } } } } } as const;
type Row = Prisma.RescanResultGetPayload<{ include: typeof SUBJECT }>;

/** Published versions that today's rules keep back, or about which they could say nothing. */
@ApiTags('moderation')
@Controller('moderation/flagged')
export class FlaggedController {
  constructor(@Inject(DB) private readonly db: Db) {}

  @Get()
  @Needs('review')
  @Operation('Published versions that rescans bring back to the maintainers, each once with the evidence, oldest first', 200, pageOf(FlaggedView), { description: 'A version leaves the list when it is dismissed, quarantined by a maintainer, restored, or found to be clean by a later rescan with all rules.' })
  list(@AskingMember() { ctx }: AskedByMember, @Query({ schema: Paging }) query: z.output<typeof Paging>) {
    return this.db.tenant(ctx, async (tx) => {
      const versions = await tx.$queryRaw<{ ids: string[] }[]>(Prisma.sql`SELECT array_agg(r.id ORDER BY r.at DESC, r.id DESC) AS ids FROM rescan_result r WHERE ${OPEN}
        GROUP BY r.extension, r.version ORDER BY min(r.at), r.extension, r.version LIMIT ${query.per_page} OFFSET ${(query.page - 1) * query.per_page}`);
      const counted = await tx.$queryRaw<{ total: number }[]>(Prisma.sql`SELECT count(DISTINCT (r.extension, r.version))::integer AS total FROM rescan_result r WHERE ${OPEN}`);
      const rows = new Map((await tx.rescanResult.findMany({ where: { id: { in: versions.flatMap(({ ids }) => ids) } }, include: SUBJECT })).map((row) => [row.id, row]));
      return pageView(versions.map(({ ids }) => flaggedView(ids.map((id) => rows.get(id)!))), counted[0]!.total, query);
    });
  }

  @Post(':id/dismiss')
  @HttpCode(204)
  @Needs('review')
  @Operation('Says that what flagged a version until then is no reason to act; later rescans do not bring it back', 204, null, { description: 'To act, quarantine the version; to end a quarantine, restore it. What gave no answer comes back until it has one.' })
  async dismiss(@AskingMember() asked: AskedByMember, @Param('id', { schema: Id }) id: string, @Body({ schema: DismissBody }) { reason }: z.output<typeof DismissBody>) {
    const { ctx } = asked;
    await this.db.tenant(ctx, async (tx) => {
      const result = await tx.rescanResult.findFirst({ where: { id, action: { not: 'none' } }, include: { dismissal: true } });
      if (!result) throw new Problem('not-found', 'No rescan has flagged this.');
      await this.mustNotBeOwn(tx, asked, result.extension);
      if (result.dismissal) return;
      const { extension, version, at } = result;
      await dismissFlags(tx, asked, { extension, version, reason, until: at });
      await recordEvent(tx, ctx, { kind: 'rescan-dismissed', extension, to: version, reason });
    });
  }

  private async mustNotBeOwn(tx: Tx, { member }: AskedByMember, extension: string): Promise<void> {
    const own = await tx.publisherMember.count({ where: { memberId: member.memberId, publisher: { extensions: { some: { name: extension } } } } });
    if (own > 0) throw new Problem('forbidden', 'Nobody decides on their own extension.');
  }
}

/** The open results about one version as one, the last first; what several found is shown once. */
function flaggedView(rows: Row[]): z.output<typeof FlaggedView> {
  const { subject } = rows[0]!;
  const last = resultView(rows[0]!);
  const findings = new Map(rows.flatMap((row) => resultView(row).findings).map((finding) => [JSON.stringify(finding), finding]));
  return { ...last, runs: last.runs.filter(({ outcome }) => outcome !== 'passed'), findings: [...findings.values()], listing: subject.listing as z.output<typeof FlaggedView>['listing'], publisher: subject.of.publisher.name };
}
