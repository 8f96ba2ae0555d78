import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#libs/contracts/context.js';
import { nextListings, type Listing } from '#libs/contracts/pipeline.js';
import type { Db, Tx } from '#libs/db/db.js';
import { recordEvent } from '#libs/db/events.js';
import { DB } from '#libs/service/service.module.js';
import { lockExtension, moveListing } from './listing.js';

interface Change {
  id: string;
  extension: string;
  version: string;
  to: string;
  requestedBy: string;
  at: Date;
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
      const row = await tx.version.findFirstOrThrow({ where: { extension: change.extension, version: change.version }, select: { listing: true, yankReason: true, takedownAt: true } });
      const from = row.listing as Listing;
      const isOvertaken = await this.isOvertaken(tx, change, row.takedownAt);
      if (from === change.to || (isOvertaken && change.to !== 'quarantined')) return;
      // A maintainer who quarantines is told that it was not done.
      if (isOvertaken || !(nextListings(row) as readonly string[]).includes(change.to) || !(await this.mayList(tx, change, from))) {
        await recordEvent(tx, by, { kind: 'listing-refused', extension: change.extension, from: `${change.version} ${from}`, to: `${change.version} ${change.to}`, reason: change.reason });
        return;
      }
      await moveListing(tx, by, { ...change, from, to: change.to as Listing });
    });
  }

  /** A later wish is the last word, also when this one was held up; about a quarantine, only another takedown, or the end of one, that was carried out since. */
  private async isOvertaken(tx: Tx, { id, extension, version, to, at }: Change, takedownAt: Date | null): Promise<boolean> {
    if (to === 'quarantined') return takedownAt !== null && takedownAt > at;
    return (await tx.listingChange.count({ where: { extension, version, to: { not: 'quarantined' }, OR: [{ at: { gt: at } }, { at, id: { gt: id } }] } })) > 0;
  }

  /** Authority is asked for again where it is used. Quarantine, and the way out of it, is the maintainers', and no way out of one's own. */
  private async mayList(tx: Tx, change: Change, from: Listing): Promise<boolean> {
    const member = await tx.member.findFirst({ where: { id: change.requestedBy }, select: { role: true } });
    const moderates = member?.role === 'maintainer' || member?.role === 'admin';
    if (change.to === 'quarantined') return moderates;
    const { publisherId } = await tx.extension.findFirstOrThrow({ where: { name: change.extension }, select: { publisherId: true } });
    const own = (await tx.publisherMember.count({ where: { publisherId, memberId: change.requestedBy } })) > 0;
    return from === 'quarantined' ? moderates && !own : own || member?.role === 'admin';
  }
}
