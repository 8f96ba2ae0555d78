import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#libs/contracts/context.js';
import { LISTINGS, type Listing } from '#libs/contracts/pipeline.js';
import type { Db, Tx } from '#libs/db/db.js';
import { recordEvent } from '#libs/db/events.js';
import { DB } from '#libs/service/service.module.js';
import { lockExtension, moveListing } from './listing.js';

interface Change {
  extension: string;
  to: string;
  requestedBy: string;
}

/** Moves a published version between listed, yanked and quarantined, as somebody with authority asked. */
@Injectable()
export class ListJob {
  constructor(@Inject(DB) private readonly db: Db) {}

  async run(ctx: Ctx, { changeId }: { changeId: string }): Promise<void> {
    await this.db.tenant(ctx, async (tx) => {
      const change = await tx.listingChange.findFirstOrThrow({ where: { id: changeId } });
      const by = { ...ctx, actorId: change.requestedBy };
      await lockExtension(tx, change.extension);
      const { listing } = await tx.version.findFirstOrThrow({ where: { extension: change.extension, version: change.version }, select: { listing: true } });
      const from = listing as Listing;
      // A later wish is the last word, also when this one was held up.
      const overtaken = await tx.listingChange.count({ where: { extension: change.extension, version: change.version, OR: [{ at: { gt: change.at } }, { at: change.at, id: { gt: change.id } }] } });
      if (from === change.to || overtaken > 0) return;
      if (!(LISTINGS[from] as readonly string[]).includes(change.to) || !(await this.mayList(tx, change, from))) {
        await recordEvent(tx, by, { kind: 'listing-refused', extension: change.extension, from: `${change.version} ${from}`, to: `${change.version} ${change.to}`, reason: change.reason });
        return;
      }
      await moveListing(tx, by, { ...change, from, to: change.to as Listing });
    });
  }

  /** Authority is asked for again where it is used. Quarantine, and the way out of it, is the maintainers'. */
  private async mayList(tx: Tx, change: Change, from: Listing): Promise<boolean> {
    const member = await tx.member.findFirst({ where: { id: change.requestedBy }, select: { role: true } });
    const moderates = member?.role === 'maintainer' || member?.role === 'admin';
    if (from === 'quarantined' || change.to === 'quarantined') return moderates;
    if (member?.role === 'admin') return true;
    const { publisherId } = await tx.extension.findFirstOrThrow({ where: { name: change.extension }, select: { publisherId: true } });
    return (await tx.publisherMember.count({ where: { publisherId, memberId: change.requestedBy } })) > 0;
  }
}
