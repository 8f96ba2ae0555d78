import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { v5, v7 as uuid } from 'uuid';
import { z } from 'zod';
import { Paging, RescanBody, RescanResultsQuery, RescanResultView, RescanView, pageOf } from '#libs/contracts/api.js';
import { recordEvent } from '#libs/db/events.js';
import { promise } from '#libs/db/outbox.js';
import { holdRescans } from '#libs/db/rescans.js';
import type { Prisma, Tx } from '#libs/db/db.js';
import { Problem } from '#libs/service/problems.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { Needs } from '../http/needs.guard.js';
import { Operation } from '../http/openapi.js';
import { AskingMember, type AskedByMember } from '../http/request.js';
import { pageView } from '../views.js';
import { rescanView, resultView, WITH_PACKAGE } from './rescan-views.js';

const Id = z.uuid();
type Row = Prisma.RescanGetPayload<{ include: { progress: true } }>;

/** Runs today's rules over what is published already. */
@ApiTags('rules')
@Controller('rescans')
export class RescansController {
  constructor(@Inject(DB) private readonly db: Db) {}

  @Post()
  @Needs('admin')
  @Operation('Begins a rescan of what is published; one at a time runs', 201, RescanView)
  start(@AskingMember() { ctx, member }: AskedByMember, @Body({ schema: RescanBody }) body: z.output<typeof RescanBody>) {
    return this.db.tenant(ctx, async (tx) => {
      const { extension, rules, dry_run: dryRun } = body;
      if (extension !== undefined && (await tx.extension.count({ where: { name: extension } })) === 0) throw new Problem('not-found', `There is no extension ${extension}.`);
      // Two that begin at the same time would both see nobody.
      await holdRescans(tx);
      await this.mustBeAlone(tx);
      const id = uuid();
      await tx.rescan.create({ data: { tenantId: ctx.tenantId, id, extension: extension ?? null, rules, dryRun, requestedBy: member.memberId } });
      await promise(tx, ctx, 'rescan.chunk', v5('chunk 0', id), { rescanId: id, chunk: 0 });
      await recordEvent(tx, ctx, { kind: 'rescan', to: `${id} running` });
      return this.view(tx, await this.find(tx, id));
    });
  }

  @Get()
  @Needs('admin')
  @Operation('Rescans with their progress, newest first', 200, pageOf(RescanView))
  list(@AskingMember() { ctx }: AskedByMember, @Query({ schema: Paging }) query: z.output<typeof Paging>) {
    return this.db.tenant(ctx, async (tx) => {
      const rows = await tx.rescan.findMany({ include: { progress: true }, orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }], skip: (query.page - 1) * query.per_page, take: query.per_page });
      return pageView(await Promise.all(rows.map((row) => this.view(tx, row))), await tx.rescan.count(), query);
    });
  }

  @Get(':id')
  @Needs('admin')
  @Operation('A rescan with its progress', 200, RescanView)
  show(@AskingMember() { ctx }: AskedByMember, @Param('id', { schema: Id }) id: string) {
    return this.db.tenant(ctx, async (tx) => this.view(tx, await this.find(tx, id)));
  }

  @Get(':id/results')
  @Needs('admin')
  @Operation('What a rescan found, version by version', 200, pageOf(RescanResultView))
  results(@AskingMember() { ctx }: AskedByMember, @Param('id', { schema: Id }) id: string, @Query({ schema: RescanResultsQuery }) query: z.output<typeof RescanResultsQuery>) {
    return this.db.tenant(ctx, async (tx) => {
      await this.find(tx, id);
      const where = { rescanId: id, ...(query.outcome && { outcome: query.outcome }) };
      const rows = await tx.rescanResult.findMany({ where, include: WITH_PACKAGE, orderBy: [{ extension: 'asc' }, { version: 'asc' }], skip: (query.page - 1) * query.per_page, take: query.per_page });
      return pageView(rows.map(resultView), await tx.rescanResult.count({ where }), query);
    });
  }

  @Post(':id/stop')
  @HttpCode(200)
  @Needs('admin')
  @Operation('Stops a rescan after the version that it is at', 200, RescanView)
  stop(@AskingMember() { ctx }: AskedByMember, @Param('id', { schema: Id }) id: string) {
    return this.db.tenant(ctx, async (tx) => {
      const row = await this.find(tx, id);
      if (row.progress?.finishedAt) throw new Problem('conflict', 'The rescan is done.');
      if (!row.stopped) {
        await tx.rescan.updateMany({ where: { id }, data: { stopped: true } });
        await recordEvent(tx, ctx, { kind: 'rescan', to: `${id} stopped` });
      }
      return this.view(tx, { ...row, stopped: true });
    });
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Needs('admin')
  @Operation('Continues a stopped rescan where it was', 200, RescanView)
  resume(@AskingMember() { ctx }: AskedByMember, @Param('id', { schema: Id }) id: string) {
    return this.db.tenant(ctx, async (tx) => {
      // Of two at the same time, the second finds it running.
      await holdRescans(tx);
      const row = await this.find(tx, id);
      if (row.progress?.finishedAt) throw new Problem('conflict', 'The rescan is done.');
      if (!row.stopped) return this.view(tx, row);
      await this.mustBeAlone(tx);
      const { resumes } = await tx.rescan.update({ where: { tenantId_id: { tenantId: ctx.tenantId, id } }, data: { stopped: false, resumes: { increment: 1 } }, select: { resumes: true } });
      const chunk = row.progress?.chunk ?? 0;
      // Of its own name: the job of before may still be on its way, and may have seen that it is to stop.
      await promise(tx, ctx, 'rescan.chunk', v5(`chunk ${chunk}, resumed ${resumes}`, id), { rescanId: id, chunk });
      await recordEvent(tx, ctx, { kind: 'rescan', to: `${id} running` });
      return this.view(tx, { ...row, stopped: false });
    });
  }

  private async mustBeAlone(tx: Tx): Promise<void> {
    const other = await tx.rescan.findFirst({ where: { stopped: false, OR: [{ progress: null }, { progress: { finishedAt: null } }] }, select: { id: true } });
    if (other) throw new Problem('conflict', `The rescan ${other.id} is running. Wait for its end, or stop it.`, { extra: { rescan_id: other.id } });
  }

  private async find(tx: Tx, id: string): Promise<Row> {
    const row = await tx.rescan.findFirst({ where: { id }, include: { progress: true } });
    if (!row) throw new Problem('not-found', 'There is no such rescan.');
    return row;
  }

  private async view(tx: Tx, row: Row) {
    const member = await tx.member.findFirst({ where: { id: row.requestedBy }, select: { handle: true } });
    return rescanView(row, member?.handle ?? null);
  }
}
