import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Paging, Sha256, YaraRuleBody, YaraRuleName, YaraRuleView, YaraVersionView, pageOf } from '#libs/contracts/api.js';
import { SEVERITIES } from '#libs/contracts/severity.js';
import { recordEvent } from '#libs/db/events.js';
import type { Prisma, Tx } from '#libs/db/db.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { compileYara } from '#libs/yara/compile.js';
import { unknownSeverities } from '#libs/yara/severities.js';
import type { YaraProblem, YaraSource } from '#libs/yara/source.js';
import { Problem } from '#libs/service/problems.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { Needs } from '../http/needs.guard.js';
import { Operation } from '../http/openapi.js';
import { AskingMember, type AskedByMember } from '../http/request.js';
import { pageView } from '../views.js';

/** Sources of one marketplace, and their characters altogether. */
export const MOST_YARA_SOURCES = 100;
export const MOST_YARA_CHARACTERS_IN_ALL = 524_288;

const WITH_TEXT = { version: { select: { source: true } } } as const;

/** YARA rules that a marketplace's maintainers add to its checks without a release. */
@ApiTags('rules')
@Controller('yara-rules')
export class YaraRulesController {
  constructor(@Inject(DB) private readonly db: Db) {}

  @Get()
  @Needs('review', 'admin')
  @Operation('The marketplace\'s YARA rules', 200, pageOf(YaraRuleView))
  list(@AskingMember() { ctx }: AskedByMember, @Query({ schema: Paging }) query: z.output<typeof Paging>) {
    return this.db.tenant(ctx, async (tx) => {
      const rows = await tx.yaraRule.findMany({ orderBy: { name: 'asc' }, include: WITH_TEXT, skip: (query.page - 1) * query.per_page, take: query.per_page });
      return pageView(await views(tx, rows), await tx.yaraRule.count(), query);
    });
  }

  @Get(':name/versions/:sha256')
  @Needs('review', 'admin')
  @Operation('A text that YARA rules have or had, by the hash that scans name', 200, YaraVersionView, { description: 'It stays when the rules are replaced or removed.' })
  version(@AskingMember() { ctx }: AskedByMember, @Param('name', { schema: YaraRuleName }) name: string, @Param('sha256', { schema: Sha256 }) hash: string): Promise<z.output<typeof YaraVersionView>> {
    return this.db.tenant(ctx, async (tx) => {
      const row = await tx.yaraVersion.findFirst({ where: { name, sha256: hash } });
      if (!row) throw new Problem('not-found', `YARA rules called ${name} never had a text with the SHA-256 ${hash}.`);
      return { name, sha256: hash, source: row.source, written_by: (await handlesOf(tx, [row])).get(row.writtenBy) ?? null, written_at: row.writtenAt.toISOString() };
    });
  }

  @Put(':name')
  @Needs('review', 'admin')
  @Operation('Adds or replaces YARA rules; they count from the next scan on', 200, YaraRuleView, { description: `Meta of a rule: severity (${SEVERITIES.join(', ')}; high without one), description, help. The name is their namespace.` })
  async set(@AskingMember() { ctx, member }: AskedByMember, @Param('name', { schema: YaraRuleName }) name: string, @Body({ schema: YaraRuleBody }) { source }: z.output<typeof YaraRuleBody>) {
    const others = await this.db.tenant(ctx, (tx) => othersThan(tx, name));
    mustFit([...others, { name, source }]);
    // All together, because they are compiled together for a scan; what was taken before was tried then.
    const problems = await compileYara([...others, { name, source }], [{ name, source }]);
    if (problems.length > 0) throw refused('bad-request', 'The YARA rules cannot be used', problems);
    const unknown = unknownSeverities({ name, source });
    if (unknown.length > 0) throw refused('rule-refused', 'A YARA rule says with what severity it is to count, and there is none like that', unknown);
    return this.db.tenant(ctx, async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('souk.yara'), hashtext(${ctx.tenantId}))`;
      mustFit([...(await othersThan(tx, name)), { name, source }]);
      const version = { tenantId: ctx.tenantId, name, sha256: sha256(Buffer.from(source)), writtenBy: member.memberId };
      // A text that came back is the one that was.
      await tx.yaraVersion.createMany({ data: [{ ...version, source }], skipDuplicates: true });
      const row = await tx.yaraRule.upsert({ where: { tenantId_name: { tenantId: ctx.tenantId, name } }, create: version, update: { sha256: version.sha256, writtenBy: member.memberId, updatedAt: new Date() }, include: WITH_TEXT });
      await recordEvent(tx, ctx, { kind: 'yara-rule', to: name, reason: `sha256 ${version.sha256}` });
      return (await views(tx, [row]))[0]!;
    });
  }

  @Delete(':name')
  @HttpCode(204)
  @Needs('review', 'admin')
  @Operation('Removes YARA rules', 204, null)
  async remove(@AskingMember() { ctx }: AskedByMember, @Param('name', { schema: YaraRuleName }) name: string) {
    await this.db.tenant(ctx, async (tx) => {
      const gone = await tx.yaraRule.deleteMany({ where: { name } });
      if (gone.count === 0) throw new Problem('not-found', `There are no YARA rules called ${name}.`);
      await recordEvent(tx, ctx, { kind: 'yara-rule', from: name });
    });
  }
}

async function othersThan(tx: Tx, name: string): Promise<YaraSource[]> {
  const rows = await tx.yaraRule.findMany({ where: { name: { not: name } }, include: WITH_TEXT });
  return rows.map((row) => ({ name: row.name, source: row.version.source }));
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

async function views(tx: Tx, rows: Prisma.YaraRuleGetPayload<{ include: typeof WITH_TEXT }>[]): Promise<z.output<typeof YaraRuleView>[]> {
  const handles = await handlesOf(tx, rows);
  return rows.map((row) => ({ name: row.name, sha256: row.sha256, source: row.version.source, written_by: handles.get(row.writtenBy) ?? null, created_at: row.createdAt.toISOString(), updated_at: row.updatedAt.toISOString() }));
}

async function handlesOf(tx: Tx, rows: readonly { writtenBy: string }[]): Promise<Map<string, string>> {
  const members = await tx.member.findMany({ where: { id: { in: rows.map((row) => row.writtenBy) } }, select: { id: true, handle: true } });
  return new Map(members.map(({ id, handle }) => [id, handle]));
}
