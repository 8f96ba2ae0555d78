import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#libs/contracts/context.js';
import type { JobPayloads } from '#libs/contracts/jobs.js';
import { Prisma, type Db } from '#libs/db/db.js';
import { announce } from '#libs/db/events.js';
import { DB } from '#libs/service/service.module.js';
import { lockStats } from './stats.js';

/** One rating for each member and extension; the latest by the time it was said wins. */
@Injectable()
export class RatingsJob {
  constructor(@Inject(DB) private readonly db: Db) {}

  async record(ctx: Ctx, it: JobPayloads['rating.record']): Promise<void> {
    await this.db.tenant(ctx, async (tx) => {
      const installed = await tx.install.count({ where: { memberId: it.memberId, extension: it.extension } });
      if (installed > 0) {
        await tx.$executeRaw(Prisma.sql`
          INSERT INTO rating AS r (tenant_id, extension, member_id, rating, title, body, created_at, updated_at)
          VALUES (${ctx.tenantId}::uuid, ${it.extension}, ${it.memberId}::uuid, ${it.rating}, ${it.title}, ${it.body}, ${it.at}::timestamptz, ${it.at}::timestamptz)
          ON CONFLICT (tenant_id, extension, member_id) DO UPDATE
          SET rating = excluded.rating, title = excluded.title, body = excluded.body, updated_at = excluded.updated_at
          WHERE r.updated_at < excluded.updated_at`);
        await lockStats(tx, ctx, it.extension);
        await tx.$executeRaw(Prisma.sql`
          INSERT INTO extension_stats AS s (tenant_id, extension, rating_count, rating_average)
          SELECT ${ctx.tenantId}::uuid, ${it.extension}, count(*), avg(rating) FROM rating WHERE extension = ${it.extension}
          ON CONFLICT (tenant_id, extension) DO UPDATE SET rating_count = excluded.rating_count, rating_average = excluded.rating_average`);
        await announce(tx, { tenant: ctx.tenantId, kind: 'stats', extension: it.extension });
      }
      await announce(tx, { tenant: ctx.tenantId, kind: 'rating', extension: it.extension, id: it.ratingId });
    });
  }
}
