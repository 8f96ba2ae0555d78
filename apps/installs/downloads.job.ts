import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#libs/contracts/context.js';
import type { JobPayloads } from '#libs/contracts/jobs.js';
import { Prisma, type Db } from '#libs/db/db.js';
import { announce } from '#libs/db/events.js';
import { DB } from '#libs/service/service.module.js';

/** Adds downloads to the counters. A worker that dies after the commit counts twice: the numbers are for people, not for money. */
@Injectable()
export class DownloadsJob {
  constructor(@Inject(DB) private readonly db: Db) {}

  async count(ctx: Ctx, { counts }: JobPayloads['download.count']): Promise<void> {
    await this.db.tenant(ctx, async (tx) => {
      // In one order everywhere, so that two jobs of the same extensions wait for each other instead of deadlocking.
      const ordered = [...counts].sort((a, b) => (`${a.extension} ${a.version}` < `${b.extension} ${b.version}` ? -1 : 1));
      for (const { extension, version, count } of ordered) {
        await tx.$executeRaw(Prisma.sql`
          INSERT INTO version_downloads AS d (tenant_id, extension, version, downloads) VALUES (${ctx.tenantId}::uuid, ${extension}, ${version}, ${count})
          ON CONFLICT (tenant_id, extension, version) DO UPDATE SET downloads = d.downloads + excluded.downloads`);
        await tx.$executeRaw(Prisma.sql`
          INSERT INTO extension_stats AS s (tenant_id, extension, downloads) VALUES (${ctx.tenantId}::uuid, ${extension}, ${count})
          ON CONFLICT (tenant_id, extension) DO UPDATE SET downloads = s.downloads + excluded.downloads`);
        await announce(tx, { tenant: ctx.tenantId, kind: 'stats', extension });
      }
    });
  }
}
