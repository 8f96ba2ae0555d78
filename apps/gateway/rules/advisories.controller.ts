import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { AdvisoriesBody, AdvisoriesImported, AdvisoryId, AdvisoryView, advisoryOf, indicatorsOf, MOST_ADVISORIES, reasonToIgnore, type AdvisoryRecord } from '#libs/contracts/advisories.js';
import { Paging, pageOf } from '#libs/contracts/api.js';
import type { Ctx } from '#libs/contracts/context.js';
import { recordEvent } from '#libs/db/events.js';
import { Prisma, type Tx } from '#libs/db/db.js';
import { Problem } from '#libs/service/problems.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { Needs } from '../http/needs.guard.js';
import { Operation } from '../http/openapi.js';
import { AskingMember, type AskedByMember } from '../http/request.js';
import { pageView } from '../views.js';

/** What is known to be malicious, as OSV records that the marketplace compares packages with. */
@ApiTags('rules')
@Controller('advisories')
export class AdvisoriesController {
  constructor(@Inject(DB) private readonly db: Db) {}

  @Get()
  @Needs('admin')
  @Operation('The marketplace\'s advisories, by id', 200, pageOf(AdvisoryView))
  list(@AskingMember() { ctx }: AskedByMember, @Query({ schema: Paging }) query: z.output<typeof Paging>) {
    return this.db.tenant(ctx, async (tx) => {
      const rows = await tx.advisory.findMany({ include: { _count: { select: { indicators: true } } }, orderBy: { id: 'asc' }, skip: (query.page - 1) * query.per_page, take: query.per_page });
      const members = await tx.member.findMany({ where: { id: { in: rows.map((row) => row.importedBy) } }, select: { id: true, handle: true } });
      const handles = new Map(members.map(({ id, handle }) => [id, handle]));
      const data = rows.map((row) => ({ id: row.id, modified: row.modified.toISOString(), summary: row.summary, url: row.url, indicators: row._count.indicators, imported_by: handles.get(row.importedBy) ?? null, imported_at: row.importedAt.toISOString() }));
      return pageView(data, await tx.advisory.count(), query);
    });
  }

  @Post()
  @HttpCode(200)
  @Needs('admin')
  @Operation('Imports OSV records about malicious things; they count from the next scan on', 200, AdvisoriesImported, { description: 'All of them or, when one is refused, none. A record replaces an older one of its id; a withdrawn one removes it. The same again changes nothing.' })
  import(@AskingMember() { ctx, member }: AskedByMember, @Body({ schema: AdvisoriesBody }) { records }: z.output<typeof AdvisoriesBody>) {
    return this.db.tenant(ctx, async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('souk.advisories'), hashtext(${ctx.tenantId}))`;
      const { stored, outdated, ...counted } = await this.sorted(tx, latest(records));
      if (outdated.length > 0) await tx.$executeRaw(Prisma.sql`DELETE FROM advisory a USING unnest(${outdated}::text[]) AS given (id) WHERE a.id = given.id`);
      if (stored.length > 0) {
        const room = MOST_ADVISORIES - (await tx.advisory.count());
        if (stored.length > room) throw new Problem('conflict', `A marketplace may have ${MOST_ADVISORIES} advisories, and with these it would have ${stored.length - room} more. Nothing was imported. Remove some first, or leave out those of ecosystems that no extension here uses.`);
        await insert(tx, ctx, member.memberId, stored);
      }
      if (stored.length + counted.removed > 0) await recordEvent(tx, ctx, { kind: 'advisory', to: `${stored.length} stored, ${counted.removed} removed` });
      return { stored: stored.length, ...counted };
    });
  }

  @Delete(':id')
  @HttpCode(204)
  @Needs('admin')
  @Operation('Removes an advisory', 204, null)
  async remove(@AskingMember() { ctx }: AskedByMember, @Param('id', { schema: AdvisoryId }) id: string) {
    await this.db.tenant(ctx, async (tx) => {
      const gone = await tx.advisory.deleteMany({ where: { id } });
      if (gone.count === 0) throw new Problem('not-found', `There is no advisory ${id}.`);
      await recordEvent(tx, ctx, { kind: 'advisory', from: id });
    });
  }

  /** What is to become of each record. `outdated` are ids whose rows have to go first. */
  private async sorted(tx: Tx, records: readonly AdvisoryRecord[]) {
    // Joined, because PostgreSQL compares a long list of ids with every row: seconds instead of milliseconds among 20,000.
    const rows = await tx.$queryRaw<{ id: string; modified: Date }[]>(Prisma.sql`SELECT a.id, a.modified FROM unnest(${records.map(({ id }) => id)}::text[]) AS given (id) JOIN advisory a ON a.id = given.id`);
    const known = new Map(rows.map(({ id, modified }) => [id, modified]));
    const sorted = { stored: [] as Stored[], outdated: [] as string[], unchanged: 0, removed: 0, ignored: [] as { id: string; reason: string }[] };
    for (const record of records) {
      const { id, withdrawn } = record;
      const before = known.get(id);
      const indicators = indicatorsOf(record);
      const reason = withdrawn ? 'it was withdrawn' : reasonToIgnore(record, indicators);
      if (before !== undefined && before >= new Date(record.modified) && !withdrawn) {
        sorted.unchanged += 1;
        continue;
      }
      if (before !== undefined) sorted.outdated.push(id);
      if (reason === null) sorted.stored.push({ ...advisoryOf(record), modified: record.modified, indicators });
      else if (before !== undefined) sorted.removed += 1;
      else sorted.ignored.push({ id, reason });
    }
    return sorted;
  }
}

type Stored = ReturnType<typeof advisoryOf> & { modified: string; indicators: ReturnType<typeof indicatorsOf> };

/** Of several records with the same id the newest. */
function latest(records: readonly AdvisoryRecord[]): AdvisoryRecord[] {
  const byId = new Map<string, AdvisoryRecord>();
  for (const record of records) {
    const other = byId.get(record.id);
    if (!other || new Date(other.modified) <= new Date(record.modified)) byId.set(record.id, record);
  }
  return [...byId.values()];
}

/** In two statements, however many there are. */
async function insert(tx: Tx, ctx: Ctx, memberId: string, advisories: readonly Stored[]): Promise<void> {
  await tx.advisory.createMany({ data: advisories.map(({ id, modified, summary, url }) => ({ tenantId: ctx.tenantId, id, modified: new Date(modified), summary, url, importedBy: memberId, importedAt: new Date() })) });
  const indicators = advisories.flatMap((advisory) => advisory.indicators.map((indicator) => ({ ...indicator, advisory_id: advisory.id })));
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO advisory_indicator (tenant_id, kind, value, advisory_id, versions)
    SELECT ${ctx.tenantId}::uuid, kind, value, advisory_id, versions FROM jsonb_to_recordset(${JSON.stringify(indicators)}::jsonb) AS given (kind text, value text, advisory_id text, versions text[])`);
}
