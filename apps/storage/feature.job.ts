import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#libs/contracts/context.js';
import type { JobPayloads } from '#libs/contracts/jobs.js';
import type { Db } from '#libs/db/db.js';
import { recordEvent } from '#libs/db/events.js';
import { DB } from '#libs/service/service.module.js';

/** Puts an extension forward, or no longer, as an admin asked. */
@Injectable()
export class FeatureJob {
  constructor(@Inject(DB) private readonly db: Db) {}

  async run(ctx: Ctx, it: JobPayloads['extension.feature']): Promise<void> {
    await this.db.tenant(ctx, async (tx) => {
      const event = { extension: it.extension, to: it.featured ? 'featured' : 'not featured' };
      const member = await tx.member.findFirst({ where: { id: it.memberId }, select: { role: true } });
      if (member?.role !== 'admin') return recordEvent(tx, ctx, { ...event, kind: 'listing-refused', reason: 'who asked is not an admin any more' });
      await tx.extension.updateMany({ where: { name: it.extension }, data: { featured: it.featured } });
      await recordEvent(tx, ctx, { ...event, kind: 'listing' });
    });
  }
}
