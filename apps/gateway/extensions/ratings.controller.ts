import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { v7 as uuid } from 'uuid';
import type { z } from 'zod';
import { ExtensionName, Paging, RatingBody, RatingView, pageOf } from '#libs/contracts/api.js';
import { promise } from '#libs/db/outbox.js';
import type { Tx } from '#libs/db/db.js';
import { Problem } from '#libs/service/problems.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { Commands } from '../http/commands.js';
import { Needs } from '../http/needs.guard.js';
import { Operation } from '../http/openapi.js';
import { Asking, AskingMember, type Asked, type AskedByMember, type Reply } from '../http/request.js';
import { pageView } from '../views.js';

/** Users' stars and texts; the path says `reviews`, the rest of Souk says rating. */
@ApiTags('ratings')
@Controller('extensions/:name/reviews')
export class RatingsController {
  constructor(
    @Inject(DB) private readonly db: Db,
    private readonly commands: Commands,
  ) {}

  @Get()
  @Operation('Ratings, newest first', 200, pageOf(RatingView))
  async list(@Asking() asked: Asked, @Param('name', { schema: ExtensionName }) name: string, @Query({ schema: Paging }) query: z.output<typeof Paging>) {
    return this.db.tenant(asked.ctx, async (tx) => {
      await exists(tx, name);
      const rows = await tx.rating.findMany({ where: { extension: name }, include: { member: { select: { handle: true } } }, orderBy: [{ updatedAt: 'desc' }, { memberId: 'asc' }], skip: (query.page - 1) * query.per_page, take: query.per_page });
      const data = rows.map((row) => ({ member: row.member.handle, rating: row.rating, title: row.title, body: row.body, created_at: row.createdAt.toISOString(), updated_at: row.updatedAt.toISOString() }));
      return pageView(data, await tx.rating.count({ where: { extension: name } }), query);
    });
  }

  @Post()
  @HttpCode(200)
  @Needs('install')
  @Operation('Rates an extension that the member installed, or changes the rating', 200, RatingView, { also: { 202: 'the rating is stored and on its way' } })
  async rate(@AskingMember() asked: AskedByMember, @Param('name', { schema: ExtensionName }) name: string, @Body({ schema: RatingBody }) body: z.output<typeof RatingBody>, @Res({ passthrough: true }) reply: Reply) {
    const { ctx, member } = asked;
    const ratingId = uuid();
    const at = new Date().toISOString();
    const done = await this.commands.carriedOut((told) => told.kind === 'rating' && told.id === ratingId, () =>
      this.db.tenant(ctx, async (tx) => {
        await exists(tx, name);
        if ((await tx.install.count({ where: { memberId: member.memberId, extension: name } })) === 0) throw new Problem('conflict', `Only who has installed ${name} can rate it.`);
        await promise(tx, ctx, 'rating.record', ratingId, { ratingId, memberId: member.memberId, extension: name, ...body, at });
      }),
    );
    if (!done) reply.code(202);
    const stored = await this.db.tenant(ctx, (tx) => tx.rating.findFirst({ where: { extension: name, memberId: member.memberId } }));
    return { member: member.handle, ...body, created_at: stored?.createdAt.toISOString() ?? at, updated_at: stored?.updatedAt.toISOString() ?? at };
  }
}

async function exists(tx: Tx, name: string): Promise<void> {
  if ((await tx.extension.count({ where: { name } })) === 0) throw new Problem('not-found', `There is no extension called ${name}.`);
}
