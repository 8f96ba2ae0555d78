import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Paging, YaraRuleBody, YaraRuleName, YaraRuleView, pageOf } from '#libs/contracts/api.js';
import { SEVERITIES } from '#libs/contracts/severity.js';
import { recordEvent } from '#libs/db/events.js';
import type { Prisma, Tx } from '#libs/db/db.js';
import { compileYara } from '#libs/yara/compile.js';
import { unknownSeverities } from '#libs/yara/severities.js';
import type { YaraProblem } from '#libs/yara/source.js';
import { Problem } from '#libs/service/problems.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { Needs } from '../http/needs.guard.js';
import { Operation } from '../http/openapi.js';
import { AskingMember, type AskedByMember } from '../http/request.js';
import { pageView } from '../views.js';

/** Sources of one marketplace, and their characters altogether. */
export const MOST_YARA_SOURCES = 100;
export const MOST_YARA_CHARACTERS_IN_ALL = 524_288;

/** YARA rules that a marketplace adds to its checks without a release. */
@ApiTags('rules')
@Controller('yara-rules')
export class YaraRulesController {
  constructor(@Inject(DB) private readonly db: Db) {}

  @Get()
  @Needs('admin')
  @Operation('The marketplace\'s YARA rules', 200, pageOf(YaraRuleView))
  list(@AskingMember() { ctx }: AskedByMember, @Query({ schema: Paging }) query: z.output<typeof Paging>) {
    return this.db.tenant(ctx, async (tx) => {
      const rows = await tx.yaraRule.findMany({ orderBy: { name: 'asc' }, skip: (query.page - 1) * query.per_page, take: query.per_page });
      return pageView(await views(tx, rows), await tx.yaraRule.count(), query);
    });
  }

  @Put(':name')
  @Needs('admin')
  @Operation('Adds or replaces YARA rules; they count from the next scan on', 200, YaraRuleView, `Meta of a rule: severity (${SEVERITIES.join(', ')}; high without one), description, help. The name is their namespace.`)
  async set(@AskingMember() { ctx, member }: AskedByMember, @Param('name', { schema: YaraRuleName }) name: string, @Body({ schema: YaraRuleBody }) { source }: z.output<typeof YaraRuleBody>) {
    const others = await this.db.tenant(ctx, (tx) => tx.yaraRule.findMany({ where: { name: { not: name } }, select: { name: true, source: true } }));
    mustFit([...others, { name, source }]);
    // All together, because they are compiled together for a scan.
    const problems = await compileYara([...others, { name, source }]);
    if (problems.length > 0) throw refused('bad-request', 'The YARA rules do not compile', problems);
    const unknown = unknownSeverities({ name, source });
    if (unknown.length > 0) throw refused('rule-refused', 'A YARA rule says with what severity it is to count, and there is none like that', unknown);
    return this.db.tenant(ctx, async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('souk.yara'), hashtext(${ctx.tenantId}))`;
      mustFit([...(await tx.yaraRule.findMany({ where: { name: { not: name } }, select: { name: true, source: true } })), { name, source }]);
      const row = await tx.yaraRule.upsert({ where: { tenantId_name: { tenantId: ctx.tenantId, name } }, create: { tenantId: ctx.tenantId, name, source, writtenBy: member.memberId }, update: { source, writtenBy: member.memberId, updatedAt: new Date() } });
      await recordEvent(tx, ctx, { kind: 'yara-rule', to: name });
      return (await views(tx, [row]))[0]!;
    });
  }

  @Delete(':name')
  @HttpCode(204)
  @Needs('admin')
  @Operation('Removes YARA rules', 204, null)
  async remove(@AskingMember() { ctx }: AskedByMember, @Param('name', { schema: YaraRuleName }) name: string) {
    await this.db.tenant(ctx, async (tx) => {
      const gone = await tx.yaraRule.deleteMany({ where: { name } });
      if (gone.count === 0) throw new Problem('not-found', `There are no YARA rules called ${name}.`);
      await recordEvent(tx, ctx, { kind: 'yara-rule', from: name });
    });
  }
}

function mustFit(sources: readonly { source: string }[]): void {
  if (sources.length > MOST_YARA_SOURCES) throw new Problem('conflict', `A marketplace may have ${MOST_YARA_SOURCES} sources of YARA rules. Remove some first.`);
  const characters = sources.reduce((sum, { source }) => sum + source.length, 0);
  if (characters > MOST_YARA_CHARACTERS_IN_ALL) throw new Problem('conflict', `All YARA rules of a marketplace may have ${MOST_YARA_CHARACTERS_IN_ALL} characters together; with these they would have ${characters}.`);
}

function refused(type: 'bad-request' | 'rule-refused', what: string, problems: readonly YaraProblem[]): Problem {
  const errors = problems.map(({ name, line, column, message }) => ({ pointer: '/source', detail: line === null ? `${name}: ${message}` : `${name}, line ${line}, column ${column}: ${message}` }));
  return new Problem(type, `${what}: ${errors[0]!.detail}`, { errors });
}

async function views(tx: Tx, rows: Prisma.YaraRuleGetPayload<object>[]): Promise<z.output<typeof YaraRuleView>[]> {
  const members = await tx.member.findMany({ where: { id: { in: rows.map((row) => row.writtenBy) } }, select: { id: true, handle: true } });
  const handles = new Map(members.map(({ id, handle }) => [id, handle]));
  return rows.map((row) => ({ name: row.name, source: row.source, written_by: handles.get(row.writtenBy) ?? null, created_at: row.createdAt.toISOString(), updated_at: row.updatedAt.toISOString() }));
}
